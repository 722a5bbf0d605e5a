package worlds

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// checked is what a scene looks at in the JSON of check.
type checked struct {
	Answer string    `json:"answer"`
	Open   []opening `json:"open"`
}

// opening is a shut gate.
type opening struct {
	Gate    string `json:"gate"`
	Code    string `json:"code"`
	Reason  string `json:"reason"`
	Bucket  string `json:"bucket"`
	Account string `json:"account"`
	Who     string `json:"who"`

	Grant        []string `json:"grant"` // the command that opens it
	OwnerProfile string   `json:"ownerProfile"`
}

// checks holds what check says against what the scene wants: its exit code, and
// the one gate that is shut. What is not known it may settle by asking AWS. It
// gives the command by which check believes that the gate is opened.
func (h *home) checks() (command []string) {
	h.t.Helper()
	w := h.s.Want
	wanted := []opening{}
	if w.Gate != "" {
		wanted = append(wanted, opening{Gate: w.Gate, Code: w.Code, Reason: w.Reason, Bucket: w.Bucket, Account: w.Account, Who: w.Who})
	}
	code := 0
	switch {
	case w.Check != 0:
		code = w.Check
	case w.refused():
		code = no
	}
	var more []string
	if code != unknown {
		more = append(more, "--probe") // AWS's own answers change nothing of what is known
	}
	got, read := h.check(more...)
	if got.exit != code {
		h.t.Errorf("%s\nwant exit %d, got\n%s", h.s.explain(), code, got)
		return nil
	}
	found := []opening{}
	for _, o := range read.Open {
		if o.Grant != nil {
			command = append(o.Grant, "--owner-profile", o.OwnerProfile)
		}
		if o = o.told(w); !slices.ContainsFunc(found, func(other opening) bool { return cmp.Equal(o, other) }) {
			found = append(found, o)
		}
	}
	if diff := cmp.Diff(wanted, found); diff != "" {
		h.t.Errorf("%s: the shut gates (-want +check):\n%s", h.s.explain(), diff)
	}
	if code != unknown {
		return command
	}
	if got, read := h.check("--probe"); got.exit != no || read.Answer != "no" {
		h.t.Errorf("%s\nwant a no of AWS to the probe, got\n%s", h.s.explain(), got)
	}
	return command
}

// told leaves out what the scene says nothing of.
func (o opening) told(w want) opening {
	o.Grant, o.OwnerProfile = nil, ""
	if w.Reason == "" {
		o.Reason = ""
	}
	if w.Bucket == "" {
		o.Bucket = ""
	}
	if w.Account == "" {
		o.Account = ""
	}
	return o
}

// Exit codes of check.
const no, unknown = 3, 5

// check runs check with the profiles of both owners and of the organization, and
// the policies that AWS does not show.
func (h *home) check(more ...string) (outcome, checked) {
	h.t.Helper()
	args := append([]string{"check"}, strings.Fields(h.s.Sync)...)
	args = append(args, "--owner-profile", "data", "--org-profile", "org", "--no-multipart", "--output", "json")
	args = append(append(append(args, h.unseen...), strings.Fields(h.s.Check)...), more...)
	got := h.run(h.clearway, "clearway", args...)
	var read checked
	if strings.HasPrefix(got.stdout, "{") {
		if err := json.Unmarshal([]byte(got.stdout), &read); err != nil {
			h.t.Fatalf("%s\n%v\n%s", h.s.explain(), err, got)
		}
	}
	return got, read
}
