package demo

import (
	"bytes"
	"strings"
	"testing"

	"clearway/internal/msg"
	"clearway/internal/term"
)

func TestAStepIsHeldToItsWord(t *testing.T) {
	told := step{args: []string{"sync"}, exit: 1, has: []string{"AccessDenied"}, lacks: []string{"panic"}}
	cases := []struct {
		name, output string
		step         step
		code         int
		want         string // part of the error; "" for none
	}{
		{"as told", "fatal error: AccessDenied", told, 1, ""},
		{"another exit code", "fatal error: AccessDenied", told, 0, "ended with 0, not with 1 as told"},
		{"something is missing", "fatal error", told, 1, `did not print "AccessDenied"`},
		{"something is too much", "AccessDenied panic", told, 1, `printed "panic"`},
		{"silence broken", "copy: x", step{args: []string{"sync"}, silent: true}, 0, "had something to say"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := c.step.judge(c.output, c.code)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAStoryThatGoesWrongEndsWithItsStep(t *testing.T) {
	var out bytes.Buffer
	s := &term.Stream{Writer: &out, Columns: term.Width}
	err := Run(t.Context(), s, Options{Program: "/nonexistent/clearway", Dir: t.TempDir(), Lang: msg.English})
	if err == nil || !strings.HasPrefix(err.Error(), "step 1: run clearway whoami") {
		t.Errorf("got %v", err)
	}
}

func TestEveryStepCanBeTyped(t *testing.T) {
	teller := &teller{Options: Options{Lang: msg.English}}
	for i, s := range story() {
		line := teller.commandLine(s)
		if !strings.HasPrefix(line, "clearway ") || s.say.En == "" || s.say.Ja == "" {
			t.Errorf("step %d: %q says %q", i+1, line, s.say)
		}
	}
}
