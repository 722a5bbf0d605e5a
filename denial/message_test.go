package denial

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestEveryWordingComesBack: each kind of policy, allowed by none and denied by
// one, on resources of three services.
func TestEveryWordingComesBack(t *testing.T) {
	resources := map[string]string{
		"s3:GetObject": "arn:aws:s3:::b/k", "sts:AssumeRole": "arn:aws:iam::222222222222:role/p/r",
		"kms:Decrypt": "arn:aws:kms:eu-west-1:222222222222:key/0f1e", "s3:ListAllMyBuckets": "",
	}
	for action, resource := range resources {
		for _, k := range kinds {
			for _, deny := range []string{Implicit, Explicit} {
				d := Denial{
					PrincipalARN: session, Action: action, ActionNamed: true, Resource: resource,
					Deny: deny, Layer: k.layer, LayerText: k.text,
				}
				if deny == Explicit && k.layer == LayerSCP {
					d.PolicyARN = "arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-1"
				}
				checkComesBack(t, d)
			}
		}
	}
	for _, setting := range []string{"BlockPublicPolicy", "BlockPublicAcls"} {
		checkComesBack(t, Denial{
			PrincipalARN: session, Action: "s3:PutBucketPolicy", ActionNamed: true, Resource: "arn:aws:s3:::b",
			Deny: Unsaid, Layer: LayerBPA, Setting: setting,
		})
	}
}

func checkComesBack(t *testing.T, d Denial) {
	t.Helper()
	text := Message(d)
	got := Parse(text)
	if len(got) != 1 {
		t.Errorf("%q: %d denials", text, len(got))
		return
	}
	derived := cmpopts.IgnoreFields(Denial{}, "Count", "Message", "Raw", "PrincipalAccount", "ResourceAccount", "Bucket", "SSORole")
	if diff := cmp.Diff(d, got[0], derived); diff != "" {
		t.Errorf("%q: %s", text, diff)
	}
	if again := Message(got[0]); again != text {
		t.Errorf("%q came back as %q", text, again)
	}
}
