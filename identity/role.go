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

// Roles lists the roles of the caller's account below a path, in IAM's order.
//
// AWS: IAM API Reference, API_ListRoles
func (i *Identity) Roles(ctx context.Context, path string) ([]arn.Role, error) {
	var roles []arn.Role
	pages := iam.NewListRolesPaginator(i.iam(), &iam.ListRolesInput{PathPrefix: aws.String(path)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, found := range page.Roles {
			if role, err := arn.ParseRole(aws.ToString(found.Arn)); err == nil {
				roles = append(roles, role)
			}
		}
	}
	return roles, nil
}
