package sigv4

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"clearway/lab/call"
)

// Verifier checks requests. Secret gives the secret behind an access key and
// the session token that came with it; its error is given back as it is.
type Verifier struct {
	Secret func(accessKeyID, token string) (secret string, err error)
	Now    func() time.Time
}

// Verified is what a checked signature tells.
type Verified struct {
	Scope     Scope
	SignedAt  time.Time
	Presigned bool
	Token     string

	Body          io.ReadCloser // decoded payload; reads end in a *call.Error if it was tampered with
	ContentLength int64         // of the decoded payload, -1 when unknown
	Trailer       http.Header   // filled when Body has reached io.EOF
}

// skew is how far a client's clock may be off.
//
// AWS: Amazon S3 API Reference, ErrorResponses (RequestTimeTooSkewed)
const skew = 15 * time.Minute

// longestPresigned is the longest life of a presigned URL: seven days.
//
// AWS: Amazon S3 API Reference, sigv4-query-string-auth
const longestPresigned = 7 * 24 * time.Hour

// timeForm is the form of X-Amz-Date.
const timeForm = "20060102T150405Z"

// claim is a signature taken apart, not yet believed.
type claim struct {
	scope     Scope
	signature string
	headers   []string // signed, lower case
	timestamp string
	signedAt  time.Time
	expires   time.Duration // of a presigned URL
	presigned bool
	token     string
	payload   string // what stands for the payload in the canonical request
}

// Verify checks the signature of r. Errors of the request are *call.Error with
// S3's codes; other services give them other names.
func (v Verifier) Verify(r *http.Request) (*Verified, error) {
	c, err := read(r)
	if err != nil {
		return nil, err
	}
	if err := checkHeaders(r, c); err != nil {
		return nil, err
	}
	if err := v.checkTime(c); err != nil {
		return nil, err
	}
	secret, err := v.Secret(c.scope.AccessKeyID, c.token)
	if err != nil {
		return nil, err
	}
	if err := settlePayload(r, c); err != nil {
		return nil, err
	}
	key := signingKey(secret, c.scope)
	if err := checkSignature(r, c, key); err != nil {
		return nil, err
	}
	out := &Verified{Scope: c.scope, SignedAt: c.signedAt, Presigned: c.presigned, Token: c.token, Trailer: http.Header{}}
	return out, openPayload(r, c, key, out)
}

func checkSignature(r *http.Request, c *claim, key []byte) error {
	paths := canonicalPaths(r, c.scope.Service)
	for _, path := range paths {
		canonical := canonicalRequest(r, path, c.headers, c.payload, c.presigned)
		toSign := stringToSign(algorithm, c.timestamp, c.scope, sumText(canonical))
		if sameSignature(mac(key, toSign), c.signature) {
			return nil
		}
	}
	canonical := canonicalRequest(r, paths[0], c.headers, c.payload, c.presigned)
	return mismatch(c, stringToSign(algorithm, c.timestamp, c.scope, sumText(canonical)), canonical)
}

func sameSignature(want []byte, got string) bool {
	raw, err := hex.DecodeString(got)
	return err == nil && hmac.Equal(want, raw)
}

func read(r *http.Request) (*claim, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return readHeader(r, header)
	}
	return readQuery(r)
}

