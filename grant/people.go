package grant

import (
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/policy"
)

// people are the callers whose decisions are compared: the public, neighbours of
// the grantee, a stranger, the grantee itself, and everyone whom one of the
// documents names.
func (s scene) people(docs ...*policy.Document) []authz.Principal {
	g := s.ask.Grantee
	neighbour := arn.Role{Partition: g.Partition(), Account: g.Account, Path: "/", Name: "somebody-else"}
	stranger := neighbour
	stranger.Account = "000000000000"
	out := []authz.Principal{
		{Type: authz.Anonymous},
		session(neighbour), session(stranger), root(g.Partition(), g.Account),
		{Type: authz.User, ARN: "arn:" + g.Partition() + ":iam::" + g.Account + ":user/somebody-else", Account: g.Account},
		g.caller(),
	}
	for _, text := range s.roles {
		if role, err := arn.ParseRole(text); err == nil {
			out = append(out, session(role))
		}
	}
	seen := make(map[string]bool)
	for _, doc := range docs {
		for i := range doc.Statements {
			for _, p := range named(&doc.Statements[i]) {
				if !seen[p.Kind+p.Value.Text] {
					seen[p.Kind+p.Value.Text] = true
					out = append(out, s.meant(p)...)
				}
			}
		}
	}
	return out
}

// named lists the principals that a statement names, including those of its
// conditions: a pattern stands for one ARN that it fits.
func named(s *policy.Statement) []policy.PrincipalEntry {
	var out []policy.PrincipalEntry
	for _, p := range []*policy.Principal{s.Principal, s.NotPrincipal} {
		if p != nil {
			out = append(out, p.Entries...)
		}
	}
	for _, c := range s.Conditions {
		key := strings.ToLower(c.Key)
		if key != "aws:principalarn" && key != "aws:principalaccount" {
			continue
		}
		for _, v := range c.Values {
			v.Text = anyCharacter.Replace(v.Text)
			out = append(out, policy.PrincipalEntry{Kind: "AWS", Value: v})
		}
	}
	return out
}

// anyCharacter makes a text that a pattern fits.
var anyCharacter = strings.NewReplacer("*", "0", "?", "0")

// meant gives callers that a principal of a policy stands for; none for forms
// that cannot be tried, such as the ID of a deleted role.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (s scene) meant(p policy.PrincipalEntry) []authz.Principal {
	text := p.Value.Text
	if p.Kind == "Service" {
		return []authz.Principal{{Type: authz.Service, ARN: text}}
	}
	if p.Kind != "AWS" {
		return nil
	}
	if arn.IsAccountID(text) {
		text = arn.AccountRoot(s.ask.Grantee.Partition(), text)
	}
	a, err := arn.Parse(text)
	if err != nil {
		return nil
	}
	if role, err := arn.ParseRole(text); err == nil {
		return []authz.Principal{session(role)}
	}
	if in, err := arn.ParseSession(text); err == nil {
		who := session(arn.Role{Partition: in.Partition, Account: in.Account, Path: "/", Name: in.RoleName})
		who.ARN = text
		return []authz.Principal{who}
	}
	switch {
	case a.Resource == "root":
		anyRole := arn.Role{Partition: a.Partition, Account: a.Account, Path: "/", Name: "anybody"}
		return []authz.Principal{root(a.Partition, a.Account), session(anyRole)}
	case a.Service == "iam" && strings.HasPrefix(a.Resource, "user/"):
		return []authz.Principal{{Type: authz.User, ARN: text, Account: a.Account, UserID: "AIDAOFTHETRIAL0000001"}}
	}
	return nil
}

func root(partition, account string) authz.Principal {
	return authz.Principal{Type: authz.Root, ARN: arn.AccountRoot(partition, account), Account: account, UserID: account}
}

// meansGrantee reports whether a caller is whom the ask means. By name that is
// every role of the same permission set; a role of another set that the pattern
// happens to fit is somebody else.
func (s scene) meansGrantee(who authz.Principal) bool {
	g := s.ask.Grantee
	if grantee := g.caller(); who.ARN == grantee.ARN && who.RoleARN == grantee.RoleARN {
		return true
	}
	other, err := ParseGrantee(who.RoleARN, g.Match)
	return err == nil && g.Match == MatchName && other.Pattern() == g.Pattern()
}

// caller is the grantee as a request shows it.
//
// AWS: IAM User Guide, reference_policies_variables (table of principal values)
func (g Grantee) caller() authz.Principal {
	role, isRole := g.Role()
	if !isRole {
		return authz.Principal{Type: authz.User, ARN: g.ARN, Account: g.Account, UserID: "AIDAOFTHETRIAL0000000"}
	}
	return session(role)
}

func session(role arn.Role) authz.Principal {
	return authz.Principal{
		Type: authz.RoleSession, ARN: role.Session("trial").String(), Account: role.Account,
		RoleARN: role.String(), UserID: "AROAOFTHETRIAL0000000:trial",
	}
}
