package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"clearway/denial"
	"clearway/identity"
	"clearway/internal/msg"
	"clearway/need"
	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
	"clearway/store/dir"
	"clearway/store/s3"
	stdstream "clearway/store/stream"
)

// syncRun is one sync under way.
type syncRun struct {
	env     *env
	o       syncOptions
	plan    *s3sync.Plan
	show    *report.Sync
	head    report.SyncHeader
	meter   s3sync.Meter
	picture *syncPicture // nil: --report is not given
	begun   time.Time
	guard   *syncGuard

	source, dest *syncSide // the same where one identity acts on both ends
}

func runSync(ctx context.Context, e *env, o syncOptions) error {
	plan, err := s3sync.NewPlan(o.engine)
	if err != nil {
		return coded(awsExitUsage, err)
	}
	r := &syncRun{env: e, o: o, plan: plan, begun: e.now()}
	if err := r.beginShow(); err != nil {
		return coded(awsExitUsage, err)
	}
	if err := r.openSides(ctx); err != nil {
		return err
	}
	plan.Options.Requests = r.requests(r.dest)
	if err := r.prepareDirectory(); err != nil {
		return err
	}
	for _, side := range r.sides() {
		if err := r.signIn(ctx, side); err != nil {
			return err
		}
	}
	plan.Source.Store, plan.Dest.Store = r.open(ctx, plan.Source.Location, r.source, true), r.open(ctx, plan.Dest.Location, r.dest, false)
	r.pair()
	if err := r.checkFirst(ctx); err != nil {
		return err
	}
	if r.guard, err = r.newGuard(); err != nil {
		return coded(awsExitUsage, err)
	}
	return r.run(ctx)
}

// prepareDirectory looks for a local source, and makes a local destination:
// aws-cli does so before any request, in a dry run too.
func (r *syncRun) prepareDirectory() error {
	if r.plan.Source.Stream {
		return nil
	}
	if r.plan.Source.Local() {
		_, err := os.Stat(r.plan.Source.Dir)
		if errors.Is(err, fs.ErrNotExist) {
			//lint:ignore ST1005 aws-cli's words
			err = fmt.Errorf("The user-provided path %s does not exist.", r.plan.Source.Typed())
		}
		if err != nil {
			return coded(awsExitFatal, err)
		}
		return nil
	}
	if !r.plan.Dest.Local() || r.plan.Options.Mode.One() {
		return nil
	}
	if _, err := os.Stat(r.plan.Dest.Dir); err == nil {
		return nil // if it is no directory, the listing says so
	}
	if err := os.MkdirAll(r.plan.Dest.Dir, 0o777); err != nil {
		return coded(awsExitFatal, err)
	}
	return nil
}

// signIn fetches credentials, so that a sign-in that is missing shows before
// anything is done.
func (r *syncRun) signIn(ctx context.Context, side *syncSide) error {
	if r.env.global.noSignRequest {
		return nil
	}
	_, err := side.who.Config.Credentials.Retrieve(ctx)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = side.who.Refine(err)
	var found *identity.CredentialsError
	switch _, known := identityCode(err); {
	case errors.As(err, &found) && found.Cause == identity.CauseNothing:
		r.fatal("Unable to locate credentials")
		r.show.Note(identityMessage(r.env.lang, err))
		return coded(awsExitFailed, nil)
	case known:
		return coded(awsExitConfig, &told{identityMessage(r.env.lang, err), err})
	}
	r.fatal(err.Error())
	return coded(awsExitFailed, nil)
}

func (r *syncRun) fatal(text string) {
	r.tell(report.SyncEvent{Event: "fatal", Text: text})
}

// sides are the identities that act, each once.
func (r *syncRun) sides() []*syncSide {
	if r.two() {
		return []*syncSide{r.source, r.dest}
	}
	return []*syncSide{r.dest}
}

// open makes the store of one end in the hands of its identity.
func (r *syncRun) open(ctx context.Context, l s3sync.Location, side *syncSide, source bool) store.Store {
	switch {
	case l.Stream && source:
		return stdstream.In(&interruptible{ctx: ctx, from: r.env.stdin})
	case l.Stream:
		return stdstream.Out(r.env.stdout, stdstream.Options{Threshold: side.conf.Threshold, PartSize: side.conf.PartSize})
	case l.Local():
		return dir.New(l.Dir, dir.Options{NoFollowSymlinks: r.o.followSymlinks.noFollow, Sweep: !source && !r.plan.Options.DryRun,
			Threshold: side.conf.Threshold, PartSize: side.conf.PartSize})
	}
	return s3.New(side.who.Config, l.Bucket, r.storeOptions(side, source))
}

// storeOptions are a bucket's. The source may have a region of its own, where
// an --endpoint-url does not count unless it is the source's.
func (r *syncRun) storeOptions(side *syncSide, source bool) s3.Options {
	o := s3.Options{
		EndpointURL: side.who.EndpointURL, Requests: r.requests(side), PageSize: r.o.pageSize,
		RequestPayer: r.o.requestPayer != "", Threshold: side.conf.Threshold, PartSize: side.conf.PartSize, ExpectedSize: r.o.expectedSize, Owner: r.o.two.destOwner,
	}
	r.bucketOptions(&o, side.conf, source)
	if !source {
		return o
	}
	o.Owner = r.o.two.sourceOwner
	if r.o.sourceRegion != "" && r.plan.Direction == s3sync.Copy {
		o.EndpointURL, o.Region = r.o.two.sourceEndpoint, r.o.sourceRegion
	}
	return o
}

