package worlds

import (
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"clearway/lab/clienttest"
	"clearway/lab/world"
)

// mends carries out the command that check printed, holds that the copy is made
// then, and that revoke brings back every policy as it was.
func (h *home) mends(program clienttest.Program, command []string) {
	h.t.Helper()
	before := h.policies()
	granted := h.writes(command...)
	switch {
	case h.s.Cannot == "" && granted.exit != 0:
		h.t.Fatalf("%s: %s", h.s.explain(), granted)
	case h.s.Cannot != "":
		if granted.exit == 0 || !strings.Contains(granted.stderr, h.s.Cannot) {
			h.t.Errorf("%s\nwant a grant that says %q, got\n%s", h.s.explain(), h.s.Cannot, granted)
		}
		if diff := cmp.Diff(before, h.policies()); diff != "" {
			h.t.Errorf("%s: the refused grant changed something: %s", h.s.explain(), diff)
		}
		return
	}
	h.copies(program, want{})
	if program != h.clearway {
		return
	}
	at := func(flag string) int { return slices.Index(command, flag) }
	revoke := []string{"revoke", command[1], "--owner-profile", command[at("--owner-profile")+1]}
	if at("--with-key") > 0 {
		revoke = append(revoke, "--with-key")
	}
	if revoked := h.writes(revoke...); revoked.exit != 0 {
		h.t.Errorf("%s: %s", h.s.explain(), revoked)
	}
	if diff := cmp.Diff(before, h.policies()); diff != "" && at("--drop-dead") < 0 {
		h.t.Errorf("%s: revoke does not bring back what was there before grant: %s", h.s.explain(), diff)
	}
}

// writes runs grant or revoke without a question.
func (h *home) writes(args ...string) outcome {
	h.t.Helper()
	return h.run(h.clearway, "clearway", append(slices.Clone(args), "--yes", "--backup-dir", h.dir)...)
}

// policies are the policies of all buckets and keys of the lab.
func (h *home) policies() map[string]string {
	out := map[string]string{}
	for _, b := range h.lab.Buckets().Buckets() {
		out[b.Name] = b.Policy
	}
	h.lab.World().Look(func(d *world.Data) {
		for _, a := range d.Accounts {
			for _, k := range a.Keys {
				out[k.ARN] = k.Policy.Text
			}
		}
	})
	return out
}