func readHeader(r *http.Request, header string) (*claim, error) {
	if !strings.HasPrefix(header, algorithm+" ") {
		return nil, fault(400, "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use "+algorithm+".")
	}
	fields := authorizationFields(header)
	scope, ok := parseCredential(fields["Credential"])
	if !ok {
		return nil, malformed(`the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`)
	}
	c := &claim{
		scope: scope, signature: fields["Signature"], headers: splitHeaders(fields["SignedHeaders"]),
		token: r.Header.Get("X-Amz-Security-Token"), payload: r.Header.Get("X-Amz-Content-Sha256"),
	}
	if c.signature == "" || len(c.headers) == 0 {
		return nil, malformed("the authorization header requires three components: Credential, SignedHeaders, and Signature.")
	}
	var err error
	if c.signedAt, err = headerTime(r); err != nil {
		return nil, fault(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
	}
	c.timestamp = c.signedAt.Format(timeForm)
	return c, nil
}

// headerTime reads X-Amz-Date or, without it, Date.
func headerTime(r *http.Request) (time.Time, error) {
	if text := r.Header.Get("X-Amz-Date"); text != "" {
		return time.Parse(timeForm, text)
	}
	if t, err := http.ParseTime(r.Header.Get("Date")); err == nil {
		return t.UTC(), nil
	}
	return time.Parse(timeForm, r.Header.Get("Date"))
}

func readQuery(r *http.Request) (*claim, error) {
	get := func(name string) string { return queryValue(r.URL.RawQuery, name) }
	if get("X-Amz-Algorithm") != algorithm {
		if get("AWSAccessKeyId") != "" {
			return nil, fault(400, "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use "+algorithm+".")
		}
		return nil, queryFault(`X-Amz-Algorithm only supports "` + algorithm + `"`)
	}
	scope, ok := parseCredential(get("X-Amz-Credential"))
	if !ok {
		return nil, queryFault(`Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`)
	}
	c := &claim{
		scope: scope, presigned: true, signature: get("X-Amz-Signature"), headers: splitHeaders(get("X-Amz-SignedHeaders")),
		token: get("X-Amz-Security-Token"), timestamp: get("X-Amz-Date"), payload: r.Header.Get("X-Amz-Content-Sha256"),
	}
	if c.payload == "" {
		c.payload = get("X-Amz-Content-Sha256")
	}
	if c.signature == "" || len(c.headers) == 0 || c.timestamp == "" {
		return nil, queryFault("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
	}
	var err error
	if c.signedAt, err = time.Parse(timeForm, c.timestamp); err != nil {
		return nil, queryFault(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
	}
	if scope.Service != "s3" && get("X-Amz-Expires") == "" {
		c.expires = skew
		return c, nil
	}
	seconds, err := strconv.Atoi(get("X-Amz-Expires"))
	c.expires = time.Duration(seconds) * time.Second
	switch {
	case err != nil:
		return nil, queryFault("X-Amz-Expires should be a number")
	case seconds < 0:
		return nil, queryFault("X-Amz-Expires must be non-negative")
	case c.expires > longestPresigned:
		return nil, queryFault("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds")
	}
	return c, nil
}

func splitHeaders(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.ToLower(text), ";")
}

// checkHeaders wants the host and all x-amz-… headers signed.
//
// AWS: Amazon S3 API Reference, sig-v4-header-based-auth
func checkHeaders(r *http.Request, c *claim) error {
	var missing []string
	if !slices.Contains(c.headers, "host") {
		missing = append(missing, "host")
	}
	for name := range r.Header {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-amz-") && !slices.Contains(c.headers, lower) && !(c.presigned && lower == "x-amz-content-sha256") {
			missing = append(missing, lower)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	e := fault(403, "AccessDenied", "There were headers present in the request which were not signed")
	e.Details = []call.Detail{{Name: "HeadersNotSigned", Value: strings.Join(missing, ", ")}}
	return e
}

func (v Verifier) checkTime(c *claim) error {
	now := v.Now().UTC()
	if c.scope.Date != c.signedAt.Format("20060102") {
		return malformed("the Credential's date is not that of the signature: " + c.scope.Date)
	}
	if c.presigned {
		end := c.signedAt.Add(c.expires)
		switch {
		case now.Add(skew).Before(c.signedAt):
			return fault(403, "AccessDenied", "Request is not valid yet")
		case now.After(end):
			e := fault(403, "AccessDenied", "Request has expired")
			e.Details = []call.Detail{
				{Name: "X-Amz-Expires", Value: strconv.Itoa(int(c.expires / time.Second))},
				{Name: "Expires", Value: end.Format(time.RFC3339)}, {Name: "ServerTime", Value: now.Format(time.RFC3339)},
			}
			return e
		}
		return nil
	}
	if d := now.Sub(c.signedAt); d > skew || d < -skew {
		e := fault(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
		e.Details = []call.Detail{
			{Name: "RequestTime", Value: c.timestamp}, {Name: "ServerTime", Value: now.Format(time.RFC3339)},
			{Name: "MaxAllowedSkewMilliseconds", Value: strconv.Itoa(int(skew / time.Millisecond))},
		}
		return e
	}
	return nil
}

// largestUnhashed bounds the body of a request that leaves its hash to the
// server, as those of STS and IAM do.
const largestUnhashed = 1 << 20

// settlePayload finds what stands for the payload in the canonical request.
func settlePayload(r *http.Request, c *claim) error {
	if c.payload != "" {
		return nil
	}
	if c.scope.Service == "s3" {
		if c.presigned {
			c.payload = unsignedPayload
			return nil
		}
		return fault(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, largestUnhashed+1))
	if err != nil {
		return fault(400, "IncompleteBody", "The request body ended before its length was reached")
	}
	if len(raw) > largestUnhashed {
		return fault(413, "RequestEntityTooLarge", "The request is larger than the service takes")
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{bytes.NewReader(raw), r.Body}
	c.payload = sumText(string(raw))
	return nil
}

func mismatch(c *claim, toSign, canonical string) error {
	e := fault(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
	e.Details = []call.Detail{
		{Name: "AWSAccessKeyId", Value: c.scope.AccessKeyID}, {Name: "StringToSign", Value: toSign},
		{Name: "SignatureProvided", Value: c.signature}, {Name: "CanonicalRequest", Value: canonical},
	}
	return e
}

func fault(status int, code, message string) *call.Error {
	return &call.Error{Code: code, Message: message, Status: status}
}

func malformed(why string) error {
	return fault(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; "+why)
}

func queryFault(why string) error {
	return fault(400, "AuthorizationQueryParametersError", why)
}
