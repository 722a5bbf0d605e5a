package cli

import (
	"fmt"
	"strings"

	"clearway/explain"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/s3sync"
	"clearway/shell"
)

// nameCaller puts in who was refused, where a flag names an identity for the
// bucket's side.
func (r *syncRun) nameCaller(facts *explain.Facts, bucket string) {
	named := r.o.two.destProfile
	if r.plan.Dest.Local() || r.two() && bucket == r.plan.Source.Bucket {
		named = r.o.two.sourceProfile
	}
	if named != "" {
		facts.CallerProfile = named
	}
}

// decided says how the objects get over.
func (r *syncRun) decided(d s3sync.Decision) {
	r.show.Way(report.SyncWay{Way: string(d.Way), As: r.short(d.Way), Refused: r.refused(d.Refused)})
}

// short names the identity that copies inside S3; "" where none does.
func (r *syncRun) short(way s3sync.Way) string {
	side := r.dest
	switch way {
	case s3sync.Relay:
		return ""
	case s3sync.BySource:
		side = r.source
	}
	if side.who.FromEnvironment {
		return msg.SyncAsEnv.In(r.env.lang)
	}
	return msg.SyncAsProfile.In(r.env.lang, side.who.Profile.Name)
}

func (r *syncRun) refused(all []s3sync.Refused) []report.SyncRefused {
	out := make([]report.SyncRefused, len(all))
	for i, one := range all {
		refusal := one.Refusal()
		if refusal == nil {
			out[i] = report.SyncRefused{Way: string(one.Way), Text: one.Err.Error(), As: r.short(one.Way), What: msg.SyncWritersKey.In(r.env.lang)}
			continue
		}
		d := refusal.Denial
		what := msg.SyncRefusedCall.In(r.env.lang, string(refusal.Call))
		if d.ActionNamed && d.Resource != "" {
			what = msg.SyncRefusedOn.In(r.env.lang, d.Action, d.Resource)
		}
		out[i] = report.SyncRefused{Way: string(one.Way), Text: refusal.Error(), As: r.short(one.Way), What: what,
			Code: explain.Explain(d, explain.Facts{}).Code}
	}
	return out
}

// explainNoWay shows what shut each way, and the commands that open one.
func (r *syncRun) explainNoWay(sum s3sync.Summary) {
	copied := msg.ExplainCopied.In(r.env.lang)
	if done := sum.Transferred + sum.Deleted; done > 0 {
		copied = msg.SyncSomeCopied.In(r.env.lang, fmt.Sprint(done))
	}
	n := report.SyncNoWay{Copied: copied, Refused: r.refused(sum.NoWay.Tried)}
	seen := make(map[string]bool)
	shut := r.shutFor(sum.NoWay.Tried)
	for _, one := range sum.NoWay.Tried {
		if one.Way == shut {
			continue
		}
		if fix := r.opens(one); fix != nil && !seen[fmt.Sprint(fix)] {
			seen[fmt.Sprint(fix)] = true
			n.Fix = append(n.Fix, fix)
		}
	}
	r.show.NoWay(n)
}

// shutFor is the way inside S3 that a grant on the other side would not open:
// the relay shows which identity is refused on its own side.
func (r *syncRun) shutFor(tried []s3sync.Refused) s3sync.Way {
	for _, one := range tried {
		refusal := one.Refusal()
		if one.Way != s3sync.Relay || refusal == nil {
			continue
		}
		if call := string(refusal.Call); strings.HasPrefix(call, "Get") || strings.HasPrefix(call, "Head") {
			return s3sync.BySource
		}
		return s3sync.ByDest
	}
	return ""
}

// opens is the grant that opens a way, in pieces; nil where no bucket policy
// does. AWS does not always say on which side it refused: then it is taken to be
// the side that is not the identity's own.
func (r *syncRun) opens(one s3sync.Refused) []string {
	refusal := one.Refusal()
	if refusal == nil {
		return nil
	}
	d := refusal.Denial
	caller, bucket := r.dest, r.plan.Source.Bucket
	if one.Way == s3sync.BySource {
		caller, bucket = r.source, r.plan.Dest.Bucket
	}
	if !d.ActionNamed {
		if one.Way == s3sync.Relay {
			return nil
		}
		return r.grant(bucket, caller.profile(), false)
	}
	if one.Way == s3sync.Relay && d.Bucket == r.plan.Source.Bucket {
		caller = r.source
	}
	plain, tags := strings.CutSuffix(d.Action, "Tagging") // grant opens both, or the plain one
	d.Action = plain
	if explain.Explain(d, explain.Facts{Purpose: r.purpose(d.Bucket)}).Grant == nil {
		return nil
	}
	return r.grant(d.Bucket, caller.profile(), tags)
}

// grant is the command that lets a profile at a bucket. The profile of the
// bucket's own side is taken for its owner's.
func (r *syncRun) grant(bucket, to string, tags bool) []string {
	purpose := string(r.purpose(bucket))
	if tags {
		purpose += " --with-tags"
	}
	owner, grantee := r.dest, msg.SyncProfileOf.In(r.env.lang, r.plan.Source.Bucket)
	if bucket == r.plan.Source.Bucket {
		owner, grantee = r.source, msg.SyncProfileInto.In(r.env.lang, r.plan.Dest.Bucket)
	}
	if to == "" {
		to = grantee
	}
	by := owner.profile()
	if by == "" || by == to {
		by = "<" + msg.ExplainOwnProfile.In(r.env.lang) + ">"
	}
	return []string{"clearway grant s3://" + bucket + " --for " + purpose, "--to " + shell.Word(to), "--owner-profile " + shell.Word(by)}
}

// waysJSON counts the ways as the summary shows them.
func waysJSON(sum s3sync.Summary) map[string]int64 {
	out := make(map[string]int64, len(sum.Ways))
	for way, n := range sum.Ways {
		out[string(way)] = n
	}
	return out
}
