package report

import (
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/preflight"
)

// PreflightSchema names the form of Preflight's JSON.
const PreflightSchema = "clearway/preflight/v1"

// Preflight is a copy with every call that it makes held against every gate.
type Preflight struct {
	Schema   string             `json:"schema"` // PreflightSchema
	Answer   string             `json:"answer"` // yes, no, not known
	Expected string             `json:"expected,omitempty"`
	How      string             `json:"how"` // inside, through
	Summary  PreflightSummary   `json:"summary"`
	Source   *PreflightSide     `json:"source"`      // null: this machine
	Dest     *PreflightSide     `json:"destination"` // alike
	Callers  []PreflightCaller  `json:"callers"`
	Rows     []PreflightRow     `json:"rows"`
	Ways     []PreflightWay     `json:"ways"`
	Open     []PreflightOpening `json:"open"`
	Notes    []PreflightNote    `json:"notes"`
	Assumed  []string           `json:"assumed,omitempty"` // points that AWS leaves open and that answers rest on
}

// PreflightSummary counts calls.
type PreflightSummary struct {
	Calls    int `json:"calls"`
	Refused  int `json:"refused"`
	NotKnown int `json:"notKnown"`
}

// PreflightSide is one bucket.
type PreflightSide struct {
	Bucket  string `json:"bucket"`
	Prefix  string `json:"prefix"`
	Account string `json:"account"`
	Region  string `json:"region,omitempty"`
	Key     string `json:"key,omitempty"` // ARN of its KMS key
}

// PreflightCaller is one identity.
type PreflightCaller struct {
	Name    string `json:"name"`
	ARN     string `json:"arn,omitempty"`
	RoleARN string `json:"roleArn,omitempty"`
	Account string `json:"account,omitempty"`
}

// PreflightRow is one call.
type PreflightRow struct {
	Call     string          `json:"call"`
	Action   string          `json:"action"`
	Resource string          `json:"resource"`
	Bucket   string          `json:"bucket"`
	Key      string          `json:"key,omitempty"` // ID of the key that is used
	Reason   string          `json:"reason"`
	Source   bool            `json:"source"`
	Caller   string          `json:"caller"`
	Answer   string          `json:"answer"`
	Codes    []string        `json:"codes"`
	Gates    []PreflightGate `json:"gates"`
	Probe    *PreflightProbe `json:"probe,omitempty"`
}

// PreflightGate is how one gate stands for one call.
type PreflightGate struct {
	Gate    string              `json:"gate"`
	State   string              `json:"state"`
	Code    string              `json:"code,omitempty"`
	Reason  string              `json:"reason,omitempty"`
	Detail  string              `json:"detail,omitempty"`
	Matched []DecisionStatement `json:"matched,omitempty"`
	Near    []DecisionStatement `json:"near,omitempty"`
}

// PreflightWay is one way in which the copy could be made, the best first.
type PreflightWay struct {
	How     string `json:"how"`
	Reader  string `json:"reader"`
	Writer  string `json:"writer"`
	Answer  string `json:"answer"`
	Refused int    `json:"refused"`
}

// PreflightOpening is a gate that somebody has to open.
type PreflightOpening struct {
	Gate    string   `json:"gate"`
	Code    string   `json:"code,omitempty"`
	Reason  string   `json:"reason"`
	Detail  string   `json:"detail,omitempty"`
	Bucket  string   `json:"bucket,omitempty"`
	Key     string   `json:"key,omitempty"`
	Caller  string   `json:"caller"`
	Account string   `json:"account,omitempty"`
	Who     string   `json:"who"`
	Actions []string `json:"actions"`
	Calls   int      `json:"calls"`
	// Grant is the `clearway grant` that opens it, word by word; the profile of
	// the owner is left to the reader. Absent where grant cannot.
	Grant        []string `json:"grant,omitempty"`
	OwnerProfile string   `json:"ownerProfile,omitempty"` // where one of the account was at hand
}

// PreflightNote is something that no gate refuses but that bites later.
type PreflightNote struct {
	Kind   string `json:"kind"`
	Bucket string `json:"bucket"`
	Detail string `json:"detail"`
}

