package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"clearway/arn"
)

// CallerKind is what AWS takes the caller for. The words are those of
// authz.PrincipalType.
type CallerKind string

// The kinds of callers.
const (
	RoleSession   CallerKind = "role-session"
	User          CallerKind = "user"
	Root          CallerKind = "root"
	FederatedUser CallerKind = "federated-user"
)

// Sure is how far WriteThis can be relied on.
type Sure string

// The degrees.
const (
	AWSSaid  Sure = "aws-said"  // an AWS answer holds it
	Derived  Sure = "derived"   // worked out from the configuration
	NotKnown Sure = "not-known" // cannot be known from here; WriteThis is empty
)

// Source tells what Sure rests on.
type Source string

// The sources.
const (
	FromGetRole           Source = "iam:GetRole"           // GetRole named the role
	FromAssumeRole        Source = "sts:AssumeRole"        // AssumeRole took the profile's role_arn
	FromGetCallerIdentity Source = "sts:GetCallerIdentity" // the caller's own ARN is what a policy names
	FromHomeRegion        Source = "sso_region"            // path derived from Identity Center's home region
	FromNothing           Source = ""                      // not known
)

// Caller is who AWS takes the identity for, and what a policy has to say to
// mean it.
type Caller struct {
	Account   string
	Partition string
	Kind      CallerKind
	ARN       string // as AWS shows it in messages; a role session's is not for policies
	UserID    string

	Role          arn.Role // RoleSession only; Path is "" while it is not known
	SessionName   string   // RoleSession only
	PermissionSet string   // "" for ordinary roles
	Suffix        string   // of the permission-set role

	WriteThis string // the ARN to write into a policy; "" while it is not known
	Sure      Sure
	Source    Source
	Missing   string // the permission that would tell, where Sure is not AWSSaid: "iam:GetRole on …"
	Region    string // the home region that the path was derived from
	Boundary  string // ARN of the role's permissions boundary, where Source is FromGetRole; "" is none

	SignedInAs string    // the person or session behind it
	Origin     Origin    // where its credentials come from
	Temporary  bool      // the credentials end at some time, known or not
	Expires    time.Time // when it ends unless renewed; zero if it does not, or nothing tells
	Renewal    Renewal
}

// Renewal is what happens when the credentials end.
type Renewal string

// The renewals.
const (
	RenewsNever   Renewal = ""        // nothing here can renew them, or they do not end
	RenewsItself  Renewal = "itself"  // without a person
	RenewsProcess Renewal = "process" // the credential_process is asked again; whether it can is not known
	RenewsMFA     Renewal = "mfa"     // a person is asked for the code of a device again
)

// Renews reports whether the credentials renew themselves without a person.
func (c Caller) Renews() bool { return c.Renewal == RenewsItself }

// Caller asks AWS who this is (sts:GetCallerIdentity, which needs no
// permission), and for a role session what its role is called with its path
// (iam:GetRole). Where GetRole is refused, the path of a permission-set role
// is derived and labelled so; another role's stays unknown unless the profile
// itself names it. The error is one of this package's, or the SDK's.
//
// AWS: STS API Reference, GetCallerIdentity; IAM API Reference, GetRole
func (i *Identity) Caller(ctx context.Context) (Caller, error) {
	if i.options.NoSignRequest {
		return Caller{}, &CredentialsError{Kind: ErrNoCredentials, Cause: CauseUnsigned, Of: "--no-sign-request"}
	}
	out, err := i.sts().GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Caller{}, i.wrap("ask AWS who you are", err)
	}
	c, err := readCaller(aws.ToString(out.Arn), aws.ToString(out.Account), aws.ToString(out.UserId))
	if err != nil {
		return Caller{}, fmt.Errorf("read the answer of sts:GetCallerIdentity: %w", err)
	}
	if c.Kind == RoleSession {
		if err := i.findRole(ctx, &c); err != nil {
			return Caller{}, err
		}
	}
	i.addValidity(ctx, &c)
	return c, nil
}

