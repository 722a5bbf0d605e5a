package s3sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/denial"
	"clearway/need"
	"clearway/store"
	"clearway/store/mem"
)

// actor is a store in memory in the hands of an identity: what it may not do is
// refused.
type actor struct {
	*mem.Store
	may  func(call need.Call, key string, w store.Writing) error
	owns store.Ownership
	its  bool // its default encryption is with a key of the writer's

	mu  sync.Mutex
	did []string // "CopyObject a", "CopyObject a bucket-owner-full-control"
}

func refusal(call need.Call) error {
	return denial.FromError(call, "AccessDenied", "Access Denied", 403, nil)
}

// mayNot refuses some calls.
func mayNot(calls ...need.Call) func(need.Call, string, store.Writing) error {
	return func(call need.Call, _ string, _ store.Writing) error {
		for _, c := range calls {
			if c == call {
				return refusal(call)
			}
		}
		return nil
	}
}

func (s *actor) ask(call need.Call, key string, w store.Writing) error {
	s.mu.Lock()
	line := string(call) + " " + key
	if w.ACL != "" {
		line += " " + w.ACL
	}
	s.did = append(s.did, line)
	s.mu.Unlock()
	if s.may == nil {
		return nil
	}
	return s.may(call, key, w)
}

func (s *actor) CanCopyFrom(store.Store) bool { return true }

func (s *actor) Copy(ctx context.Context, source store.Store, e store.Entry, key string, w store.Writing) error {
	if err := s.ask(need.CopyObject, key, w); err != nil {
		return err
	}
	return s.Store.Copy(ctx, source.(*actor).Store, e, key, w)
}

func (s *actor) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	if err := s.ask(need.PutObject, key, w); err != nil {
		return err
	}
	return s.Store.Put(ctx, key, c, w)
}

func (s *actor) Get(ctx context.Context, e store.Entry, span store.Span) (*store.Object, error) {
	if err := s.ask(need.GetObject, e.Key, store.Writing{}); err != nil {
		return nil, err
	}
	return s.Store.Get(ctx, e, span)
}

func (s *actor) Tags(ctx context.Context, key string) ([]store.Tag, error) {
	if err := s.ask(need.GetObjectTagging, key, store.Writing{}); err != nil {
		return nil, err
	}
	return s.Store.Tags(ctx, key)
}

func (s *actor) Ownership(context.Context) (store.Ownership, error) {
	err := s.ask("GetBucketOwnershipControls", "", store.Writing{})
	return s.owns, err
}

func (s *actor) WritersKey(context.Context) (bool, error) { return s.its, nil }

// pair is a source and a destination, the latter in two hands.
type pair struct{ source, dest, bySource *actor }

func newPair(keys ...string) *pair {
	p := &pair{source: &actor{Store: mem.New()}, dest: &actor{Store: mem.New()}}
	p.bySource = &actor{Store: p.dest.Store}
	for _, key := range keys {
		p.source.Set(key, []byte(key), epoch, store.Properties{ContentType: "text/x", Redirect: "/away", Metadata: map[string]string{"of": key}})
		p.source.SetTags(key, store.Tag{Key: "t", Value: key})
	}
	return p
}

// told is what a run by two identities told.
type told struct {
	sum      Summary
	decided  []Decision
	failed   []error
	warnings []error
}

func (p *pair) run(t *testing.T, ctx context.Context, o Options) (told, error) {
	t.Helper()
	o.Source, o.Dest = "s3://from-bucket", "s3://to-bucket"
	plan := planFor(t, o, p.source, p.dest)
	plan.Two = &Two{}
	if p.bySource != nil {
		plan.Two.BySource = p.bySource
	}
	var out told
	sum, err := Run(ctx, plan, Watch{
		Decided: func(d Decision) { out.decided = append(out.decided, d) },
		Event: func(e Event) {
			switch e.Outcome {
			case Failed:
				out.failed = append(out.failed, e.Err)
			case Warned:
				out.warnings = append(out.warnings, e.Err)
			}
		},
	})
	out.sum = sum
	return out, err
}

func (p *pair) check(t *testing.T, want told, keys ...string) told {
	t.Helper()
	got, err := p.run(t, t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.sum.Ways, got.sum.Ways); diff != "" {
		t.Error(diff)
	}
	if len(got.decided) != 1 || got.decided[0].Way != want.decided[0].Way {
		t.Errorf("decided %+v, want %s", got.decided, want.decided[0].Way)
	}
	for _, key := range keys {
		properties, there := p.dest.Properties(key)
		tags, _ := p.dest.Store.Tags(t.Context(), key)
		if !there || properties.ContentType != "text/x" || properties.Metadata["of"] != key || len(tags) != 1 || tags[0].Value != key {
			t.Errorf("%s: %+v %+v", key, properties, tags)
		}
	}
	return got
}