// NewPreflight puts a copy and what it will meet into the form that is shown.
func NewPreflight(c preflight.Copy, t preflight.Table) Preflight {
	out := Preflight{
		Schema: PreflightSchema, Answer: string(t.Answer), How: string(t.How),
		Source: preflightSide(c.Source), Dest: preflightSide(c.Dest),
		Callers: []PreflightCaller{preflightCaller(&c.As)},
		Open:    []PreflightOpening{}, Notes: []PreflightNote{},
	}
	if c.DestAs != nil {
		out.Callers = append(out.Callers, preflightCaller(c.DestAs))
	}
	out.Summary.Calls = len(t.Rows)
	out.Summary.Refused, out.Summary.NotKnown = t.Count()
	for i := range t.Rows {
		out.Rows = append(out.Rows, preflightRow(&t.Rows[i]))
	}
	for _, w := range t.Ways {
		way := PreflightWay{How: string(w.How), Reader: w.Reader, Writer: w.Writer, Answer: string(w.Answer)}
		for _, r := range w.Rows {
			if r.Answer == bucket.No {
				way.Refused++
			}
		}
		out.Ways = append(out.Ways, way)
	}
	for _, o := range t.Open {
		out.Open = append(out.Open, PreflightOpening{
			Gate: string(o.Gate), Code: o.Code, Reason: string(o.Reason), Detail: o.Detail, Bucket: o.Bucket, Key: o.KeyID,
			Caller: o.Caller, Account: o.Account, Who: string(o.Who), Actions: o.Actions, Calls: o.Calls, Grant: grantWords(&c, o),
		})
	}
	for _, a := range t.Assumed {
		out.Assumed = append(out.Assumed, string(a))
	}
	for _, n := range t.Notes {
		out.Notes = append(out.Notes, PreflightNote{Kind: string(n.Kind), Bucket: n.Bucket, Detail: n.Detail})
	}
	return out
}

func preflightSide(s *preflight.Side) *PreflightSide {
	if s == nil {
		return nil
	}
	out := PreflightSide{Bucket: s.Bucket, Prefix: s.Prefix, Account: s.Account, Region: s.Region}
	switch {
	case s.Key != nil && s.Key.Managed:
		out.Key = s.Key.ID()
	case s.Key != nil:
		out.Key = s.Key.ARN
	}
	return &out
}

func preflightCaller(c *preflight.Caller) PreflightCaller {
	return PreflightCaller{Name: c.Name, ARN: c.Principal.ARN, RoleARN: c.Principal.RoleARN, Account: c.Principal.Account}
}

func preflightRow(r *preflight.Row) PreflightRow {
	out := PreflightRow{
		Call: string(r.Need.Call), Action: r.Need.Action, Resource: r.Need.Resource, Bucket: r.Bucket, Key: r.KeyID,
		Reason: string(r.Need.Reason), Source: r.Need.Source, Caller: r.Caller, Answer: string(r.Answer), Codes: append([]string{}, r.Codes()...),
	}
	for _, g := range r.Gates {
		out.Gates = append(out.Gates, PreflightGate{
			Gate: string(g.Gate), State: string(g.State), Code: g.Code, Reason: string(g.Reason), Detail: g.Detail,
			Matched: decisionStatements(&r.Request, g.Trace.Matched), Near: decisionStatements(&r.Request, g.Trace.Near),
		})
	}
	return out
}

// grantWords is the command that opens a bucket policy for whom it shuts out;
// nil where grant cannot, since no Allow outweighs a Deny. A key is opened with
// its bucket: see withKey.
func grantWords(c *preflight.Copy, o preflight.Opening) []string {
	if o.Gate != preflight.GateResource || o.Reason == preflight.ReasonDeny || o.Reason == preflight.ReasonSaidDeny {
		return nil
	}
	side, purpose := c.Dest, "sync-dest"
	switch {
	case o.Source:
		side, purpose = c.Source, "sync-source"
	case c.Delete:
		purpose = "sync-delete"
	}
	caller := &c.As
	if c.DestAs != nil && c.DestAs.Name == o.Caller {
		caller = c.DestAs
	}
	var to string
	switch caller.Principal.Type {
	case authz.RoleSession:
		to = caller.Principal.RoleARN
	case authz.User:
		to = caller.Principal.ARN
	default:
		return nil
	}
	words := []string{"grant", "s3://" + side.Bucket, "--for", purpose}
	if side.Prefix != "" {
		words[1] += "/" + side.Prefix
	}
	if c.Tags && c.Source != nil && c.Dest != nil {
		words = append(words, "--with-tags")
	}
	if c.ACL != "" && !o.Source {
		words = append(words, "--with-acl")
	}
	if c.Multipart && !o.Source {
		words = append(words, "--with-multipart")
	}
	if o.Reason == preflight.ReasonDeadID {
		words = append(words, "--drop-dead") // S3 takes no policy with such an ID
	}
	return append(words, "--to", to)
}
