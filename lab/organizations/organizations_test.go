package organizations_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"clearway/lab"
	"clearway/lab/clienttest"
	"clearway/lab/world"
)

// tree is an organization of four accounts, one of them two units deep, and an
// account beside it.
const tree = `
accounts:
  - id: "999999999999"
    name: management
    email: aws@example.com
    users:
      - {name: admin, attached: [AdministratorAccess], access-key: {id: AKIAMANAGEMENTADMIN, secret: s}}
      - {name: nobody, access-key: {id: AKIAMANAGEMENTNOBODY, secret: s}}
      - name: scps
        access-key: {id: AKIAMANAGEMENTSCPS, secret: s}
        inline:
          p: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "organizations:List*", Resource: "*", Condition: {StringEquals: {"organizations:PolicyType": SERVICE_CONTROL_POLICY}}}]}
  - id: "111111111111"
    name: a
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAMEMBERADMIN, secret: s}}]
  - id: "222222222222"
    name: b
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIADELEGATEDADMIN, secret: s}}]
  - {id: "333333333333", name: c}
  - id: "444444444444"
    name: alone
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAALONEADMIN, secret: s}}]
organizations:
  - id: o-example1234
    management: "999999999999"
    service-control-policies:
      no-deletes: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}]}'
      idle: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:Put*","Resource":"*"}]}'
    resource-control-policies:
      tls: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}'
    s3-policies:
      closed: '{"s3_attributes":{"public_access_block_configuration":{"@@assign":"all"}}}'
      open: '{"s3_attributes":{"public_access_block_configuration":{"@@assign":"none"}}}'
    delegated-administrators:
      - {account: "222222222222", services: [sso.amazonaws.com]}
    root:
      id: r-ab12
      accounts: [{id: "999999999999"}, {id: "222222222222"}]
      units:
        - id: ou-ab12-workload
          name: workloads
          scp: [FullAWSAccess, no-deletes]
          s3: [closed]
          accounts: [{id: "333333333333"}]
          units:
            - id: ou-ab12-inner0001
              name: inner
              accounts: [{id: "111111111111", rcp: [tls], s3: [open]}]
`

func client(l *lab.Lab, key string) *organizations.Client {
	return organizations.New(organizations.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(l.URL()), Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(key, "s", ""),
	})
}

func TestTheTreeFromTheManagementAccount(t *testing.T) {
	c, ctx := client(clienttest.Lab(t, tree), "AKIAMANAGEMENTADMIN"), t.Context()
	org, err := c.DescribeOrganization(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if o := org.Organization; *o.MasterAccountEmail != "aws@example.com" || *o.Arn != "arn:aws:organizations::999999999999:organization/o-example1234" {
		t.Errorf("the organization is %+v", o)
	}
	roots, err := c.ListRoots(ctx, nil)
	if err != nil || len(roots.Roots) != 1 || *roots.Roots[0].Id != "r-ab12" || len(roots.Roots[0].PolicyTypes) != 3 {
		t.Fatalf("roots: %+v, %v", roots, err)
	}

	// From an account up to the root, with what is attached on the way.
	var path []string
	for id := "111111111111"; id != ""; {
		for _, filter := range []types.PolicyType{types.PolicyTypeServiceControlPolicy, types.PolicyTypeResourceControlPolicy} {
			attached, err := c.ListPoliciesForTarget(ctx, &organizations.ListPoliciesForTargetInput{TargetId: &id, Filter: filter})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range attached.Policies {
				path = append(path, id+" "+*p.Name)
			}
		}
		if strings.HasPrefix(id, "r-") {
			break
		}
		parents, err := c.ListParents(ctx, &organizations.ListParentsInput{ChildId: &id})
		if err != nil || len(parents.Parents) != 1 {
			t.Fatalf("parents of %s: %+v, %v", id, parents, err)
		}
		id = *parents.Parents[0].Id
	}
	want := []string{
		"111111111111 FullAWSAccess", "111111111111 RCPFullAWSAccess", "111111111111 tls",
		"ou-ab12-inner0001 FullAWSAccess", "ou-ab12-inner0001 RCPFullAWSAccess",
		"ou-ab12-workload FullAWSAccess", "ou-ab12-workload no-deletes", "ou-ab12-workload RCPFullAWSAccess",
		"r-ab12 FullAWSAccess", "r-ab12 RCPFullAWSAccess",
	}
	if d := cmp.Diff(want, path); d != "" {
		t.Error(d)
	}

	policies, err := c.ListPolicies(ctx, &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
	if err != nil || len(policies.Policies) != 3 { // the one that is attached nowhere, too
		t.Fatalf("policies: %+v, %v", policies, err)
	}
	for _, p := range policies.Policies {
		got, err := c.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: p.Id})
		if err != nil || !json.Valid([]byte(*got.Policy.Content)) || *got.Policy.PolicySummary.Arn != *p.Arn {
			t.Errorf("%s: %+v, %v", *p.Name, got, err)
		}
	}

	units, err := c.ListOrganizationalUnitsForParent(ctx, &organizations.ListOrganizationalUnitsForParentInput{ParentId: aws.String("ou-ab12-workload")})
	if err != nil || len(units.OrganizationalUnits) != 1 || *units.OrganizationalUnits[0].Path != "o-example1234/r-ab12/ou-ab12-workload/ou-ab12-inner0001/" {
		t.Errorf("units: %+v, %v", units, err)
	}
	accounts, err := c.ListAccountsForParent(ctx, &organizations.ListAccountsForParentInput{ParentId: aws.String("r-ab12")})
	if err != nil || len(accounts.Accounts) != 2 {
		t.Errorf("accounts of the root: %+v, %v", accounts, err)
	}
	one, err := c.DescribeAccount(ctx, &organizations.DescribeAccountInput{AccountId: aws.String("333333333333")})
	if err != nil || *one.Account.Arn != "arn:aws:organizations::999999999999:account/o-example1234/333333333333" || one.Account.JoinedTimestamp.Year() < 2026 {
		t.Errorf("account: %+v, %v", one, err)
	}
	delegated, err := c.ListDelegatedAdministrators(ctx, &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: aws.String("sso.amazonaws.com")})
	if err != nil || len(delegated.DelegatedAdministrators) != 1 || *delegated.DelegatedAdministrators[0].Id != "222222222222" {
		t.Errorf("delegated administrators: %+v, %v", delegated, err)
	}
	delegated, err = c.ListDelegatedAdministrators(ctx, &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: aws.String("guardduty.amazonaws.com")})
	if err != nil || len(delegated.DelegatedAdministrators) != 0 {
		t.Errorf("delegated administrators of another service: %+v, %v", delegated, err)
	}
}

