package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/authz"
	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// TestScreens: one screen for each cause that the samples meet, in both
// languages, at 80 columns.
func TestScreens(t *testing.T) {
	all := samples(t)
	for _, lang := range []msg.Language{msg.English, msg.Japanese} {
		var out bytes.Buffer
		var met []string
		for _, s := range all {
			d, _ := denial.Primary(denial.Parse(s.text))
			e := explain.Explain(d, explain.Facts{})
			kind := e.Code + d.Layer + d.Deny
			if slices.Contains(met, kind) {
				continue
			}
			met = append(met, kind)
			fmt.Fprintf(&out, "=== %s\n", s.name)
			if err := ExplanationText(stream(&out), lang, e, ""); err != nil {
				t.Fatal(err)
			}
		}
		goldenExplanation(t, "testdata/explanation/screens."+string(lang)+".txt", out.String())
	}
}

// TestTheStorysScreen is the one that everybody meets, with all that can be
// found out about it.
func TestTheStorysScreen(t *testing.T) {
	d := denial.Parse(samples(t)[0].text)[0]
	for name, facts := range map[string]explain.Facts{
		"known":   {OwnerAccount: "222222222222", OwnerProfile: "b", CallerProfile: "a"},
		"account": {OwnerAccount: "222222222222", CallerProfile: "dev admin"},
		"older":   {OlderRole: "arn:aws:iam::111111111111:role/x"},
		"near": {OwnerAccount: "222222222222", Decision: &authz.Decision{Outcome: authz.ImplicitDeny, Gate: authz.GateResource, Trace: authz.Trace{Gates: []authz.GateTrace{{
			Gate: authz.GateResource, State: authz.Shut, Near: []authz.Match{{Policy: "the bucket policy of dev-b", Statement: 1, Failed: []authz.Mismatch{{
				Element: authz.ElementPrincipal, Hint: authz.HintPath,
				Wanted: []string{"arn:aws:iam::111111111111:role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"},
				Had:    []string{"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"},
			}}}},
		}}}}},
	} {
		for _, lang := range []msg.Language{msg.English, msg.Japanese} {
			var out bytes.Buffer
			if err := ExplanationText(stream(&out), lang, explain.Explain(d, facts), msg.ExplainCopied.In(lang)); err != nil {
				t.Fatal(err)
			}
			goldenExplanation(t, "testdata/explanation/story-"+name+"."+string(lang)+".txt", out.String())
		}
	}
}

// TestScreensFitTheTerminal: only what must not be broken, an ARN, a URL or a
// command, may be wider than 80 columns.
func TestScreensFitTheTerminal(t *testing.T) {
	all := samples(t)
	for _, s := range all {
		d, _ := denial.Primary(denial.Parse(s.text))
		for _, lang := range []msg.Language{msg.English, msg.Japanese} {
			var out bytes.Buffer
			if err := ExplanationText(stream(&out), lang, explain.Explain(d, explain.Facts{}), ""); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(out.String(), "\n") {
				if term.Cells(line) > 80 && !strings.Contains(line, "arn:") && !strings.Contains(line, "clearway grant") && !strings.Contains(line, "--owner-profile") {
					t.Errorf("%s, %s: %d columns: %s", s.name, lang, term.Cells(line), line)
				}
				if strings.Contains(line, "%!") || strings.Contains(line, "EXTRA") {
					t.Errorf("%s, %s: a verb is left: %s", s.name, lang, line)
				}
			}
		}
	}
}

// TestEveryCodeHasItsWords in both languages.
func TestEveryCodeHasItsWords(t *testing.T) {
	for _, code := range explain.Codes() {
		words, ok := msg.Causes[code]
		for _, text := range []msg.Text{words.Headline, words.Why, words.Fix} {
			if !ok || text.En == "" || text.Ja == "" {
				t.Errorf("%s lacks words: %+v", code, words)
			}
		}
	}
	for code := range msg.Causes {
		if !slices.Contains(explain.Codes(), code) {
			t.Errorf("words for %s, which is no code", code)
		}
	}
}

func goldenExplanation(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("CLEARWAY_UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}
