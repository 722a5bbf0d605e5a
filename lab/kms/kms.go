package kms

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"clearway/lab/call"
	"clearway/lab/world"
	"clearway/need"
)

// Service answers the requests of KMS. It is a call.Service.
type Service struct{ world *world.World }

// New is the service over a world.
func New(w *world.World) *Service { return &Service{world: w} }

// target begins the value of X-Amz-Target.
const target = "TrentService."

// Owns reports whether a request is for KMS; unsigned ones have no other sign.
func Owns(r *http.Request) bool { return strings.HasPrefix(r.Header.Get("X-Amz-Target"), target) }

// operation answers one request; result is written as JSON, nil as no body.
type operation func(a *asked) (result any, err error)

// operations holds what the lab has of KMS.
//
// AWS: KMS API Reference, API_Operations
var operations = map[need.Call]operation{
	"CreateKey":            (*asked).createKey,
	"DescribeKey":          (*asked).describeKey,
	"ListKeys":             (*asked).listKeys,
	"EnableKey":            (*asked).enableKey,
	"DisableKey":           (*asked).disableKey,
	"ScheduleKeyDeletion":  (*asked).scheduleDeletion,
	"CancelKeyDeletion":    (*asked).cancelDeletion,
	"UpdateKeyDescription": (*asked).updateDescription,
	"GetKeyRotationStatus": (*asked).getRotation,
	"ListResourceTags":     (*asked).listTags,

	"CreateAlias": (*asked).createAlias,
	"UpdateAlias": (*asked).updateAlias,
	"DeleteAlias": (*asked).deleteAlias,
	"ListAliases": (*asked).listAliases,

	"GetKeyPolicy":    (*asked).getPolicy,
	"PutKeyPolicy":    (*asked).putPolicy,
	"ListKeyPolicies": (*asked).listPolicies,

	"CreateGrant": (*asked).createGrant,
	"ListGrants":  (*asked).listGrants,
	"RevokeGrant": (*asked).revokeGrant,

	"Encrypt":                         (*asked).encrypt,
	"Decrypt":                         (*asked).decrypt,
	"ReEncrypt":                       (*asked).reEncrypt,
	"GenerateDataKey":                 (*asked).generateDataKey,
	"GenerateDataKeyWithoutPlaintext": (*asked).generateWithoutPlaintext,
}

// Operations lists the operations that the service has.
func Operations() []need.Call {
	var names []need.Call
	for name := range operations {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// largestBody bounds a request: a key policy of 32 KiB fits many times.
const largestBody = 1 << 20

// Serve answers one request.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
	result, err := s.run(r, c)
	if err != nil {
		s.Refuse(w, r, c, err)
		return
	}
	var body []byte
	if result != nil {
		if body, err = json.Marshal(result); err != nil {
			s.Refuse(w, r, c, err)
			return
		}
	}
	write(w, c, http.StatusOK, body)
}

func (s *Service) run(r *http.Request, c *call.Call) (any, error) {
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), target)
	c.Operation = name
	body, err := io.ReadAll(io.LimitReader(c.Body, largestBody))
	if err != nil {
		return nil, err
	}
	run := operations[need.Call(name)]
	switch {
	case run == nil && need.Known(need.Call(name)), run == nil && Owns(r):
		return nil, world.Faultf(http.StatusBadRequest, "UnsupportedOperationException", "The lab has no operation %s of KMS.", name)
	case run == nil:
		return nil, world.Faultf(http.StatusBadRequest, "UnknownOperationException", "")
	case c.Caller.Principal.ARN == "":
		return nil, world.Faultf(http.StatusBadRequest, "MissingAuthenticationTokenException", "Missing Authentication Token")
	}
	return run(&asked{Call: c, world: s.world, body: body, name: need.Call(name)})
}

// codes are the names that KMS has for S3's.
//
// AWS: KMS API Reference, CommonErrors
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
func (s *Service) Refuse(w http.ResponseWriter, _ *http.Request, c *call.Call, err error) {
	var f *world.Fault
	var e *call.Error
	switch {
	case errors.As(err, &f):
	case errors.As(err, &e):
		f = &world.Fault{Code: e.Code, Message: e.Message, Status: http.StatusBadRequest}
		if known, ok := codes[e.Code]; ok {
			f.Code = known.Code
			if known.Message != "" {
				f.Message = known.Message
			}
		}
	default:
		f = world.Faultf(http.StatusInternalServerError, "KMSInternalException", "The lab could not answer: %v", err)
	}
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

func write(w http.ResponseWriter, c *call.Call, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/x-amz-json-1.1")
	h.Set("Cache-Control", "no-cache, no-store, must-revalidate, private")
	h.Set("x-amzn-RequestId", c.ID)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client has gone
}
