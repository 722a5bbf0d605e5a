"""The lines that every evaluator gets: corpus cases and the two inputs of the speed test.

A line is an input line of the simulate contract with two more members for evaluators that derive nothing by themselves:
"known", the request context together with what AWS says of the caller's keys, and "owner", the resource's account.

AWS: IAM User Guide, reference_policies_condition-keys and reference_policies_variables
"""

import json


def known(request):
    """The whole request context: keys derived from the caller, overridden by those of the line. Keys without a value
    are left out, which is how AWS treats them."""
    caller = request["principal"]
    kind, arn = caller["type"], caller.get("arn", "")
    keys = {}
    if kind in ("role-session", "user", "root", "federated-user"):
        keys["aws:PrincipalArn"] = caller.get("roleArn") or arn
        keys["aws:PrincipalAccount"] = caller["account"]
        keys["aws:PrincipalIsAWSService"] = "false"
        keys["aws:PrincipalType"] = {"role-session": "AssumedRole", "user": "User", "root": "Account",
                                     "federated-user": "FederatedUser"}[kind]
        keys["aws:PrincipalOrgID"] = caller.get("orgId")
        keys["aws:userid"] = caller.get("userId")
    if kind == "user":
        keys["aws:username"] = arn.rpartition("/")[2]
    if kind == "root":
        keys["aws:userid"] = caller["account"]
    if kind == "federated-user":
        keys["aws:userid"] = caller["account"] + ":" + arn.rpartition("/")[2]
    if kind == "service":
        keys["aws:PrincipalIsAWSService"] = "true"
        keys["aws:PrincipalServiceName"] = arn
    if kind == "anonymous":
        keys["aws:PrincipalType"] = "Anonymous"
        keys["aws:userid"] = "anonymous"
    for tag, value in (caller.get("tags") or {}).items():
        keys["aws:PrincipalTag/" + tag] = value
    keys["aws:ResourceAccount"] = request.get("resourceAccount")  # not a guess: absent if the line has none
    out = {key: [value] for key, value in keys.items() if value}
    for key, values in (request.get("context") or {}).items():
        out = {k: v for k, v in out.items() if k.lower() != key.lower()}
        if values:
            out[key] = values
    return out


def owner(request):
    """The resource's account: as the line says, or as its ARN says, or the caller's."""
    parts = request["resource"].split(":", 5)
    named = parts[4] if len(parts) == 6 else ""
    return request.get("resourceAccount") or named or request["principal"].get("account")


def complete(line):
    """The line with "known" and "owner" and without members that are null."""
    line["policies"] = {name: value for name, value in line["policies"].items() if value not in (None, [], {})}
    line["known"] = known(line["request"])
    line["owner"] = owner(line["request"])
    return line


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


ROLE = ("arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/"
        "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071")
BUCKET = "arn:aws:s3:::dev-cm-bbbbbbbbbbbb"
ADMIN = document({"Effect": "Allow", "Action": "*", "Resource": "*"})


def story():
    """The write that the story ends with; the same request and policies as BenchmarkStoryVerdict in authz."""
    return complete({
        "name": "story",
        "request": {
            "principal": {
                "type": "role-session", "account": "111111111111", "roleArn": ROLE, "orgId": "o-clearwaylab1",
                "userId": "AROAEXAMPLE:user@example.com",
                "arn": "arn:aws:sts::111111111111:assumed-role/" + ROLE.rpartition("/")[2] + "/user@example.com"},
            "action": "s3:PutObject", "resource": BUCKET + "/reports/2026/summary.csv",
            "resourceAccount": "222222222222",
            "context": {"aws:SecureTransport": ["true"], "aws:SourceIp": ["203.0.113.7"]}},
        "policies": {
            "identity": [ADMIN], "scp": [[ADMIN], [ADMIN], [ADMIN]],
            "resource": document(
                {"Sid": "List", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "s3:ListBucket",
                 "Resource": BUCKET},
                {"Sid": "Write", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "s3:PutObject",
                 "Resource": BUCKET + "/*"})}})


def large():
    """A bucket policy with 60 statements more, 29 KB, and 10 identity policies; as BenchmarkLargeVerdict."""
    line = story()
    line["name"] = "large"
    statements = []
    for i in range(60):
        statements.append({
            "Sid": f"S{i}", "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{i:012d}:role/team/Reader", f"arn:aws:iam::{i:012d}:role/team/Writer",
                                  ROLE]},
            "Action": ["s3:GetObject", "s3:Put*"], "Resource": f"{BUCKET}/area-{i}/*/data-*",
            "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"},
                          "Bool": {"aws:SecureTransport": "true"}}})
    statements.append({"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "s3:PutObject",
                       "Resource": BUCKET + "/reports/*"})
    line["policies"]["resource"] = document(*statements)
    for i in range(9):
        line["policies"]["identity"].append(document(
            {"Effect": "Allow", "Action": ["ec2:Describe*", "s3:Get*", "s3:List*"], "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:*", "Resource": f"arn:aws:s3:::secret-{i}-*"}))
    return line


def refused():
    """The large input without the statement that grants: 60 statements are left that nearly do."""
    line = large()
    line["name"] = "large, refused"
    line["policies"]["resource"]["Statement"].pop()
    return line


if __name__ == "__main__":
    for made in story(), large(), refused():
        print(json.dumps(made, separators=(",", ":")))