func decided(way Way, count map[Way]int64) told {
	return told{sum: Summary{Ways: count}, decided: []Decision{{Way: way}}}
}

// TestFourCases is who may copy: one identity, the other, both, neither.
func TestFourCases(t *testing.T) {
	keys := []string{"a", "b", "c", "d"}
	cases := []struct {
		name         string
		dest, source func(need.Call, string, store.Writing) error
		want         told
	}{
		{"both may", nil, nil, decided(ByDest, map[Way]int64{ByDest: 4})},
		{"the destination's may", nil, mayNot(need.CopyObject), decided(ByDest, map[Way]int64{ByDest: 4})},
		{"the source's may", mayNot(need.CopyObject), nil, decided(BySource, map[Way]int64{BySource: 4})},
		{"neither may", mayNot(need.CopyObject), mayNot(need.CopyObject), decided(Relay, map[Way]int64{Relay: 4})},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(keys...)
			p.dest.may, p.bySource.may, p.dest.owns = c.dest, c.source, store.OwnerOwns
			got := p.check(t, c.want, keys...)
			if len(got.warnings) > 0 || got.sum.Failed > 0 {
				t.Errorf("%+v", got)
			}
			if asked := strings.Contains(strings.Join(p.dest.did, "\n"), "Ownership"); asked == (c.dest == nil) {
				t.Errorf("asked for the ownership: %v", asked)
			}
		})
	}
}

func TestNoWayIsOpen(t *testing.T) {
	p := newPair("a", "b")
	p.dest.may, p.bySource.may = mayNot(need.CopyObject, need.PutObject), mayNot(need.CopyObject)
	got, err := p.run(t, t.Context(), Options{})
	if err != nil || len(got.failed) != 2 || len(got.decided) > 0 || len(p.dest.Contents()) > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	var none *NoWay
	if !errors.As(got.failed[0], &none) || got.sum.NoWay == nil {
		t.Fatalf("%v", got.failed[0])
	}
	var calls []string
	for _, r := range none.Tried {
		calls = append(calls, fmt.Sprint(r.Way, " ", r.Refusal().Call))
	}
	if diff := cmp.Diff([]string{"dest CopyObject", "source CopyObject", "relay PutObject"}, calls); diff != "" {
		t.Error(diff)
	}
	if _, ok := denial.As(none); !ok {
		t.Error("no refusal to explain")
	}
}

// TestTheSameRefusalsStopTheRun: nothing is open, for a hundred objects.
func TestTheSameRefusalsStopTheRun(t *testing.T) {
	var keys []string
	for i := range 300 {
		keys = append(keys, fmt.Sprintf("%03d", i))
	}
	p := newPair(keys...)
	p.dest.may, p.bySource.may = mayNot(need.CopyObject, need.PutObject), mayNot(need.CopyObject)
	got, err := p.run(t, t.Context(), Options{})
	var repeated *Repeated
	if !errors.As(err, &repeated) || got.sum.Failed == 300 {
		t.Errorf("%v, %d failed", err, got.sum.Failed)
	}
}

// TestOneObjectIsAnException: the first object, or a later one, that the
// cheapest way does not bring over goes another, and it alone.
func TestOneObjectIsAnException(t *testing.T) {
	for _, odd := range []string{"a", "c", "f"} {
		t.Run(odd, func(t *testing.T) {
			keys := []string{"a", "b", "c", "d", "e", "f"}
			p := newPair(keys...)
			p.dest.owns = store.OwnerOwns
			refuse := func(call need.Call, key string, _ store.Writing) error {
				if call == need.CopyObject && key == odd {
					return refusal(call)
				}
				return nil
			}
			p.dest.may, p.bySource.may = refuse, refuse
			p.check(t, decided(ByDest, map[Way]int64{ByDest: 5, Relay: 1}), keys...)
		})
	}
}

// TestOnlyRefusalsChangeTheWay: whatever else goes wrong is the object's.
func TestOnlyRefusalsChangeTheWay(t *testing.T) {
	p := newPair("a", "b", "c")
	slow := &store.Error{Operation: "CopyObject", Code: "SlowDown", Status: 503}
	p.dest.may = func(_ need.Call, key string, _ store.Writing) error {
		if key == "a" || key == "c" {
			return slow
		}
		return nil
	}
	got := p.check(t, decided(ByDest, map[Way]int64{ByDest: 1}), "b")
	if got.sum.Failed != 2 || !errors.Is(got.failed[0], slow) {
		t.Errorf("%+v", got)
	}
}

