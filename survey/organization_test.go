package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"clearway/authz"
	"clearway/need"
	"clearway/preflight"
	"clearway/survey"
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
	_, _, table := p.survey(true)
	r := row(t, table, need.ReasonDelete, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.NotKnown || !strings.Contains(s.Detail, "other-org") {
		t.Errorf("SCP is %s (%s)", s.State, s.Detail)
	}
	_, found, table := p.survey(true, "org")
	r = row(t, table, need.ReasonDelete, false)
	if s := r.Gate(preflight.GateSCP); s.State != authz.Shut || found.Copy.As.Principal.OrgID != "o-example1234" {
		t.Errorf("SCP is %s (%s), organization %s", s.State, s.Detail, found.Copy.As.Principal.OrgID)
	}
}

// TestReaderOfTheTreeAlone: whoever may read the tree need not be allowed to
// describe the organization, nor be the first profile of its account.
func TestReaderOfTheTreeAlone(t *testing.T) {
	role := `      - name: %s
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "999999999999"}, Action: "sts:AssumeRole"}]}
        inline:
          some: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: %s, Resource: "*"}]}
`
	more := fmt.Sprintf(role, "Blind", `"organizations:DescribeOrganization"`) +
		fmt.Sprintf(role, "Tree", `["organizations:List*", "organizations:DescribePolicy"]`)
	p := start(t, strings.Replace(estate, "    roles:\n      - name: Org\n", "    roles:\n"+more+"      - name: Org\n", 1),
		append(estateProfiles, "blind=999999999999/Blind", "tree=999999999999/Tree")...)
	r := survey.New()
	found, err := r.Copy(t.Context(), survey.Ask{
		Source: &survey.End{Bucket: "media-prod"}, Dest: &survey.End{Bucket: "media-dr"}, As: p.meet(t.Context(), r, "copier"), SessionKnown: true,
		Org: []*survey.Profile{p.meet(t.Context(), r, "blind"), p.meet(t.Context(), r, "tree")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if levels := found.Copy.As.Layers.SCP; len(levels) != 3 || found.Copy.As.Layers.Unknown[authz.GateSCP] != "" {
		t.Errorf("%d levels; %v", len(levels), found.Copy.As.Layers.Unknown)
	}
}
