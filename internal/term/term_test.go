package term

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColourFollowsWishesThenEnvironment(t *testing.T) {
	cases := []struct {
		name     string
		terminal bool
		color    string
		env      map[string]string
		want     bool
	}{
		{name: "a terminal has colour", terminal: true, want: true},
		{name: "a pipe has none", want: false},
		{name: "NO_COLOR removes it", terminal: true, env: map[string]string{"NO_COLOR": "1"}, want: false},
		{name: "TERM=dumb removes it", terminal: true, env: map[string]string{"TERM": "dumb"}, want: false},
		{name: "CLICOLOR_FORCE keeps it in a pipe", env: map[string]string{"CLICOLOR_FORCE": "1"}, want: true},
		{name: "the flag beats NO_COLOR", color: "always", env: map[string]string{"NO_COLOR": "1"}, want: true},
		{name: "the flag beats CLICOLOR_FORCE", color: "never", env: map[string]string{"CLICOLOR_FORCE": "1"}, want: false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := wantsColour(c.terminal, Options{Color: c.color, Getenv: func(name string) string { return c.env[name] }})
			if got != c.want {
				t.Errorf("colour %v, want %v", got, c.want)
			}
		})
	}
}

func TestAPipeCarriesPlainText(t *testing.T) {
	s := NewStream(&bytes.Buffer{}, Options{Getenv: func(string) string { return "" }})
	if got := s.Bad("denied"); got != "denied" {
		t.Errorf("got %q", got)
	}
}

func TestWrap(t *testing.T) {
	cases := []struct {
		name, text string
		columns    int
		want       []string
	}{
		{"breaks at spaces", "one two three", 7, []string{"one two", "three"}},
		{"never breaks an ARN", "see arn:aws:iam::111111111111:root now", 10, []string{"see", "arn:aws:iam::111111111111:root", "now"}},
		{"breaks between Japanese characters", "許可する文がありません", 10, []string{"許可する文", "がありませ", "ん"}},
		{"keeps a full stop with its word", "許可する。", 8, []string{"許可す", "る。"}},
		{"empty text is one empty line", "", 10, []string{""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Wrap(c.text, c.columns)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