// TestS3Policies: what is nearer to the account counts, and every account may
// look at its own.
func TestS3Policies(t *testing.T) {
	l := clienttest.Lab(t, tree)
	manager, member := client(l, "AKIAMANAGEMENTADMIN"), client(l, "AKIAMEMBERADMIN")
	all, err := manager.ListPolicies(t.Context(), &organizations.ListPoliciesInput{Filter: types.PolicyTypeS3Policy})
	if err != nil || len(all.Policies) != 2 || !strings.Contains(*all.Policies[0].Arn, ":policy/o-example1234/s3_policy/p-") {
		t.Errorf("got %+v, %v", all, err)
	}
	attached, err := manager.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{Filter: types.PolicyTypeS3Policy, TargetId: aws.String("ou-ab12-workload")})
	if err != nil || len(attached.Policies) != 1 || *attached.Policies[0].Name != "closed" {
		t.Errorf("got %+v, %v", attached, err)
	}
	effective := func(c *organizations.Client, of string) (string, error) {
		out, err := c.DescribeEffectivePolicy(t.Context(), &organizations.DescribeEffectivePolicyInput{PolicyType: types.EffectivePolicyTypeS3Policy, TargetId: &of})
		if err != nil {
			var api smithy.APIError
			if errors.As(err, &api) {
				return api.ErrorCode(), nil
			}
			return "", err
		}
		return *out.EffectivePolicy.PolicyContent, nil
	}
	for _, c := range []struct {
		by       *organizations.Client
		of, want string
	}{
		{manager, "333333333333", `{"s3_attributes":{"public_access_block_configuration":"all"}}`},
		{manager, "111111111111", `{"s3_attributes":{"public_access_block_configuration":"none"}}`},
		{member, "111111111111", `{"s3_attributes":{"public_access_block_configuration":"none"}}`},
		{member, "333333333333", "AccessDeniedException"},
		{manager, "222222222222", "EffectivePolicyNotFoundException"},
		{manager, "444444444444", "TargetNotFoundException"},
	} {
		if got, err := effective(c.by, c.of); err != nil || got != c.want {
			t.Errorf("of %s: got %s, %v; want %s", c.of, got, err, c.want)
		}
	}
}

