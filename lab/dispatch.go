package lab

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"clearway/lab/call"
	"clearway/lab/jsonrpc"
	"clearway/lab/sigv4"
	"clearway/lab/sso"
	"clearway/lab/world"
)

// dispatcher takes every request of the port to its service.
type dispatcher struct {
	world    *world.World
	services map[string]service
	pages    *pages
	log      *decisionLog
	now      func() time.Time
	region   string
}

func newDispatcher(l *Lab, o Options, token string) (*dispatcher, error) {
	services, err := l.services(o)
	if err != nil {
		return nil, err
	}
	d := &dispatcher{world: l.world, services: services, log: newDecisionLog(o.Log), now: o.Now}
	l.world.Look(func(data *world.Data) { d.region = data.Region })
	d.pages = &pages{world: l.world, log: d.log, token: token, url: l.url}
	return d, nil
}

// contextHeader carries condition keys that a client pretends: an address, a
// VPC endpoint, a time. Only the lab knows it, and it is not signed.
const contextHeader = "X-Clearway-Context"

// ServeHTTP answers one request and leaves nothing of its body behind, since
// clients use the connection again.
func (d *dispatcher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := &tracked{ReadCloser: r.Body}
	r.Body = body
	defer drain(r, body)
	if strings.HasPrefix(r.URL.Path, adminPath) || isPortalPage(r) {
		d.pages.serve(w, r)
		return
	}
	began := d.now()
	name := d.serviceOf(r)
	s := d.services[name]
	overrides, err := pretended(r)
	c := call.New(d.world, overrides)
	c.ID, c.Time, c.Service, c.Region, c.Body = requestID(name), began, name, d.region, r.Body
	if s == nil {
		s = d.services["sts"] // the query protocol has the plainest errors
		scope, _ := sigv4.ScopeOf(r)
		err = world.Faultf(http.StatusNotImplemented, "UnknownService", "The lab has no service %q; it has s3, sts, iam, sso, sso-admin, kms, organizations and ec2.", scope.Service)
	}
	if err == nil {
		err = d.verify(r, c)
	}
	seen := &status{ResponseWriter: w}
	if err != nil {
		c.Note = codeOf(err)
		s.Refuse(seen, r, c, err)
	} else {
		c.Context = d.contextOf(r, c)
		s.Serve(seen, r, c)
	}
	d.log.add(c, r, seen.code, d.now().Sub(began))
}

// drain reads away what the service left of the body. A client that waits for
// leave to send it is not asked to.
func drain(r *http.Request, body *tracked) {
	if body.touched || !strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		io.Copy(io.Discard, body) //nolint:errcheck // the client has gone
	}
}

// tracked knows whether anybody has begun to read.
type tracked struct {
	io.ReadCloser
	touched bool
}

func (t *tracked) Read(p []byte) (int, error) {
	t.touched = true
	return t.ReadCloser.Read(p)
}

// status remembers the status for the log.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	if s.code == 0 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Write(p []byte) (int, error) {
	if s.code == 0 {
		s.code = http.StatusOK
	}
	return s.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// serviceOf names the service that a request is for.
func (d *dispatcher) serviceOf(r *http.Request) string {
	if sigv4.Signed(r) {
		scope, ok := sigv4.ScopeOf(r)
		switch {
		case !ok, scope.Service == "s3express":
			return "s3"
		case scope.Service == "awsssoportal", scope.Service == "sso-oauth", scope.Service == "awsssooidc":
			return "sso"
		case scope.Service == "sso": // what signs for the administration; the two above are the portal and OIDC
			return "sso-admin"
		}
		return scope.Service
	}
	for name, s := range d.services {
		if h, ok := s.(jsonrpc.Handler); ok && h.Owns(r) {
			return name
		}
	}
	if sso.Owns(r) && isLoopbackHost(r.Host) {
		return "sso"
	}
	if r.Method == http.MethodPost && r.URL.Path == "/" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return "sts"
	}
	return "s3"
}

