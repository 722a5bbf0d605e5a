package s3

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// doing makes one attempt at a request. It is called again for another attempt:
// a body has to be put to its beginning there.
type doing[T any] func(...func(*s3.Options)) (T, error)

// request makes a request within the bucket's pace, as often as it takes.
// Requests of one sort take the same time while nothing is in their way; "" is
// for those whose time depends on what they carry.
func request[T any](ctx context.Context, s *Store, operation, sort string, do doing[T]) (T, error) {
	out, err := held(ctx, s, operation, sort, do)
	if err == nil {
		s.paceOf(operation).leave()
	}
	return out, err
}

// held is request, but after success the place in the pace is held until the
// caller leaves it: there is a body to read.
func held[T any](ctx context.Context, s *Store, operation, sort string, do doing[T]) (T, error) {
	p := s.paceOf(operation)
	t := newTries(s)
	for {
		if err := p.enter(ctx); err != nil {
			var none T
			return none, err
		}
		begun := time.Now()
		out, err := inRegion(s, do)
		took := time.Since(begun)
		p.learn(answer{at: begun.Add(took), took: took, sort: sort, good: err == nil, pushback: isPushback(err)})
		s.calls.count(operation, t.made > 0, took, err)
		if err == nil {
			return out, nil
		}
		p.leave()
		wait, again := t.again(err, p)
		if !again || ctx.Err() != nil || pause(ctx, wait) != nil {
			return out, s.translate(operation, err, t.made-1)
		}
	}
}

// inRegion makes one attempt, once more in the bucket's own region where S3
// names one.
//
// AWS: Amazon S3 User Guide, Redirects
func inRegion[T any](s *Store, do doing[T]) (T, error) {
	out, err := do(s.regional())
	if region := movedTo(err); region != "" && !s.isRegion(region) {
		s.region.Store(&region)
		out, err = do(s.regional())
	}
	return out, err
}

func (s *Store) regional() func(*s3.Options) {
	region := s.region.Load()
	return func(o *s3.Options) {
		if region != nil {
			o.Region = *region
		}
	}
}

func (s *Store) isRegion(region string) bool {
	at := s.region.Load()
	return at != nil && *at == region
}

// paceOf is the pace of an operation's requests.
func (s *Store) paceOf(operation string) *pace {
	if strings.HasPrefix(operation, "Get") || strings.HasPrefix(operation, "Head") || strings.HasPrefix(operation, "List") {
		return s.reads
	}
	return s.writes
}

// tries counts the attempts at one request and says how long to wait for the
// next.
type tries struct {
	most     int // attempts
	bounded  bool
	made     int
	throttle int       // of them throttled
	begun    time.Time // the first of those
}

func newTries(s *Store) tries { return tries{most: s.attempts, bounded: s.o.Attempts > 0} }

// How long to wait: from the first, doubled from attempt to attempt.
const (
	firstPause = 50 * time.Millisecond
	mostPause  = 5 * time.Second

	// patience is how long a bucket may throttle everything before the run
	// gives up: throttling by itself never loses an object.
	patience = 2 * time.Minute
)

// again takes err into account: whether there is another attempt, and when.
// Being throttled does not count against the attempts as long as the bucket
// answers anything at all.
//
// AWS: Amazon S3 User Guide, ErrorBestPractices
func (t *tries) again(err error, p *pace) (time.Duration, bool) {
	t.made++
	if !isTransient(err) {
		return 0, false
	}
	if isThrottling(err) && !t.bounded {
		now := time.Now()
		if t.throttle++; t.throttle == 1 {
			t.begun = now
		}
		last := t.begun
		if good := p.good(); good.After(last) {
			last = good
		}
		return backoff(t.made), now.Sub(last) < patience
	}
	return backoff(t.made), t.made-t.throttle < t.most
}

// backoff spreads those who were turned away at once.
func backoff(made int) time.Duration {
	wait := min(firstPause<<min(made-1, 10), mostPause)
	return wait/2 + rand.N(wait/2)
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isTransient reports whether the same request may succeed later.
func isTransient(err error) bool {
	if isThrottling(err) || isBroken(err) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

// isBroken reports whether what was sent or what was answered did not arrive as
// it was.
//
// AWS: Amazon S3 API Reference, ErrorResponses#ErrorCodeList
func isBroken(err error) bool {
	var api smithy.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode() {
		case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody":
			return true
		}
	}
	var unread *smithy.DeserializationError
	return errors.As(err, &unread) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isThrottling reports whether S3 asks for fewer requests.
//
// AWS: Amazon S3 API Reference, ErrorResponses#ErrorCodeList
func isThrottling(err error) bool {
	if err == nil {
		return false
	}
	switch status(err) {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return true
	}
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}

// isPushback reports whether err says that too much is in flight.
func isPushback(err error) bool {
	var sending *smithyhttp.RequestSendError
	return isThrottling(err) || errors.As(err, &sending) && !errors.Is(err, context.Canceled)
}