// requests is how many a side may have in flight: by the flag, its profile, or
// the default.
func (r *syncRun) requests(side *syncSide) int {
	switch {
	case r.o.requests > 0:
		return r.o.requests
	case side.conf.MaxRequests > 0:
		return side.conf.MaxRequests
	}
	return s3sync.DefaultRequests
}

func (r *syncRun) run(ctx context.Context) error {
	if err := r.beginPicture(); err != nil {
		return coded(awsExitUsage, err)
	}
	r.head = r.header(ctx)
	r.show.Header(r.head)
	defer r.guard.leaveAtOnce(ctx)()
	stop := r.follow()
	watch := s3sync.Watch{Event: r.event, Decided: r.decided, Meter: &r.meter, EmptySource: r.guard.emptySource()}
	sum, err := s3sync.Run(ctx, r.plan, watch)
	stop()
	differs := false
	if err == nil {
		differs, err = r.guard.verify(ctx)
	}
	drawn := r.writePicture(ctx, sum, err)
	err = r.finish(ctx, sum, err)
	if differs || !drawn {
		return coded(awsExitFailed, nil)
	}
	return err
}

// finish says what stopped the run, explains refusals, and gives the exit code.
func (r *syncRun) finish(ctx context.Context, sum s3sync.Summary, err error) error {
	switch {
	case ctx.Err() != nil:
		r.tell(report.SyncEvent{Event: "cancelled"})
		r.show.Summary(r.summary(sum))
		r.listFailures(err)
		return coded(awsExitFailed, nil)
	case err != nil:
		r.stopped(err)
	}
	if done := sum.Transferred + sum.Deleted + sum.Failed; err == nil || done > 0 || r.o.form.JSON {
		r.show.Summary(r.summary(sum))
	}
	unwritten := r.listFailures(err)
	refusal := refusalOf(sum, err)
	switch {
	case r.o.form.Quiet || !r.o.explain && !r.env.err.Terminal:
	case sum.NoWay != nil:
		r.explainNoWay(sum)
	case refusal != nil:
		r.explain(ctx, sum, err, refusal)
	}
	switch {
	case err != nil, sum.Failed > 0, unwritten:
		return coded(awsExitFailed, nil)
	case sum.Warned > 0:
		return coded(awsExitSkipped, nil)
	}
	return nil
}

// stopped prints the fatal error and, where a sign-in ended on the way, what
// to type.
func (r *syncRun) stopped(err error) {
	if r.guard.stopped(err) {
		return
	}
	var repeated *s3sync.Repeated
	if errors.As(err, &repeated) {
		r.fatal(repeated.Err.Error())
		r.show.Note(msg.SyncStoppedAfter.In(r.env.lang, repeated.Times))
		return
	}
	r.fatal(err.Error())
	for _, side := range r.sides() {
		if refined := side.who.Refine(err); refined != err {
			if _, known := identityCode(refined); known {
				r.show.Note(identityMessage(r.env.lang, refined))
				return
			}
		}
	}
}

// refusalOf is the refusal to explain: the one that stopped the run, else the
// first of those that failed single objects.
func refusalOf(sum s3sync.Summary, err error) *denial.Refusal {
	if refusal, ok := denial.As(err); ok {
		return refusal
	}
	if len(sum.Refusals) > 0 {
		return sum.Refusals[0]
	}
	return nil
}

// explain shows why AWS refused and what to type.
func (r *syncRun) explain(ctx context.Context, sum s3sync.Summary, err error, refusal *denial.Refusal) {
	d := refusal.Denial
	var listing *s3sync.ListingError
	if errors.As(err, &listing) && d.Bucket == "" {
		d.Bucket = listing.End.Bucket
	}
	facts := lookForFacts(ctx, r.env, d, false)
	facts.Purpose = r.purpose(d.Bucket)
	r.nameCaller(&facts, d.Bucket)
	tail := msg.ExplainCopied.In(r.env.lang)
	if done := sum.Transferred + sum.Deleted; done > 0 {
		tail = msg.SyncSomeCopied.In(r.env.lang, fmt.Sprint(done))
	}
	r.show.Note("")
	r.explainWith(ctx, d, facts, tail)
}

// purpose is what this sync does with the bucket; "" where it plays both parts.
func (r *syncRun) purpose(bucket string) need.Purpose {
	switch {
	case r.plan.Source.Bucket == r.plan.Dest.Bucket, bucket == "":
		return ""
	case bucket == r.plan.Source.Bucket:
		return need.SyncSource
	case bucket == r.plan.Dest.Bucket && r.o.engine.Delete:
		return need.SyncDelete
	case bucket == r.plan.Dest.Bucket:
		return need.SyncDest
	}
	return ""
}

func (r *syncRun) how() []string {
	o := r.plan.Options
	way := map[s3sync.Direction]msg.Text{s3sync.Copy: msg.SyncHowCopy, s3sync.Upload: msg.SyncHowUpload, s3sync.Download: msg.SyncHowDownload}
	if r.two() {
		way[s3sync.Copy] = msg.SyncHowTwo
		if r.plan.Two.BySource == nil {
			way[s3sync.Copy] = msg.SyncHowApart
		}
	}
	by := msg.SyncBySizeTime
	switch {
	case o.Mode != "" && !o.NoOverwrite:
		by = msg.SyncUncompared
	case o.NoOverwrite:
		by = msg.SyncIfMissing
	case o.ExactTimestamps && r.plan.Direction == s3sync.Download:
		by = msg.SyncByExact
	case o.SizeOnly:
		by = msg.SyncBySize
	}
	end := msg.SyncNoDelete
	switch {
	case o.DryRun:
		end = msg.SyncDryRun
	case o.Delete:
		end = msg.SyncDeletes
	}
	return []string{way[r.plan.Direction].In(r.env.lang), by.In(r.env.lang), end.In(r.env.lang)}
}
