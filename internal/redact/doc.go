// Package redact makes output fit to be shown to strangers: account numbers,
// names of buckets, keys, people, roles and hosts, and the identifiers that AWS
// gives out become masks of the same shape, so that an ARN stays an ARN. The
// same thing gets the same mask; what is AWS's own (actions, regions, managed
// policies and permission sets, service hosts, documentation) stays.
//
//	m := redact.New("")
//	m.Text("arn:aws:s3:::media-prod/a.mxf in 111111111111")
//	// arn:aws:s3:::bucket-1/key-1 in 123400000001
//
// A name that does not tell what it is by its form ("bucket media-prod") is
// known once it was learned: from an ARN or URL elsewhere in the text, or by
// Learn. Door puts a Masker before the output of a whole run.
//
// It knows no network, clock or environment.
package redact
