package authz

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"clearway/policy"
)

func values(texts ...string) []policy.Value {
	var out []policy.Value
	for _, text := range texts {
		out = append(out, policy.Value{Text: text})
	}
	return out
}

var anyCaller = rapid.SampledFrom([]Principal{
	{Type: RoleSession, Account: "111111111111", RoleARN: "arn:aws:iam::111111111111:role/p/R", ARN: "arn:aws:sts::111111111111:assumed-role/R/s", UserID: "AROAR:s"},
	{Type: User, Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/U", UserID: "AIDAU"},
	{Type: FederatedUser, Account: "111111111111", ARN: "arn:aws:sts::111111111111:federated-user/f", UserARN: "arn:aws:iam::111111111111:user/U"},
	{Type: Root, Account: "111111111111", ARN: "arn:aws:iam::111111111111:root"},
	{Type: Service, ARN: "logs.amazonaws.com"},
	{Type: Anonymous},
})

// anyStatement draws from few names, so that statements often fit.
func anyStatement(t *rapid.T, effect policy.Effect) policy.Statement {
	s := policy.Statement{Effect: effect}
	actions := values(rapid.SampledFrom([]string{"*", "s3:*", "s3:Get*", "s3:PutObject", "kms:Decrypt", "*:*"}).Draw(t, "action"))
	resources := values(rapid.SampledFrom([]string{"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3*", "arn:aws:s3:::b/${aws:PrincipalTag/team}*"}).Draw(t, "resource"))
	if rapid.IntRange(0, 4).Draw(t, "notAction") == 0 {
		s.NotAction = actions
	} else {
		s.Action = actions
	}
	if rapid.IntRange(0, 4).Draw(t, "notResource") == 0 {
		s.NotResource = resources
	} else {
		s.Resource = resources
	}
	who := rapid.SampledFrom([]string{
		"*", "111111111111", "arn:aws:iam::111111111111:role/p/R", "arn:aws:sts::111111111111:assumed-role/R/s",
		"arn:aws:iam::111111111111:user/U", "arn:aws:sts::111111111111:federated-user/f", "222222222222",
		"arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/R",
	}).Draw(t, "principal")
	named := &policy.Principal{Entries: []policy.PrincipalEntry{{Kind: "AWS", Value: policy.Value{Text: who}}}}
	if effect == policy.Deny && rapid.IntRange(0, 4).Draw(t, "notPrincipal") == 0 {
		s.NotPrincipal = named
	} else {
		s.Principal = named
	}
	if rapid.Bool().Draw(t, "conditional") {
		s.Conditions = []policy.Condition{{
			Operator: rapid.SampledFrom([]string{"StringEquals", "StringNotEquals", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals", "StringLikeIfExists", "Null", "Bool", "ArnLike"}).Draw(t, "operator"),
			Key:      rapid.SampledFrom([]string{"s3:prefix", "aws:PrincipalArn", "aws:username", "aws:TagKeys", "aws:PrincipalTag/team"}).Draw(t, "key"),
			Values:   values(rapid.SampledFrom([]string{"a", "true", "U", "*", "${aws:username}", "arn:aws:iam::111111111111:role/p/R"}).Draw(t, "value")),
		}}
	}
	return s
}

func anyDocument(t *rapid.T) *policy.Document {
	d := &policy.Document{Version: policy.Version2012}
	for range rapid.IntRange(1, 4).Draw(t, "statements") {
		effect := policy.Allow
		if rapid.IntRange(0, 5).Draw(t, "deny") == 0 {
			effect = policy.Deny
		}
		d.Statements = append(d.Statements, anyStatement(t, effect))
	}
	return d
}

// world is layers as documents, so that one can be changed.
type world struct {
	request Request
	docs    [gateCount]*policy.Document
	unknown map[Gate]string
}

func anyWorld(t *rapid.T) world {
	w := world{request: Request{
		Principal:       anyCaller.Draw(t, "caller"),
		Action:          rapid.SampledFrom([]string{"s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy", "kms:Decrypt"}).Draw(t, "asked"),
		Resource:        rapid.SampledFrom([]string{"arn:aws:s3:::b/k", "arn:aws:s3:::b", "arn:aws:kms:eu-west-1:111111111111:key/1"}).Draw(t, "on"),
		ResourceAccount: rapid.SampledFrom([]string{"111111111111", "222222222222", ""}).Draw(t, "owner"),
		Context: rapid.SampledFrom([]map[string][]string{
			nil, {"s3:prefix": {"a"}}, {"s3:prefix": {""}}, {"aws:TagKeys": {"a", "b"}}, {"aws:TagKeys": {}},
		}).Draw(t, "context"),
	}}
	w.request.Principal.Tags = rapid.SampledFrom([]map[string]string{nil, {"team": "k"}, {"Team": "k*"}, {"team": "a", "TEAM": "b"}}).Draw(t, "tags")
	for i := range w.docs {
		if i == atIdentity || rapid.IntRange(0, 2).Draw(t, "present") > 0 {
			w.docs[i] = anyDocument(t)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "unread") == 0 {
		w.unknown = map[Gate]string{rapid.SampledFrom(Gates()).Draw(t, "which"): "not read"}
	}
	return w
}

func (w *world) layers(t *rapid.T) Layers {
	compiled := func(i int) *Policy {
		if w.docs[i] == nil {
			return nil
		}
		p, err := Compile(string(gateOrder[i]), w.docs[i])
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	l := Layers{
		Identity: []*Policy{compiled(atIdentity)}, Boundary: compiled(atBoundary),
		Resource: compiled(atResource), VPCE: compiled(atVPCE), Unknown: w.unknown,
	}
	if p := compiled(atSession); p != nil {
		l.Session = []*Policy{p}
	}
	if p := compiled(atSCP); p != nil {
		l.SCP = [][]*Policy{{p}}
	}
	if p := compiled(atRCP); p != nil {
		l.RCP = [][]*Policy{{p}}
	}
	return l
}

// openness orders outcomes: no, not known, yes.
func openness(o Outcome) int {
	switch o {
	case Allow:
		return 2
	case Unknown:
		return 1
	}
	return 0
}

// TestOneMoreStatement: a further Deny never opens, a further Allow never
// shuts.
func TestOneMoreStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		gate := rapid.IntRange(0, gateCount-1).Draw(t, "gate")
		if w.docs[gate] == nil {
			t.Skip("a policy where there was none is another matter")
		}
		before, _ := Verdict(w.request, w.layers(t))
		effect := rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Deny}).Draw(t, "effect")
		w.docs[gate].Statements = append(w.docs[gate].Statements, anyStatement(t, effect))
		after, _ := Verdict(w.request, w.layers(t))
		switch {
		case effect == policy.Deny && openness(after) > openness(before):
			t.Errorf("a Deny in %s opened: %v, then %v", gateOrder[gate], before, after)
		case effect == policy.Allow && openness(after) < openness(before):
			t.Errorf("an Allow in %s shut: %v, then %v", gateOrder[gate], before, after)
		}
	})
}

