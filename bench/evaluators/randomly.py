"""Random requests, to find where evaluators part ways that no case of the corpus describes. Nobody is right by
definition here: a difference is looked up on AWS's page, and becomes a case."""

import collections
import json

import lines
from lines import document

OWN, OTHER = "111111111111", "222222222222"
BUCKET = "arn:aws:s3:::atlas"
KEY = BUCKET + "/maps/nz.tif"
FULL = document({"Effect": "Allow", "Action": "*", "Resource": "*"})
FULL_RCP = document({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})

# Condition keys: the family of operators, values for policies, values for requests.
KEYS = {
    "aws:RequestedRegion": ("String", ["eu-west-1", "EU-WEST-1", "eu-*", "e?-west-1", ""],
                            ["eu-west-1", "us-east-1", ""]),
    "aws:PrincipalTag/team": ("String", ["blue", "b*", "${aws:PrincipalAccount}", "${aws:PrincipalTag/none, 'blue'}",
                                         "${aws:PrincipalTag/none}"], ["blue", "Blue", OWN]),
    "s3:signatureAge": ("Numeric", ["5", "5.0", "10", "9", "-1"], ["5", "9.0", "10", "100"]),
    "aws:CurrentTime": ("Date", ["2026-01-01T00:00:00Z", "2026-01-01T09:00:00+09:00", "1767225600", "2026-01-02"],
                        ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-01-01T09:00:01+09:00"]),
    "aws:SecureTransport": ("Bool", ["true", "false"], ["true", "false"]),
    "aws:SourceIp": ("Ip", ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "2001:db8::1"],
                     ["203.0.113.7", "203.0.113.200", "2001:db8::1", "2001:DB8:0:0::2"]),
    "aws:SourceArn": ("Arn", ["arn:aws:sns:eu-west-1:111111111111:a:b", "arn:aws:sns:*:*:a*", "arn:aws:sns:eu-?:1*:*"],
                      ["arn:aws:sns:eu-west-1:111111111111:a:b", "arn:aws:sns:eu-west-1:222222222222:a"]),
    "s3:RequestObjectTagKeys": ("Set", ["team", "stage", "Team", "t*", "st?ge"], ["team", "stage", "owner", "Team"]),
}
ORDER = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
STRING = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
          "StringNotLike"]
OPERATORS = {
    "String": STRING, "Numeric": ["Numeric" + o for o in ORDER], "Date": ["Date" + o for o in ORDER], "Bool": ["Bool"],
    "Ip": ["IpAddress", "NotIpAddress"], "Arn": ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "StringLike"],
    "Set": ["ForAllValues:" + o for o in STRING] + ["ForAnyValue:" + o for o in STRING],
}


def session(chance):
    role = f"arn:aws:iam::{OWN}:role/Cartographer"
    caller = {"type": "role-session", "account": OWN, "roleArn": role,
              "arn": f"arn:aws:sts::{OWN}:assumed-role/Cartographer/s1"}
    if chance.random() < 0.5:
        caller["tags"] = {"team": chance.choice(KEYS["aws:PrincipalTag/team"][2])}
    return caller


def line_of(caller, action, resource, owner, context, policies):
    return lines.complete({"request": {"principal": caller, "action": action, "resource": resource, "context": context,
                                       "resourceAccount": owner}, "policies": policies})


def conditions(chance):
    """One or two conditions in an identity policy of Allow, or of Deny beside an Allow of everything."""
    context = {}
    for key, (family, _, present) in KEYS.items():
        if key != "aws:PrincipalTag/team" and chance.random() < 0.6:
            context[key] = chance.sample(present, chance.choice([1, 2, 3]) if family == "Set" else 1)
    block = {}
    for _ in range(chance.choice([1, 1, 2])):
        key = chance.choice(list(KEYS))
        family, values, _ = KEYS[key]
        if chance.random() < 0.15:
            block.setdefault("Null", {})[key] = chance.choice(["true", "false"])
            continue
        operator = chance.choice(OPERATORS[family]) + chance.choice(["", "", "IfExists"])
        block.setdefault(operator, {})[key] = chance.sample(values, chance.choice([1, 2]))
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": block}
    policies = [document(statement)]
    if chance.random() < 0.5:
        policies = [document({**statement, "Effect": "Deny"}), FULL]
    return line_of(session(chance), "s3:PutObject", KEY, OWN, context, {"identity": policies})


