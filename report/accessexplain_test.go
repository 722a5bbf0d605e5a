package report

import (
	"slices"
	"strings"
	"testing"

	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
)

func explained(text string, f explain.Facts) []ExplainedRefusal {
	var out []ExplainedRefusal
	for _, d := range denial.Parse(text) {
		out = append(out, ExplainedRefusal{Explanation: explain.Explain(d, f), Count: d.Count})
	}
	return out
}

func explanationPage(t *testing.T, lang msg.Language, all []ExplainedRefusal) string {
	t.Helper()
	var out strings.Builder
	if err := ExplanationHTML(&out, lang, all, accessTime); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const (
	refusedByBucket = `An error occurred (AccessDenied) when calling the ListObjectsV2 operation: User: arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::media-dr" because no resource-based policy allows the s3:ListBucket action`
	refusedBare     = `upload failed: ./a to s3://media-dr/a An error occurred (AccessDenied) when calling the PutObject operation: Access Denied`
	refusedKey      = `An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::111111111111:assumed-role/Copier/s1 is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-west-2:222222222222:key/9f3e0000-aaaa-bbbb-cccc-ddddeeeeffff with an explicit deny in a service control policy`
	signInEnded     = `Error when retrieving token from sso: Token has expired and refresh failed`
)

func TestThePageOfAnExplanation(t *testing.T) {
	golden(t, "explain.html", explanationPage(t, msg.English, explained(refusedByBucket, explain.Facts{OwnerAccount: "222222222222"})))
	all := slices.Concat(explained(refusedBare, explain.Facts{}), explained(refusedKey, explain.Facts{}), explained(signInEnded, explain.Facts{}))
	golden(t, "explain.ja.html", explanationPage(t, msg.Japanese, all))
}

// TestEveryExplanationHasASoundPage: those of all samples, in both languages,
// one by one and all on one page.
func TestEveryExplanationHasASoundPage(t *testing.T) {
	var all []ExplainedRefusal
	for _, s := range samples(t) {
		some := explained(s.text, explain.Facts{})
		all = append(all, some...)
		page := explanationPage(t, msg.English, some)
		if len(some) > 0 && some[0].Denial.Layer == denial.LayerResource && some[0].Denial.Deny == denial.Implicit && !strings.Contains(page, `class="block"`) {
			t.Errorf("%s: the gate that AWS names is not drawn shut", s.name)
		}
		for name := range attributes(t, page) {
			if name == "script" || strings.HasPrefix(name, "a on") {
				t.Errorf("%s: the page has %s", s.name, name)
			}
		}
	}
	for _, lang := range []msg.Language{msg.English, msg.Japanese} {
		checkStructure(t, explanationPage(t, lang, all))
	}
}

// TestOnlyTheNamedGateIsShut: what AWS does not say of the others stays not
// known.
func TestOnlyTheNamedGateIsShut(t *testing.T) {
	for text, want := range map[string]string{refusedByBucket: "resource", refusedKey: "scp", refusedBare: ""} {
		p, drawn := refusedCopy(msg.English, explained(text, explain.Facts{})[0].Explanation)
		if !drawn {
			t.Fatalf("nothing is drawn of %s", text)
		}
		for _, g := range p.Rows[0].Gates {
			if state := map[bool]string{true: "shut", false: "not known"}[g.Gate == want]; g.State != state {
				t.Errorf("%s is %s, want %s: %s", g.Gate, g.State, state, text)
			}
		}
	}
	if _, drawn := refusedCopy(msg.English, explained(signInEnded, explain.Facts{})[0].Explanation); drawn {
		t.Error("a sign-in that has ended has no gates")
	}
}

func TestHostileRefusalsStayText(t *testing.T) {
	for _, name := range hostile {
		e := explained(refusedByBucket, explain.Facts{OwnerAccount: name, OwnerProfile: name, CallerProfile: name, OlderRole: name})[0]
		d := &e.Denial
		d.Bucket, d.Action, d.Resource, d.PrincipalARN, d.PrincipalAccount, d.Message, d.PolicyARN, d.AuthorizationID = name, name, name, name, name, name, name, name
		e.Grant, e.PermissionSet = []string{"grant", name, "--to", name}, name
		page := explanationPage(t, msg.English, []ExplainedRefusal{e, e})
		checkStructure(t, page)
		for _, forbidden := range []string{"<script", "\x1b", "\x00", "\u202e", "\u200b"} {
			if strings.Contains(page, forbidden) {
				t.Errorf("%q: the page has %q", name, forbidden)
			}
		}
	}
}

// TestThePageOfARequest, of S3, of a key, and of something else.
func TestThePageOfARequest(t *testing.T) {
	for _, lang := range []msg.Language{msg.English, msg.Japanese} {
		for _, d := range requests(t) {
			var out strings.Builder
			if err := DecisionHTML(&out, lang, d, accessTime); err != nil {
				t.Fatal(err)
			}
			checkStructure(t, out.String())
			if want := d.words(lang); !strings.Contains(out.String(), escaped(want)) {
				t.Errorf("%s: the page lacks %s", d.Action, want)
			}
		}
	}
}
