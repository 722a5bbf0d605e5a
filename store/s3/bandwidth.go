package s3

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Bandwidth is a limit that transfers share: the bytes of uploads and
// downloads together. Copies inside S3 take none of it. Nil is no limit.
//
// AWS: AWS CLI Command Reference, topic/s3-config (max_bandwidth)
type Bandwidth struct {
	rate  float64 // bytes a second
	piece int     // most bytes taken at once
	now   func() time.Time
	sleep func(context.Context, time.Duration) error

	mu   sync.Mutex
	free time.Time // when the next byte may go
}

// NewBandwidth is a limit of so many bytes a second.
func NewBandwidth(bytesPerSecond int64) *Bandwidth {
	return newBandwidth(bytesPerSecond, time.Now, pause)
}

func newBandwidth(rate int64, now func() time.Time, sleep func(context.Context, time.Duration) error) *Bandwidth {
	const piecesPerSecond, largest = 100, 64 << 10
	rate = max(rate, 1)
	return &Bandwidth{rate: float64(rate), piece: int(min(max(rate/piecesPerSecond, 1), largest)), now: now, sleep: sleep}
}

// of is how many of n bytes are to be taken at once.
func (b *Bandwidth) of(n int) int {
	if b == nil {
		return n
	}
	return min(n, b.piece)
}

// take waits until n bytes may go. Whoever comes later waits behind them: what
// was not used before is not made up for, so that no second holds more than
// its share.
func (b *Bandwidth) take(ctx context.Context, n int) error {
	if b == nil || n <= 0 {
		return nil
	}
	b.mu.Lock()
	now := b.now()
	begin := b.free
	if begin.Before(now) {
		begin = now
	}
	b.free = begin.Add(time.Duration(float64(n) / b.rate * float64(time.Second)))
	b.mu.Unlock()
	if wait := begin.Sub(now); wait > 0 {
		return b.sleep(ctx, wait)
	}
	return ctx.Err()
}

// limited sends the bodies of uploads within the limit. They are limited here,
// and not where they are read: they are read for their checksum as well.
type limited struct {
	aws.HTTPClient
	bandwidth *Bandwidth
}

func (l limited) Do(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPut && r.Body != nil && r.Body != http.NoBody && !isConfiguration(r) {
		r.Body = limitedBody{r.Body, r.Context(), l.bandwidth}
	}
	return l.HTTPClient.Do(r)
}

// isConfiguration reports whether the request's body is not content.
func isConfiguration(r *http.Request) bool { return r.URL.Query().Has("tagging") }

type limitedBody struct {
	io.ReadCloser
	ctx       context.Context
	bandwidth *Bandwidth
}

func (b limitedBody) Read(to []byte) (int, error) {
	n, err := b.ReadCloser.Read(to[:b.bandwidth.of(len(to))])
	if wait := b.bandwidth.take(b.ctx, n); wait != nil {
		return 0, wait
	}
	return n, err
}