def statement(chance):
    out = {"Effect": chance.choice(["Allow", "Allow", "Allow", "Deny"])}
    action = chance.choice(["s3:GetObject", "s3:*", "s3:Get*", "s3:Put*"])
    resource = chance.choice([BUCKET + "/*", BUCKET, BUCKET + "/maps/*", "arn:aws:s3:::other/*"])
    out["Action" if chance.random() < 0.85 else "NotAction"] = action
    out["Resource" if chance.random() < 0.88 else "NotResource"] = resource
    return out


def some(chance):
    return document(*(statement(chance) for _ in range(chance.choice([1, 2]))))


def resource_policy(chance, caller):
    account = f"arn:aws:iam::{OWN}:root"
    statements = []
    for _ in range(chance.choice([1, 2])):
        made = statement(chance)
        if made["Effect"] == "Deny" and chance.random() < 0.3:
            made["NotPrincipal"] = {"AWS": [account, caller["roleArn"], caller["arn"]]}
        else:
            made["Principal"] = chance.choice([
                "*", {"AWS": OWN}, {"AWS": caller["roleArn"]}, {"AWS": caller["arn"]}, {"AWS": OTHER},
                {"AWS": [OWN, caller["roleArn"]]}, {"Service": "logs.amazonaws.com"}])
        statements.append(made)
    return document(*statements)


def layers(chance):
    """Every gate, each there or not, with one or two statements."""
    caller, policies = session(chance), {}
    if chance.random() < 0.7:
        policies["identity"] = [some(chance)]
    if chance.random() < 0.4:
        policies["boundary"] = some(chance)
    if chance.random() < 0.35:
        policies["session"] = [some(chance)]
    if chance.random() < 0.3:
        policies["scp"] = [[FULL]] + [[chance.choice([FULL, some(chance)])] for _ in range(chance.choice([1, 2]))]
    if chance.random() < 0.2:
        deny = {"Effect": "Deny", "Principal": "*", "Action": chance.choice(["s3:Get*", "s3:Put*"]), "Resource": KEY}
        policies["rcp"] = [[FULL_RCP, document(deny)], [FULL_RCP]]
    if chance.random() < 0.75:
        policies["resource"] = resource_policy(chance, caller)
    if chance.random() < 0.15:
        policies["vpce"] = document({**statement(chance), "Principal": "*"})
    action = chance.choice(["s3:GetObject", "s3:GetObject", "s3:PutObject"])
    return line_of(caller, action, KEY, chance.choice([OWN, OWN, OTHER]), {}, policies)


def patterns(chance):
    """One action pattern and one resource pattern against one object."""
    key = "".join(chance.choice("ab/:A.([é") for _ in range(chance.choice([1, 2, 3, 5])))
    at = chance.randrange(len(key) + 1)
    tail = key[:at] + chance.choice(["*", "?", "", "**"]) + key[at + chance.choice([0, 1]):]
    head = chance.choice([BUCKET + "/", "arn:aws:s3:::at*/", "arn:aws:s3:::*", "arn:*:s3:::atlas/",
                          "arn:aws:s3:::atla?/"])
    action = chance.choice(["s3:GetObject", "s3:get*", "s3:G?tObject", "s3:*Object", "*", "s3:*t*b*", "s3:GetObject?"])
    allow = {"Effect": "Allow", "Action": action, "Resource": head + tail}
    return line_of(session(chance), "s3:GetObject", BUCKET + "/" + key, OWN, {}, {"identity": [document(allow)]})


def compare(chosen, count, chance, show):
    """Ask everybody count requests of each kind; print how often each decides as clearway does, and the first
    differences of each as lines for `clearway simulate --jsonl`."""
    for kind in conditions, layers, patterns:
        made = [kind(chance) for _ in range(count)]
        answers = {}
        for evaluator in chosen:
            no = [evaluator.cannot(json.dumps(line["policies"])) for line in made]
            text = "".join(json.dumps(line) + "\n" for line, reason in zip(made, no) if not reason)
            said = iter(evaluator.answers(text))
            answers[evaluator.name] = [{"cannot": reason} if reason else json.loads(next(said)) for reason in no]
        own = answers.pop("clearway")
        for name, theirs in answers.items():
            counts, shown = collections.Counter(), 0
            for line, ours, other in zip(made, own, theirs):
                what = next((w for w in ("cannot", "error") if w in other), None)
                what = what or ("same" if other["decision"] == ours.get("decision") else "other")
                counts[what] += 1
                if what == "other" and shown < show:
                    shown += 1
                    print(json.dumps({"clearway": ours, name: other, **line}))
            print(f"{kind.__name__}: {name}: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
