package conformance

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"clearway/internal/cli"
	"clearway/lab/clienttest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"clearway": func() { os.Exit(cli.Main(os.Args[1:])) }})
}

// least is how many scenarios there have to be.
const least = 200

// TestConformance carries out every scenario with both programs.
// -run TestConformance/FILE:LINE picks one.
func TestConformance(t *testing.T) {
	aws := clienttest.AWSCLI(t)
	cli := clienttest.StartAWS(t, aws)
	clearway, err := exec.LookPath("clearway")
	if err != nil {
		t.Fatal(err)
	}
	scenarios := loadScenarios(t)
	if len(scenarios) < least {
		t.Errorf("%d scenarios, want at least %d", len(scenarios), least)
	}
	reasons := reasonsOf(t)
	if raced {
		scenarios = firstOfEach(scenarios)
	}
	for _, s := range scenarios {
		t.Run(s.place, func(t *testing.T) {
			t.Parallel()
			now := time.Now().Truncate(time.Second)
			theirs := newSide(t, "aws", cli, []string{"s3"}, s, now)
			ours := newSide(t, "clearway", clienttest.Executable(clearway), nil, s, now)
			for _, c := range s.runs {
				compare(t, s, c, theirs, ours, reasons)
			}
		})
	}
}

// firstOfEach leaves a few scenarios of each file: what the race detector looks
// for, all of a kind have in common, and the detector makes them slow.
func firstOfEach(all []scenario) []scenario {
	const few = 3
	taken := make(map[string]int)
	return slices.DeleteFunc(all, func(s scenario) bool {
		file, _, _ := strings.Cut(s.place, ":")
		taken[file]++
		return taken[file] > few
	})
}

// reasonsOf are the headings of docs/sync.md that tell deviations.
func reasonsOf(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("../../docs/sync.md")
	if err != nil {
		t.Fatal(err)
	}
	reasons := make(map[string]bool)
	for _, m := range regexp.MustCompile(`(?m)^### (.+)$`).FindAllStringSubmatch(string(data), -1) {
		reasons[m[1]] = true
	}
	return reasons
}

// compare runs one command on both sides and reports what is not the same.
func compare(t *testing.T, s scenario, c command, theirs, ours *side, reasons map[string]bool) {
	t.Helper()
	want, err := theirs.run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ours.run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	differences := map[string]string{"state": cmp.Diff(theirs.state(t), ours.state(t))}
	if c.refused {
		differences["exit"] = refusal(want, got)
	} else {
		differences["exit"] = cmp.Diff(want.exit, got.exit)
		differences["lines"] = cmp.Diff(append(want.stdout, want.stderr...), append(got.stdout, got.stderr...))
	}
	for what, difference := range differences {
		reason, meant := c.differs[what]
		switch {
		case difference != "" && !meant:
			t.Errorf("%s: %s\n%s: %s differ (-aws +clearway):\n%s\naws printed:\n%s\nclearway printed:\n%s",
				s.title, strings.Join(c.args, " "), c.place, what, difference, want.raw, got.raw)
		case difference == "" && meant:
			t.Errorf("%s: %s: %s do not differ any more: %s", c.place, s.title, what, reason)
		case meant && !reasons[reason]:
			t.Errorf("%s: docs/sync.md has no heading %q", c.place, reason)
		}
	}
}

// refusal compares two refusals: version 1 of the AWS CLI ends with 2 where its
// argument parser refuses and with 255 elsewhere, version 2 and clearway with
// 252 for the command line and 255 or 253 for the rest.
func refusal(want, got outcome) string {
	v1 := want.exit == 2 || want.exit == 255 || want.exit == 252
	v2 := got.exit == 252 || got.exit == 253 || got.exit == 255
	switch {
	case !v1:
		return "aws was not refused"
	case !v2:
		return cmp.Diff("252, 253 or 255", got.exit)
	case strings.TrimSpace(got.raw) == "":
		return "clearway says nothing"
	}
	return ""
}