// isLoopbackHost reports whether the request names the lab itself, not a bucket
// in virtual-host style and not a foreign name that resolves here.
func isLoopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// verify finds out who calls and opens the payload.
func (d *dispatcher) verify(r *http.Request, c *call.Call) error {
	for part := range strings.SplitSeq(r.Header.Get("X-Amz-Trailer"), ",") {
		if name := strings.ToLower(strings.TrimSpace(part)); name != "" {
			c.AnnouncedTrailer = append(c.AnnouncedTrailer, name)
		}
	}
	if !sigv4.Signed(r) {
		c.Caller = world.Nobody()
		payload, err := sigv4.Unsigned(r)
		if err == nil {
			c.Body, c.ContentLength, c.Trailer = payload.Body, payload.ContentLength, payload.Trailer
		}
		return err
	}
	verifier := sigv4.Verifier{Now: d.now, Secret: func(id, token string) (string, error) {
		secret, caller, err := d.world.Key(id, token)
		c.Caller = caller
		return secret, keyError(id, err)
	}}
	v, err := verifier.Verify(r)
	if err != nil {
		c.Caller = world.Nobody() // nobody has proved to be the caller
		return err
	}
	c.Region, c.SignedAt, c.AuthType = v.Scope.Region, v.SignedAt, "REST-HEADER"
	if v.Presigned {
		c.AuthType = "REST-QUERY-STRING"
	}
	c.Body, c.ContentLength, c.Trailer = v.Body, v.ContentLength, v.Trailer
	return nil
}

// keyError gives what is wrong with a key the name that S3 has for it.
//
// AWS: Amazon S3 API Reference, ErrorResponses
func keyError(id string, err error) error {
	switch {
	case errors.Is(err, world.ErrNoKey):
		return &call.Error{
			Code: "InvalidAccessKeyId", Message: "The AWS Access Key Id you provided does not exist in our records.",
			Status: http.StatusForbidden, Details: []call.Detail{{Name: "AWSAccessKeyId", Value: id}},
		}
	case errors.Is(err, world.ErrBadToken):
		return &call.Error{Code: "InvalidToken", Message: "The provided token is malformed or otherwise invalid.", Status: http.StatusBadRequest}
	case errors.Is(err, world.ErrExpiredToken):
		return &call.Error{Code: "ExpiredToken", Message: "The provided token has expired.", Status: http.StatusBadRequest}
	}
	return err
}

func codeOf(err error) string {
	var e *call.Error
	if errors.As(err, &e) {
		return e.Code
	}
	var f *world.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return err.Error()
}

// contextOf derives the condition keys that every request has. A request that
// pretends to come through a VPC endpoint has no public address.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func (d *dispatcher) contextOf(r *http.Request, c *call.Call) map[string][]string {
	keys := map[string][]string{
		"aws:SecureTransport": {"false"},
		"aws:CurrentTime":     {c.Time.UTC().Format(time.RFC3339)},
		"aws:EpochTime":       {strconv.FormatInt(c.Time.Unix(), 10)},
		"aws:RequestedRegion": {c.Region},
		"aws:ViaAWSService":   {"false"},
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil && !c.Pretends("aws:SourceVpce") {
		keys["aws:SourceIp"] = []string{host}
	}
	for key, header := range map[string]string{"aws:UserAgent": "User-Agent", "aws:Referer": "Referer"} {
		if text := r.Header.Get(header); text != "" {
			keys[key] = []string{text}
		}
	}
	if s := c.Caller.Session; s != nil {
		keys["aws:TokenIssueTime"] = []string{s.Issued.Format(time.RFC3339)}
		keys["aws:MultiFactorAuthPresent"] = []string{strconv.FormatBool(s.MFA)}
		if s.Source != "" {
			keys["aws:SourceIdentity"] = []string{s.Source}
		}
	}
	return keys
}

// pretended reads the header with condition keys: a JSON object of lists; null
// takes a key away.
func pretended(r *http.Request) (map[string][]string, error) {
	text := r.Header.Get(contextHeader)
	if text == "" {
		return nil, nil
	}
	var out map[string][]string
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, &call.Error{
			Code: "InvalidRequest", Status: http.StatusBadRequest,
			Message: contextHeader + " has to be a JSON object of lists of strings: " + err.Error(),
		}
	}
	return out, nil
}

// requestID has the form that the service's own IDs have.
func requestID(service string) string {
	if service == "s3" {
		return rand.Text()[:16]
	}
	sum := sha256.Sum256([]byte(rand.Text()))
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
