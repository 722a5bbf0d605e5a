package survey_test

import (
	"strings"
	"testing"

	"clearway/authz"
	"clearway/need"
	"clearway/preflight"
)

// TestNothingAttachedToTheRoot: an organization that uses SCPs and has none at
// its root allows nothing.
func TestNothingAttachedToTheRoot(t *testing.T) {
	bare := strings.Replace(estate, "      id: r-ab12\n", "      id: r-ab12\n      scp: []\n", 1)
	p := start(t, bare, estateProfiles...)
	_, found, table := p.survey(false, "owner", "org")
	r := row(t, table, need.ReasonWrite, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.Shut {
		t.Errorf("SCP is %s (%s): %v", s.State, s.Detail, found.Missing)
	}
}

// TestAccountOutsideOfAnyOrganization: there are no control policies then, and
// the condition keys of organizations carry no value.
func TestAccountOutsideOfAnyOrganization(t *testing.T) {
	before, rest, _ := strings.Cut(estate, "organizations:\n")
	_, after, _ := strings.Cut(rest, "accounts:\n  - id")
	p := start(t, before+"accounts:\n  - id"+after, estateProfiles...)
	_, found, table := p.survey(false, "owner")
	r := row(t, table, need.ReasonWrite, false)
	for _, gate := range []preflight.Gate{preflight.GateSCP, preflight.GateRCP} {
		if s := r.Gate(gate); s.State != authz.NotInPlay {
			t.Errorf("%s is %s (%s)", gate, s.State, s.Detail)
		}
	}
	if values, known := found.Copy.As.Context["aws:PrincipalOrgID"]; !known || len(values) > 0 {
		t.Errorf("aws:PrincipalOrgID is %v", values)
	}
}

// TestManagementAccountIsNotLimited: SCPs do not reach its identities, whatever
// they say.
func TestManagementAccountIsNotLimited(t *testing.T) {
	p := start(t, strings.Replace(estate, `management: "999999999999"`, `management: "111111111111"`, 1), estateProfiles...)
	_, _, table := p.survey(true, "owner")
	r := row(t, table, need.ReasonDelete, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.NotInPlay {
		t.Errorf("SCP is %s (%s)", s.State, s.Detail)
	}
}

// TestAccountThatMayNotSayItsOrganization: the management account knows its
// members, whatever they may say themselves.
func TestAccountThatMayNotSayItsOrganization(t *testing.T) {
	p := start(t, strings.Replace(estate, `"organizations:Describe*", `, "", 1), estateProfiles...)
	_, found, table := p.survey(true)
	r := row(t, table, need.ReasonDelete, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.NotKnown || !strings.Contains(s.Detail, "other-org") {
		t.Errorf("SCP is %s (%s)", s.State, s.Detail)
	}
	_, found, table = p.survey(true, "org")
	r = row(t, table, need.ReasonDelete, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.Shut || found.Copy.As.Principal.OrgID != "o-example1234" {
		t.Errorf("SCP is %s (%s), organization %s", s.State, s.Detail, found.Copy.As.Principal.OrgID)
	}
}
