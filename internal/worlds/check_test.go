package worlds

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// checked is what a scene looks at in the JSON of check.
type checked struct {
	Answer string `json:"answer"`
	Open   []struct {
		Gate    string `json:"gate"`
		Code    string `json:"code"`
		Reason  string `json:"reason"`
		Bucket  string `json:"bucket"`
		Account string `json:"account"`
		Who     string `json:"who"`
	} `json:"open"`
}

// checks holds what check says against what the scene wants.
func (h *home) checks() {
	h.t.Helper()
	args := append([]string{"check"}, strings.Fields(h.s.Sync)...)
	args = append(args, "--owner-profile", "data", "--org-profile", "org", "--output", "json")
	got := h.run(h.clearway, "clearway", append(args, strings.Fields(h.s.Check)...)...)
	code := 0
	if h.s.Want.refused() {
		code = 3
	}
	if h.s.Want.Check != nil {
		code = *h.s.Want.Check
	}
	if got.exit != code {
		h.t.Errorf("%s\nwant exit %d\n%s", h.s.explain(), code, got)
		return
	}
	var c checked
	if h.s.Want.Gate == "" {
		return
	}
	if err := json.Unmarshal([]byte(got.stdout), &c); err != nil {
		h.t.Fatalf("%s\n%v\n%s", h.s.explain(), err, got)
	}
	var gates []want
	for _, o := range c.Open {
		w := want{Gate: o.Gate, Code: o.Code, Who: o.Who}
		if h.s.Want.Reason != "" {
			w.Reason = o.Reason
		}
		if h.s.Want.Bucket != "" {
			w.Bucket = o.Bucket
		}
		if h.s.Want.Account != "" {
			w.Account = o.Account
		}
		if !slices.Contains(gates, w) {
			gates = append(gates, w)
		}
	}
	wanted := want{Gate: h.s.Want.Gate, Code: h.s.Want.Code, Reason: h.s.Want.Reason, Bucket: h.s.Want.Bucket, Account: h.s.Want.Account, Who: h.s.Want.Who}
	if diff := cmp.Diff([]want{wanted}, gates); diff != "" {
		h.t.Errorf("%s: the shut gates (-want +check):\n%s", h.s.explain(), diff)
	}
}
