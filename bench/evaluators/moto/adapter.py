"""moto (Apache-2.0), as its own request checks call it: moto.iam.access_control.IAMPolicy for each identity policy, and
for a bucket its policy by itself, without a caller (FakeBucket.get_permission); a role's trust policy with the caller.

It has no boundaries, session policies, SCPs, RCPs or VPC endpoint policies, and passes conditions for trust policies
only.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from adapter import Cannot, decision, main, only  # noqa: E402


def version():
    import moto
    return "moto " + moto.__version__


def prepare(line):
    from moto.iam.access_control import IAMPolicy, PermissionResult
    only(line, principals={"role-session", "user"}, policies={"identity", "resource"})
    request, policies = line["request"], line["policies"]
    action, resource = request["action"], request["resource"]
    service = action.partition(":")[0]
    identity = [IAMPolicy(json.dumps(document)) for document in policies.get("identity", [])]
    document = policies.get("resource")
    if document and service not in ("s3", "sts"):
        raise Cannot("policy: resource policy of " + service)
    own = IAMPolicy(json.dumps(document)) if document else None
    context = {key: values[0] for key, values in line["known"].items()}

    def decide():
        said = [p.is_action_permitted(action, resource) for p in identity]
        if PermissionResult.DENIED in said:
            return decision(False, True, ["identity"])
        allowed = PermissionResult.PERMITTED in said
        if service == "sts" and own:
            trusts = own.is_action_permitted(action, resource, request["principal"].get("arn"), context)
            return decision(allowed and trusts is PermissionResult.PERMITTED)
        if own:
            bucket = own.is_action_permitted(action, resource)
            if bucket is PermissionResult.DENIED:
                return decision(False, True, ["resource"])
        return decision(allowed, False, ["identity"])

    return decide


if __name__ == "__main__":
    main(version, prepare)
