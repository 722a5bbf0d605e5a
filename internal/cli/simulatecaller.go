package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"clearway/arn"
	"clearway/authz"
)

// callerOptions are the flags of one caller: who it is, and what limits it.
// prefix is "" for the first, "dest-" for the one of a copy's destination.
type callerOptions struct {
	prefix string

	as, roleARN, userID, orgID string
	tags                       []string
	serviceLinked              bool

	identity, session, scp []string
	boundary, endpoint     string
}

// who adds the flags that say who the caller is.
func (o *callerOptions) who(f *pflag.FlagSet) {
	f.StringVar(&o.as, o.prefix+"as", "", "the caller: ARN, service name or anonymous")
	f.StringVar(&o.roleARN, o.prefix+"role-arn", "", "with a session ARN: the role with its path")
}

// policies adds the flags that say what limits the caller.
func (o *callerOptions) policies(f *pflag.FlagSet) {
	f.StringArrayVar(&o.identity, o.prefix+"identity", nil, "file of an identity policy of the caller; may be repeated")
	f.StringVar(&o.boundary, o.prefix+"boundary", "", "file of the caller's permissions boundary")
	f.StringArrayVar(&o.session, o.prefix+"session", nil, "file of a session policy; may be repeated")
	f.StringArrayVar(&o.scp, o.prefix+"scp", nil, "files of one level of SCPs, parted by commas; repeat from the root down")
	f.StringVar(&o.endpoint, o.prefix+"vpce", "", "file of the policy of the VPC endpoint that the request comes through")
}

// details adds the flags that few requests need.
func (o *callerOptions) details(f *pflag.FlagSet) {
	f.StringArrayVar(&o.tags, o.prefix+"principal-tag", nil, "tag of the caller, key=value; may be repeated")
	f.StringVar(&o.userID, o.prefix+"user-id", "", "aws:userid of the caller, such as AROAEXAMPLE:session")
	f.StringVar(&o.orgID, o.prefix+"org-id", "", "organization of the caller's account")
	f.BoolVar(&o.serviceLinked, o.prefix+"service-linked-role", false, "the caller is a service-linked role")
}

func pairs(flag string, texts []string) (map[string]string, error) {
	out := make(map[string]string, len(texts))
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("%s %q: want key=value", flag, text)
		}
		out[key] = value
	}
	return out, nil
}

// principal reads --as. A role stands for any session of it; which session name
// it has matters only to policies that name sessions, so the name is one that
// nobody writes.
func (o *callerOptions) principal() (authz.Principal, error) {
	p := authz.Principal{ARN: o.as, UserID: o.userID, OrgID: o.orgID, ServiceLinkedRole: o.serviceLinked}
	var err error
	if p.Tags, err = pairs("--"+o.prefix+"principal-tag", o.tags); err != nil {
		return p, err
	}
	if o.as == "anonymous" {
		p.Type, p.ARN = authz.Anonymous, ""
		return p, nil
	}
	if !strings.HasPrefix(o.as, "arn:") {
		if !strings.HasSuffix(o.as, ".amazonaws.com") && !strings.HasSuffix(o.as, ".amazonaws.com.cn") {
			return p, fmt.Errorf("--%sas %q: want an ARN, a service such as logs.amazonaws.com, or anonymous", o.prefix, o.as)
		}
		p.Type = authz.Service
		return p, nil
	}
	a, err := arn.Parse(o.as)
	if err != nil {
		return p, fmt.Errorf("--%sas: %w", o.prefix, err)
	}
	if !arn.IsAccountID(a.Account) {
		return p, fmt.Errorf("--%sas %q: the account is not 12 digits", o.prefix, o.as)
	}
	p.Account = a.Account
	kind, _, _ := strings.Cut(a.Resource, "/")
	switch a.Service + ":" + kind {
	case "iam:role":
		role, err := arn.ParseRole(o.as)
		if err != nil {
			return p, fmt.Errorf("--%sas: %w", o.prefix, err)
		}
		p.Type, p.RoleARN, p.ARN = authz.RoleSession, o.as, role.Session("simulated-session").String()
	case "sts:assumed-role":
		p.Type = authz.RoleSession
		p.RoleARN, err = o.roleOfSession()
	case "sts:federated-user":
		p.Type = authz.FederatedUser
	case "iam:user":
		p.Type = authz.User
	case "iam:root":
		p.Type = authz.Root
	default:
		err = fmt.Errorf("--%sas %q: a caller is a role, session, user, federated user or root", o.prefix, o.as)
	}
	return p, err
}

// roleOfSession: the path of a role is lost in its session's ARN, and guessing
// that there is none would approve the very mistake people come here with.
//
// AWS: IAM User Guide, reference_identifiers
func (o *callerOptions) roleOfSession() (string, error) {
	session, err := arn.ParseSession(o.as)
	if err != nil {
		return "", fmt.Errorf("--%sas: %w", o.prefix, err)
	}
	if o.roleARN == "" {
		return "", fmt.Errorf("--%sas is a session ARN, which leaves out the path of role %s: give the role with --%srole-arn\n"+
			"(`clearway whoami --arn` prints it)", o.prefix, session.RoleName, o.prefix)
	}
	role, err := arn.ParseRole(o.roleARN)
	if err != nil {
		return "", fmt.Errorf("--%srole-arn: %w", o.prefix, err)
	}
	if role.Name != session.RoleName || role.Account != session.Account || role.Partition != session.Partition {
		return "", fmt.Errorf("--%srole-arn %s is not the role of the session %s", o.prefix, o.roleARN, o.as)
	}
	return o.roleARN, nil
}

// layers reads the policies on the caller's side.
func (o *callerOptions) layers() (l authz.Layers, err error) {
	if l.Identity, err = readPolicies(o.identity); err != nil {
		return l, err
	}
	if l.Session, err = readPolicies(o.session); err != nil {
		return l, err
	}
	for _, one := range []struct {
		path string
		to   **authz.Policy
	}{{o.boundary, &l.Boundary}, {o.endpoint, &l.VPCE}} {
		if one.path == "" {
			continue
		}
		if *one.to, err = readPolicy(one.path); err != nil {
			return l, err
		}
	}
	l.SCP, err = readLevels(o.scp)
	return l, err
}
