package probe

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/need"
	"clearway/preflight"
)

// list asks for one key under the copy's own prefix. The copy asks for a
// thousand, so a policy that looks at s3:max-keys may answer it differently.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (p *prober) list(ctx context.Context, r *preflight.Row) Result {
	l := p.listed(ctx, placeOf(r))
	return result(need.ListObjectsV2, "", r.Need.Action, l.said, l.err)
}

// listed is the first object under the copy's prefix.
type listed struct {
	key  string // "" for none
	said *denial.Refusal
	err  error
}

func (p *prober) listed(ctx context.Context, at place) listed {
	return p.lists.get(at, func() (l listed) {
		client := p.client(at.caller, at.bucket)
		l.said, l.err = ask(ctx, need.ListObjectsV2, func(in inRegion) error {
			out, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
				Bucket: &at.bucket, Prefix: aws.String(p.prefixes[at.site]), MaxKeys: aws.Int32(1), ExpectedBucketOwner: p.owner(at.bucket),
			}, in)
			if err == nil && len(out.Contents) > 0 {
				l.key = aws.ToString(out.Contents[0].Key)
			}
			return err
		})
		return l
	})
}

// object finds an object of a side, with whichever caller may list it; "" where
// there is none or nobody may.
func (p *prober) object(ctx context.Context, at place) string {
	return p.keys.get(at.site, func() string {
		for _, caller := range slices.SortedFunc(maps.Keys(p.o.Callers), func(a, b string) int {
			return cmp.Or(cmp.Compare(rank(a, at.caller), rank(b, at.caller)), cmp.Compare(a, b))
		}) {
			if l := p.listed(ctx, place{at.site, caller}); l.key != "" { // who may not list finds nothing
				return l.key
			}
		}
		return ""
	})
}

// rank puts the one who is asking first.
func rank(caller, asking string) int {
	if caller == asking {
		return 0
	}
	return 1
}

// headed is what HeadObject said.
type headed struct {
	key  string // of the object
	kms  string // ARN of the key that it is under
	said *denial.Refusal
	err  error
}

func (p *prober) head(ctx context.Context, at place) headed {
	return p.heads.get(at, func() headed {
		h := headed{key: p.object(ctx, at)}
		if h.key == "" {
			return h
		}
		client := p.client(at.caller, at.bucket)
		h.said, h.err = ask(ctx, need.HeadObject, func(in inRegion) error {
			out, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &at.bucket, Key: &h.key, ExpectedBucketOwner: p.owner(at.bucket)}, in)
			if err == nil {
				h.kms = aws.ToString(out.SSEKMSKeyId)
			}
			return err
		})
		return h
	})
}

// read asks for the headers of an object that exists, which needs s3:GetObject
// and no key. A refusal of HEAD says nothing more than 403, so the first byte is
// asked for then: for the words only, the answer stands.
//
// AWS: Amazon S3 API Reference, API_HeadObject
func (p *prober) read(ctx context.Context, r *preflight.Row) Result {
	h := p.head(ctx, placeOf(r))
	if h.key == "" {
		return Result{Answer: bucket.NotKnown, Why: WhyNoObject, Call: need.ListObjectsV2}
	}
	out := result(need.HeadObject, h.key, r.Need.Action, h.said, h.err)
	if out.Answer != bucket.No {
		return out
	}
	said, err := p.firstByte(ctx, placeOf(r), h.key)
	if err != nil {
		return out
	}
	if isEmpty(said) {
		said = nil
	}
	return result(need.GetObject, h.key, r.Need.Action, said, nil).unless(said == nil)
}

// unless is the result where two answers do not contradict each other.
func (r Result) unless(contradicted bool) Result {
	if contradicted {
		r.Answer, r.Why = bucket.NotKnown, WhyOther
	}
	return r
}

// firstByte reads one byte of an object.
//
// AWS: Amazon S3 API Reference, API_GetObject (Range)
func (p *prober) firstByte(ctx context.Context, at place, key string) (*denial.Refusal, error) {
	client := p.client(at.caller, at.bucket)
	said, err := ask(ctx, need.GetObject, func(in inRegion) error {
		out, err := client.GetObject(ctx, &s3.GetObjectInput{
			Bucket: &at.bucket, Key: &key, Range: aws.String("bytes=0-0"), ExpectedBucketOwner: p.owner(at.bucket),
		}, in)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, out.Body)
		return cmp.Or(err, out.Body.Close())
	})
	return said, err
}

// isEmpty reports that the object has no first byte, which is told only to whom
// the object is open. It tells nothing of the key: when S3 asks KMS is not
// documented.
//
// AWS: Amazon S3 API Reference, ErrorResponses (InvalidRange)
func isEmpty(said *denial.Refusal) bool { return said != nil && said.Denial.Code == "InvalidRange" }

// readTags asks for the tags of an object that exists.
//
// AWS: Amazon S3 API Reference, API_GetObjectTagging
func (p *prober) readTags(ctx context.Context, r *preflight.Row) Result {
	at := placeOf(r)
	key := p.object(ctx, at)
	if key == "" {
		return Result{Answer: bucket.NotKnown, Why: WhyNoObject, Call: need.ListObjectsV2}
	}
	client := p.client(at.caller, at.bucket)
	said, err := ask(ctx, need.GetObjectTagging, func(in inRegion) error {
		_, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &at.bucket, Key: &key, ExpectedBucketOwner: p.owner(at.bucket)}, in)
		return err
	})
	return result(need.GetObjectTagging, key, r.Need.Action, said, err)
}
