package s3

import (
	"context"
	"crypto/tls"
	"net/http"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Options choose how a bucket is spoken to. The zero value is the default.
type Options struct {
	EndpointURL  string // call this URL; "" follows configuration and environment
	Region       string // "" is the configuration's
	Requests     int    // objects and parts in flight at once; 0 is DefaultRequests
	PageSize     int    // keys asked for in one listing request; 0 leaves it to S3
	RequestPayer bool   // the caller pays for requests
	Threshold    int64  // objects of so many bytes are written in parts; 0 is 8 MiB
	PartSize     int64  // bytes of a part, grown for very large objects; 0 is 8 MiB
	Attempts     int    // tries of a request; 0 is the configuration's, at least 5
}

// DefaultRequests is how many objects and parts are in flight at once.
const DefaultRequests = 64

const (
	defaultThreshold = 8 << 20
	defaultPartSize  = 8 << 20
	leastAttempts    = 5
)

// Store is one bucket as one identity sees it.
type Store struct {
	client *s3.Client
	bucket string
	o      Options
	custom bool                   // an endpoint that is not AWS's: no other region to go to
	region atomic.Pointer[string] // where the bucket was found to be; nil: as configured
	slots  chan struct{}          // one for each request in flight
	memory chan struct{}          // one for each part held in memory
	sum    types.ChecksumAlgorithm
}

// partsInMemory bounds the parts that have to be held while they are written,
// because their source cannot be read twice.
const partsInMemory = 16

// New is the store of bucket, a name or the ARN of an access point.
func New(cfg aws.Config, bucket string, o Options) *Store {
	if o.Requests <= 0 {
		o.Requests = DefaultRequests
	}
	if o.Threshold <= 0 {
		o.Threshold = defaultThreshold
	}
	if o.PartSize <= 0 {
		o.PartSize = defaultPartSize
	}
	s := &Store{bucket: bucket, o: o, slots: make(chan struct{}, o.Requests), memory: make(chan struct{}, partsInMemory)}
	s.client = s3.NewFromConfig(cfg, func(c *s3.Options) { s.configure(c, cfg) })
	return s
}

func (s *Store) configure(c *s3.Options, cfg aws.Config) {
	if s.o.EndpointURL != "" {
		c.BaseEndpoint = aws.String(s.o.EndpointURL)
	}
	if s.o.Region != "" {
		c.Region = s.o.Region
	}
	// As aws-cli: an endpoint of one's own has the bucket in the path.
	s.custom = c.BaseEndpoint != nil
	c.UsePathStyle = s.custom
	c.UseARNRegion = true
	c.DisableLogOutputChecksumValidationSkipped = true
	c.HTTPClient = pooled(c.HTTPClient, s.o.Requests)
	c.Retryer = retryer(cfg, s.o.Attempts)
	// AWS: Amazon S3 User Guide, checking-object-integrity
	if c.RequestChecksumCalculation != aws.RequestChecksumCalculationWhenRequired {
		s.sum = types.ChecksumAlgorithmCrc64nvme
	}
}

// retryer tries again without the SDK's quota of retries: with many requests in
// flight, a moment of throttling would spend it and fail the rest.
func retryer(cfg aws.Config, attempts int) aws.Retryer {
	if attempts == 0 {
		attempts = max(cfg.RetryMaxAttempts, leastAttempts)
	}
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.RateLimiter = ratelimit.None
	})
}

// pooled gives the client a transport of its own that keeps a connection for
// every request in flight, over HTTP/1.1: one connection's window would bound
// all the others' transfers.
func pooled(client aws.HTTPClient, requests int) aws.HTTPClient {
	buildable, ok := client.(*awshttp.BuildableClient)
	if !ok {
		return client
	}
	const listings = 4
	return buildable.WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0
		t.MaxIdleConnsPerHost = requests + listings
		t.ForceAttemptHTTP2 = false
		t.TLSNextProto = make(map[string]func(string, *tls.Conn) http.RoundTripper)
		t.DisableCompression = true
		t.ReadBufferSize, t.WriteBufferSize = 32<<10, 32<<10
	})
}

// slot waits for the right to make one more request.
func (s *Store) slot(ctx context.Context) (release func(), err error) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// call makes one request, once more in the bucket's own region where S3 names
// one, and puts errors into this program's form.
//
// AWS: Amazon S3 User Guide, Redirects
func call[T any](s *Store, operation string, do func(...func(*s3.Options)) (T, error)) (T, error) {
	out, err := do(s.inRegion())
	if region := movedTo(err); region != "" && !s.custom && !s.isRegion(region) {
		s.region.Store(&region)
		out, err = do(s.inRegion())
	}
	if err != nil {
		return out, s.translate(operation, err)
	}
	return out, nil
}

// limited is call within a slot.
func limited[T any](ctx context.Context, s *Store, operation string, do func(...func(*s3.Options)) (T, error)) (T, error) {
	release, err := s.slot(ctx)
	if err != nil {
		var none T
		return none, err
	}
	defer release()
	return call(s, operation, do)
}

func (s *Store) inRegion() func(*s3.Options) {
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

func (s *Store) payer() types.RequestPayer {
	if s.o.RequestPayer {
		return types.RequestPayerRequester
	}
	return ""
}
