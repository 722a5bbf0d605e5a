package ssoadmin_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"clearway/lab"
	"clearway/lab/clienttest"
)

// center is an Identity Center of an organization: a management account, two
// members, one of them its delegated administrator, and a stranger.
const center = `
region: eu-west-1
accounts:
  - id: "999999999999"
    users:
      - {name: admin, attached: [AdministratorAccess], access-key: {id: AKIAMANAGEMENT, secret: s}}
      - {name: nobody, access-key: {id: AKIANOBODY, secret: s}}
  - id: "111111111111"
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAMEMBER, secret: s}}]
    policies:
      - {name: own, path: /teams/, document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}}
      - {name: limit, document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}}
  - id: "222222222222"
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIADELEGATED, secret: s}}]
  - id: "444444444444"
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIASTRANGER, secret: s}}]
organizations:
  - id: o-example1234
    management: "999999999999"
    delegated-administrators: [{account: "222222222222", services: [sso.amazonaws.com]}]
    root: {id: r-ab12, accounts: [{id: "999999999999"}, {id: "111111111111"}, {id: "222222222222"}]}
identity-center:
  region: eu-west-1
  users: [{name: ann, groups: [devs]}, {name: bob}]
  permission-sets:
    - {name: Admin, session: 1h30m, attached: [AdministratorAccess]}
    - name: Team
      attached: [AmazonS3ReadOnlyAccess, own]
      boundary: limit
      inline: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}'
    - {name: Unused}
  assignments:
    - {user: ann, permission-set: Admin, account: "111111111111", suffix: 0a1b2c3d4e5f6071}
    - {group: devs, permission-set: Team, account: "111111111111"}
    - {user: ann, permission-set: Admin, account: "999999999999"}
buckets:
  - name: a-bucket
    account: "222222222222"
`

func keys(id string) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(id, "s", "")
}

// desk is somebody at work on the permission sets.
type desk struct {
	*testing.T
	*ssoadmin.Client
	instance *string
}

func open(t *testing.T, l *lab.Lab, key string) *desk {
	t.Helper()
	d := &desk{T: t, Client: ssoadmin.New(ssoadmin.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()), Credentials: keys(key), Retryer: aws.NopRetryer{},
	})}
	out, err := d.ListInstances(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Instances) != 1 || *out.Instances[0].OwnerAccountId != "999999999999" {
		t.Fatalf("the instances are %+v", out.Instances)
	}
	d.instance = out.Instances[0].InstanceArn
	return d
}

// sets gives the ARNs of the permission sets by name.
func (d *desk) sets() map[string]*string {
	d.Helper()
	out := map[string]*string{}
	for pages := ssoadmin.NewListPermissionSetsPaginator(d.Client, &ssoadmin.ListPermissionSetsInput{InstanceArn: d.instance, MaxResults: aws.Int32(2)}); pages.HasMorePages(); {
		page, err := pages.NextPage(d.Context())
		if err != nil {
			d.Fatal(err)
		}
		for _, arn := range page.PermissionSets {
			set, err := d.DescribePermissionSet(d.Context(), &ssoadmin.DescribePermissionSetInput{InstanceArn: d.instance, PermissionSetArn: &arn})
			if err != nil {
				d.Fatal(err)
			}
			out[*set.PermissionSet.Name] = &arn
		}
	}
	return out
}

