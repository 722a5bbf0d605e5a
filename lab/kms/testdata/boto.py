import json, sys
import boto3
from botocore.exceptions import ClientError

at = sys.argv[1]


def client(service, key, secret, region="eu-west-1"):
    return boto3.client(service, endpoint_url=at, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret)


a = client("kms", "AKIAAAAAAAAAAAAADMIN", "secret-a-admin")
b = client("kms", "AKIABBBBBBBBBBBADMIN", "secret-b-admin")
nobody = client("kms", "AKIAAAAAAAAAAANOBODY", "secret-a-nobody")
sts = client("sts", "AKIAAAAAAAAAAAAADMIN", "secret-a-admin")


def refused(code, says, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert says in e.response["Error"].get("Message", ""), e
        return
    raise SystemExit(f"{code} was wanted: {says}")


made = a.create_key(Description="mine", Tags=[{"TagKey": "k", "TagValue": "v"}])["KeyMetadata"]
arn, key = made["Arn"], made["KeyId"]
assert made["KeyState"] == "Enabled" and made["Enabled"] and made["KeyManager"] == "CUSTOMER", made
a.create_alias(AliasName="alias/mine", TargetKeyId=key)
assert a.describe_key(KeyId="alias/mine")["KeyMetadata"]["Arn"] == arn
assert [x["TargetKeyId"] for x in a.list_aliases(KeyId=key)["Aliases"]] == [key]
assert arn in [k["KeyArn"] for p in a.get_paginator("list_keys").paginate() for k in p["Keys"]]
assert a.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "k", "TagValue": "v"}]
assert a.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
assert a.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]
policy = json.loads(a.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
assert policy["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::111111111111:root"}, policy
refused("AlreadyExistsException", "already exists", a.create_alias, AliasName="alias/mine", TargetKeyId=key)
refused("NotFoundException", "Alias arn:aws:kms:eu-west-1:111111111111:alias/none is not found.", a.describe_key, KeyId="alias/none")
refused("NotFoundException", "Invalid keyId 'x'", a.describe_key, KeyId="x")
refused("NotFoundException", "Invalid arn us-east-1", a.describe_key, KeyId=arn.replace("eu-west-1", "us-east-1"))
refused("NotFoundException", "does not exist", a.describe_key, KeyId="00000000-0000-0000-0000-000000000000")

blob = a.encrypt(KeyId="alias/mine", Plaintext=b"secret", EncryptionContext={"x": "1"})["CiphertextBlob"]
opened = a.decrypt(CiphertextBlob=blob, EncryptionContext={"x": "1"})
assert opened["Plaintext"] == b"secret" and opened["KeyId"] == arn, opened
refused("InvalidCiphertextException", "", a.decrypt, CiphertextBlob=blob)
refused("InvalidCiphertextException", "", a.decrypt, CiphertextBlob=b"nonsense")
data = a.generate_data_key(KeyId=key, KeySpec="AES_256")
assert a.decrypt(CiphertextBlob=data["CiphertextBlob"], KeyId=arn)["Plaintext"] == data["Plaintext"] and len(data["Plaintext"]) == 32
assert "Plaintext" not in a.generate_data_key_without_plaintext(KeyId=key, NumberOfBytes=16)
refused("ValidationException", "either number of bytes or key spec", a.generate_data_key, KeyId=key)
other = a.create_key()["KeyMetadata"]["Arn"]
refused("IncorrectKeyException", "does not identify a CMK", a.decrypt, CiphertextBlob=data["CiphertextBlob"], KeyId=other)
moved = a.re_encrypt(CiphertextBlob=blob, SourceEncryptionContext={"x": "1"}, DestinationKeyId=other)
assert moved["SourceKeyId"] == arn and moved["KeyId"] == other, moved
assert a.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == b"secret"
refused("DryRunOperationException", "would have succeeded", a.generate_data_key, KeyId=key, KeySpec="AES_256", DryRun=True)

who = "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: "
refused("AccessDeniedException", who + "kms:DescribeKey on resource: " + arn + " because no identity-based policy allows the kms:DescribeKey action", nobody.describe_key, KeyId=key)
refused("AccessDeniedException", who + "kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action", nobody.decrypt, CiphertextBlob=blob, EncryptionContext={"x": "1"})
who = "User: arn:aws:iam::222222222222:user/admin is not authorized to perform: "
hidden = " because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
refused("AccessDeniedException", who + "kms:Decrypt on the resource associated with this ciphertext" + hidden, b.decrypt, CiphertextBlob=blob, EncryptionContext={"x": "1"})
refused("AccessDeniedException", who + "kms:GenerateDataKey on this resource" + hidden, b.generate_data_key, KeyId=arn, KeySpec="AES_256")
refused("AccessDeniedException", who + "kms:DescribeKey on this resource" + hidden, b.describe_key, KeyId=arn[:-4] + "0000")

grant = a.create_grant(KeyId=key, GranteePrincipal="arn:aws:iam::111111111111:user/nobody", Operations=["Decrypt"], Constraints={"EncryptionContextSubset": {"x": "1"}})
assert nobody.decrypt(CiphertextBlob=blob, EncryptionContext={"x": "1"})["Plaintext"] == b"secret"
refused("AccessDeniedException", "kms:Decrypt", nobody.decrypt, CiphertextBlob=data["CiphertextBlob"])
listed = a.list_grants(KeyId=key)["Grants"]
assert [g["GranteePrincipal"] for g in listed] == ["arn:aws:iam::111111111111:user/nobody"], listed
a.revoke_grant(KeyId=key, GrantId=grant["GrantId"])
refused("AccessDeniedException", "kms:Decrypt", nobody.decrypt, CiphertextBlob=blob, EncryptionContext={"x": "1"})
refused("InvalidArnException", "valid principal", a.create_grant, KeyId=key, GranteePrincipal="arn:aws:iam::111111111111:user/none", Operations=["Decrypt"])

own = {"Sid": "own", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"}
theirs = {"Sid": "b", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:root"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey", "kms:GetKeyPolicy"], "Resource": "*"}
put = lambda *statements: a.put_key_policy(KeyId=key, Policy=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
put(own, theirs)
assert b.decrypt(CiphertextBlob=blob, EncryptionContext={"x": "1"})["Plaintext"] == b"secret"
refused("AccessDeniedException", "kms:GetKeyPolicy", b.get_key_policy, KeyId=arn)
for statements, says in [
    ([theirs], "The new key policy will not allow you to update the key policy in the future."),
    ([own, dict(theirs, Principal={"AWS": "arn:aws:iam::222222222222:role/none"})], "Policy contains a statement with one or more invalid principals."),
    ([{k: v for k, v in own.items() if k != "Principal"}], "Policy contains a statement with no principal."),
]:
    try:
        put(*statements)
        raise SystemExit("kept: " + says)
    except a.exceptions.MalformedPolicyDocumentException as e:
        assert says in str(e), e

a.disable_key(KeyId=key)
refused("DisabledException", arn + " is disabled.", a.decrypt, CiphertextBlob=blob, EncryptionContext={"x": "1"})
a.enable_key(KeyId=key)
assert a.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)["KeyState"] == "PendingDeletion"
refused("KMSInvalidStateException", arn + " is pending deletion.", a.generate_data_key, KeyId=key, KeySpec="AES_256")
refused("KMSInvalidStateException", "is pending deletion.", a.enable_key, KeyId=key)
a.cancel_key_deletion(KeyId=key)
assert a.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
a.update_alias(AliasName="alias/mine", TargetKeyId=other)
assert a.describe_key(KeyId="alias/mine")["KeyMetadata"]["Arn"] == other
a.delete_alias(AliasName="alias/mine")
refused("NotFoundException", "is not found", a.describe_key, KeyId="alias/mine")
refused("UnsupportedOperationException", "RSA_2048", a.create_key, KeySpec="RSA_2048")
aws = a.describe_key(KeyId="alias/aws/s3")["KeyMetadata"]
assert aws["KeyManager"] == "AWS", aws
refused("AccessDeniedException", "kms:DisableKey on resource: " + aws["Arn"] + " because no resource-based policy allows", a.disable_key, KeyId=aws["KeyId"])
refused("UnrecognizedClientException", "security token", client("kms", "AKIANONE", "x").list_keys)
print("done")
