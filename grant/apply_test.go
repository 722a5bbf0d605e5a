package grant

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// bucketInMemory is a bucket's policy that others may change between calls.
type bucketInMemory struct {
	text     string
	reads    int
	writes   int
	refusals int                      // of the next writes: principal not heard of yet
	stale    int                      // reads after a write that still show the old text
	before   string                   // what stale reads show
	onRead   func(b *bucketInMemory)  // somebody else at work
	shape    func(text []byte) []byte // how the bucket stores what it is given
}

func (b *bucketInMemory) ReadPolicy(context.Context) ([]byte, error) {
	b.reads++
	if b.onRead != nil {
		b.onRead(b)
	}
	if b.writes > 0 && b.stale > 0 {
		b.stale--
		return []byte(b.before), nil
	}
	return []byte(b.text), nil
}

func (b *bucketInMemory) WritePolicy(_ context.Context, text []byte) error {
	if b.refusals > 0 {
		b.refusals--
		return fmt.Errorf("PutBucketPolicy: %w", ErrInvalidPrincipal)
	}
	b.writes++
	b.before = b.text
	if b.shape != nil {
		text = b.shape(text)
	}
	b.text = string(text)
	return nil
}

func (b *bucketInMemory) DeletePolicy(context.Context) error {
	b.writes++
	b.before, b.text = b.text, ""
	return nil
}

const (
	oldText = `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"*"}]}`
	newText = `{"Statement":[{"Effect":"Deny","Principal":"*","Action":["s3:DeleteBucket","s3:PutBucketAcl"],"Resource":"*"}]}`
)

func TestApply(t *testing.T) {
	guard := func(err error) Guard {
		var g *GuardError
		if errors.As(err, &g) {
			return g.Guard
		}
		return ""
	}
	cases := []struct {
		name       string
		bucket     bucketInMemory
		old, new   string
		roleExists bool
		want       string
		guard      Guard
		failed     bool
		kept       bool
		waited     time.Duration
	}{
		{name: "writes and reads back", bucket: bucketInMemory{text: oldText}, old: oldText, new: newText, want: newText, kept: true},
		{name: "writes where there was no policy", old: "", new: newText, want: newText},
		{name: "deletes what is left empty", bucket: bucketInMemory{text: oldText}, old: oldText, new: "", want: "", kept: true},
		{name: "somebody was faster", bucket: bucketInMemory{text: newText}, old: oldText, new: "", want: newText, guard: GuardChanged, kept: true},
		{name: "a policy appeared where none was", bucket: bucketInMemory{text: oldText}, old: "", new: newText, want: oldText, guard: GuardChanged},
		{name: "a fresh role is waited for", bucket: bucketInMemory{text: oldText, refusals: 3}, old: oldText, new: newText, roleExists: true,
			want: newText, kept: true, waited: 7 * time.Second},
		{name: "an unknown role is not", bucket: bucketInMemory{text: oldText, refusals: 1}, old: oldText, new: newText, want: oldText, kept: true, failed: true},
		{name: "a role that never arrives", bucket: bucketInMemory{text: oldText, refusals: 100}, old: oldText, new: newText, roleExists: true,
			want: oldText, kept: true, failed: true, waited: 55 * time.Second},
		{name: "somebody wrote while it waited", bucket: bucketInMemory{text: oldText, refusals: 1, onRead: func(b *bucketInMemory) {
			if b.reads == 2 {
				b.text = "{}"
			}
		}}, old: oldText, new: newText, roleExists: true, want: "{}", guard: GuardChanged, kept: true, waited: time.Second},
		{name: "the old text is shown for a while", bucket: bucketInMemory{text: oldText, stale: 2}, old: oldText, new: newText, want: newText, kept: true, waited: 3 * time.Second},
		{name: "S3 shows it in another order", bucket: bucketInMemory{text: oldText, shape: func([]byte) []byte {
			return []byte(`{"Statement":{"Resource":["*"],"Action":["s3:PutBucketAcl","s3:DeleteBucket"],"Principal":{"AWS":"*"},"Effect":"Deny"}}`)
		}}, old: oldText, new: newText, want: `{"Statement":{"Resource":["*"],"Action":["s3:PutBucketAcl","s3:DeleteBucket"],"Principal":{"AWS":"*"},"Effect":"Deny"}}`, kept: true},
		{name: "S3 shows something else", bucket: bucketInMemory{text: oldText, shape: func([]byte) []byte { return []byte("{}") }},
			old: oldText, new: newText, want: "{}", guard: GuardReadBack, kept: true, waited: 55 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var kept []byte
			var waited time.Duration
			err := Apply(t.Context(), &c.bucket, Writing{
				Bucket: "b", Old: []byte(c.old), New: []byte(c.new), RoleExists: c.roleExists,
				Keep: func(old []byte) error { kept = old; return nil },
				Wait: func(_ context.Context, d time.Duration) error { waited += d; return nil },
			})
			if guard(err) != c.guard || (err != nil) != (c.failed || c.guard != "") {
				t.Errorf("error %v", err)
			}
			if c.bucket.text != c.want || (string(kept) == c.old) != (c.kept || c.old == "") {
				t.Errorf("bucket has %q, kept %q", c.bucket.text, kept)
			}
			if waited != c.waited {
				t.Errorf("waited %v, want %v", waited, c.waited)
			}
		})
	}
}

func TestApplyWritesNothingThatItCannotUndo(t *testing.T) {
	b := bucketInMemory{text: oldText}
	full := errors.New("disk full")
	err := Apply(t.Context(), &b, Writing{Bucket: "b", Old: []byte(oldText), New: []byte(newText), Keep: func([]byte) error { return full }})
	if !errors.Is(err, full) || b.writes != 0 {
		t.Errorf("%v after %d writes", err, b.writes)
	}
}

func TestAwait(t *testing.T) {
	for answers, want := range map[int]time.Duration{0: 0, 1: time.Second, 3: 7 * time.Second, 1000: 55 * time.Second} {
		left := answers
		took, yes, err := Await(t.Context(), func(context.Context, time.Duration) error { return nil }, func() (bool, error) {
			left--
			return left < 0, nil
		})
		if took != want || yes != (answers < 1000) || err != nil {
			t.Errorf("%d refusals: %v, %v, %v", answers, took, yes, err)
		}
	}
	stopped := errors.New("stopped")
	if _, _, err := Await(t.Context(), func(context.Context, time.Duration) error { return stopped }, func() (bool, error) { return false, nil }); !errors.Is(err, stopped) {
		t.Errorf("got %v", err)
	}
}
