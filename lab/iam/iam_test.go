package iam_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go"

	"clearway/lab"
	"clearway/lab/world"
)

const accounts = `
region: eu-west-1
accounts:
  - id: "111111111111"
    users:
      - name: admin
        access-key: {id: AKIAADMIN, secret: s}
        attached: [AdministratorAccess]
      - name: reader
        access-key: {id: AKIAREADER, secret: s}
        attached: [IAMReadOnlyAccess]
identity-center:
  region: us-east-1
  users: [{name: u}]
  permission-sets: [{name: Reader, attached: [AmazonS3ReadOnlyAccess]}]
  assignments: [{user: u, permission-set: Reader, account: "111111111111", suffix: "0123456789abcdef"}]
`

func serve(t *testing.T) (l *lab.Lab, admin, reader *iam.Client) {
	t.Helper()
	file, err := world.Parse("accounts", []byte(accounts))
	if err != nil {
		t.Fatal(err)
	}
	if l, err = lab.Start(t.Context(), lab.Options{World: file}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	as := func(id string) *iam.Client {
		return iam.New(iam.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(l.URL()),
			Credentials: credentials.NewStaticCredentialsProvider(id, "s", ""),
		})
	}
	return l, as("AKIAADMIN"), as("AKIAREADER")
}

func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("got %v\nwant %s: %s", err, code, message)
	}
}

func trust(principal string) *string {
	return aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"}]}`)
}

