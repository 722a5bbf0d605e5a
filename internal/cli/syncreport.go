package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"clearway/report"
	"clearway/s3sync"
)

// syncPicture is the page of --report while the run goes on.
type syncPicture struct {
	file     *os.File
	recorder *s3sync.Recorder
}

// beginPicture opens the file that --report names, so that it shows before the
// run if it cannot be written, and begins to record.
func (r *syncRun) beginPicture() error {
	if r.o.see.report == "" {
		return nil
	}
	file, err := os.OpenFile(r.o.see.report, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("argument --report: %w", err)
	}
	r.picture = &syncPicture{file: file, recorder: s3sync.NewRecorder(r.plan, &r.meter, r.env.now)}
	return nil
}

// writePicture writes how the run went. It reports false where that failed.
func (r *syncRun) writePicture(ctx context.Context, sum s3sync.Summary, err error) bool {
	if r.picture == nil {
		return true
	}
	file := r.picture.file
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		if err := file.Truncate(0); err != nil {
			r.fatal(fmt.Sprintf("write the report: %v", err))
			return false
		}
	}
	write := func(w io.Writer) error { return report.SyncHTML(w, r.env.lang, r.pictureOf(ctx, sum, err)) }
	if err := errors.Join(r.env.masked(file, write), file.Close()); err != nil {
		r.fatal(fmt.Sprintf("write the report: %v", err))
		return false
	}
	return true
}

// pictureOf turns what was recorded into what the page shows.
func (r *syncRun) pictureOf(ctx context.Context, sum s3sync.Summary, err error) report.SyncPicture {
	record := r.picture.recorder.Record()
	p := report.SyncPicture{
		Header: r.head, Begun: r.begun, Summary: r.summary(sum), Outcome: report.SyncDone,
		Calls: record.Calls, Failures: r.show.Failures(), Version: version(),
	}
	switch {
	case ctx.Err() != nil:
		p.Outcome = report.SyncInterrupted
	case err != nil:
		p.Outcome, p.Stopped = report.SyncStopped, err.Error()
	}
	for _, s := range record.Samples {
		p.Samples = append(p.Samples, report.SyncSample{
			At: s.At, Listed: s.Listed, Done: s.Done, Bytes: s.Bytes, Calls: s.Calls, InFlight: s.InFlight, Limit: s.Limit,
		})
	}
	for _, s := range record.Spans {
		p.Ranges = append(p.Ranges, report.SyncSpan{After: s.After, Through: s.Through, Begun: s.Begun, Ended: s.Ended, Pages: s.Pages})
	}
	return p
}
