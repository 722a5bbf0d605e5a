"""Uses a lab's S3 as boto3 does. Arguments: endpoint URL, scratch directory."""

import hashlib
import os
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError

endpoint, scratch = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name="eu-west-1")


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return
    raise AssertionError(f"not refused with {code}")


# A refused put leaves the connection fit for use.
for _ in range(3):
    refused("AccessDenied", s3.put_object, Bucket="bucket-b", Key="k", Body=b"x" * 300_000)
    s3.put_object(Bucket="bucket-a", Key="after", Body=b"x" * 300_000)

# Multipart up, ranged down, multipart copy.
content = os.urandom(20 << 20)
path = os.path.join(scratch, "large")
with open(path, "wb") as f:
    f.write(content)
s3.upload_file(path, "bucket-a", "large", ExtraArgs={"Metadata": {"m": "1"}})
assert s3.head_object(Bucket="bucket-a", Key="large")["ETag"].endswith('-3"')
s3.copy({"Bucket": "bucket-a", "Key": "large"}, "bucket-a", "large copy")
s3.download_file("bucket-a", "large copy", path + ".back")
with open(path + ".back", "rb") as f:
    assert hashlib.sha256(f.read()).digest() == hashlib.sha256(content).digest()

# Presigned, both ways.
url = s3.generate_presigned_url("put_object", Params={"Bucket": "bucket-a", "Key": "pre signed"})
urllib.request.urlopen(urllib.request.Request(url, b"hello", {"Content-Type": ""}, method="PUT")).read()
url = s3.generate_presigned_url("get_object", Params={"Bucket": "bucket-a", "Key": "pre signed"})
assert urllib.request.urlopen(url).read() == b"hello"

# Odd keys survive a listing, and delete_objects.
keys = ["a b", "a+b", "ü/%41", "x\x01y", "<&>", "dir//", "emoji 🎉"]
for key in keys:
    s3.put_object(Bucket="bucket-a", Key="odd/" + key, Body=key.encode())
listed = [o["Key"] for p in s3.get_paginator("list_objects_v2").paginate(Bucket="bucket-a", Prefix="odd/", PaginationConfig={"PageSize": 2}) for o in p["Contents"]]
assert sorted(listed) == sorted("odd/" + k for k in keys), listed
s3.delete_objects(Bucket="bucket-a", Delete={"Objects": [{"Key": k} for k in listed if "\x01" not in k]})
assert s3.list_objects_v2(Bucket="bucket-a", Prefix="odd/")["KeyCount"] == 1

# A bucket in another region is found by way of the redirect.
s3.list_objects_v2(Bucket="bucket-us")
boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").head_bucket(Bucket="bucket-us")
