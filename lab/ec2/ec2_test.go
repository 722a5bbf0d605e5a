package ec2_test

import (
	"os/exec"
	"strings"
	"testing"

	"clearway/lab/clienttest"
)

const endpoints = `
region: eu-west-1
accounts:
  - id: "111111111111"
    users:
      - {name: admin, attached: [AdministratorAccess], access-key: {id: AKIAADMIN, secret: s}}
      - {name: nobody, access-key: {id: AKIANOBODY, secret: s}}
  - id: "222222222222"
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAOTHER, secret: s}}]
endpoints:
  - id: vpce-0a
    account: "111111111111"
    vpc: vpc-1
    policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}'
  - {id: vpce-0b, account: "111111111111", vpc: vpc-2}
`

// questions asks everything through botocore, as the AWS CLI does; the Go SDK's
// EC2 is too large for what there is.
const questions = `
import boto3, botocore.exceptions, json
def ask(key, **more):
    c = boto3.client("ec2", region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key="s")
    return [e for p in c.get_paginator("describe_vpc_endpoints").paginate(**more) for e in p["VpcEndpoints"]]
def refused(code, says, key, **more):
    try:
        ask(key, **more)
        raise SystemExit("not refused: " + says)
    except botocore.exceptions.ClientError as e:
        assert e.response["Error"]["Code"] == code and says in e.response["Error"]["Message"], e
one, = ask("AKIAADMIN", VpcEndpointIds=["vpce-0a"])
assert (one["VpcId"], one["ServiceName"], one["State"], one["VpcEndpointType"], one["OwnerId"]) == ("vpc-1", "com.amazonaws.eu-west-1.s3", "available", "Gateway", "111111111111"), one
assert json.loads(one["PolicyDocument"])["Statement"][0]["Action"] == "s3:GetObject", one
other, = ask("AKIAADMIN", Filters=[{"Name": "vpc-id", "Values": ["vpc-2", "vpc-3"]}])
assert json.loads(other["PolicyDocument"])["Statement"][0]["Action"] == "*", other
assert [e["VpcEndpointId"] for e in ask("AKIAADMIN", PaginationConfig={"PageSize": 1})] == ["vpce-0a", "vpce-0b"]
assert ask("AKIAOTHER") == []
refused("InvalidParameterValue", "The filter 'colour' is invalid", "AKIAADMIN", Filters=[{"Name": "colour", "Values": ["red"]}])
refused("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id 'vpce-0a' does not exist", "AKIAOTHER", VpcEndpointIds=["vpce-0a"])
refused("UnauthorizedOperation", "You are not authorized to perform this operation. User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: ec2:DescribeVpcEndpoints because no identity-based policy allows", "AKIANOBODY")
refused("AuthFailure", "AWS was not able to validate the provided access credentials", "AKIAWRONG")
print("done")
`

func TestEndpointsByBoto3(t *testing.T) {
	python := clienttest.Python(t)
	l := clienttest.Lab(t, endpoints)
	cmd := exec.CommandContext(t.Context(), python, "-c", questions)
	cmd.Env = clienttest.Env(l.URL(), "AKIAADMIN", "s", "")
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "done" {
		t.Errorf("%v\n%s", err, out)
	}
}
