package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/preflight"
	"clearway/report"
	"clearway/survey"
	"clearway/survey/probe"
)

// probe asks AWS about each call, as whoever makes it, and settles the gates that
// AWS names.
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
	out, refused := map[int]report.PreflightProbe{}, map[int]denial.Denial{}
	for _, result := range probe.Run(ctx, o, f.table) {
		p := report.PreflightProbe{Answer: string(result.Answer), Why: string(result.Why), Call: string(result.Call), Object: result.Object}
		if result.Said != nil {
			p.Said = result.Said.Error()
		}
		if result.Said != nil && result.Answer == bucket.No {
			refused[result.Row] = result.Said.Denial
			p.Gate = string(preflight.SaidGate(&f.table.Rows[result.Row], result.Said.Denial))
		}
		out[result.Row] = p
	}
	f.table = preflight.Settle(&f.copy, f.table, refused)
	return out
}
