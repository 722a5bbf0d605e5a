package cli

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/grant"
	"clearway/preflight"
	"clearway/report"
	"clearway/survey/probe"
)

// checkGrantee asks AWS as the grantee, with calls that change nothing, until it
// agrees or a minute is over. What the policy itself keeps shut is not waited
// for. Nil where the grantee's profile is not at hand.
func (e *env) checkGrantee(ctx context.Context, who *granteeFound, plan *grant.Plan, owner string) *report.GrantCheck {
	ask := plan.Ask
	if who.as == nil {
		return nil
	}
	o := probe.Options{
		Callers: map[string]aws.Config{who.profile: who.as.Config}, Endpoint: who.as.EndpointURL,
		Owners: map[string]string{ask.Bucket: owner},
	}
	table := grantTable(ask, who.profile)
	check := &report.GrantCheck{As: who.profile}
	var heard error
	took, _, err := grant.Await(ctx, pause, func() (bool, error) {
		check.Calls, heard = nil, nil
		no, stored := 0, false
		for _, r := range probe.Run(ctx, o, table) {
			call := report.GrantTried{Action: table.Rows[r.Row].Need.Action, Answer: string(r.Answer), Why: string(r.Why)}
			if r.Why == probe.WhyStored {
				call.Stored, stored = r.Object, true
			}
			check.Calls = append(check.Calls, call)
			if r.Answer == bucket.No && !plan.Trial.Stays(call.Action) {
				no++
			}
			if r.Err != nil {
				heard = r.Err
			}
		}
		return no == 0 || stored, heard // what was stored is enough
	})
	check.Seconds = int(took.Seconds())
	if err != nil {
		check.Problem = err.Error()
		if refined := e.identityError(who.as.Refine(err)); refined != nil {
			check.Problem = refined.Error()
		}
	}
	return check
}

// grantTable is what the grantee's calls are, in the form that probe asks about.
// The key is asked by S3 alone: a call to KMS itself is not what was granted.
func grantTable(ask grant.Ask, caller string) preflight.Table {
	var t preflight.Table
	for _, n := range ask.Needs() {
		row := preflight.Row{Need: n, Bucket: ask.Bucket, Caller: caller, Request: authz.Request{Action: n.Action, Resource: n.Resource}}
		row.Request.Context = map[string][]string{"s3:prefix": {ask.Prefix}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// pause waits, or ends with the context.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
