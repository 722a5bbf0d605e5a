package cli

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/denial"
	"clearway/explain"
	"clearway/identity"
)

// ownerSearch bounds the look for a bucket's owner: it must not keep anybody
// waiting who only wants to read an error.
const (
	ownerSearchTime = 5 * time.Second
	ownerSearchWide = 8
)

// lookForFacts finds out, from the AWS configuration, which profile the refused
// caller is and, unless offline, which one owns the bucket. Nothing here may
// fail: what cannot be found stays empty.
func lookForFacts(ctx context.Context, e *env, d denial.Denial, offline bool) explain.Facts {
	profiles, err := identity.Profiles(e.identityOptions(""))
	if err != nil {
		return explain.Facts{CallerProfile: e.global.profile}
	}
	facts := explain.Facts{CallerProfile: callerProfile(profiles, d)}
	if e.global.profile != "" {
		facts.CallerProfile = e.global.profile
	}
	if !offline && d.Bucket != "" && d.IsRefusal() {
		facts.OwnerProfile, facts.OwnerAccount = ownerOf(ctx, e, profiles, d.Bucket, d.PrincipalAccount)
	}
	return facts
}

// callerProfile is the first profile that leads to the caller's account and
// permission set; one that needs no sign-in comes first.
func callerProfile(profiles []identity.Profile, d denial.Denial) string {
	set, ok := d.PermissionSet()
	if !ok {
		return ""
	}
	found := ""
	for _, p := range profiles {
		if p.AccountID() != d.PrincipalAccount || p.PermissionSet() != set.Set {
			continue
		}
		if !needsSignIn(p) {
			return p.Name
		}
		if found == "" {
			found = p.Name
		}
	}
	return found
}

func needsSignIn(p identity.Profile) bool {
	return p.Kind == identity.KindSSOSession || p.Kind == identity.KindSSOLegacy
}

// ownerOf asks the profiles of other accounts than the caller's, side by side, which of them
// lists the bucket among its own. A profile that would have to ask a person
// fails quietly.
func ownerOf(ctx context.Context, e *env, profiles []identity.Profile, bucket, caller string) (profile, account string) {
	ctx, cancel := context.WithTimeout(ctx, ownerSearchTime)
	defer cancel()
	owns := make([]string, len(profiles)) // account, where the profile lists the bucket
	var work sync.WaitGroup
	slots := make(chan struct{}, ownerSearchWide)
	for i, p := range profiles {
		if p.AccountID() == caller {
			continue
		}
		work.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			owns[i] = listsBucket(ctx, e, p, bucket)
		})
	}
	work.Wait()
	best := -1
	for i, found := range owns {
		if found != "" && (best < 0 || needsSignIn(profiles[best]) && !needsSignIn(profiles[i])) {
			best = i
		}
	}
	if best < 0 {
		return "", ""
	}
	return profiles[best].Name, owns[best]
}

// listsBucket gives the account of a profile that owns the bucket, else "".
//
// AWS: Amazon S3 API Reference, API_ListBuckets
func listsBucket(ctx context.Context, e *env, p identity.Profile, bucket string) string {
	o := e.identityOptions(p.Name)
	o.MFACode = nil
	who, err := identity.Open(ctx, o)
	if err != nil {
		return ""
	}
	client := s3.NewFromConfig(who.Config, func(so *s3.Options) {
		if who.EndpointURL != "" {
			so.BaseEndpoint = &who.EndpointURL
		}
		so.RetryMaxAttempts = 1
	})
	pages := s3.NewListBucketsPaginator(client, &s3.ListBucketsInput{Prefix: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return ""
		}
		for _, b := range page.Buckets {
			if b.Name != nil && *b.Name == bucket {
				return accountOf(ctx, who, p)
			}
		}
	}
	return ""
}

// accountOf is the account a profile leads to, by its file or by AWS.
func accountOf(ctx context.Context, who *identity.Identity, p identity.Profile) string {
	if account := p.AccountID(); account != "" {
		return account
	}
	caller, err := who.Caller(ctx)
	if err != nil {
		return ""
	}
	return caller.Account
}
