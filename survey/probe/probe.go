package probe

import (
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/need"
	"clearway/preflight"
)

// Options say who asks, and where.
type Options struct {
	Callers  map[string]aws.Config // by the names that rows give to who asks
	Endpoint string                // in AWS's place; "" is AWS, or what the configuration says
	Regions  map[string]string     // of the buckets; one that is left out is found by its redirect
	Owners   map[string]string     // accounts that the requests to a bucket expect to own it
}

// Result is what AWS said to the call of one row.
type Result struct {
	Row    int           // index in the table
	Answer bucket.Answer // yes, no, or not known
	Why    Why           // what an answer rests on, or why there is none; "" for a plain one
	Call   need.Call     // that was made last; "" for none
	Object string        // key of the object that it was about; "" for none
	Said   *denial.Refusal
	Err    error // AWS was not reached
}

// Why is a stable key for what is to be said of an answer.
type Why string

// The reasons.
const (
	WhyNoProbe  Why = "no-probe"  // no call is known that asks this and surely changes nothing
	WhyNoObject Why = "no-object" // there is no object to ask about, or it cannot be found
	WhyNoCaller Why = "no-caller" // no configuration was given for who asks
	WhyUnheard  Why = "unheard"   // AWS was not reached
	WhyOrder    Why = "order"     // refused for another reason, which AWS may have looked at first
	WhyOther    Why = "other"     // AWS said something else, or refused another action of the same call
	WhyOtherKey Why = "other-key" // the object that was found is not under the key in question
	WhyControl  Why = "control"   // a yes: the wrong digest was found, and asked by nobody S3 refuses before it looks
	WhyStored   Why = "stored"    // a yes: this server looks at no digest, and Object is there now; S3 never does that
	WhyDirect   Why = "direct"    // a yes of KMS to the caller itself; S3 asks on the caller's behalf, with kms:ViaService
)

// Run probes every row at once. Each row has a result, in the order of the table.
func Run(ctx context.Context, o Options, t preflight.Table) []Result {
	p := &prober{o: o, prefixes: map[site]string{}, writings: map[place]writing{}}
	for i := range t.Rows {
		r := &t.Rows[i]
		switch {
		case r.Need.Reason == need.ReasonList:
			p.prefixes[siteOf(r)] = first(r.Request.Context["s3:prefix"])
		case r.Need.Action == "s3:PutObject":
			p.writings[placeOf(r)] = writingOf(r)
		}
	}
	out := make([]Result, len(t.Rows))
	var all sync.WaitGroup
	for i := range t.Rows {
		all.Go(func() {
			out[i] = p.row(ctx, &t.Rows[i])
			out[i].Row = i
		})
	}
	all.Wait()
	return out
}

// prober asks, and keeps what several rows need.
type prober struct {
	o        Options
	prefixes map[site]string
	writings map[place]writing // what the copy's writes carry

	lists    memo[place, listed]    // the first object, as each caller may see it
	keys     memo[site, string]     // an object of the side
	heads    memo[place, headed]    // what HeadObject said of it
	uploads  memo[place, upload]    // an unfinished upload of the side
	writes   memo[writing, written] // the refused PutObject
	controls memo[site, bool]       // whether S3 decides who may before it compares digests
}

// site is a bucket as one side of the copy.
type site struct {
	bucket string
	source bool
}

// place is a side as one caller sees it.
type place struct {
	site
	caller string
}

func siteOf(r *preflight.Row) site   { return site{r.Bucket, r.Need.Source} }
func placeOf(r *preflight.Row) place { return place{siteOf(r), r.Caller} }

// probes are the calls by action. An action that is not listed has none: see
// docs/probes.md for deleting and for tags.
var probes = map[string]func(*prober, context.Context, *preflight.Row) Result{
	"s3:ListBucket":                 (*prober).list,
	"s3:ListBucketMultipartUploads": (*prober).listUploads,
	"s3:GetObject":                  (*prober).read,
	"s3:GetObjectTagging":           (*prober).readTags,
	"s3:PutObject":                  (*prober).write,
	"s3:PutObjectAcl":               (*prober).writeACL,
	"s3:AbortMultipartUpload":       (*prober).abort,
	"s3:ListMultipartUploadParts":   (*prober).listParts,
	"kms:Decrypt":                   (*prober).decrypt,
	"kms:GenerateDataKey":           (*prober).encrypt,
}

func (p *prober) row(ctx context.Context, r *preflight.Row) Result {
	probe, ok := probes[r.Need.Action]
	if !ok {
		return Result{Answer: bucket.NotKnown, Why: WhyNoProbe}
	}
	if _, ok := p.o.Callers[r.Caller]; !ok {
		return Result{Answer: bucket.NotKnown, Why: WhyNoCaller}
	}
	return probe(p, ctx, r)
}

// result reads the answer to a call that needs just this action: done is a yes,
// a refusal for want of that permission a no. Everything else is not known.
func result(call need.Call, object, action string, said *denial.Refusal, err error) Result {
	out := Result{Answer: bucket.NotKnown, Call: call, Object: object, Said: said, Err: err}
	switch {
	case err != nil:
		out.Why = WhyUnheard
	case said == nil:
		out.Answer = bucket.Yes
	case refuses(said, action):
		out.Answer = bucket.No
	default:
		out.Why = WhyOther
	}
	return out
}

// refuses reports whether AWS said no for want of this very action. A message
// that names none (S3 tells other organizations no more than "Access Denied",
// and HEAD nothing at all) is one as well: it answers a call that needs no other.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors
func refuses(said *denial.Refusal, action string) bool {
	d := said.Denial
	return d.IsRefusal() && (!d.ActionNamed || strings.EqualFold(d.Action, action))
}

// refusesNamed is refuses for a call that needs several actions.
func refusesNamed(said *denial.Refusal, action string) bool {
	return said != nil && said.Denial.ActionNamed && refuses(said, action)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// memo holds what is asked once, however many rows need it.
type memo[K comparable, V any] struct {
	lock sync.Mutex
	made map[K]func() V
}

func (m *memo[K, V]) get(key K, ask func() V) V {
	m.lock.Lock()
	if m.made == nil {
		m.made = map[K]func() V{}
	}
	once, ok := m.made[key]
	if !ok {
		once = sync.OnceValue(ask)
		m.made[key] = once
	}
	m.lock.Unlock()
	return once()
}