// readCaller sorts the ARN of GetCallerIdentity into its kind.
//
// AWS: IAM User Guide, reference_policies_variables#principaltable;
// reference_policies_elements_principal
func readCaller(text, account, userID string) (Caller, error) {
	a, err := arn.Parse(text)
	if err != nil {
		return Caller{}, err
	}
	c := Caller{Account: account, Partition: a.Partition, ARN: text, UserID: userID,
		WriteThis: text, Sure: AWSSaid, Source: FromGetCallerIdentity}
	if c.Account == "" {
		c.Account = a.Account
	}
	switch {
	case a.Service == "iam" && a.Resource == "root":
		c.Kind, c.SignedInAs = Root, "root"
	case a.Service == "iam" && strings.HasPrefix(a.Resource, "user/"):
		c.Kind, c.SignedInAs = User, a.Resource[strings.LastIndexByte(a.Resource, '/')+1:]
	case a.Service == "sts" && strings.HasPrefix(a.Resource, "federated-user/"):
		c.Kind, c.SignedInAs = FederatedUser, strings.TrimPrefix(a.Resource, "federated-user/")
	default:
		session, err := arn.ParseSession(text)
		if err != nil {
			return Caller{}, err
		}
		c.Kind, c.SessionName, c.SignedInAs = RoleSession, session.Name, session.Name
		c.Role = arn.Role{Partition: session.Partition, Account: session.Account, Name: session.RoleName}
		c.WriteThis, c.Sure, c.Source = "", NotKnown, FromNothing
		if set, ok := arn.ParsePermissionSetRole(session.RoleName); ok {
			c.PermissionSet, c.Suffix = set.Set, set.Suffix
		}
	}
	return c, nil
}

// findRole fills in the path of the caller's role: what AWS says, else what
// the profile's own role_arn says, else what can be derived.
func (i *Identity) findRole(ctx context.Context, c *Caller) error {
	out, err := i.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(c.Role.Name)})
	if err == nil && out.Role != nil {
		role, err := arn.ParseRole(aws.ToString(out.Role.Arn))
		if err != nil {
			return fmt.Errorf("read the answer of iam:GetRole: %w", err)
		}
		c.tell(role, AWSSaid, FromGetRole)
		if b := out.Role.PermissionsBoundary; b != nil {
			c.Boundary = aws.ToString(b.PermissionsBoundaryArn)
		}
		return nil
	}
	if err != nil && !isAnswer(err) {
		return i.wrap("ask AWS for the role's path", err)
	}
	c.Missing = "iam:GetRole on " + arn.Role{Partition: c.Partition, Account: c.Account, Path: "/*", Name: c.Role.Name}.String()
	if role, ok := i.assumed(*c); ok {
		c.tell(role, AWSSaid, FromAssumeRole)
		c.Missing = ""
		return nil
	}
	if region, ok := i.homeRegion(*c); ok {
		c.Role.Path = arn.PermissionSetPath(region)
		c.Region = region
		c.tell(c.Role, Derived, FromHomeRegion)
	}
	return nil
}

func (c *Caller) tell(role arn.Role, sure Sure, source Source) {
	c.Role, c.WriteThis, c.Sure, c.Source = role, role.String(), sure, source
}

// isAnswer reports whether AWS answered the call, with a refusal or otherwise:
// then the caller is known and only the path is not. A network that fails is
// no answer.
func isAnswer(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api)
}

// assumed gives the profile's role_arn if it is the role that this session is
// of. STS took that ARN, path and all, when it made the session; a role's name
// alone is unique in its account.
//
// AWS: IAM User Guide, reference_identifiers#identifiers-friendly-names
func (i *Identity) assumed(c Caller) (arn.Role, bool) {
	if i.FromEnvironment {
		return arn.Role{}, false
	}
	role, err := arn.ParseRole(i.Profile.RoleARN)
	if err != nil || role.Account != c.Account || role.Name != c.Role.Name {
		return arn.Role{}, false
	}
	return role, true
}

// homeRegion finds where the Identity Center lives that made the caller's
// role: the profile in force knows, or else every profile that leads to the
// same permission set in the same account, if they agree.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func (i *Identity) homeRegion(c Caller) (string, bool) {
	if c.PermissionSet == "" {
		return "", false
	}
	if i.leadsTo(i.Profile, c) && !i.FromEnvironment {
		return i.Profile.HomeRegion(), true
	}
	found := ""
	for _, p := range i.files.profiles {
		if !i.leadsTo(p, c) {
			continue
		}
		if found != "" && found != p.HomeRegion() {
			return "", false
		}
		found = p.HomeRegion()
	}
	return found, found != ""
}

func (i *Identity) leadsTo(p Profile, c Caller) bool {
	return p.HomeRegion() != "" && p.PermissionSet() == c.PermissionSet && p.AccountID() == c.Account
}
