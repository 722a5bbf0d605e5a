package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/store/s3"
)

type cleanOptions struct {
	bucket, prefix string
	expired        bool
	dryRun, yes    bool
	asJSON         bool
}

func newCleanCmd(e *env) *cobra.Command {
	var o cleanOptions
	cmd := &cobra.Command{
		Use:   "clean [s3://BUCKET[/PREFIX]]",
		Short: "Abort uploads that interrupted runs left in buckets",
		Long: `Large objects are uploaded and copied in parts. What a run that was killed, or
lost its network or credentials, has left of them cannot be seen in a bucket, but is
paid for. Each such upload is remembered in the cache directory, and the same sync
goes on from it within seven days.

This lists what is remembered, asks, aborts the uploads and forgets them. With a
bucket, or a prefix in it, only what was to go there. An upload that a run is
writing at this moment is left alone.

Exit codes: 0 done or nothing to do, 1 something could not be aborted, 2 usage, 4
sign-in needed, 6 not confirmed.

AWS permissions: s3:AbortMultipartUpload on the objects.`,
		Example: `  clearway clean --dryrun
  clearway clean s3://backup/2026 --profile b
  clearway clean --expired --yes`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("one bucket at a time, or none for all: %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				if o.bucket, o.prefix, err = parseTarget(args[0]); err != nil {
					return usage(err)
				}
			}
			if o.asJSON, err = e.identityForm(); err != nil {
				return err
			}
			return runClean(cmd.Context(), e, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.dryRun, "dryrun", false, "show what is remembered, and abort nothing")
	f.BoolVar(&o.expired, "expired", false, "only what is too old to go on from")
	f.BoolVar(&o.yes, "yes", false, "abort without asking")
	return cmd
}

// uploadsDir is where uploads in parts are remembered.
func uploadsDir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache directory: %w", err)
	}
	return filepath.Join(cache, "clearway", "uploads"), nil
}

func runClean(ctx context.Context, e *env, o cleanOptions) error {
	dir, err := uploadsDir()
	if err != nil {
		return err
	}
	all, err := (&s3.Resume{Dir: dir, Now: e.now}).Unfinished()
	if err != nil {
		return err
	}
	var chosen []s3.Unfinished
	value := report.Clean{DryRun: o.dryRun}
	for _, u := range all {
		if o.bucket != "" && (u.Bucket != o.bucket || !strings.HasPrefix(u.Key, o.prefix)) || o.expired && !u.Expired(e.now()) {
			continue
		}
		chosen, value.Uploads = append(chosen, u), append(value.Uploads, cleanUpload(u))
	}
	abort, err := e.mayClean(ctx, o, value)
	if err != nil {
		return err
	}
	if abort {
		if err := e.abortAll(ctx, chosen, value.Uploads); err != nil {
			return err
		}
	}
	return e.finishClean(o, value, abort)
}

func cleanUpload(u s3.Unfinished) report.CleanUpload {
	shown := report.CleanUpload{URL: "s3://" + u.Bucket + "/" + u.Key, Upload: u.Upload, Source: u.Source, Size: u.Size, Parts: u.Parts,
		Bytes: min(int64(u.Parts)*u.PartSize, u.Size), Begun: u.Begun, Until: u.Begun.Add(s3.Expiry), Outcome: report.CleanLeft}
	if u.InUse {
		shown.Outcome = report.CleanInUse
	}
	return shown
}

// mayClean shows what there is and asks whether to abort it. Where nobody can be
// asked, only --yes will do.
func (e *env) mayClean(ctx context.Context, o cleanOptions, value report.Clean) (bool, error) {
	switch {
	case len(value.Uploads) == 0 || o.dryRun:
		return false, nil
	case o.yes:
		return true, nil
	case !e.interactive():
		if err := report.CleanText(e.err, e.lang, value, e.now()); err != nil {
			return false, err
		}
		return false, coded(exitGuarded, errors.New(msg.CleanSayYes.In(e.lang)))
	}
	if err := report.CleanText(e.err, e.lang, value, e.now()); err != nil {
		return false, err
	}
	answer, err := e.ask(ctx, msg.CleanQuestion.In(e.lang, len(value.Uploads), report.Sized(value.Bytes())))
	if err != nil {
		return false, err
	}
	if answer != "yes" && answer != "y" {
		return false, coded(exitGuarded, errors.New(msg.CleanNotDone.In(e.lang)))
	}
	return true, nil
}

// abortAll aborts the uploads and notes in shown what became of each. Its own
// error is that nobody could sign in.
func (e *env) abortAll(ctx context.Context, all []s3.Unfinished, shown []report.CleanUpload) error {
	who, err := e.openIdentity(ctx, "")
	if err != nil {
		return err
	}
	for i, u := range all {
		if u.InUse {
			continue
		}
		err := bucketOf(who, u).Abort(ctx, u)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, s3.ErrInUse):
			shown[i].Outcome = report.CleanInUse
		case err != nil:
			if refined := who.Refine(err); refined != err {
				return e.identityError(refined)
			}
			shown[i].Outcome, shown[i].Error = report.CleanFailed, err.Error()
		default:
			shown[i].Outcome = report.CleanAborted
		}
	}
	return nil
}

// bucketOf is the bucket that an upload is in, called as the run did that began
// it.
func bucketOf(who *identity.Identity, u s3.Unfinished) *s3.Store {
	o := s3.Options{EndpointURL: u.Endpoint, Region: u.Region}
	if o.EndpointURL == "" {
		o.EndpointURL = who.EndpointURL
	}
	return s3.New(who.Config, u.Bucket, o)
}

func (e *env) finishClean(o cleanOptions, value report.Clean, aborted bool) error {
	if o.asJSON {
		if err := report.CleanJSON(e.out, value); err != nil {
			return err
		}
	} else {
		if err := report.CleanText(e.out, e.lang, value, e.now()); err != nil {
			return err
		}
		if len(value.Uploads) == 0 {
			fmt.Fprintln(e.err, msg.CleanNothing.In(e.lang))
		}
	}
	for _, u := range value.Uploads {
		if aborted && u.Outcome == report.CleanFailed {
			return coded(exitFailed, nil)
		}
	}
	return nil
}
