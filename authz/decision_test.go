package authz

import (
	"strings"
	"testing"
)

const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

func bucketAllow(principal string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"Grant","Effect":"Allow","Principal":{"AWS":"` + principal +
		`"},"Action":"s3:*","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`
}

// TestWhatIsNotKnownStaysUnknown: neither a yes nor a no is made up, but what
// is decided without the missing gate is decided.
func TestWhatIsNotKnownStaysUnknown(t *testing.T) {
	all := mustCompile(t, "all", everything)
	denyAll := mustCompile(t, "deny", `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)
	onlyEC2 := mustCompile(t, "ec2", `{"Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}`)
	toRole := mustCompile(t, "bucket", bucketAllow(storyRole))
	toSession := mustCompile(t, "bucket", bucketAllow(storyRequest().Principal.ARN))
	unread := func(gates ...Gate) map[Gate]string {
		out := make(map[Gate]string)
		for _, g := range gates {
			out[g] = "may not be read"
		}
		return out
	}
	cases := []struct {
		name    string
		layers  Layers
		own     bool // in the caller's account
		outcome Outcome
		gate    Gate
	}{
		{"open but for one", Layers{Identity: []*Policy{all}, Resource: toRole, Unknown: unread(GateSCP)}, false, Unknown, GateSCP},
		{"the first of two is named", Layers{Identity: []*Policy{all}, Unknown: unread(GateResource, GateRCP)}, false, Unknown, GateRCP},
		{"a shut gate decides", Layers{Resource: toRole, Unknown: unread(GateSCP)}, false, ImplicitDeny, GateIdentity},
		{"a Deny decides", Layers{Identity: []*Policy{denyAll}, Unknown: unread(GateResource)}, false, ExplicitDeny, GateIdentity},
		{"own account, identity open, bucket unread", Layers{Identity: []*Policy{all}, Unknown: unread(GateResource)}, true, Unknown, GateResource},
		{"own account, identity silent, bucket unread", Layers{Unknown: unread(GateResource)}, true, Unknown, GateResource},
		{"own account, identity unread, bucket silent", Layers{Unknown: unread(GateIdentity)}, true, Unknown, GateIdentity},
		{"own account, granted to the role, boundary unread", Layers{Resource: toRole, Unknown: unread(GateBoundary)}, true, Unknown, GateBoundary},
		{"own account, identity unread but boundary shut", Layers{Boundary: onlyEC2, Unknown: unread(GateIdentity)}, true, ImplicitDeny, GateBoundary},
		{"own account, granted to the role, identity silent", Layers{Resource: toRole, Identity: []*Policy{onlyEC2}}, true, Allow, ""},
		{"own account, granted to the session", Layers{Resource: toSession}, true, Allow, ""},
		{"everything known", Layers{Identity: []*Policy{all}, Resource: toRole}, false, Allow, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := storyRequest()
			if c.own {
				r.ResourceAccount = r.Principal.Account
			}
			got := Decide(r, c.layers)
			if got.Outcome != c.outcome || got.Gate != c.gate {
				t.Errorf("%v %q, want %v %q", got.Outcome, got.Gate, c.outcome, c.gate)
			}
			for gate, why := range c.layers.Unknown {
				if g := got.Trace.Gate(gate); g.Why != why {
					t.Errorf("the trace of %s does not say why", gate)
				}
			}
		})
	}
}

func TestUnknownConditionKeys(t *testing.T) {
	r := storyRequest()
	r.Context, r.Unknown = nil, []string{"AWS:sourceVpce"}
	l := storyLayers(t)
	l.Resource = mustCompile(t, "bucket", strings.Replace(bucketAllow(storyRole), `"Resource"`,
		`"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}},"Resource"`, 1))
	if got := Decide(r, l); got.Outcome != Unknown || got.Gate != GateResource {
		t.Errorf("an Allow that hinges on it: %v %s", got.Outcome, got.Gate)
	}
	l.Resource = mustCompile(t, "bucket", bucketAllow(storyRole))
	l.Identity = append(l.Identity, mustCompile(t, "d",
		`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::${aws:SourceVpce}/*"}}`))
	if got := Decide(r, l); got.Outcome != Unknown || got.Gate != GateIdentity {
		t.Errorf("a Deny whose resource hinges on it: %v %s", got.Outcome, got.Gate)
	}
}

// TestCallerIdentityNeedsNoPermission: only the endpoint's policy can be in
// the way.
func TestCallerIdentityNeedsNoPermission(t *testing.T) {
	r := storyRequest()
	r.Action, r.Resource, r.ResourceAccount = "sts:getcalleridentity", "*", ""
	deny := mustCompile(t, "deny", `{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`)
	if got := Decide(r, Layers{Identity: []*Policy{deny}, SCP: [][]*Policy{{deny}}}); got.Outcome != Allow {
		t.Errorf("identity and SCP deny: %v", got.Outcome)
	}
	if got := Decide(r, Layers{VPCE: deny}); got.Outcome != ExplicitDeny || got.Gate != GateVPCE {
		t.Errorf("endpoint denies: %v %s", got.Outcome, got.Gate)
	}
}

func TestServiceLinkedRolesPassControlPolicies(t *testing.T) {
	r := storyRequest()
	r.Principal.RoleARN = "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
	r.ResourceAccount = r.Principal.Account
	deny := [][]*Policy{{mustCompile(t, "deny", `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)}}
	l := Layers{Identity: []*Policy{mustCompile(t, "all", everything)}, SCP: deny, RCP: deny}
	if got := Decide(r, l); got.Outcome != Allow {
		t.Errorf("%v %s", got.Outcome, got.Gate)
	}
}

// TestTraceShowsEveryGate: the gates behind the first no are there too, and the
// statement that nearly fits says which element does not.
func TestTraceShowsEveryGate(t *testing.T) {
	l := storyLayers(t)
	l.SCP = [][]*Policy{{mustCompile(t, "root", everything)}, {mustCompile(t, "ou", `{"Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}`)}}
	l.Resource = mustCompile(t, "bucket", strings.Replace(bucketAllow(storyRole), "bbbbbbbbbbbb/*", "bbbbbbbbbbbb", 1))
	got := Decide(storyRequest(), l)
	if got.Outcome != ImplicitDeny || got.Gate != GateSCP || len(got.Trace.Gates) != len(Gates()) {
		t.Fatalf("%v %s, %d gates", got.Outcome, got.Gate, len(got.Trace.Gates))
	}
	scp, bucket := got.Trace.Gate(GateSCP), got.Trace.Gate(GateResource)
	if scp.State != Shut || scp.Level != 1 {
		t.Errorf("SCP %s at level %d", scp.State, scp.Level)
	}
	if bucket.State != Shut || len(bucket.Near) != 1 {
		t.Fatalf("bucket %s with %d near", bucket.State, len(bucket.Near))
	}
	if failed := bucket.Near[0].Failed; len(failed) != 1 || failed[0].Element != ElementResource || failed[0].Hint != HintObjects {
		t.Errorf("near match %+v", failed)
	}
	if got.Trace.Gate(GateIdentity).State != Open || got.Trace.Gate(GateBoundary).State != NotInPlay {
		t.Error("identity should be open and the boundary not in play")
	}
}
