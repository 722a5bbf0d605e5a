package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/need"
)

// owner finds out whose a bucket is, from proofs only. An identity that may
// read the policy, or is told that there is none, is of the owner's account:
// to those of other accounts S3 answers 405 or 403. Where that does not decide,
// a listing of an account's own buckets does, and the owner that a request
// states in its header.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy; API_ListBuckets; Amazon S3
// User Guide, bucket-owner-condition
func (r *Reader) owner(ctx context.Context, at place, from []*Profile) owned {
	accounts := accountsOf(from)
	texts := make([]*policyText, len(accounts))
	foreign := make([]bool, len(accounts)) // proved not to be the owner
	var work []func()
	for i, account := range accounts {
		work = append(work, func() { texts[i], foreign[i] = r.policyAs(ctx, at, profilesIn(account, from)) })
	}
	together(work...)
	for i, account := range accounts {
		if texts[i].missing == nil {
			return owned{account: account, policy: texts[i]}
		}
	}
	for i, account := range accounts {
		if !foreign[i] && r.owns(ctx, at, account, from) {
			texts[i].missing.Account = account
			return owned{account: account, policy: texts[i]}
		}
	}
	var tried []string
	for _, t := range texts {
		tried = append(tried, t.missing.Tried...)
	}
	refused := &Missing{Call: need.GetBucketPolicy, Action: need.Action(need.GetBucketPolicy), Resource: at.name, Why: WhyRefused, Tried: tried}
	return owned{missing: refused, policy: &policyText{missing: refused}}
}

// accountsOf lists the accounts of profiles, each once.
func accountsOf(profiles []*Profile) []string {
	var out []string
	for _, p := range profiles {
		if !slices.Contains(out, p.Account()) {
			out = append(out, p.Account())
		}
	}
	return out
}

// policyAs reads the policy as one account. foreign: S3 said that the account
// does not own the bucket.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy
func (r *Reader) policyAs(ctx context.Context, at place, from []*Profile) (text *policyText, foreign bool) {
	q := question{call: need.GetBucketPolicy, resource: at.name, from: from, known: []string{"NoSuchBucketPolicy"}}
	out, code, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) (*s3.GetBucketPolicyOutput, error) {
		return p.s3(at.region).GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &at.name})
	})
	switch {
	case missing != nil:
		return &policyText{missing: missing}, missing.Code == "MethodNotAllowed"
	case code != "":
		return &policyText{}, false
	}
	return &policyText{text: []byte(aws.ToString(out.Policy))}, false
}

// owns proves that an account owns the bucket: its own list holds it, or a
// request that states the account as the owner goes through.
//
// AWS: Amazon S3 API Reference, API_ListBuckets; Amazon S3 User Guide,
// bucket-owner-condition
func (r *Reader) owns(ctx context.Context, at place, account string, from []*Profile) bool {
	for _, p := range profilesIn(account, from) {
		has, err := ask(ctx, r, p, need.ListBuckets, at.name, func(ctx context.Context) (bool, error) { return p.lists(ctx, at) })
		if err == nil {
			return has // all buckets of the account were listed
		}
	}
	for _, p := range from {
		_, err := ask(ctx, r, p, need.HeadBucket, at.name+" of "+account, func(ctx context.Context) (*s3.HeadBucketOutput, error) {
			return p.s3(at.region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &at.name, ExpectedBucketOwner: &account})
		})
		if err == nil {
			return true
		}
	}
	return false
}

// lists looks for the bucket among those of the profile's account.
func (p *Profile) lists(ctx context.Context, at place) (bool, error) {
	pages := s3.NewListBucketsPaginator(p.s3(at.region), &s3.ListBucketsInput{Prefix: &at.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return false, err
		}
		for _, b := range page.Buckets {
			if aws.ToString(b.Name) == at.name {
				return true, nil
			}
		}
	}
	return false, nil
}