func TestPages(t *testing.T) {
	c := client(clienttest.Lab(t, tree), "AKIAMANAGEMENTADMIN")
	var ids []string
	pages := organizations.NewListAccountsPaginator(c, &organizations.ListAccountsInput{MaxResults: aws.Int32(3)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Accounts {
			ids = append(ids, *a.Id)
		}
	}
	if d := cmp.Diff([]string{"999999999999", "222222222222", "333333333333", "111111111111"}, ids); d != "" {
		t.Error(d)
	}
}

// TestWhoMaySee: the organization itself is open to its members, the rest to
// the management account and delegated administrators; policies decide first.
func TestWhoMaySee(t *testing.T) {
	l := clienttest.Lab(t, tree)
	describe := func(c *organizations.Client) error {
		_, err := c.DescribeOrganization(t.Context(), nil)
		return err
	}
	policies := func(filter types.PolicyType) func(c *organizations.Client) error {
		return func(c *organizations.Client) error {
			_, err := c.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: aws.String("111111111111"), Filter: filter})
			return err
		}
	}
	parents := func(id string) func(c *organizations.Client) error {
		return func(c *organizations.Client) error {
			_, err := c.ListParents(t.Context(), &organizations.ListParentsInput{ChildId: &id})
			return err
		}
	}
	scp, rcp := policies(types.PolicyTypeServiceControlPolicy), policies(types.PolicyTypeResourceControlPolicy)
	for _, c := range []struct {
		name, key  string
		ask        func(c *organizations.Client) error
		code, says string
	}{
		{"a member sees the organization", "AKIAMEMBERADMIN", describe, "", ""},
		{"a member sees no policy", "AKIAMEMBERADMIN", scp, "AccessDeniedException", "You don't have permissions to access this resource."},
		{"a delegated administrator sees them", "AKIADELEGATEDADMIN", scp, "", ""},
		{"an account outside", "AKIAALONEADMIN", describe, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."},
		{"without permission", "AKIAMANAGEMENTNOBODY", describe, "AccessDeniedException",
			"User: arn:aws:iam::999999999999:user/nobody is not authorized to perform: organizations:DescribeOrganization on resource: * because no identity-based policy allows the organizations:DescribeOrganization action"},
		{"without permission, on an account", "AKIAMANAGEMENTNOBODY", scp, "AccessDeniedException",
			"on resource: arn:aws:organizations::999999999999:account/o-example1234/111111111111 because"},
		{"only SCPs, asked for SCPs", "AKIAMANAGEMENTSCPS", scp, "", ""},
		{"only SCPs, asked for RCPs", "AKIAMANAGEMENTSCPS", rcp, "AccessDeniedException", "organizations:ListPoliciesForTarget"},
		{"no such child", "AKIAMANAGEMENTADMIN", parents("ou-ab12-99999999"), "ChildNotFoundException", ""},
		{"the root has no parent", "AKIAMANAGEMENTADMIN", parents("r-ab12"), "ChildNotFoundException", ""},
		{"a type that is none", "AKIAMANAGEMENTADMIN", policies("X"), "InvalidInputException", ""},
		{"a type of which there is none", "AKIAMANAGEMENTADMIN", policies(types.PolicyTypeTagPolicy), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.ask(client(l, c.key))
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != c.code || !strings.Contains(api.ErrorMessage(), c.says) {
				t.Errorf("got %v, want %s %q", err, c.code, c.says)
			}
		})
	}
}

func TestTheFileNamesWhatIsWrong(t *testing.T) {
	for from, want := range map[string]string{
		`{account: "222222222222", services: []}`:                  "services are missing",
		`{account: "999999999999", services: [sso.amazonaws.com]}`: "has to be a member account",
		`{account: "444444444444", services: [sso.amazonaws.com]}`: "has to be a member account",
		`{account: "222222222222", service: [sso.amazonaws.com]}`:  "line ",
	} {
		text := strings.Replace(tree, `{account: "222222222222", services: [sso.amazonaws.com]}`, from, 1)
		if _, err := world.Parse("w.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v, want %q", from, err, want)
		}
	}
}

func TestTheAWSCLI(t *testing.T) {
	path := clienttest.AWSCLI(t)
	l := clienttest.Lab(t, tree)
	for _, c := range []struct{ key, args, says string }{
		{"AKIAMANAGEMENTADMIN", "list-policies-for-target --target-id ou-ab12-workload --filter SERVICE_CONTROL_POLICY --query Policies[].Name --output text", "FullAWSAccess\tno-deletes\n"},
		{"AKIAMANAGEMENTADMIN", "list-accounts --max-items 1 --page-size 1 --query Accounts[].Id --output text", "999999999999"},
		{"AKIAMEMBERADMIN", "describe-organization --query Organization.Id --output text", "o-example1234\n"},
		{"AKIAMEMBERADMIN", "list-roots", "(AccessDeniedException) when calling the ListRoots operation: You don't have permissions to access this resource."},
	} {
		cmd := exec.CommandContext(t.Context(), path, append([]string{"organizations"}, strings.Fields(c.args)...)...)
		cmd.Env = clienttest.Env(l.URL(), c.key, "s", "")
		if out, err := cmd.CombinedOutput(); !strings.Contains(string(out), c.says) {
			t.Errorf("aws organizations %s: %v\n%s\nwant %q", c.args, err, out, c.says)
		}
	}
}