// TestOrderAndSpellingDoNotMatter: statements in another order, and the
// document printed and read again, decide the same; so does Verdict.
func TestOrderAndSpellingDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		want := Decide(w.request, w.layers(t))
		if outcome, gate := Verdict(w.request, w.layers(t)); outcome != want.Outcome || gate != want.Gate {
			t.Errorf("Verdict says %v %s, Decide %v %s", outcome, gate, want.Outcome, want.Gate)
		}
		for i, d := range w.docs {
			if d == nil {
				continue
			}
			again, err := policy.Parse(policy.Print(d))
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(again.Statements)
			w.docs[i] = again
		}
		got := Decide(w.request, w.layers(t))
		if got.Outcome != want.Outcome || got.Gate != want.Gate {
			t.Errorf("reversed: %v %s, before %v %s", got.Outcome, got.Gate, want.Outcome, want.Gate)
		}
		for i := range got.Trace.Gates {
			if a, b := got.Trace.Gates[i], want.Trace.Gates[i]; a.State != b.State || len(a.Matched) != len(b.Matched) || len(a.Near) != len(b.Near) {
				t.Errorf("trace of %s differs: %s, before %s", a.Gate, a.State, b.State)
			}
		}
	})
}

// TestStrict: a strict answer is the same, or not known where the other names
// what it assumes; a Deny that is assumed may leave a lack of Allow behind.
func TestStrict(t *testing.T) {
	assumed := make(map[Assumption]int)
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		got := Decide(w.request, w.layers(t))
		w.request.Strict = true
		strict := Decide(w.request, w.layers(t))
		same := strict.Outcome == got.Outcome
		if same != (len(got.Assumed) == 0) {
			t.Errorf("%v, strict %v, assumes %q", got.Outcome, strict.Outcome, got.Assumed)
		}
		if strict.Outcome != Unknown && openness(strict.Outcome) != openness(got.Outcome) {
			t.Errorf("%v, strict %v", got.Outcome, strict.Outcome)
		}
		for _, a := range got.Assumed {
			assumed[a]++
		}
	})
	if len(assumed) == 0 {
		t.Error("no assumption was met: the test has no teeth")
	}
}

