// Package s3sync makes one place hold what another holds, as `aws s3 sync`
// does: bucket to bucket, directory to bucket, bucket to directory.
//
// It is the sync thread; a file per stage:
//
//	plan.go      Options → Plan: two ends, rules
//	listing.go   Plan → two sorted streams of entries, filtered
//	compare.go   two streams → Actions: copy, delete, skip, each with its reason
//	transfer.go  Actions → Events
//	report.go    Events → Summary
//
// Both listings are merged as they arrive; nothing is held for a whole bucket.
// A run that is killed at any moment leaves every object with its old content
// or its new, so that a second run ends right.
//
//	plan, err := s3sync.NewPlan(s3sync.Options{Source: "s3://a", Dest: "s3://b"})
//	…
//	plan.Source.Store, plan.Dest.Store = from, to
//	summary, err := s3sync.Run(ctx, plan, s3sync.Watch{Event: print})
package s3sync