// TestControlForTheOwner: what the source's identity sends so that the
// destination's owner can read its copies.
func TestControlForTheOwner(t *testing.T) {
	noACL := func(call need.Call, _ string, w store.Writing) error {
		if w.ACL != "" {
			return refusal(call)
		}
		return nil
	}
	unsupported := func(_ need.Call, _ string, w store.Writing) error {
		if w.ACL != "" {
			return &store.Error{Operation: "CopyObject", Code: "AccessControlListNotSupported", Status: 400}
		}
		return nil
	}
	const with, without = "CopyObject a bucket-owner-full-control", "CopyObject a"
	cases := []struct {
		name     string
		owns     store.Ownership
		may      func(need.Call, string, store.Writing) error
		did      []string
		way      Way
		warnings int
	}{
		{"the bucket takes no ACLs", store.OwnerOwns, nil, []string{without}, BySource, 0},
		{"the bucket takes ACLs", store.WriterOwns, nil, []string{with}, BySource, 0},
		{"nobody may ask, the ACL is taken", store.OwnershipUnknown, nil, []string{with}, BySource, 0},
		{"nobody may ask, the bucket takes none", store.OwnershipUnknown, unsupported, []string{with, without}, BySource, 0},
		{"nobody may ask, the ACL is refused", store.OwnershipUnknown, noACL, []string{with, without}, BySource, 1},
		{"the ACL is needed and refused", store.WriterOwns, noACL, []string{with}, Relay, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := newPair("a")
			p.dest.may, p.dest.owns, p.bySource.may = mayNot(need.CopyObject), c.owns, c.may
			got := p.check(t, decided(c.way, map[Way]int64{c.way: 1}), "a")
			if diff := cmp.Diff(c.did, p.bySource.did); diff != "" {
				t.Error(diff)
			}
			if len(got.warnings) != c.warnings {
				t.Errorf("warned %v", got.warnings)
			}
		})
	}
}

// TestTheWritersKey: an object under aws/s3 of the source's account is of no use
// at the destination; a key that is named is.
func TestTheWritersKey(t *testing.T) {
	for _, c := range []struct {
		w    store.Writing
		its  bool
		want Way
	}{
		{store.Writing{}, true, Relay}, {store.Writing{SSE: "aws:kms"}, false, Relay}, {store.Writing{}, false, BySource},
		{store.Writing{SSE: "AES256"}, true, BySource}, {store.Writing{SSE: "aws:kms", KMSKey: "arn:aws:kms:eu-west-1:222222222222:key/1"}, true, BySource},
	} {
		p := newPair("a")
		p.dest.may, p.dest.owns, p.dest.its = mayNot(need.CopyObject), store.OwnerOwns, c.its
		got, err := p.run(t, t.Context(), Options{Writing: c.w})
		if err != nil || got.sum.Ways[c.want] != 1 {
			t.Errorf("%+v: %+v, %v", c.w, got, err)
		}
	}
}

// TestTagsThatMayNotBeRead are left out with one warning, not in silence.
func TestTagsThatMayNotBeRead(t *testing.T) {
	p := newPair("a", "b", "c")
	p.source.may, p.bySource = mayNot(need.GetObjectTagging), nil
	got, err := p.run(t, t.Context(), Options{})
	var untagged *Untagged
	if err != nil || got.sum.Transferred != 3 || len(got.warnings) != 1 || !errors.As(got.warnings[0], &untagged) {
		t.Fatalf("%+v, %v", got, err)
	}
	p = newPair("a")
	p.source.may, p.bySource = mayNot(need.GetObjectTagging), nil
	got, err = p.run(t, t.Context(), Options{Writing: store.Writing{CopyProps: store.CopyPropsMetadata}})
	if err != nil || len(got.warnings) > 0 || got.sum.Transferred != 1 {
		t.Fatalf("asked for no tags: %+v, %v", got, err)
	}
}

