package cli

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
)

// seeingFlags say how a run is to be seen, beyond its lines.
type seeingFlags struct {
	summary   bool
	report    string // file to write a page to
	every     time.Duration
	frequency int  // aws-cli's: seconds between updates
	multiline bool // aws-cli's: updates are lines
}

// addSeeingFlags adds clearway's own, and the two by which aws-cli slows its
// progress down.
//
// AWS: AWS CLI v2 Command Reference, s3/sync#options (--progress-frequency, --progress-multiline)
func addSeeingFlags(f *pflag.FlagSet, o *seeingFlags) {
	f.BoolVar(&o.summary, "summary", false, "at the end say on stderr what was done, why, how fast and with which requests")
	f.DurationVar(&o.every, "progress-every", 0, "`TIME` between lines of progress on stderr, such as 30s; with --output json events")
	f.StringVar(&o.report, "report", "", "write a page with pictures of the run to `FILE`, as HTML")
	markOwn(f, "summary", "progress-every", "report")
	f.IntVar(&o.frequency, "progress-frequency", 0, "`SECONDS` between updates of the progress")
	f.BoolVar(&o.multiline, "progress-multiline", false, "progress as lines, 30 seconds apart unless told otherwise")
}

// usualEvery is how far lines of progress are apart where nobody says.
const usualEvery = 30 * time.Second

// check refuses what cannot be meant, and gives how far lines of progress are
// apart; 0 is no lines.
func (o *seeingFlags) check() (time.Duration, error) {
	switch {
	case o.every < 0 || o.every > 0 && o.every < time.Second:
		return 0, fmt.Errorf("argument --progress-every: %v is less than a second", o.every)
	case o.frequency < 0:
		return 0, fmt.Errorf("argument --progress-frequency: %d is no number of seconds", o.frequency)
	case o.every > 0 || !o.multiline:
		return o.every, nil
	case o.frequency > 0:
		return time.Duration(o.frequency) * time.Second, nil
	}
	return usualEvery, nil
}

// beginShow opens what is seen of the run.
func (r *syncRun) beginShow() error {
	every, err := r.o.see.check()
	if err != nil {
		return err
	}
	form := r.o.form
	form.Every, form.Summary = every, r.o.see.summary
	form.Verb, form.DryRun = string(r.plan.Direction), r.plan.Options.DryRun
	r.show = report.NewSync(r.env.out, r.env.err, r.env.lang, form)
	return nil
}

// follow shows and records how far the run is, again and again until stop is
// called.
func (r *syncRun) follow() (stop func()) {
	if !r.show.Moves() && r.picture == nil {
		return func() {}
	}
	often := 200 * time.Millisecond
	if r.o.see.frequency > 0 {
		often = time.Duration(r.o.see.frequency) * time.Second
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		const looks = 100 * time.Millisecond
		shows, records := time.NewTicker(often), time.NewTicker(looks)
		defer shows.Stop()
		defer records.Stop()
		for {
			select {
			case <-done:
				return
			case <-shows.C:
				if r.show.Moves() && !r.guard.asking.Load() {
					r.show.Progress(r.figures())
				}
			case <-records.C:
				if r.picture != nil {
					r.picture.recorder.Look()
				}
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		r.show.Still()
	}
}

func (r *syncRun) figures() report.SyncFigures {
	m, now := &r.meter, r.env.now()
	f := report.SyncFigures{
		ListedSource: m.ListedSource.Load(), ListedDest: m.ListedDest.Load(), Done: m.Done.Load(), ToDo: m.ToDo.Load(),
		DoneBytes: m.DoneBytes.Load(), ToDoBytes: m.ToDoBytes.Load(), Failed: m.Failed.Load(), FailedBytes: m.FailedBytes.Load(),
		Complete: m.Compared.Load(), Again: again(r.plan.Measure()), Took: now.Sub(r.begun), At: now,
	}
	f.SourceListed, f.DestListed = m.Listed()
	if slowest, ok := m.Slowest(); ok {
		f.Name, f.NameBytes, f.NameSize = slowest.Name, slowest.Bytes, slowest.Size
		if slowest.Parts > 1 && slowest.Size > 0 {
			f.Parts = slowest.Parts
			f.Part = min(int(slowest.Bytes*int64(slowest.Parts)/slowest.Size)+1, slowest.Parts)
		}
	}
	return f
}

// again counts the requests that were made again.
func again(m store.Measure) int64 {
	var n int64
	for _, c := range m.Calls {
		n += c.Again
	}
	return n
}

func (r *syncRun) event(e s3sync.Event) {
	r.guard.event(e)
	shown := report.SyncEvent{Event: string(e.Outcome), Verb: e.Verb, Reason: string(e.Reason),
		From: e.From, To: e.To, Bytes: e.Bytes, Text: e.Warning}
	if e.Err != nil {
		shown.Text = e.Err.Error()
	}
	r.tell(shown)
}

// tell shows an event of now.
func (r *syncRun) tell(e report.SyncEvent) {
	e.Schema = report.SyncSchema
	if r.o.form.JSON {
		e.Time = report.Stamp(r.env.now())
	}
	r.show.Event(e)
}

func (r *syncRun) summary(sum s3sync.Summary) report.SyncSummary {
	texts := func(of map[s3sync.Reason]int64) map[string]int64 {
		out := make(map[string]int64, len(of))
		for reason, n := range of {
			out[string(reason)] = n
		}
		return out
	}
	way := ""
	if sum.Decision != nil {
		way = string(sum.Decision.Way)
	}
	now, measure := r.env.now(), r.plan.Measure()
	return report.SyncSummary{
		DryRun: r.plan.Options.DryRun, ListedSource: sum.ListedSource, ListedDest: sum.ListedDest,
		Transferred: sum.Transferred, Deleted: sum.Deleted, Failed: sum.Failed, Warned: sum.Warned, Bytes: sum.Bytes,
		Skipped: texts(sum.Skipped), Chosen: texts(sum.Chosen), Seconds: now.Sub(r.begun).Seconds(),
		Way: way, Ways: waysJSON(sum), Requests: requestsOf(measure), TriedAgain: again(measure),
		Ranges: &report.SyncRanges{Listed: r.meter.Ranges.Load(), AtOnce: r.meter.RangesMost.Load()}, Time: report.Stamp(now),
	}
}

// requestsOf are requests as a report shows them.
func requestsOf(m store.Measure) map[string]report.SyncRequests {
	milliseconds := func(d time.Duration) float64 {
		return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
	}
	out := make(map[string]report.SyncRequests, len(m.Calls))
	for _, c := range m.Calls {
		out[c.Operation] = report.SyncRequests{
			Made: c.Made, Again: c.Again, Throttled: c.Throttled, Failed: c.Failed,
			P50: milliseconds(c.Latency.Percentile(0.5)), P90: milliseconds(c.Latency.Percentile(0.9)),
			P99: milliseconds(c.Latency.Percentile(0.99)), Longest: milliseconds(c.Latency.Percentile(1)),
		}
	}
	return out
}