func must[T any](t *testing.T) func(out T, err error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func TestRolesFromBirthToDeath(t *testing.T) {
	l, admin, _ := serve(t)
	ctx, name := t.Context(), aws.String("deploy")
	user := "arn:aws:iam::111111111111:user/admin"
	made := must[*iam.CreateRoleOutput](t)(admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: name, Path: aws.String("/ci/"), AssumeRolePolicyDocument: trust(user)}))
	if got := *made.Role.Arn; got != "arn:aws:iam::111111111111:role/ci/deploy" {
		t.Errorf("the role is %s", got)
	}
	_, err := admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("DEPLOY"), AssumeRolePolicyDocument: trust(user)})
	wantError(t, err, "EntityAlreadyExists", "DEPLOY")
	_, err = admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("x"), AssumeRolePolicyDocument: trust(user + "-nobody")})
	wantError(t, err, "MalformedPolicyDocument", `Invalid principal in policy: "AWS":"`+user+`-nobody"`)

	policyARN := aws.String("arn:aws:iam::aws:policy/AmazonS3FullAccess")
	must[*iam.AttachRolePolicyOutput](t)(admin.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: name, PolicyArn: policyARN}))
	_, err = admin.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: name})
	wantError(t, err, "DeleteConflict", "detach")
	attached := must[*iam.ListAttachedRolePoliciesOutput](t)(admin.ListAttachedRolePolicies(ctx, &iam.ListAttachedRolePoliciesInput{RoleName: name}))
	if len(attached.AttachedPolicies) != 1 || *attached.AttachedPolicies[0].PolicyName != "AmazonS3FullAccess" {
		t.Errorf("attached are %v", attached.AttachedPolicies)
	}
	must[*iam.DetachRolePolicyOutput](t)(admin.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: name, PolicyArn: policyARN}))

	inline := aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`)
	must[*iam.PutRolePolicyOutput](t)(admin.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String("p"), PolicyDocument: inline}))
	got := must[*iam.GetRolePolicyOutput](t)(admin.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: name, PolicyName: aws.String("p")}))
	if text, err := url.PathUnescape(*got.PolicyDocument); err != nil || text != *inline {
		t.Errorf("the inline policy is %s, %v", text, err)
	}
	must[*iam.DeleteRolePolicyOutput](t)(admin.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("p")}))
	must[*iam.DeleteRoleOutput](t)(admin.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: name}))
	_, err = admin.GetRole(ctx, &iam.GetRoleInput{RoleName: name})
	wantError(t, err, "NoSuchEntity", "The role with name deploy cannot be found.")
	if _, alive := l.World().Unbind(*made.Role.RoleId); alive {
		t.Error("the ID of the deleted role is still alive")
	}
}

func TestTrustPolicyShowsTheIDOfADeadPrincipal(t *testing.T) {
	_, admin, _ := serve(t)
	ctx := t.Context()
	made := must[*iam.CreateUserOutput](t)(admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("temp")}))
	must[*iam.CreateRoleOutput](t)(admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: trust(*made.User.Arn)}))
	must[*iam.DeleteUserOutput](t)(admin.DeleteUser(ctx, &iam.DeleteUserInput{UserName: aws.String("temp")}))
	must[*iam.CreateUserOutput](t)(admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("temp")}))
	role := must[*iam.GetRoleOutput](t)(admin.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("r")}))
	text, err := url.PathUnescape(*role.Role.AssumeRolePolicyDocument)
	if err != nil || !strings.Contains(text, *made.User.UserId) || strings.Contains(text, *made.User.Arn) {
		t.Errorf("trust policy %s, %v; want the dead ID %s", text, err, *made.User.UserId)
	}
}

func TestRolesOfIdentityCenterCannotBeChanged(t *testing.T) {
	_, admin, _ := serve(t)
	ctx, name := t.Context(), "AWSReservedSSO_Reader_0123456789abcdef"
	role := must[*iam.GetRoleOutput](t)(admin.GetRole(ctx, &iam.GetRoleInput{RoleName: &name}))
	if *role.Role.Path != "/aws-reserved/sso.amazonaws.com/" {
		t.Errorf("the path is %s", *role.Role.Path)
	}
	_, err := admin.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &name})
	wantError(t, err, "UnmodifiableEntity", name)
	list := must[*iam.ListRolesOutput](t)(admin.ListRoles(ctx, &iam.ListRolesInput{PathPrefix: aws.String("/aws-reserved/sso.amazonaws.com/")}))
	if len(list.Roles) != 1 || *list.Roles[0].RoleName != name {
		t.Errorf("listed are %v", list.Roles)
	}
}

func TestOperationsAreDecided(t *testing.T) {
	_, _, reader := serve(t)
	ctx := t.Context()
	if _, err := reader.GetUser(ctx, &iam.GetUserInput{}); err != nil {
		t.Error(err)
	}
	_, err := reader.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("x")})
	wantError(t, err, "AccessDenied", "User: arn:aws:iam::111111111111:user/reader is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::111111111111:user/x because no identity-based policy allows the iam:CreateUser action")
	_, err = reader.DeleteUser(ctx, &iam.DeleteUserInput{UserName: aws.String("admin")})
	wantError(t, err, "AccessDenied", "iam:DeleteUser on resource: user admin because no identity-based policy allows")
}

func TestKeysGroupsAndPolicies(t *testing.T) {
	_, admin, _ := serve(t)
	ctx, name := t.Context(), aws.String("dev")
	must[*iam.CreateUserOutput](t)(admin.CreateUser(ctx, &iam.CreateUserInput{UserName: name}))
	key := must[*iam.CreateAccessKeyOutput](t)(admin.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: name}))
	must[*iam.CreateGroupOutput](t)(admin.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: aws.String("devs")}))
	must[*iam.AddUserToGroupOutput](t)(admin.AddUserToGroup(ctx, &iam.AddUserToGroupInput{GroupName: aws.String("devs"), UserName: name}))
	dev := iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: admin.Options().BaseEndpoint,
		Credentials: credentials.NewStaticCredentialsProvider(*key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey, ""),
	})
	_, err := dev.ListUsers(ctx, &iam.ListUsersInput{})
	wantError(t, err, "AccessDenied", "because no identity-based policy allows the iam:ListUsers action")

	made := must[*iam.CreatePolicyOutput](t)(admin.CreatePolicy(ctx, &iam.CreatePolicyInput{
		PolicyName:     aws.String("list"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}]}`),
	}))
	must[*iam.AttachGroupPolicyOutput](t)(admin.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: aws.String("devs"), PolicyArn: made.Policy.Arn}))
	users := must[*iam.ListUsersOutput](t)(dev.ListUsers(ctx, &iam.ListUsersInput{MaxItems: aws.Int32(2)}))
	if len(users.Users) != 2 || !users.IsTruncated {
		t.Errorf("the first page has %d users, more: %v", len(users.Users), users.IsTruncated)
	}
	rest := must[*iam.ListUsersOutput](t)(dev.ListUsers(ctx, &iam.ListUsersInput{Marker: users.Marker}))
	if len(rest.Users) != 1 || rest.IsTruncated {
		t.Errorf("the second page has %d users, more: %v", len(rest.Users), rest.IsTruncated)
	}
	_, err = admin.DeletePolicy(ctx, &iam.DeletePolicyInput{PolicyArn: made.Policy.Arn})
	wantError(t, err, "DeleteConflict", "attached")
	_, err = admin.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("bad"), PolicyDocument: aws.String(`{"Statement": [`)})
	wantError(t, err, "MalformedPolicyDocument", "Syntax errors in policy.")

	must[*iam.PutUserPermissionsBoundaryOutput](t)(admin.PutUserPermissionsBoundary(ctx, &iam.PutUserPermissionsBoundaryInput{
		UserName: name, PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/AmazonS3FullAccess"),
	}))
	_, err = dev.ListUsers(ctx, &iam.ListUsersInput{})
	wantError(t, err, "AccessDenied", "because no permissions boundary allows the iam:ListUsers action")
	must[*iam.DeleteAccessKeyOutput](t)(admin.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: name, AccessKeyId: key.AccessKey.AccessKeyId}))
	_, err = dev.ListUsers(ctx, &iam.ListUsersInput{})
	wantError(t, err, "InvalidClientTokenId", "")
}
