package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/spf13/pflag"

	"clearway/internal/msg"
	"clearway/report"
	"clearway/s3sync"
	"clearway/store/dir"
)

// guardFlags say what a run may not do, and how sure its end has to be.
type guardFlags struct {
	failures string
	verify   string // "", "listing", "deep"
}

// addGuardFlags adds clearway's own; deletes: the command has --delete.
func addGuardFlags(f *pflag.FlagSet, o *syncOptions, deletes bool) {
	own := []string{"failures"}
	if deletes {
		f.Var(&countFlag{to: &o.engine.MaxDelete}, "max-delete", "delete nothing where it would be more than `N`, and end with 1")
		f.StringVar(&o.guard.verify, "verify", "", "compare both sides again at the end, and end with 1 where they differ; =deep by checksums too")
		takesOptionally(f, "verify", "listing", "deep")
		own = append(own, "max-delete", "verify")
	}
	f.StringVar(&o.guard.failures, "failures", "", "write what failed to `FILE`, a JSON object a line")
	markOwn(f, own...)
}

// countFlag is a number of things that may be left out, which is not 0.
type countFlag struct{ to **int64 }

func (f *countFlag) Type() string { return "int" }
func (f *countFlag) String() string {
	if f.to == nil || *f.to == nil {
		return ""
	}
	return strconv.FormatInt(**f.to, 10)
}

func (f *countFlag) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is no number of objects", text)
	}
	*f.to = &n
	return nil
}

// syncGuard watches over a run for whoever started it.
type syncGuard struct {
	run    *syncRun
	asking atomic.Bool // a question stands on the terminal
	file   *failuresFile

	mu     sync.Mutex
	first  []string // failures, as they are listed at the end
	failed int
}

// mostListed is how many failures are listed at the end.
const mostListed = 10

// newGuard opens what is written on the way, so that a file that cannot be is
// known before anything is done.
func (r *syncRun) newGuard() (*syncGuard, error) {
	g := &syncGuard{run: r}
	switch r.o.guard.verify {
	case "", "listing", "deep":
	default:
		return nil, fmt.Errorf("argument --verify: %q is neither listing nor deep", r.o.guard.verify)
	}
	if r.o.guard.failures == "" {
		return g, nil
	}
	var err error
	g.file, err = createFailures(r.o.guard.failures)
	return g, err
}

// event keeps a failure.
func (g *syncGuard) event(e s3sync.Event) {
	if e.Outcome != s3sync.Failed {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed++; g.failed <= mostListed {
		g.first = append(g.first, e.From+"  "+e.Err.Error())
	}
	if g.file != nil {
		g.file.add(failureOf(e))
	}
}

// emptySource asks whether all of the destination is to go; nil where nobody
// can be asked.
func (g *syncGuard) emptySource() func(ctx context.Context, found int64, more bool) bool {
	e := g.run.env
	if !e.interactive() || g.run.o.form.Quiet || g.run.o.form.JSON {
		return nil
	}
	return func(ctx context.Context, found int64, more bool) bool {
		g.asking.Store(true)
		defer g.asking.Store(false)
		says := msg.GuardEmptySource
		if more {
			says = msg.GuardEmptyMore
		}
		plan := g.run.plan
		g.run.show.Still()
		g.run.show.Note(says.In(e.lang, plan.Source.Typed(), plan.Dest.Typed(), report.Grouped(found)))
		answer, err := e.ask(ctx, msg.GuardDelete.In(e.lang))
		return err == nil && (answer == "y" || answer == "yes" || answer == "はい")
	}
}

// stopped prints what a guard stopped; false where it was none.
func (g *syncGuard) stopped(err error) bool {
	lang, show := g.run.env.lang, g.run.show
	var many *s3sync.TooManyDeletions
	switch {
	case errors.Is(err, s3sync.ErrEmptySource):
		show.Note(msg.GuardDeclined.In(lang))
		return true
	case errors.As(err, &many):
		g.run.fatal(err.Error())
		advice := msg.GuardTooMany
		if g.run.plan.Options.DryRun {
			advice = msg.GuardTooManyDry
		}
		show.Note(advice.In(lang))
		return true
	}
	return false
}

// listFailures ends the guard, and reports whether its file could not be
// written.
func (r *syncRun) listFailures(stopped error) (unwritten bool) {
	err := r.guard.end(stopped)
	if err != nil {
		r.fatal(err.Error())
	}
	return err != nil
}

// end lists what failed, and finishes the file. Its error is the file's.
func (g *syncGuard) end(stopped error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	var err error
	if g.file != nil {
		err = g.file.close(stopped)
	}
	if r := g.run; g.failed > 0 && (r.env.err.Terminal && !r.o.form.OnlyErrors || r.o.see.summary) {
		g.list()
	}
	return err
}

func (g *syncGuard) list() {
	lang, show := g.run.env.lang, g.run.show
	show.Note("  " + msg.FailuresFirst.In(lang))
	for _, line := range g.first {
		show.Note("    " + line)
	}
	if more := g.failed - len(g.first); more > 0 {
		show.Note("    " + msg.FailuresMore.In(lang, report.Grouped(int64(more))))
	}
	switch {
	case g.file != nil:
		show.Note("    " + msg.FailuresIn.In(lang, g.run.o.guard.failures))
	case g.failed > len(g.first):
		show.Note("    " + msg.FailuresHow.In(lang))
	}
}

// verify compares both ends anew where that was asked for, and reports whether
// anything differs.
func (g *syncGuard) verify(ctx context.Context) (differs bool, err error) {
	r := g.run
	if r.o.guard.verify == "" || r.plan.Options.DryRun {
		return false, nil
	}
	deep := r.o.guard.verify == "deep"
	found, err := s3sync.Verify(ctx, r.plan, deep, func(e s3sync.Event) {
		r.tell(report.SyncEvent{Event: string(e.Outcome), Verb: e.Verb, Reason: string(e.Reason), From: e.From, To: e.To, Text: differences[e.Reason]})
	})
	if err != nil {
		return false, err
	}
	says := msg.VerifyDeep
	if deep {
		says = msg.VerifyFound
	}
	if !r.o.form.OnlyErrors || found.Differ > 0 {
		r.show.Note(says.In(r.env.lang, report.Grouped(found.Proved), report.Grouped(found.Sized), report.Grouped(found.Differ)))
		if found.LeftOut > 0 {
			r.show.Note(msg.VerifyLeftOut.In(r.env.lang, report.Grouped(found.LeftOut)))
		}
	}
	return found.Differ > 0, nil
}

// differences are the words of a line about what a verification found; as all
// such lines they are not translated.
var differences = map[s3sync.Reason]string{
	s3sync.Missing: "missing at the destination", s3sync.Size: "sizes differ", s3sync.Bytes: "checksums differ", s3sync.Extra: "not at the source",
}

// leaveAtOnce ends the process at a second Ctrl-C, and says what is left
// behind. The first has the run end by itself. stop ends the watch.
func (g *syncGuard) leaveAtOnce(ctx context.Context) (stop func()) {
	over := make(chan struct{})
	go func() {
		select {
		case <-over:
			return
		case <-ctx.Done():
		}
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt)
		defer signal.Stop(again)
		select {
		case <-over:
		case <-again:
			m := &g.run.meter
			left := m.ToDo.Load() - m.Done.Load() - m.Failed.Load()
			g.run.show.Note(msg.CancelledAtOnce.In(g.run.env.lang, report.Grouped(max(left, 0)), dir.TemporarySuffix))
			os.Exit(exitInterrupted)
		}
	}()
	return func() { close(over) }
}