func TestWhatIsInAPermissionSet(t *testing.T) {
	d, ctx := open(t, clienttest.Lab(t, center), "AKIAMANAGEMENT"), t.Context()
	sets := d.sets()
	if len(sets) != 3 {
		t.Fatalf("the sets are %v", sets)
	}
	admin, err := d.DescribePermissionSet(ctx, &ssoadmin.DescribePermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Admin"]})
	if err != nil || *admin.PermissionSet.SessionDuration != "PT1H30M" {
		t.Errorf("got %+v, %v", admin, err)
	}
	managed, err := d.ListManagedPoliciesInPermissionSet(ctx, &ssoadmin.ListManagedPoliciesInPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Team"]})
	if err != nil || len(managed.AttachedManagedPolicies) != 1 || *managed.AttachedManagedPolicies[0].Arn != "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" {
		t.Errorf("got %+v, %v", managed, err)
	}
	own, err := d.ListCustomerManagedPolicyReferencesInPermissionSet(ctx, &ssoadmin.ListCustomerManagedPolicyReferencesInPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Team"]})
	if err != nil || len(own.CustomerManagedPolicyReferences) != 1 || *own.CustomerManagedPolicyReferences[0].Name != "own" || *own.CustomerManagedPolicyReferences[0].Path != "/teams/" {
		t.Errorf("got %+v, %v", own, err)
	}
	inline, err := d.GetInlinePolicyForPermissionSet(ctx, &ssoadmin.GetInlinePolicyForPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Team"]})
	if err != nil || !strings.Contains(*inline.InlinePolicy, "s3:ListAllMyBuckets") {
		t.Errorf("got %+v, %v", inline, err)
	}
	boundary, err := d.GetPermissionsBoundaryForPermissionSet(ctx, &ssoadmin.GetPermissionsBoundaryForPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Team"]})
	if err != nil || *boundary.PermissionsBoundary.CustomerManagedPolicyReference.Name != "limit" {
		t.Errorf("got %+v, %v", boundary, err)
	}
	_, err = d.GetPermissionsBoundaryForPermissionSet(ctx, &ssoadmin.GetPermissionsBoundaryForPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Admin"]})
	d.wantError(err, "ResourceNotFoundException", "")
	inline, err = d.GetInlinePolicyForPermissionSet(ctx, &ssoadmin.GetInlinePolicyForPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Admin"]})
	if err != nil || aws.ToString(inline.InlinePolicy) != "" {
		t.Errorf("got %+v, %v", inline, err)
	}

	there, err := d.ListPermissionSetsProvisionedToAccount(ctx, &ssoadmin.ListPermissionSetsProvisionedToAccountInput{InstanceArn: d.instance, AccountId: aws.String("111111111111")})
	if err != nil || cmp.Diff([]string{*sets["Admin"], *sets["Team"]}, there.PermissionSets) != "" {
		t.Errorf("got %+v, %v", there, err)
	}
	accounts, err := d.ListAccountsForProvisionedPermissionSet(ctx, &ssoadmin.ListAccountsForProvisionedPermissionSetInput{InstanceArn: d.instance, PermissionSetArn: sets["Admin"]})
	if err != nil || cmp.Diff([]string{"111111111111", "999999999999"}, accounts.AccountIds) != "" {
		t.Errorf("got %+v, %v", accounts, err)
	}
}

func (d *desk) wantError(err error, code, says string) {
	d.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), says) {
		d.Errorf("got %v, want %s %q", err, code, says)
	}
}

func (d *desk) assigned(set *string, account string) []types.AccountAssignment {
	d.Helper()
	out, err := d.ListAccountAssignments(d.Context(), &ssoadmin.ListAccountAssignmentsInput{InstanceArn: d.instance, PermissionSetArn: set, AccountId: &account})
	if err != nil {
		d.Fatal(err)
	}
	return out.AccountAssignments
}

func (d *desk) remove(a types.AccountAssignment) error {
	out, err := d.DeleteAccountAssignment(d.Context(), &ssoadmin.DeleteAccountAssignmentInput{
		InstanceArn: d.instance, PermissionSetArn: a.PermissionSetArn, TargetId: a.AccountId, TargetType: types.TargetTypeAwsAccount,
		PrincipalId: a.PrincipalId, PrincipalType: a.PrincipalType,
	})
	if err != nil {
		return err
	}
	done, err := d.DescribeAccountAssignmentDeletionStatus(d.Context(), &ssoadmin.DescribeAccountAssignmentDeletionStatusInput{
		InstanceArn: d.instance, AccountAssignmentDeletionRequestId: out.AccountAssignmentDeletionStatus.RequestId,
	})
	if err == nil && done.AccountAssignmentDeletionStatus.Status != types.StatusValuesSucceeded {
		err = errors.New("the deletion is " + string(done.AccountAssignmentDeletionStatus.Status))
	}
	return err
}

func (d *desk) add(a types.AccountAssignment) error {
	out, err := d.CreateAccountAssignment(d.Context(), &ssoadmin.CreateAccountAssignmentInput{
		InstanceArn: d.instance, PermissionSetArn: a.PermissionSetArn, TargetId: a.AccountId, TargetType: types.TargetTypeAwsAccount,
		PrincipalId: a.PrincipalId, PrincipalType: a.PrincipalType,
	})
	if err != nil {
		return err
	}
	done, err := d.DescribeAccountAssignmentCreationStatus(d.Context(), &ssoadmin.DescribeAccountAssignmentCreationStatusInput{
		InstanceArn: d.instance, AccountAssignmentCreationRequestId: out.AccountAssignmentCreationStatus.RequestId,
	})
	if err == nil && done.AccountAssignmentCreationStatus.Status != types.StatusValuesSucceeded {
		err = errors.New("the creation is " + string(done.AccountAssignmentCreationStatus.Status))
	}
	return err
}

// TestAssignedAgain: the set of a bucket policy's grantee is taken away and
// assigned again. Its role has another name, and the policy, which named the old
// one, shows a bare unique ID.
func TestAssignedAgain(t *testing.T) {
	l := clienttest.Lab(t, center)
	d, ctx := open(t, l, "AKIAMANAGEMENT"), t.Context()
	set := d.sets()["Admin"]
	buckets := s3.New(s3.Options{Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()), UsePathStyle: true, Credentials: keys("AKIADELEGATED")})
	const role = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0a1b2c3d4e5f6071"
	_, err := buckets.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: aws.String("a-bucket"), Policy: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + role + `"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::a-bucket"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	people := iam.New(iam.Options{Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()), Credentials: keys("AKIAMEMBER")})
	roles := func() (out []string) {
		t.Helper()
		got, err := people.ListRoles(ctx, &iam.ListRolesInput{PathPrefix: aws.String("/aws-reserved/sso.amazonaws.com/")})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Roles {
			if name := *r.RoleName; strings.HasPrefix(name, "AWSReservedSSO_Admin_") {
				out = append(out, name)
			}
		}
		return out
	}
	assigned := d.assigned(set, "111111111111")
	if len(assigned) != 1 || len(roles()) != 1 {
		t.Fatalf("assigned %+v, roles %v", assigned, roles())
	}
	if err := d.remove(assigned[0]); err != nil {
		t.Fatal(err)
	}
	if left := roles(); len(left) != 0 || len(d.assigned(set, "111111111111")) != 0 {
		t.Errorf("after the last assignment, the roles are %v", left)
	}
	d.wantError(d.remove(assigned[0]), "ResourceNotFoundException", "")
	if err := d.add(assigned[0]); err != nil {
		t.Fatal(err)
	}
	if again := roles(); len(again) != 1 || again[0] == "AWSReservedSSO_Admin_0a1b2c3d4e5f6071" {
		t.Errorf("assigned again, the roles are %v", again)
	}
	got, err := buckets.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String("a-bucket")})
	if err != nil || strings.Contains(*got.Policy, role) || !strings.Contains(*got.Policy, `{"AWS":"AROA`) {
		t.Errorf("the policy is %+v, %v", got, err)
	}

	// Somebody else with the same set keeps the role alive.
	other := assigned[0]
	other.PrincipalId = d.assigned(d.sets()["Team"], "111111111111")[0].PrincipalId
	other.PrincipalType = types.PrincipalTypeGroup
	before := roles()
	for _, err := range []error{d.add(other), d.remove(assigned[0])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if after := roles(); cmp.Diff(before, after) != "" {
		t.Errorf("the role was %v, is %v", before, after)
	}
}

func TestWhoMayAdminister(t *testing.T) {
	l := clienttest.Lab(t, center)
	owner := open(t, l, "AKIAMANAGEMENT")
	sets := owner.sets()
	member := open(t, l, "AKIAMEMBER") // sees the instance
	_, err := member.ListPermissionSets(t.Context(), &ssoadmin.ListPermissionSetsInput{InstanceArn: member.instance})
	owner.wantError(err, "AccessDeniedException", "User: arn:aws:iam::111111111111:user/admin is not authorized to perform: sso:ListPermissionSets on resource: arn:aws:sso:::instance/ssoins-")
	if got := open(t, l, "AKIADELEGATED").sets(); cmp.Diff(sets, got) != "" {
		t.Errorf("the delegated administrator sees %v", got)
	}
	nobody := &desk{T: t, Client: ssoadmin.New(ssoadmin.Options{Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()), Credentials: keys("AKIANOBODY")})}
	_, err = nobody.DescribePermissionSet(t.Context(), &ssoadmin.DescribePermissionSetInput{InstanceArn: owner.instance, PermissionSetArn: sets["Team"]})
	owner.wantError(err, "AccessDeniedException", "is not authorized to perform: sso:DescribePermissionSet on resource: "+*sets["Team"]+" because no identity-based policy allows the sso:DescribePermissionSet action")

	delegated := open(t, l, "AKIADELEGATED")
	team := owner.assigned(sets["Team"], "111111111111")[0]
	if err := delegated.remove(team); err != nil {
		t.Errorf("the delegated administrator takes an assignment of a member away: %v", err)
	}
	team.AccountId = aws.String("999999999999")
	owner.wantError(delegated.add(team), "AccessDeniedException", "management account")
	owner.wantError(delegated.remove(owner.assigned(sets["Admin"], "111111111111")[0]), "AccessDeniedException", "management account") // the set is provisioned there, too

	for name, c := range map[string]*ssoadmin.Client{
		"a stranger":     ssoadmin.New(ssoadmin.Options{Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()), Credentials: keys("AKIASTRANGER")}),
		"another region": ssoadmin.New(ssoadmin.Options{Region: "us-east-1", BaseEndpoint: aws.String(l.URL()), Credentials: keys("AKIAMANAGEMENT")}),
	} {
		if out, err := c.ListInstances(t.Context(), nil); err != nil || len(out.Instances) != 0 {
			t.Errorf("%s sees %+v, %v", name, out, err)
		}
	}
	_, err = owner.DescribePermissionSet(t.Context(), &ssoadmin.DescribePermissionSetInput{InstanceArn: owner.instance, PermissionSetArn: aws.String(*owner.instance + "/ps-0000000000000000")})
	owner.wantError(err, "ResourceNotFoundException", "Could not find PermissionSet with id ps-0000000000000000")
	bad := team
	bad.AccountId, bad.PrincipalId = aws.String("111111111111"), aws.String("00000000-0000-0000-0000-000000000000")
	owner.wantError(owner.add(bad), "ResourceNotFoundException", "Principal")
}

func TestTheAWSCLI(t *testing.T) {
	path := clienttest.AWSCLI(t)
	l := clienttest.Lab(t, center)
	d := open(t, l, "AKIAMANAGEMENT")
	set := d.sets()["Team"]
	for _, c := range []struct{ key, args, says string }{
		{"AKIAMANAGEMENT", "list-instances --query Instances[].OwnerAccountId --output text", "999999999999\n"},
		{"AKIAMANAGEMENT", "list-account-assignments --account-id 111111111111 --instance-arn " + *d.instance + " --permission-set-arn " + *set + " --query AccountAssignments[].PrincipalType --output text", "GROUP\n"},
		{"AKIAMEMBER", "list-permission-sets --instance-arn " + *d.instance, "(AccessDeniedException) when calling the ListPermissionSets operation: User: "},
	} {
		cmd := exec.CommandContext(t.Context(), path, append([]string{"sso-admin", "--region", "eu-west-1"}, strings.Fields(c.args)...)...)
		cmd.Env = clienttest.Env(l.URL(), c.key, "s", "")
		if out, err := cmd.CombinedOutput(); !strings.Contains(string(out), c.says) {
			t.Errorf("aws sso-admin %s: %v\n%s\nwant %q", c.args, err, out, c.says)
		}
	}
}
