package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// contractCase is one line of testdata/contract: what goes in, and the members
// that the answer must have. The files were written from the contract and from
// AWS's pages alone, without a look at the rooms they judge.
type contractCase struct {
	Name  string
	Why   string
	AWS   string          // slug of the page that the expectation rests on
	Input json.RawMessage // the line, or
	Raw   *string         // the line where it is no JSON
	Want  json.RawMessage
	May   []contractFinding // lint: findings that the contract leaves open
}

// line is the case as the command reads it.
func (c contractCase) line(t *testing.T) string {
	if c.Raw != nil {
		return *c.Raw
	}
	var out bytes.Buffer
	if err := json.Compact(&out, c.Input); err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return out.String()
}

// contractFinding is [rule, severity, statement]; a null statement in a want
// means any.
type contractFinding struct {
	Rule      string
	Severity  string
	Statement *int
}

func (f *contractFinding) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&f.Rule, &f.Severity, &f.Statement})
}

func (f contractFinding) matches(got contractFinding) bool {
	return f.Rule == got.Rule && f.Severity == got.Severity &&
		(f.Statement == nil || got.Statement != nil && *f.Statement == *got.Statement)
}

func (f contractFinding) String() string {
	if f.Statement == nil {
		return fmt.Sprintf("%s (%s)", f.Rule, f.Severity)
	}
	return fmt.Sprintf("%s (%s) at %d", f.Rule, f.Severity, *f.Statement)
}

// contractWorld is what a run could wrongly depend on.
type contractWorld struct {
	environment map[string]string
	now         time.Time
}

var contractWorlds = []contractWorld{
	{nil, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)},
	{
		map[string]string{
			"LANG": "ja_JP.UTF-8", "LC_ALL": "tr_TR.UTF-8", "HOME": "/nonexistent", "AWS_PROFILE": "missing",
			"AWS_CONFIG_FILE": "/nonexistent/config", "AWS_REGION": "nowhere-1", "AWS_ACCESS_KEY_ID": "x", "TZ": "Asia/Tokyo",
		},
		time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC),
	},
}

