package authz

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// naiveResource matches character by character: a colon of the pattern is a
// colon of the text; a star takes no colon unless it ends its part, or stands
// behind the fifth colon.
func naiveResource(pattern, text string, colons int) bool {
	if pattern == "" {
		return text == ""
	}
	rest := pattern[1:]
	switch c := pattern[0]; {
	case c == '*':
		crosses := colons >= 5 || rest == "" || rest[0] == ':'
		if naiveResource(rest, text, colons) {
			return true
		}
		return text != "" && (crosses || text[0] != ':') && naiveResource(pattern, text[1:], colons)
	case text == "":
		return false
	case c == '?':
		return (colons >= 5 || text[0] != ':') && naiveResource(rest, text[1:], colons)
	case c == ':':
		return text[0] == ':' && naiveResource(rest, text[1:], colons+1)
	}
	return pattern[0] == text[0] && naiveResource(rest, text[1:], colons)
}

// TestResourcesEqualTheNaiveOne: for patterns and texts of six parts.
func TestResourcesEqualTheNaiveOne(t *testing.T) {
	part := rapid.StringMatching(`[ab*?]{0,3}`)
	plain := rapid.StringMatching(`[ab]{0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		var pattern, text []string
		for range arnParts {
			pattern, text = append(pattern, part.Draw(t, "part")), append(text, plain.Draw(t, "text"))
		}
		text[arnParts-1] += rapid.StringMatching(`[ab:]{0,4}`).Draw(t, "tail")
		p, resource := strings.Join(pattern, ":"), strings.Join(text, ":")
		r := compileResource(p, false)
		if got, want := r.matches(resource, &facts{}), p == "*" || naiveResource(p, resource, 0); got != want {
			t.Errorf("%s on %s: %v, the naive one %v", p, resource, got, want)
		}
	})
}

// FuzzPolicy: whatever parses and compiles is decided without panic, the same
// by Verdict, and never more openly when nothing may be assumed.
func FuzzPolicy(f *testing.F) {
	files, err := filepath.Glob("../testdata/corpus/*/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no corpus: ", err)
	}
	for i := 0; i < len(files); i += 7 {
		data, err := os.ReadFile(files[i])
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.Split(string(data), "\n-- ")[2:] {
			_, text, _ := strings.Cut(part, " --\n")
			f.Add(text, "s3:GetObject", "arn:aws:s3:::b/k")
		}
	}
	f.Fuzz(func(t *testing.T, text, action, resource string) {
		p, err := CompileJSON("p", []byte(text))
		if err != nil {
			return
		}
		r := storyRequest()
		r.Action, r.Resource = action, resource
		for _, owner := range []string{"111111111111", "222222222222", ""} {
			r.ResourceAccount, r.Strict = owner, false
			for _, l := range []Layers{{Identity: []*Policy{p}, Resource: p}, {SCP: [][]*Policy{{p}}, RCP: [][]*Policy{{p}}, VPCE: p, Boundary: p, Session: []*Policy{p}}} {
				d := Decide(r, l)
				if outcome, gate := Verdict(r, l); outcome != d.Outcome || gate != d.Gate {
					t.Errorf("Verdict says %v %s, Decide %v %s", outcome, gate, d.Outcome, d.Gate)
				}
				strict := r
				strict.Strict = true
				if outcome, _ := Verdict(strict, l); openness(outcome) > openness(d.Outcome) && outcome == Allow {
					t.Errorf("strict %v, else %v", outcome, d.Outcome)
				}
			}
		}
	})
}
