package probe

import (
	"context"
	"crypto/rand"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/need"
	"clearway/preflight"
)

// upload is an unfinished upload under the copy's prefix.
type upload struct {
	key, id string // empty for none
	said    *denial.Refusal
	err     error
}

// listUploads asks for one unfinished upload.
//
// AWS: Amazon S3 API Reference, API_ListMultipartUploads
func (p *prober) listUploads(ctx context.Context, r *preflight.Row) Result {
	u := p.upload(ctx, placeOf(r))
	return result(need.ListMultipartUploads, "", r.Need.Action, u.said, u.err)
}

func (p *prober) upload(ctx context.Context, at place) upload {
	return p.uploads.get(at, func() upload {
		var u upload
		client := p.client(at.caller, at.bucket)
		u.said, u.err = ask(ctx, need.ListMultipartUploads, func(in inRegion) error {
			out, err := client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{
				Bucket: &at.bucket, Prefix: aws.String(p.prefixes[at.site]), MaxUploads: aws.Int32(1), ExpectedBucketOwner: p.owner(at.bucket),
			}, in)
			if err == nil && len(out.Uploads) > 0 {
				u.key, u.id = aws.ToString(out.Uploads[0].Key), aws.ToString(out.Uploads[0].UploadId)
			}
			return err
		})
		return u
	})
}

// listParts asks for the parts of an upload that exists, else of one that does
// not. NoSuchUpload is no yes: who began an upload counts in the decision, so
// S3 may look the upload up first.
//
// AWS: Amazon S3 API Reference, API_ListParts; Amazon S3 User Guide, mpuoverview
func (p *prober) listParts(ctx context.Context, r *preflight.Row) Result {
	at := placeOf(r)
	u := p.upload(ctx, at)
	if u.id == "" {
		u = p.nothing(at)
	}
	client := p.client(at.caller, at.bucket)
	said, err := ask(ctx, need.ListParts, func(in inRegion) error {
		_, err := client.ListParts(ctx, &s3.ListPartsInput{
			Bucket: &at.bucket, Key: &u.key, UploadId: &u.id, MaxParts: aws.Int32(1), ExpectedBucketOwner: p.owner(at.bucket),
		}, in)
		return err
	})
	return missing(result(need.ListParts, u.key, r.Need.Action, said, err))
}

// abort asks S3 to abort an upload that does not exist, of an object that does
// not exist: whatever S3 looks at first, there is nothing to abort.
//
// AWS: Amazon S3 API Reference, API_AbortMultipartUpload; Amazon S3 User Guide,
// mpuoverview
func (p *prober) abort(ctx context.Context, r *preflight.Row) Result {
	at := placeOf(r)
	u := p.nothing(at)
	client := p.client(at.caller, at.bucket)
	said, err := ask(ctx, need.AbortMultipartUpload, func(in inRegion) error {
		_, err := client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
			Bucket: &at.bucket, Key: &u.key, UploadId: &u.id, ExpectedBucketOwner: p.owner(at.bucket),
		}, in)
		return err
	})
	return missing(result(need.AbortMultipartUpload, u.key, r.Need.Action, said, err))
}

// nothing is an upload that nobody began: its object and its ID are chance, 130
// bits and more of it.
func (p *prober) nothing(at place) upload {
	return upload{key: p.freshKey(at.site), id: rand.Text() + rand.Text() + rand.Text() + rand.Text()}
}

// freshKey is a name under the copy's prefix that no object has.
func (p *prober) freshKey(at site) string { return p.prefixes[at] + "clearway-probe-" + rand.Text() }

// missing reads NoSuchUpload as what it is: AWS does not say what it looks at
// first.
func missing(r Result) Result {
	if r.Said != nil && r.Said.Denial.Code == "NoSuchUpload" {
		r.Answer, r.Why = bucket.NotKnown, WhyOrder
	}
	return r
}
