"""Principal Mapper (AGPL-3.0), as its query interface is called: local_check_authorization_full.

It takes users and roles, identity policies, a boundary, one session policy, SCPs and a resource policy; it has no
RCPs, VPC endpoint policies, services, root or unsigned callers. It answers yes or no.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from adapter import Cannot, decision, main, only  # noqa: E402


def version():
    import principalmapper
    return "Principal Mapper " + principalmapper.__version__


def prepare(line):
    from principalmapper.common.nodes import Node
    from principalmapper.common.policies import Policy
    from principalmapper.querying.query_interface import local_check_authorization_full
    only(line, principals={"role-session", "user"}, policies={"identity", "boundary", "session", "scp", "resource"})
    request, policies, known = line["request"], line["policies"], line["known"]
    caller = request["principal"]
    arn = caller.get("roleArn") or caller["arn"]
    if len(policies.get("session", [])) > 1:
        raise Cannot("policy: more than one session policy")

    def named(name, document):
        return Policy(f"arn:aws:iam::{caller['account']}:policy/{name}", name, document)

    node = Node(arn, caller.get("userId") or "unknown", [named(f"p{i}", d) for i, d in
                                                         enumerate(policies.get("identity", []))],
                None, {} if ":role/" in arn else None, None, 0, False, False,
                named("boundary", policies["boundary"]) if "boundary" in policies else None, False,
                caller.get("tags"))
    levels = [[named("scp", d) for d in level] for level in policies["scp"]] if "scp" in policies else None
    context = {key: values[0] if len(values) == 1 else values for key, values in known.items()}
    session = policies.get("session", [None])[0]
    # Without a policy it would not look at the accounts at all; a resource without one is a resource that grants nothing.
    own = policies.get("resource") or {"Version": "2012-10-17", "Statement": []}

    def decide():
        return decision(local_check_authorization_full(
            node, request["action"], request["resource"], context, own,
            line["owner"], levels, session))

    return decide


if __name__ == "__main__":
    main(version, prepare)
