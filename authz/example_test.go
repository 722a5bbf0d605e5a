package authz_test

import (
	"fmt"

	"clearway/authz"
)

// The bucket policy names the role without its path, and so names no role.
func Example() {
	admin, err := authz.CompileJSON("AdministratorAccess", []byte(`{"Version": "2012-10-17",
		"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	bucket, err := authz.CompileJSON("bucket policy", []byte(`{"Version": "2012-10-17", "Statement": {
		"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:role/AWSReservedSSO_Admin_0123456789abcdef"},
		"Action": "s3:GetObject", "Resource": "arn:aws:s3:::media-dr/*"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	decision := authz.Decide(authz.Request{
		Principal: authz.Principal{
			Type: authz.RoleSession, Account: "111111111111",
			ARN:     "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann",
			RoleARN: "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
		},
		Action: "s3:GetObject", Resource: "arn:aws:s3:::media-dr/a.mp4", ResourceAccount: "222222222222",
	}, authz.Layers{Identity: []*authz.Policy{admin}, Resource: bucket})
	near := decision.Trace.Gate(authz.GateResource).Near[0].Failed[0]
	fmt.Println(decision.Outcome, decision.Gate)
	fmt.Println(near.Element, near.Hint)
	// Output:
	// implicit deny resource
	// principal role-path
}
