package report

import (
	"slices"
	"time"

	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
)

// CheckSchema names the form of Check's JSON.
const CheckSchema = "clearway/check/v1"

// Check is a copy foretold from what was read of AWS just now.
type Check struct {
	Preflight                // Schema is CheckSchema
	ReadAt    time.Time      `json:"readAt"`
	Empty     bool           `json:"empty"` // the source holds nothing to copy
	Missing   []CheckMissing `json:"missing"`
	// Owners are profiles that were not used and would show more, and Again is
	// the check with them, word by word.
	Owners []CheckOwner `json:"owners,omitempty"`
	Again  []string     `json:"again,omitempty"`

	Behind bool `json:"-"` // another command shows it, which cannot probe
}

// CheckOwner is a profile of the configuration that owns a bucket.
type CheckOwner struct {
	Bucket  string `json:"bucket"`
	Profile string `json:"profile"`
	Account string `json:"account"`
}

// Owned adds the profile that owns a bucket. Commands for the owner can name it.
func (c *Check) Owned(owner CheckOwner) {
	c.Owners = append(c.Owners, owner)
	for i := range c.Open {
		if o := &c.Open[i]; o.Bucket == owner.Bucket && o.OwnerProfile == "" {
			o.OwnerProfile = owner.Profile
		}
	}
}

// CheckMissing is a piece that could not be read, with what would reveal it.
type CheckMissing struct {
	Gate         string   `json:"gate,omitempty"` // that is not known for want of it
	Side         string   `json:"side,omitempty"` // source, destination; absent for the caller's own
	Call         string   `json:"call,omitempty"`
	Action       string   `json:"action,omitempty"`
	Resource     string   `json:"resource,omitempty"`
	Account      string   `json:"account,omitempty"`      // in which Action has to be allowed
	Organization string   `json:"organization,omitempty"` // whose management account that is
	Why          string   `json:"why"`
	Code         string   `json:"code,omitempty"` // AWS's, of the last refusal
	Tried        []string `json:"tried"`          // profiles that were refused
}

// PreflightProbe is what AWS said when it was asked about a call.
type PreflightProbe struct {
	Answer string `json:"answer"` // yes, no, not known
	Why    string `json:"why,omitempty"`
	Call   string `json:"call,omitempty"`
	Object string `json:"object,omitempty"`
	Said   string `json:"said,omitempty"`
	Gate   string `json:"gate,omitempty"` // that a refusal names
}

// CheckProfiles are the profiles by which a command may name people.
type CheckProfiles struct {
	Callers map[string]string // by the name of a caller
	Owners  map[string]string // by account
}

// NewCheck puts a copy that was read live into the form that is shown.
func NewCheck(c preflight.Copy, t preflight.Table, at time.Time, profiles CheckProfiles) Check {
	out := Check{Preflight: NewPreflight(c, t), ReadAt: at, Missing: []CheckMissing{}}
	out.Schema = CheckSchema
	for i := range out.Open {
		o := &out.Open[i]
		if o.Gate == string(preflight.GateKey) {
			o.Grant = keyGrantWords(&c, t.Open[i])
		}
		o.OwnerProfile = profiles.Owners[o.Account]
		if profile := profiles.Callers[o.Caller]; profile != "" && o.Grant != nil {
			o.Grant[len(o.Grant)-1] = profile
		}
	}
	joinKeys(out.Open)
	return out
}

// keyGrantWords is the grant that opens a key policy beside the bucket's; nil
// where no Allow can: for a Deny, a key that AWS manages, or one that cannot be
// used at all.
func keyGrantWords(c *preflight.Copy, o preflight.Opening) []string {
	switch o.Reason {
	case preflight.ReasonDeny, preflight.ReasonSaidDeny, preflight.ReasonManagedKey, preflight.ReasonKeyState, preflight.ReasonKeyRegion:
		return nil
	}
	side := c.Dest
	if o.Source {
		side = c.Source
	}
	if side.Account != o.Account {
		return nil // one owner's profile cannot write both
	}
	o.Gate = preflight.GateResource
	return withKey(grantWords(c, o))
}

// withKey adds the flag in front of --to, which stays last.
func withKey(words []string) []string {
	if words == nil || slices.Contains(words, "--with-key") {
		return words
	}
	return slices.Insert(slices.Clone(words), len(words)-2, "--with-key")
}

// joinKeys makes one command of the grant for a bucket and the one for its key.
func joinKeys(open []PreflightOpening) {
	for i := range open {
		for j := range open {
			if open[j].Grant != nil && slices.Equal(withKey(open[i].Grant), open[j].Grant) {
				open[i].Grant = open[j].Grant
			}
		}
	}
}

// Probed puts AWS's own answers beside the calls, by their index. A no of AWS is
// one. A yes settles what could not be read; it is about one object, so that it
// does not outweigh a policy that is known to keep the copy from others. A bucket
// is listed as the copy lists it: there AWS's answer stands.
func (c *Check) Probed(probes map[int]PreflightProbe) {
	c.Summary.Refused, c.Summary.NotKnown = 0, 0
	for i := range c.Rows {
		r := &c.Rows[i]
		if p, ok := probes[i]; ok {
			r.Probe = &p
			switch bucket.Answer(p.Answer) {
			case bucket.No:
				r.Answer = p.Answer
			case bucket.Yes:
				if r.Answer != string(bucket.No) || r.Reason == string(need.ReasonList) {
					r.Answer = p.Answer
				}
			}
		}
		switch r.Answer {
		case string(bucket.No):
			c.Summary.Refused++
		case string(bucket.NotKnown):
			c.Summary.NotKnown++
		}
	}
	switch {
	case c.Summary.Refused > 0:
		c.Answer = string(bucket.No)
	case c.Summary.NotKnown > 0:
		c.Answer = string(bucket.NotKnown)
	default:
		c.Answer = string(bucket.Yes)
	}
}
