package survey

import (
	"context"
	"slices"
	"strings"
	"sync"

	"clearway/identity"
	"clearway/need"
)

// atOnce bounds the calls in flight: AWS's control planes throttle early.
//
// AWS: Organizations User Guide, orgs_reference_limits (throttling)
const atOnce = 8

// Profile is an identity that looks, by the name that people call it.
type Profile struct {
	Name   string // of a profile; "" where the environment gave the keys
	Who    *identity.Identity
	Caller identity.Caller
}

// Account is the account that the profile acts in.
func (p *Profile) Account() string { return p.Caller.Account }

// Made is a call to AWS as it ended.
type Made struct {
	Call     need.Call
	Action   string // that it took: "s3:GetBucketPolicy"; "" for none
	Profile  string
	Resource string // what was asked about: a bucket, a key, a role, an account; "" for the caller itself
	Outcome  string // "ok", AWS's error code, or "no answer"
}

// Reader asks AWS for one run of a command.
type Reader struct {
	// Say puts what is missing into words for the Unknown maps; nil is
	// Missing.String.
	Say func(Missing) string

	slots chan struct{}
	mu    sync.Mutex
	asked map[string]*answer
	made  []Made
}

type answer struct {
	once  sync.Once
	value any
	err   error
}

// New makes a reader that has asked nothing yet.
func New() *Reader {
	return &Reader{slots: make(chan struct{}, atOnce), asked: map[string]*answer{}}
}

// Meet finds out who a profile is. The error is one of package identity's.
func (r *Reader) Meet(ctx context.Context, name string, who *identity.Identity) (*Profile, error) {
	p := &Profile{Name: name, Who: who}
	caller, err := ask(ctx, r, p, need.GetCallerIdentity, "", who.Caller)
	if err != nil {
		return nil, err
	}
	p.Caller = caller
	return p, nil
}

// Calls lists what was asked, in an order that does not depend on which answer
// came first.
func (r *Reader) Calls() []Made {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := slices.Clone(r.made)
	slices.SortFunc(out, func(a, b Made) int {
		return strings.Compare(a.Profile+"\x00"+string(a.Call)+"\x00"+a.Resource, b.Profile+"\x00"+string(b.Call)+"\x00"+b.Resource)
	})
	return out
}

// ask puts a question to AWS as one profile, at most once in a run, and keeps
// a record of it. Names in resource tell questions of one kind apart.
func ask[T any](ctx context.Context, r *Reader, p *Profile, call need.Call, resource string, do func(context.Context) (T, error)) (T, error) {
	id := p.Name + "\x00" + string(call) + "\x00" + resource
	r.mu.Lock()
	a := r.asked[id]
	if a == nil {
		a = &answer{}
		r.asked[id] = a
	}
	r.mu.Unlock()
	a.once.Do(func() {
		select {
		case r.slots <- struct{}{}:
		case <-ctx.Done():
			a.err = ctx.Err()
			return
		}
		a.value, a.err = do(ctx)
		<-r.slots
		r.record(Made{Call: call, Action: need.Action(call), Profile: p.Name, Resource: resource, Outcome: outcome(a.err)})
	})
	value, _ := a.value.(T)
	return value, a.err
}

func (r *Reader) record(m Made) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made = append(r.made, m)
}

func outcome(err error) string {
	switch code := errorCode(err); {
	case err == nil:
		return "ok"
	case code != "":
		return code
	}
	return "no answer"
}

// question is one piece of knowledge, with who is asked for it in which order.
type question struct {
	call     need.Call
	resource string
	from     []*Profile
	account  string // in which an identity may be allowed it; "" is not known
	// known are AWS's error codes that answer the question: there is nothing of
	// the kind.
	known []string
}

// read asks the profiles one after the other until one gets an answer. code is
// the one of q.known that AWS answered with; missing says what nobody got.
func read[T any](ctx context.Context, r *Reader, q question, do func(context.Context, *Profile) (T, error)) (value T, code string, missing *Missing) {
	m := &Missing{Call: q.call, Action: need.Action(q.call), Resource: q.resource, Account: q.account, Why: WhyNobody}
	for _, p := range q.from {
		value, err := ask(ctx, r, p, q.call, q.resource, func(ctx context.Context) (T, error) { return do(ctx, p) })
		if err == nil {
			return value, "", nil
		}
		if code := errorCode(err); slices.Contains(q.known, code) {
			return value, code, nil
		}
		m.failed(p, err)
	}
	return value, "", m
}

// together runs pieces of work side by side and waits for all.
func together(work ...func()) {
	var wg sync.WaitGroup
	for _, one := range work {
		wg.Go(one)
	}
	wg.Wait()
}

// once leaves out whom nobody named, and who is named twice.
func once(profiles []*Profile) []*Profile {
	var out []*Profile
	for _, p := range profiles {
		if p != nil && !slices.ContainsFunc(out, func(q *Profile) bool { return q.Name == p.Name }) {
			out = append(out, p)
		}
	}
	return out
}

// profilesIn gives the profiles of an account; of one that is not known, all.
func profilesIn(account string, all []*Profile) []*Profile {
	if account == "" {
		return all
	}
	var out []*Profile
	for _, p := range all {
		if p.Account() == account {
			out = append(out, p)
		}
	}
	return out
}

// firstOf puts the profiles of an account before the others.
func firstOf(account string, all []*Profile) []*Profile {
	if account == "" {
		return all
	}
	out := profilesIn(account, all)
	for _, p := range all {
		if p.Account() != account {
			out = append(out, p)
		}
	}
	return out
}
