package jsonrpc

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"clearway/lab/call"
	"clearway/lab/world"
)

// Operation does one API operation; its result is written as JSON, nil as no
// body.
type Operation func(a *Asked) (result any, err error)

// Service is one AWS service that speaks the protocol.
type Service struct {
	Name       string // as messages call it
	Target     string // begins the value of X-Amz-Target, with its dot
	Internal   string // the code of a fault of the lab itself
	Operations map[string]Operation
}

// Asked is one request with its body read.
type Asked struct {
	*call.Call
	World *world.World
	body  []byte
}

// Over ties the service to a world.
func (s *Service) Over(w *world.World) Handler { return Handler{s, w} }

// Handler is a service over a world. It is a call.Service.
type Handler struct {
	service *Service
	world   *world.World
}

// Owns reports whether a request is for the service; unsigned ones have no
// other sign.
func (h Handler) Owns(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get(targetHeader), h.service.Target)
}

const targetHeader = "X-Amz-Target"

// largestBody bounds a request: a key policy of 32 KiB fits many times.
const largestBody = 1 << 20

// Serve answers one request.
func (h Handler) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
	result, err := h.run(r, c)
	var body []byte
	if err == nil && result != nil {
		body, err = json.Marshal(result)
	}
	if err != nil {
		h.Refuse(w, r, c, err)
		return
	}
	write(w, c, http.StatusOK, body)
}

func (h Handler) run(r *http.Request, c *call.Call) (any, error) {
	name := strings.TrimPrefix(r.Header.Get(targetHeader), h.service.Target)
	c.Operation = name
	body, err := io.ReadAll(io.LimitReader(c.Body, largestBody))
	if err != nil {
		return nil, err
	}
	run := h.service.Operations[name]
	switch {
	case run == nil && h.Owns(r):
		return nil, world.Faultf(http.StatusBadRequest, "UnsupportedOperationException", "The lab has no operation %s of %s.", name, h.service.Name)
	case run == nil:
		return nil, world.Faultf(http.StatusBadRequest, "UnknownOperationException", "")
	case c.Caller.Principal.ARN == "":
		return nil, world.Faultf(http.StatusBadRequest, "MissingAuthenticationTokenException", "Missing Authentication Token")
	}
	return run(&Asked{Call: c, World: h.world, body: body})
}

// codes are the names that the protocol has for S3's.
//
// AWS: KMS API Reference, CommonErrors; AWS Organizations API Reference, CommonErrors
var codes = map[string]world.Fault{
	"InvalidAccessKeyId":           {Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid."},
	"InvalidToken":                 {Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid."},
	"ExpiredToken":                 {Code: "ExpiredTokenException", Message: "The security token included in the request is expired"},
	"RequestTimeTooSkewed":         {Code: "InvalidSignatureException"},
	"SignatureDoesNotMatch":        {Code: "InvalidSignatureException"},
	"XAmzContentSHA256Mismatch":    {Code: "InvalidSignatureException"},
	"AuthorizationHeaderMalformed": {Code: "IncompleteSignatureException"},
}

// Refuse answers with an error.
func (h Handler) Refuse(w http.ResponseWriter, _ *http.Request, c *call.Call, err error) {
	f := h.faultOf(err)
	c.Note = f.Code
	body, err := json.Marshal(struct {
		Type    string `json:"__type"`
		Message string `json:"message,omitempty"`
	}{f.Code, f.Message})
	if err != nil { // it is made of text only
		http.Error(w, f.Message, f.Status)
		return
	}
	write(w, c, f.Status, body)
}

func (h Handler) faultOf(err error) *world.Fault {
	var f *world.Fault
	if errors.As(err, &f) {
		return f
	}
	var e *call.Error
	if !errors.As(err, &e) {
		return world.Faultf(http.StatusInternalServerError, h.service.Internal, "The lab could not answer: %v", err)
	}
	f = &world.Fault{Code: e.Code, Message: e.Message, Status: http.StatusBadRequest}
	if known, ok := codes[e.Code]; ok {
		f.Code = known.Code
		if known.Message != "" {
			f.Message = known.Message
		}
	}
	return f
}

func write(w http.ResponseWriter, c *call.Call, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/x-amz-json-1.1")
	h.Set("Cache-Control", "no-cache, no-store, must-revalidate, private")
	h.Set("x-amzn-RequestId", c.ID)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client has gone
}
