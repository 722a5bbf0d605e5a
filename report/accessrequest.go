package report

import (
	"cmp"
	"strings"

	"clearway/arn"
	"clearway/internal/msg"
)

// newRequestPath is the access path of a single request.
func newRequestPath(lang msg.Language, d Decision) *accessPath {
	a := newAccessPath(lang, d.asCopy())
	a.request = &d
	return a
}

// asCopy puts a single request into the terms of a copy: one call of one
// caller, on a bucket, a key or something else.
func (d *Decision) asCopy() Preflight {
	side := PreflightSide{Account: d.ResourceAccount}
	if side.Account == "" {
		side.Account = arnAccount(d.Resource)
	}
	row := PreflightRow{
		Action: d.Action, Resource: d.Resource, Reason: d.Action, Caller: cmp.Or(d.RoleARN, d.Principal),
		Answer: map[string]string{"allow": "yes", "deny": "no"}[d.Decision],
	}
	row.Answer = cmp.Or(row.Answer, "not known")
	resource := d.Resource[strings.LastIndexByte(d.Resource, ':')+1:]
	switch service, _, _ := strings.Cut(d.Action, ":"); service {
	case "s3":
		side.Bucket, side.Prefix, _ = strings.Cut(resource, "/")
		row.Bucket = side.Bucket
	case "kms":
		row.Key = lastPart(resource)
	}
	p := Preflight{
		Answer: row.Answer, Dest: &side, Summary: PreflightSummary{Calls: 1}, Assumed: d.Assumed,
		Callers: []PreflightCaller{{Name: row.Caller, ARN: d.Principal, RoleARN: d.RoleARN, Account: d.Account}},
	}
	for _, g := range d.Gates {
		one := PreflightGate{Gate: g.Gate, State: g.State, Code: g.Code, Reason: g.Reason, Detail: g.Detail, Matched: g.Matched, Near: g.Near}
		if g.Gate == "resource" && row.Key != "" {
			one.Gate = "key"
		}
		row.Gates = append(row.Gates, one)
		if g.Code != "" && g.State == "shut" {
			row.Codes = append(row.Codes, g.Code)
		}
		if g.State == "shut" {
			p.Open = append(p.Open, d.opening(&row, &one, side.Account, g.Who))
		}
	}
	p.Rows = []PreflightRow{row}
	return p
}

// opening is a shut gate of the request.
func (d *Decision) opening(r *PreflightRow, g *PreflightGate, owner, who string) PreflightOpening {
	o := PreflightOpening{
		Gate: g.Gate, Code: g.Code, Reason: g.Reason, Detail: g.Detail, Bucket: r.Bucket, Key: r.Key,
		Caller: r.Caller, Account: owner, Who: who, Actions: []string{r.Action}, Calls: 1,
	}
	if isCallers(g.Gate) {
		o.Account = d.Account
	}
	return o
}

// arnAccount is the account in an ARN; "" where there is none.
func arnAccount(text string) string {
	a, err := arn.Parse(text)
	if err != nil {
		return ""
	}
	return a.Account
}
