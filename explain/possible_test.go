package explain

import (
	"strings"
	"testing"

	"clearway/authz"
	"clearway/denial"
)

// TestChecksFollowTheCall: what cannot be behind a call is not listed, and every
// command that is listed is there to be typed.
func TestChecksFollowTheCall(t *testing.T) {
	cases := []struct {
		name, text    string
		first         Suspect
		with, without []Suspect
	}{
		{
			"a listing", "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied", SuspectBucketPolicy,
			[]Suspect{SuspectIdentity, SuspectPayer}, []Suspect{SuspectMissingObject, SuspectACL, SuspectObjectLock},
		},
		{
			"a read", "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied", SuspectBucketPolicy,
			[]Suspect{SuspectMissingObject, SuspectKey}, []Suspect{SuspectACL},
		},
		{
			"a write", "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied", SuspectBucketPolicy,
			[]Suspect{SuspectACL, SuspectKey}, []Suspect{SuspectMissingObject, SuspectPayer},
		},
		{
			"a delete", "An error occurred (AccessDenied) when calling the DeleteObject operation: Access Denied", SuspectBucketPolicy,
			[]Suspect{SuspectObjectLock}, []Suspect{SuspectKey},
		},
		{
			"a policy", "An error occurred (AccessDenied) when calling the PutBucketPolicy operation: Access Denied", SuspectPublicAccess,
			[]Suspect{SuspectIdentity}, []Suspect{SuspectBucketPolicy},
		},
		{
			"no bucket", "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied", SuspectIdentity,
			[]Suspect{SuspectCaller}, []Suspect{SuspectBucketPolicy, SuspectKey, SuspectOwnerCheck},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			checks := Explain(denial.Parse(c.text)[0], Facts{}).Checks
			listed := map[Suspect]bool{}
			for _, check := range checks {
				listed[check.Suspect] = true
				if _, ok := CauseOf(check.Code); !ok || len(check.Command) < 3 || !strings.HasPrefix(check.Line(), check.Command[0]+" ") {
					t.Errorf("%s has no page or command: %+v", check.Suspect, check)
				}
			}
			if len(checks) == 0 || checks[0].Suspect != c.first {
				t.Errorf("begins with %+v", checks)
			}
			for _, s := range c.with {
				if !listed[s] {
					t.Errorf("%s is missing", s)
				}
			}
			for _, s := range c.without {
				if listed[s] {
					t.Errorf("%s cannot be meant", s)
				}
			}
		})
	}
}

// TestTheOwnersCallBeginsWithIdentity: inside one account either side may grant.
func TestTheOwnersCallBeginsWithIdentity(t *testing.T) {
	d := denial.Denial{Code: "AccessDenied", Operation: "GetObject", Action: "s3:GetObject", Bucket: "b", PrincipalAccount: "111111111111"}
	if e := Explain(d, Facts{OwnerAccount: "111111111111"}); e.Checks[0].Suspect != SuspectIdentity {
		t.Errorf("begins with %+v", e.Checks[0])
	}
}

// TestADecisionNamesTheGate: what a text leaves open, the policies tell, with
// the statement that was meant for the caller.
func TestADecisionNamesTheGate(t *testing.T) {
	const caller = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0a1b2c3d4e5f6071/me"
	older := "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_77aa010203040506"
	decision := authz.Decision{Outcome: authz.ImplicitDeny, Gate: authz.GateResource, Trace: authz.Trace{Gates: []authz.GateTrace{{
		Gate: authz.GateResource, State: authz.Shut, Near: []authz.Match{{
			Policy: "bucket policy", Statement: 2, Sid: "Old",
			Failed: []authz.Mismatch{{Element: authz.ElementPrincipal, Wanted: []string{older}, Had: []string{caller}, Hint: authz.HintSuffix}},
		}},
	}}}}
	d := denial.Denial{Code: "AccessDenied", Operation: "GetObject", Action: "s3:GetObject", Bucket: "dev-b", PrincipalARN: caller, PrincipalAccount: "111111111111"}
	e := Explain(d, Facts{Decision: &decision})
	if e.Code != "CW204" || e.RootCause != MissingResourceAllow || e.Sure != WorkedOut || e.Near == nil || e.Facts.OlderRole != older || e.Grant == nil {
		t.Errorf("got %+v", e)
	}
	if advice := strings.Join(e.Advice(), "\n"); !strings.Contains(advice, older) || !strings.Contains(advice, caller) {
		t.Errorf("the advice leaves out who was meant: %s", advice)
	}
	// What AWS said comes before what was worked out.
	d.Deny, d.Layer = denial.Explicit, denial.LayerSCP
	if e := Explain(d, Facts{Decision: &decision}); e.RootCause != ExplicitDeny || e.Sure != AWSSaid {
		t.Errorf("AWS named another gate: got %+v", e)
	}
	// Unknown is no answer.
	if e := Explain(denial.Denial{Code: "AccessDenied"}, Facts{Decision: &authz.Decision{Outcome: authz.Unknown}}); e.RootCause != NoContext {
		t.Errorf("got %+v", e)
	}
}

// TestAdviceNamesEverything: action, resource, caller and denying policy in
// full, whatever the cause.
func TestAdviceNamesEverything(t *testing.T) {
	for _, action := range []string{"s3:GetObject", "s3:PutBucketPolicy", "kms:Decrypt", "sts:AssumeRole", "s3:PutObjectTagging"} {
		for _, layer := range []string{"identity", "resource", "boundary", "session", "scp", "rcp", "vpce", "bpa", "unknown"} {
			for _, deny := range []string{denial.Explicit, denial.Implicit, denial.Unsaid} {
				d := denial.Denial{
					Code: "AccessDenied", ActionNamed: true, Action: action, Resource: "arn:aws:s3:::b/k", Bucket: "b",
					PrincipalARN: "arn:aws:sts::111111111111:assumed-role/r/s", PrincipalAccount: "111111111111", Deny: deny, Layer: layer,
				}
				if deny == denial.Explicit {
					d.PolicyARN = "arn:aws:iam::111111111111:policy/p"
				}
				advice := strings.Join(Explain(d, Facts{}).Advice(), "\n")
				for _, wanted := range []string{action, d.Resource, d.PrincipalARN, d.PolicyARN} {
					if !strings.Contains(advice, wanted) {
						t.Errorf("%s %s %s: the advice leaves out %s: %s", action, deny, layer, wanted, advice)
					}
				}
			}
		}
	}
}
