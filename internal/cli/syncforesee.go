package cli

import (
	"context"
	"slices"
	"time"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/explain"
	"clearway/identity"
	"clearway/internal/msg"
	"clearway/preflight"
	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
)

// foreseeTime bounds what is read behind a refusal: the person waits for the
// reason, and the rest has to come with it or not at all.
const foreseeTime = 4 * time.Second

// checkOptions are the flags of check that this sync amounts to.
func (r *syncRun) checkOptions() checkOptions {
	w := r.plan.Options.Writing
	o := checkOptions{
		source: syncEnd(r.plan.Source.Location), dest: syncEnd(r.plan.Dest.Location), two: r.o.two, look: r.o.look,
		delete: r.plan.Options.Delete, acl: w.ACL, sse: w.SSE, kmsKey: w.KMSKey, storageClass: w.StorageClass, copyProps: "none",
	}
	if w.CopyProps == store.CopyPropsDefault {
		o.copyProps = "default"
	}
	return o
}

func syncEnd(l s3sync.Location) checkEnd {
	return checkEnd{path: l.Typed(), bucket: l.Bucket, prefix: l.Prefix}
}

// identityOf gives an identity that is open already, so that nobody is asked
// for a code twice, and opens others without asking anybody.
func (r *syncRun) identityOf(ctx context.Context, name string) (*identity.Identity, error) {
	switch {
	case name == r.o.two.sourceProfile && !r.plan.Source.Local():
		return r.source.who, nil
	case name == r.o.two.destProfile && !r.plan.Dest.Local():
		return r.dest.who, nil
	}
	o := r.env.identityOptions(name)
	o.MFACode = nil
	return identity.Open(ctx, o)
}

// foresee is the cheap half of check behind a refusal: it reads what decides
// the copy, for a few seconds at most. Nil where it cannot.
func (r *syncRun) foresee(ctx context.Context, owner string) *foretold {
	if r.env.global.noSignRequest || r.plan.Options.Mode.One() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, foreseeTime)
	defer cancel()
	o := r.checkOptions()
	if owner != "" {
		o.look.owners = append(append([]string{}, o.look.owners...), owner)
	}
	found, err := r.env.foretell(ctx, o, r.identityOf)
	if err != nil && len(o.look.owners)+len(o.look.org) > 0 {
		o.look = lookFlags{} // one of them cannot sign in without a person
		found, err = r.env.foretell(ctx, o, r.identityOf)
	}
	if err != nil {
		return nil
	}
	return found
}

// row finds the very call that was refused; nil where check did not see it
// refused.
func (f *foretold) row(d denial.Denial) *preflight.Row {
	for i := range f.table.Rows {
		row := &f.table.Rows[i]
		if row.Need.Action == d.Action && row.Bucket == d.Bucket && row.Answer == bucket.No {
			return row
		}
	}
	return nil
}

// grant is the command that check names for a bucket's policy, which also knows
// of tags and keys; nil for none.
func (f *foretold) grant(name string) []string {
	for _, o := range f.value.Open {
		if o.Gate == string(preflight.GateResource) && o.Bucket == name {
			return o.Grant
		}
	}
	return nil
}

// explainWith shows why AWS refused, then what else is shut for this copy. A
// refusal that says nothing is completed from what was read.
func (r *syncRun) explainWith(ctx context.Context, d denial.Denial, facts explain.Facts, tail string) {
	seen := r.foresee(ctx, facts.OwnerProfile)
	if seen != nil {
		if row := seen.row(d); row != nil {
			facts.Decision = &row.Decision
			if caller := row.Request.Principal; d.PrincipalARN == "" {
				d.PrincipalARN, d.PrincipalAccount = caller.ARN, caller.Account
			}
		}
	}
	e := explain.Explain(d, facts)
	if seen != nil && e.Grant != nil {
		if words := seen.grant(d.Bucket); words != nil {
			e.Grant = words
		}
	}
	//nolint:errcheck // stderr is gone: nobody is there to tell
	report.ExplanationText(r.env.err, r.env.lang, e, tail)
	if seen != nil {
		//nolint:errcheck // alike
		report.AlsoText(r.env.err, r.env.lang, seen.value, report.Explained{Gate: e.Denial.Layer, Bucket: d.Bucket}, r.checkCommand(facts.OwnerProfile))
	}
}

// checkCommand is the check that shows every gate of this copy.
func (r *syncRun) checkCommand(owner string) []string {
	o := r.checkOptions()
	if owner != "" && !slices.Contains(o.look.owners, owner) {
		o.look.owners = append(slices.Clone(o.look.owners), owner)
	}
	return o.command(r.env.global.profile)
}

// checkFirst is --check: nothing is copied where the answer is no.
func (r *syncRun) checkFirst(ctx context.Context) error {
	if !r.o.checks {
		return nil
	}
	found, err := r.env.foretell(ctx, r.checkOptions(), r.identityOf)
	if err != nil {
		r.fatal(err.Error())
		return coded(awsExitFailed, nil)
	}
	if found.value.Answer == string(bucket.Yes) {
		return nil
	}
	r.env.seekOwners(ctx, r.checkOptions(), found)
	found.value.Behind = true
	//nolint:errcheck // stderr is gone: nobody is there to tell
	report.CheckText(r.env.err, r.env.lang, found.value)
	if found.value.Answer != string(bucket.No) {
		r.show.Note(msg.SyncCheckUnknown.In(r.env.lang))
		return nil
	}
	r.show.Note(msg.SyncCheckNo.In(r.env.lang))
	return coded(awsExitFailed, nil)
}
