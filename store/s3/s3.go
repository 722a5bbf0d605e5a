package s3

import (
	"cmp"
	"crypto/tls"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/semaphore"

	"clearway/store"
)

// Options choose how a bucket is spoken to. The zero value is the default.
type Options struct {
	EndpointURL  string // call this URL; "" follows configuration and environment
	Region       string // "" is the configuration's
	Requests     int    // most requests of a kind in flight at once; 0 is DefaultRequests
	PageSize     int    // keys asked for in one listing request; 0 leaves it to S3
	RequestPayer bool   // the caller pays for requests
	Threshold    int64  // objects of so many bytes are written in parts; 0 is 8 MiB
	PartSize     int64  // bytes of a part, grown for very large objects; 0 is 8 MiB
	Attempts     int    // tries of a request; 0 is the configuration's, or 5
	Memory       int64  // most bytes held of content that cannot be read twice; 0 is 128 MiB
	ExpectedSize int64  // what content of an unknown size is thought to have; 0 is not known either
	Owner        string // the account that the bucket has to belong to; "" is any

	SSEC         store.CustomerKey // what this bucket's objects are encrypted with, read or written
	ChecksumMode bool              // ask for checksums and compare them, whatever the configuration says
	Bandwidth    *Bandwidth        // shared by all stores that are given the same one; nil is no limit
	Timeout      time.Duration     // how long a connection may stand still; 0 is 60 s, negative for ever
	Resume       *Resume           // where what was interrupted is remembered; nil: nowhere
	Settings     Settings          // of addresses and signatures
}

// DefaultRequests is the most reading and the most writing requests in flight
// at once; how many there are follows the bucket's answers.
const DefaultRequests = mostLimit

const (
	defaultThreshold = 8 << 20
	defaultPartSize  = 8 << 20
	usualAttempts    = 5
)

// Store is one bucket as one identity sees it.
type Store struct {
	client *s3.Client
	bucket string
	o      Options
	region atomic.Pointer[string] // where the bucket was found to be; nil: as configured
	memory *memory
	sum    types.ChecksumAlgorithm // of what is written, where the writing names none; "" is none
	key    customerKey
	verify bool                // checksums of what is read
	parts  *semaphore.Weighted // under way, of all objects

	reads, writes *pace
	calls         calls
	attempts      int     // at a request that fails
	readers       readers // of pages
	lookers       readers // of single entries
}

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
	if o.Memory <= 0 {
		o.Memory = defaultMemory
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	s := &Store{bucket: bucket, o: o, key: newCustomerKey(o.SSEC), parts: semaphore.NewWeighted(int64(o.Requests)), memory: newMemory(o.Memory), reads: newPace(o.Requests), writes: newPace(o.Requests)}
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
	s.o.Settings.apply(c, c.BaseEndpoint != nil)
	c.UseARNRegion = true
	expectOwner(s.o.Owner)(c)
	c.DisableLogOutputChecksumValidationSkipped = true
	c.APIOptions = append(c.APIOptions, ownType, s.key.with)
	c.HTTPClient = pooled(c.HTTPClient, s.o.Requests, s.o.Timeout)
	if s.o.Bandwidth != nil {
		c.HTTPClient = limited{c.HTTPClient, s.o.Bandwidth}
	}
	c.EndpointResolverV2 = &endpoints{of: c.EndpointResolverV2}
	// Trying again is for request, which leaves the pace to others meanwhile.
	c.Retryer = aws.NopRetryer{}
	if s.attempts = cmp.Or(s.o.Attempts, cfg.RetryMaxAttempts); s.attempts == 0 {
		s.attempts = usualAttempts
	}
	// AWS: Amazon S3 User Guide, checking-object-integrity
	if c.RequestChecksumCalculation != aws.RequestChecksumCalculationWhenRequired {
		s.sum = types.ChecksumAlgorithmCrc64nvme
	}
	s.verify = s.o.ChecksumMode || c.ResponseChecksumValidation != aws.ResponseChecksumValidationWhenRequired
	if s.o.ChecksumMode {
		c.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenSupported
	}
}

// pooled gives the client a transport of its own that keeps a connection for
// every request in flight, over HTTP/1.1: one connection's window would bound
// all the others' transfers.
func pooled(client aws.HTTPClient, requests int, timeout time.Duration) aws.HTTPClient {
	buildable, ok := client.(*awshttp.BuildableClient)
	if !ok {
		return client
	}
	const kinds = 2 // reads and writes
	return buildable.WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0
		t.MaxIdleConnsPerHost = kinds * requests
		t.ForceAttemptHTTP2 = false
		t.TLSNextProto = make(map[string]func(string, *tls.Conn) http.RoundTripper)
		t.DisableCompression = true
		t.ReadBufferSize, t.WriteBufferSize = 8<<10, 4<<10
		if timeout > 0 && t.DialContext != nil {
			t.DialContext = dial(t.DialContext).patient(timeout)
		}
	})
}

// InFlight gives how many reading and writing requests the bucket takes well.
func (s *Store) InFlight() (reads, writes int) { return s.reads.width(), s.writes.width() }

func (s *Store) payer() types.RequestPayer {
	if s.o.RequestPayer {
		return types.RequestPayerRequester
	}
	return ""
}