// respell writes a document in another way that means the same.
func respell(t *rapid.T, d *policy.Document) *policy.Document {
	members := make([]string, 0, len(d.Statements))
	list := func(key string, vs []policy.Value, change func(string) string) string {
		if vs == nil {
			return ""
		}
		var quoted []string
		for _, v := range vs {
			quoted = append(quoted, strconv.Quote(change(v.Text)))
		}
		if len(quoted) == 1 && rapid.Bool().Draw(t, "bare") {
			return strconv.Quote(key) + ":" + quoted[0]
		}
		return strconv.Quote(key) + ":[" + strings.Join(quoted, " ,") + "]"
	}
	same := func(text string) string { return text }
	action := func(text string) string {
		return rapid.SampledFrom([]string{text, strings.ToUpper(text), strings.ToLower(text)}).Draw(t, "case")
	}
	account := func(text string) string {
		for _, id := range []string{"111111111111", "222222222222"} {
			if forms := []string{id, "arn:aws:iam::" + id + ":root"}; slices.Contains(forms, text) {
				return rapid.SampledFrom(forms).Draw(t, "form")
			}
		}
		return text
	}
	principal := func(key string, p *policy.Principal) string {
		if p == nil {
			return ""
		}
		var vs []policy.Value
		for _, e := range p.Entries {
			vs = append(vs, e.Value)
		}
		return strconv.Quote(key) + ":{" + list("AWS", vs, account) + "}"
	}
	for _, s := range d.Statements {
		parts := []string{
			`"Effect":"` + string(s.Effect) + `"`, principal("Principal", s.Principal), principal("NotPrincipal", s.NotPrincipal),
			list("Action", s.Action, action), list("NotAction", s.NotAction, action),
			list("Resource", s.Resource, same), list("NotResource", s.NotResource, same),
		}
		for _, c := range s.Conditions {
			parts = append(parts, `"Condition":{"`+c.Operator+`":{`+list(action(c.Key), c.Values, same)+`}}`)
		}
		parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
		members = append(members, "{"+strings.Join(rapid.Permutation(parts).Draw(t, "elements"), ",")+"}")
	}
	members = rapid.Permutation(members).Draw(t, "statements")
	text := `{"Statement":[` + strings.Join(members, ",\n") + `],"Version":"2012-10-17"}`
	if len(members) == 1 && rapid.Bool().Draw(t, "single") {
		text = `{"Version":"2012-10-17","Statement":` + members[0] + `}`
	}
	out, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

// TestEquivalentSpellings: a string or a list of one, an account by its number
// or its root ARN, letter case of actions and of keys, one statement or a list
// of one, elements and statements in any order: the same decision.
func TestEquivalentSpellings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		if len(w.request.Principal.Tags) > 1 {
			w.request.Principal.Tags = nil // of twins, the one spelled alike is taken: an assumption
		}
		want := Decide(w.request, w.layers(t))
		for i, d := range w.docs {
			if d != nil {
				w.docs[i] = respell(t, d)
			}
		}
		got := Decide(w.request, w.layers(t))
		if got.Outcome != want.Outcome || got.Gate != want.Gate || !slices.Equal(got.Assumed, want.Assumed) {
			t.Errorf("%v %s %q, before %v %s %q", got.Outcome, got.Gate, got.Assumed, want.Outcome, want.Gate, want.Assumed)
		}
	})
}

// TestPoliciesAreNotChanged: a compiled policy serves many requests at once.
func TestPoliciesAreNotChanged(t *testing.T) {
	l := storyLayers(t)
	before := Decide(storyRequest(), l)
	done := make(chan Decision)
	for range 8 {
		go func() { done <- Decide(storyRequest(), l) }()
	}
	for range 8 {
		if got := <-done; !reflect.DeepEqual(got, before) {
			t.Errorf("%+v, before %+v", got, before)
		}
	}
}