// contractRun sends lines through `clearway COMMAND --jsonl` in a world and
// gives the answers. It fails on an exit code or a word on stderr.
func contractRun(t *testing.T, command, input string, world contractWorld) []string {
	t.Helper()
	var out, errs bytes.Buffer
	e := &env{
		stdin: strings.NewReader(input), stdout: &out, stderr: &errs,
		getenv: func(name string) string { return world.environment[name] },
		now:    func() time.Time { return world.now },
	}
	if code := run(context.Background(), e, []string{command, "--jsonl"}); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if errs.Len() > 0 {
		t.Errorf("on stderr: %s", errs.String())
	}
	if out.Len() == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

// loadContract reads testdata/contract/COMMAND.jsonl.
func loadContract(t *testing.T, command string) []contractCase {
	t.Helper()
	file, err := os.Open("../../testdata/contract/" + command + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []contractCase
	names := map[string]bool{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c contractCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("line %d: %v", len(cases)+1, err)
		}
		if names[c.Name] {
			t.Fatalf("two cases are named %s", c.Name)
		}
		names[c.Name] = true
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

// membersDiffer compares the wanted members of an answer; a wanted null means
// that the member is absent.
func membersDiffer(want, got json.RawMessage) ([]string, error) {
	var wanted, had map[string]any
	if err := json.Unmarshal(want, &wanted); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(got, &had); err != nil {
		return nil, err
	}
	if wanted["error"] == true { // any words will do
		if text, ok := had["error"].(string); !ok || text == "" {
			return []string{"no error"}, nil
		}
		return nil, nil
	}
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		value, present := had[name]
		if wanted[name] == nil && !present || wanted[name] != nil && reflect.DeepEqual(wanted[name], value) {
			continue
		}
		differ = append(differ, fmt.Sprintf("%s is %#v, want %#v", name, value, wanted[name]))
	}
	return differ, nil
}

// findingsDiffer compares findings as a set: all that are wanted, and none
// besides but those that may be.
func findingsDiffer(c contractCase, got json.RawMessage) ([]string, error) {
	var wanted []contractFinding
	if err := json.Unmarshal(c.Want, &wanted); err != nil {
		return nil, err
	}
	var answer struct {
		Findings *[]struct {
			Rule, Severity, Message string
			Statement               *int
		}
	}
	if err := json.Unmarshal(got, &answer); err != nil {
		return nil, err
	}
	if answer.Findings == nil {
		return []string{"no findings member"}, nil
	}
	var differ []string
	var found []contractFinding
	for _, f := range *answer.Findings {
		finding := contractFinding{f.Rule, f.Severity, f.Statement}
		found = append(found, finding)
		if f.Message == "" {
			differ = append(differ, finding.String()+" has no message")
		}
		if !slices.ContainsFunc(slices.Concat(wanted, c.May), func(w contractFinding) bool { return w.matches(finding) }) {
			differ = append(differ, finding.String()+" is not wanted")
		}
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(found, w.matches) {
			differ = append(differ, w.String()+" is missing")
		}
	}
	return differ, nil
}

// TestContract sends the lines of testdata/contract through each command, all
// at once, in two worlds that must not matter.
func TestContract(t *testing.T) {
	members := func(c contractCase, got json.RawMessage) ([]string, error) { return membersDiffer(c.Want, got) }
	commands := []struct {
		name    string
		atLeast int // cases, so that a file is not lost unseen
		differ  func(contractCase, json.RawMessage) ([]string, error)
	}{
		{"simulate", 850, members},
		{"explain", 400, members},
		{"lint", 420, findingsDiffer},
	}
	for _, command := range commands {
		t.Run(command.name, func(t *testing.T) {
			cases := loadContract(t, command.name)
			if len(cases) < command.atLeast {
				t.Errorf("only %d cases", len(cases))
			}
			var input strings.Builder
			for i, c := range cases {
				input.WriteString(strings.Repeat("\n", i%3)) // blank lines are skipped
				input.WriteString(c.line(t) + "\n")
			}
			answers := contractRun(t, command.name, input.String(), contractWorlds[0])
			if len(answers) != len(cases) {
				t.Fatalf("%d answers to %d lines", len(answers), len(cases))
			}
			for i, c := range cases {
				differ, err := command.differ(c, json.RawMessage(answers[i]))
				if err != nil {
					t.Errorf("%s: %v: %s", c.Name, err, answers[i])
				}
				for _, d := range differ {
					t.Errorf("%s: %s\n\t%s (%s)", c.Name, d, c.Why, c.AWS)
				}
			}
			for _, world := range contractWorlds[1:] {
				if again := contractRun(t, command.name, input.String(), world); !slices.Equal(answers, again) {
					t.Errorf("the answers depend on environment or clock")
				}
			}
		})
	}
}

// contractProbe is a good line of each command, with a member that is found in
// its answer alone.
var contractProbe = map[string]struct{ line, answer string }{
	"simulate": {
		`{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"111111111111"},"policies":{"identity":[]}}`,
		`"decision":"deny"`,
	},
	"explain": {`{"text":"An error occurred (NoSuchKey) when calling the GetObject operation: x"}`, `"rootCause":"not-an-access-problem"`},
	"lint":    {`{"bucket":"b","policyText":"{"}`, `"rule":"malformed-policy"`},
}

// TestContractBadLines: a line that cannot be read is answered in its place and
// those after it are read as if nothing had been.
func TestContractBadLines(t *testing.T) {
	bad := []string{`{`, `nope`, `[]`, `"text"`, `5`, `{"request":5,"text":5,"bucket":5}`, "\x00\xff\xfe", strings.Repeat("[", 100_000)}
	for command, probe := range contractProbe {
		t.Run(command, func(t *testing.T) {
			var input strings.Builder
			for _, line := range bad {
				input.WriteString(line + "\n" + probe.line + "\r\n \t\n")
			}
			answers := contractRun(t, command, strings.TrimRight(input.String(), "\r\n \t"), contractWorlds[0])
			if len(answers) != 2*len(bad) {
				t.Fatalf("%d answers to %d lines", len(answers), 2*len(bad))
			}
			for i, answer := range answers {
				var members map[string]any
				if err := json.Unmarshal([]byte(answer), &members); err != nil {
					t.Fatalf("answer %d is no JSON: %v", i+1, err)
				}
				text, isError := members["error"].(string)
				switch {
				case i%2 == 0 && (!isError || text == ""):
					t.Errorf("%.40q is answered %s", bad[i/2], answer)
				case i%2 == 1 && (isError || !strings.Contains(answer, probe.answer)):
					t.Errorf("after %.40q the good line is answered %s", bad[i/2], answer)
				}
			}
		})
	}
}

// TestContractHugeLines: five megabytes on a line are a line like any other.
func TestContractHugeLines(t *testing.T) {
	padding := `{"padding":"` + strings.Repeat("x", 5<<20) + `",`
	for command, probe := range contractProbe {
		t.Run(command, func(t *testing.T) {
			answers := contractRun(t, command, padding+probe.line[1:]+"\n"+probe.line, contractWorlds[0])
			if len(answers) != 2 || answers[0] != answers[1] || !strings.Contains(answers[0], probe.answer) {
				t.Errorf("answered %.300q", answers)
			}
		})
	}
}

// TestContractNoLines: nothing in, nothing out.
func TestContractNoLines(t *testing.T) {
	for command := range contractProbe {
		for _, input := range []string{"", "\n", " \n\t\r\n\n"} {
			if answers := contractRun(t, command, input, contractWorlds[0]); len(answers) != 0 {
				t.Errorf("%s answers %q with %q", command, input, answers)
			}
		}
	}
}

// TestContractOneObject: --json says of one text or policy what --jsonl says of
// the line that holds it. Of a finding, that is what the contract names: a file
// has a place and a name, a line has none.
func TestContractOneObject(t *testing.T) {
	explained := func(t *testing.T, text string) any { return decode[map[string]any](t, text) }
	found := func(t *testing.T, text string) any {
		type finding struct {
			Rule, Severity, Message string
			Statement               int
		}
		return decode[struct{ Findings []finding }](t, text)
	}
	commands := map[string]struct {
		args []string
		said func(*testing.T, string) any
	}{
		"explain": {[]string{"explain", "--json"}, explained},
		"lint":    {[]string{"lint", "--json", "--fail-on", "never", "--bucket", "demo-bucket", "--owner", "222222222222", "-"}, found},
	}
	for name, command := range commands {
		t.Run(name, func(t *testing.T) {
			for _, c := range loadContract(t, name) {
				line := c.line(t)
				input := decode[struct {
					Text, PolicyText string
					Policy           json.RawMessage
				}](t, line)
				one := runOneObject(t, command.args, input.Text+input.PolicyText+string(input.Policy))
				answers := contractRun(t, name, line, contractWorlds[0])
				if len(answers) != 1 {
					t.Fatalf("%s: %d answers", c.Name, len(answers))
				}
				if !reflect.DeepEqual(command.said(t, one), command.said(t, answers[0])) {
					t.Errorf("%s: --json says\n%s\nand --jsonl\n%s", c.Name, one, answers[0])
				}
			}
		})
	}
}

// runOneObject sends text through a command that prints one object, in the
// world that --jsonl is not run in here.
func runOneObject(t *testing.T, args []string, text string) string {
	t.Helper()
	var out, errs bytes.Buffer
	world := contractWorlds[1]
	e := &env{
		stdin: strings.NewReader(text), stdout: &out, stderr: &errs,
		getenv: func(name string) string { return world.environment[name] },
		now:    func() time.Time { return world.now },
	}
	if code := run(context.Background(), e, args); code != exitDone || errs.Len() > 0 {
		t.Errorf("exit code %d to %.60q: %s", code, text, errs.String())
	}
	return out.String()
}

// decode reads one JSON value.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}
