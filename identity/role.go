package identity

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"clearway/arn"
)

// Role asks AWS for the complete name of a role in the caller's own account: a
// session ARN gives only the last part of it.
//
// AWS: IAM API Reference, API_GetRole
func (i *Identity) Role(ctx context.Context, name string) (arn.Role, error) {
	out, err := i.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
	if err != nil {
		return arn.Role{}, i.wrap("ask AWS for the path of role "+name, err)
	}
	if out.Role == nil {
		return arn.Role{}, fmt.Errorf("ask AWS for the path of role %s: the answer holds no role", name)
	}
	return arn.ParseRole(aws.ToString(out.Role.Arn))
}
