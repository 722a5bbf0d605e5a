// Package s3sync makes one place hold what another holds, as `aws s3 sync`
// does: bucket to bucket, directory to bucket, bucket to directory.
//
// It is the sync thread; a file per stage:
//
//	plan.go      Options → Plan: two ends, rules
//	ranges.go    Plan → ranges of names, listed and compared many at once
//	listing.go   a range → pages of entries of each end, in order
//	compare.go   pages of both ends → Actions: copy, delete, skip, with the reason
//	crew.go      Actions → workers, as many as are of use
//	transfer.go  Actions → Events
//	report.go    Events → Summary
//
// Where each end has an identity of its own, ways.go stands between transfer
// and the stores: it finds out which of them S3 lets copy.
//
// Ranges are merged as their pages arrive; nothing is held for a whole bucket.
// splitter.go says where a range is cut, by what sketch.go has learnt of the keys.
// A run that is killed at any moment leaves every object with its old content
// or its new, so that a second run ends right.
//
//	plan, err := s3sync.NewPlan(s3sync.Options{Source: "s3://a", Dest: "s3://b"})
//	…
//	plan.Source.Store, plan.Dest.Store = from, to
//	summary, err := s3sync.Run(ctx, plan, s3sync.Watch{Event: print})
package s3sync
