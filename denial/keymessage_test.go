package denial

import "testing"

func TestKeyMessageIsReadBack(t *testing.T) {
	const key = "arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	refused := Denial{PrincipalARN: "arn:aws:iam::111111111111:user/u", Action: "kms:GenerateDataKey", Resource: key, Deny: Implicit, Layer: LayerIdentity}
	denied := refused
	denied.Deny, denied.Layer, denied.PolicyARN = Explicit, LayerSCP, "arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-x"
	cases := []struct {
		name                  string
		d                     Denial
		named, hidden         bool
		deny, layer, resource string
	}{
		{"the caller's own policies", refused, true, false, Implicit, LayerIdentity, key},
		{"a ciphertext", refused, false, false, Implicit, LayerIdentity, ""},
		{"a hidden key", refused, true, true, Unsaid, LayerResource, ""},
		{"a ciphertext under a hidden key", refused, false, true, Unsaid, LayerResource, ""},
		{"a control policy", denied, true, false, Explicit, LayerSCP, key},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := "An error occurred (AccessDenied) when calling the PutObject operation: " + KeyMessage(c.d, c.named, c.hidden)
			got := Parse(text)
			if len(got) != 1 {
				t.Fatalf("%d errors in %s", len(got), text)
			}
			g := got[0]
			if g.Action != c.d.Action || g.Deny != c.deny || g.Layer != c.layer || g.Resource != c.resource || g.PolicyARN != c.d.PolicyARN {
				t.Errorf("%s is read as %+v", text, g)
			}
		})
	}
}
