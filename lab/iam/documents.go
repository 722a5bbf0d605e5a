package iam

import (
	"errors"
	"regexp"

	"clearway/authz"
	"clearway/lab/query"
	"clearway/lab/world"
	"clearway/policy"
)

// identityDocument reads the parameter PolicyDocument as an identity-based
// policy, which names resources and no principals.
//
// AWS: IAM User Guide, reference_policies_grammar
func identityDocument(a *query.Asked, name string) (world.Document, error) {
	text, err := a.Need("PolicyDocument")
	if err != nil {
		return world.Document{}, err
	}
	doc, err := world.NewDocument(name, text)
	if err != nil {
		return doc, badDocument(err)
	}
	parsed, err := doc.Parsed()
	if err != nil {
		return doc, badDocument(err)
	}
	for _, s := range parsed.Statements {
		switch {
		case s.Principal != nil || s.NotPrincipal != nil:
			return doc, malformed("Policy document should not specify a principal.")
		case len(s.Resource) == 0 && len(s.NotResource) == 0:
			return doc, malformed("Policy statement must contain resources.")
		}
		if err := checkActions(s); err != nil {
			return doc, err
		}
	}
	return doc, nil
}

// trustDocument reads a role's trust policy and binds its principals.
//
// AWS: IAM User Guide, id_roles_create_for-custom
func trustDocument(d *world.Data, roleName, text string) (world.Bound, error) {
	bound, parsed, err := d.BindPolicy(world.TrustName(roleName), text)
	var unknown *world.UnknownPrincipal
	switch {
	case errors.As(err, &unknown):
		return bound, malformed(`Invalid principal in policy: "AWS":"%s"`, unknown.Principal)
	case err != nil:
		return bound, badDocument(err)
	}
	for _, s := range parsed.Statements {
		switch {
		case len(s.Resource) > 0 || len(s.NotResource) > 0:
			return bound, malformed("Has prohibited field Resource")
		case s.Principal == nil && s.NotPrincipal == nil:
			return bound, malformed("Missing required field Principal")
		}
		if err := checkActions(s); err != nil {
			return bound, err
		}
	}
	if _, err := authz.Compile(bound.Name, parsed); err != nil {
		return bound, badDocument(err)
	}
	return bound, nil
}

var actionForm = regexp.MustCompile(`^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$`)

func checkActions(s policy.Statement) error {
	for _, list := range [][]policy.Value{s.Action, s.NotAction} {
		for _, v := range list {
			if !actionForm.MatchString(v.Text) {
				return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			}
		}
	}
	return nil
}

func badDocument(err error) error {
	var at *policy.SyntaxError
	if errors.As(err, &at) {
		return malformed("Syntax errors in policy. (%v)", at)
	}
	return malformed("Syntax errors in policy. (%v)", err)
}
