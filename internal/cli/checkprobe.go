package cli

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/explain"
	"clearway/preflight"
	"clearway/report"
	"clearway/survey"
	"clearway/survey/probe"
)

// probe asks AWS about each call, as whoever makes it. What AWS says to be shut
// is added to what is to be opened.
func (e *env) probe(ctx context.Context, f *foretold, ask survey.Ask) map[int]report.PreflightProbe {
	o := probe.Options{Callers: map[string]aws.Config{}, Endpoint: e.global.endpointURL, Regions: map[string]string{}, Owners: map[string]string{}}
	o.Callers[f.copy.As.Name] = ask.As.Who.Config
	if ask.DestAs != nil {
		o.Callers[f.copy.DestAs.Name] = ask.DestAs.Who.Config
	}
	for _, s := range []*preflight.Side{f.copy.Source, f.copy.Dest} {
		if s == nil {
			continue
		}
		o.Regions[s.Bucket] = s.Region
		if s.ExpectedOwner != "" {
			o.Owners[s.Bucket] = s.ExpectedOwner
		}
	}
	out := map[int]report.PreflightProbe{}
	for _, result := range probe.Run(ctx, o, f.table) {
		p := report.PreflightProbe{Answer: string(result.Answer), Why: string(result.Why), Call: string(result.Call), Object: result.Object}
		if result.Said != nil {
			p.Said = result.Said.Error()
		}
		out[result.Row] = p
		f.saidShut(result)
	}
	return out
}

// saidShut adds the bucket's policy to the gates to be opened, where it could
// not be read and AWS says that it does not let the caller in.
//
// AWS: IAM User Guide, troubleshoot_access-denied (no resource-based policy
// allows)
func (f *foretold) saidShut(result probe.Result) {
	row := &f.table.Rows[result.Row]
	if result.Answer != bucket.No || result.Said == nil || row.KeyID != "" || row.Gate(preflight.GateResource).State == authz.Shut {
		return
	}
	if d := result.Said.Denial; d.Deny != denial.Implicit || d.Layer != denial.LayerResource {
		return
	}
	at := slices.IndexFunc(f.table.Open, func(o preflight.Opening) bool {
		return o.Gate == preflight.GateResource && o.Bucket == row.Bucket && o.Caller == row.Caller && o.Source == row.Need.Source
	})
	if at < 0 {
		at = len(f.table.Open)
		f.table.Open = append(f.table.Open, preflight.Opening{
			Gate: preflight.GateResource, Code: "CW201", Reason: preflight.ReasonNoAllow, Bucket: row.Bucket, Caller: row.Caller,
			Who: explain.Owner, Source: row.Need.Source,
		})
	}
	o := &f.table.Open[at]
	if o.Calls++; !slices.Contains(o.Actions, row.Need.Action) {
		o.Actions = append(o.Actions, row.Need.Action)
	}
}