// TestARelayKeepsWhatACopyKeeps: properties by directive and --copy-props.
func TestARelayKeepsWhatACopyKeeps(t *testing.T) {
	there := store.Properties{ContentType: "text/x", CacheControl: "no-store", Redirect: "/away", Metadata: map[string]string{"k": "v"}}
	named := store.Properties{ContentType: "text/y", Redirect: "/here"}
	cases := []struct {
		name string
		w    store.Writing
		want store.Properties
	}{
		{"all", store.Writing{}, store.Properties{ContentType: "text/x", CacheControl: "no-store", Metadata: map[string]string{"k": "v"}}},
		{"but what is named", store.Writing{Properties: named}, store.Properties{ContentType: "text/y", CacheControl: "no-store", Redirect: "/here", Metadata: map[string]string{"k": "v"}}},
		{"only what is named", store.Writing{Properties: named, Directive: store.DirectiveReplace}, named},
		{"none", store.Writing{Properties: named, CopyProps: store.CopyPropsNone}, named},
		{"all the same", store.Writing{Properties: named, Directive: store.DirectiveCopy, CopyProps: store.CopyPropsDirective}, store.Properties{ContentType: "text/x", CacheControl: "no-store", Redirect: "/here", Metadata: map[string]string{"k": "v"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, kept(c.w, there)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOthersWaitForTheFirst: nobody else asks in vain while the first object
// finds out; with its first part it has.
func TestOthersWaitForTheFirst(t *testing.T) {
	p := newPair("a", "b", "c", "d")
	p.dest.may = mayNot(need.CopyObject)
	var copying, most atomic.Int64
	p.bySource.may = func(need.Call, string, store.Writing) error {
		most.Store(max(most.Load(), copying.Add(1)))
		defer copying.Add(-1)
		return nil
	}
	p.dest.owns = store.OwnerOwns
	p.check(t, decided(BySource, map[Way]int64{BySource: 4}), "a", "b", "c", "d")
	asked := strings.Count(strings.Join(p.dest.did, "\n"), "CopyObject")
	if asked != 2 {
		t.Errorf("asked the destination's identity %d times", asked)
	}

	p = newPair("a", "b")
	rest := make(chan struct{})
	p.dest.may = func(_ need.Call, key string, w store.Writing) error {
		if key == "b" {
			close(rest)
			return nil
		}
		w.Progress(1) // a part of a large object
		<-rest        // b goes on meanwhile
		return nil
	}
	p.check(t, decided(ByDest, map[Way]int64{ByDest: 2}), "a", "b")
}

func TestCancelledWhileFindingOut(t *testing.T) {
	p := newPair("a", "b", "c", "d")
	ctx, cancel := context.WithCancel(t.Context())
	p.dest.may = func(need.Call, string, store.Writing) error {
		cancel()
		<-ctx.Done()
		return refusal(need.CopyObject)
	}
	got, err := p.run(t, ctx, Options{})
	if !errors.Is(err, context.Canceled) || len(p.bySource.did) > 0 || got.sum.Failed > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestWhatARefusedWayLeavesIsSaid, and an abort that is refused does not make
// a failure a refusal.
func TestWhatARefusedWayLeavesIsSaid(t *testing.T) {
	left := &store.Leftover{Key: "a", Upload: "1", Err: refusal("AbortMultipartUpload")}
	for _, c := range []struct {
		cause error
		way   map[Way]int64
	}{{refusal("UploadPartCopy"), map[Way]int64{Relay: 1}}, {io.ErrUnexpectedEOF, nil}} {
		p := newPair("a")
		p.dest.may = func(call need.Call, _ string, _ store.Writing) error {
			if call == need.CopyObject {
				return errors.Join(c.cause, left)
			}
			return nil
		}
		p.bySource.may = mayNot(need.CopyObject)
		got, err := p.run(t, t.Context(), Options{})
		if diff := cmp.Diff(c.way, got.sum.Ways); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if c.way != nil && (len(got.warnings) != 1 || !errors.Is(got.warnings[0], left)) || c.way == nil && !errors.Is(got.failed[0], left) {
			t.Errorf("%+v", got)
		}
	}
}

// TestTwoServices: there is one way only, known from the beginning.
func TestTwoServices(t *testing.T) {
	p := newPair("a", "b")
	p.bySource = nil
	got := p.check(t, decided(Relay, map[Way]int64{Relay: 2}), "a", "b")
	if len(got.decided[0].Refused) > 0 {
		t.Errorf("%+v", got.decided)
	}
}

func TestADryRunFindsNothingOut(t *testing.T) {
	p := newPair("a")
	got, err := p.run(t, t.Context(), Options{DryRun: true})
	if err != nil || len(got.decided) > 0 || len(p.dest.did) > 0 || got.sum.Transferred != 1 {
		t.Errorf("%+v, %v, did %v", got, err, p.dest.did)
	}
}
