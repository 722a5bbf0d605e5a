package preflight_test

import (
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/explain"
	"clearway/preflight"
)

// unread is a copy to a bucket whose owner shows nothing.
func unread(t *testing.T) preflight.Copy {
	c := open(t)
	c.Dest.Policy = nil
	c.Dest.Unknown = map[preflight.Gate]string{preflight.GateResource: "refused", preflight.GateBlock: "refused", preflight.GateRCP: "refused"}
	c.As.Layers.Unknown = map[authz.Gate]string{authz.GateSCP: "refused"}
	return c
}

// TestSettle: what AWS names is shut, with its cause and who opens it; what AWS
// does not name stays as it was.
func TestSettle(t *testing.T) {
	for _, c := range []struct {
		name   string
		denial denial.Denial
		gate   preflight.Gate
		code   string
		reason preflight.Reason
		who    explain.Who
	}{
		{"bucket silent", denial.Denial{Deny: denial.Implicit, Layer: denial.LayerResource}, preflight.GateResource, "CW201", preflight.ReasonSaid, explain.Owner},
		{"bucket denies", denial.Denial{Deny: denial.Explicit, Layer: denial.LayerResource}, preflight.GateResource, "CW203", preflight.ReasonSaidDeny, explain.Owner},
		{"scp silent", denial.Denial{Deny: denial.Implicit, Layer: denial.LayerSCP}, preflight.GateSCP, "CW207", preflight.ReasonSaid, explain.OrgAdmin},
		{"rcp denies", denial.Denial{Deny: denial.Explicit, Layer: denial.LayerRCP}, preflight.GateRCP, "CW203", preflight.ReasonSaidDeny, explain.OrgAdmin},
		{"blocked", denial.Denial{Deny: denial.Unsaid, Layer: denial.LayerBPA}, preflight.GateBlock, "CW224", preflight.ReasonSaidDeny, explain.Owner},
		{"read otherwise", denial.Denial{Deny: denial.Implicit, Layer: denial.LayerIdentity}, "", "", "", ""},
		{"not said", denial.Denial{Deny: denial.Unsaid, Layer: denial.LayerUnknown}, "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			copied := unread(t)
			before, err := preflight.Check(copied)
			if err != nil {
				t.Fatal(err)
			}
			at := len(before.Rows) - 1
			for before.Rows[at].Need.Action != "s3:PutObject" {
				at--
			}
			after := preflight.Settle(&copied, before, map[int]denial.Denial{at: c.denial})
			if got := before.Rows[at]; got.Answer != bucket.NotKnown || len(before.Open) != 0 {
				t.Errorf("the table before is changed: %v, %v", got.Answer, before.Open)
			}
			if after.Answer != bucket.No || after.Rows[at].Answer != bucket.No || after.Ways[0].Answer != bucket.No {
				t.Errorf("answers %v, %v, %v after a refusal", after.Answer, after.Rows[at].Answer, after.Ways[0].Answer)
			}
			for i, g := range after.Rows[at].Gates {
				if g.Gate != c.gate && g.State != before.Rows[at].Gates[i].State {
					t.Errorf("%s became %v", g.Gate, g.State)
				}
			}
			if c.gate == "" {
				if len(after.Open) != 0 {
					t.Errorf("opens %+v, although AWS names no gate that was not read", after.Open)
				}
				return
			}
			if g := after.Rows[at].Gate(c.gate); g.State != authz.Shut || g.Code != c.code || g.Reason != c.reason {
				t.Errorf("%s stands as %v %s %s", c.gate, g.State, g.Code, g.Reason)
			}
			if len(after.Open) != 1 || after.Open[0].Gate != c.gate || after.Open[0].Who != c.who || after.Open[0].Actions[0] != "s3:PutObject" {
				t.Errorf("opens %+v", after.Open)
			}
		})
	}
}

// TestSaidGateOfAKey: the resource-based policy of a key is the key's.
func TestSaidGateOfAKey(t *testing.T) {
	d := denial.Denial{Deny: denial.Implicit, Layer: denial.LayerResource}
	if got := preflight.SaidGate(&preflight.Row{KeyID: "9f3e"}, d); got != preflight.GateKey {
		t.Errorf("got %q", got)
	}
}
