package s3

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"regexp"
	"strconv"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"clearway/denial"
	"clearway/need"
	"clearway/store"
)

// translate puts an error of the SDK into the form that the engine and the
// command line know, after so many retries in vain: an answer of S3 becomes a *store.Error, a server that
// cannot be reached an *Unreachable.
func (s *Store) translate(operation string, err error, retries int) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return s.withoutAnswer(operation, err)
	}
	e := &store.Error{Operation: operation, Code: api.ErrorCode(), Message: api.ErrorMessage(), Status: status(err), Cause: err}
	if operation == "HeadObject" { // there is no body to tell the code
		e.Code = strconv.Itoa(e.Status)
		if e.Message == "" || e.Message == api.ErrorCode() {
			e.Message = http.StatusText(e.Status) // as aws-cli
		}
	}
	if isTransient(err) {
		e.Retries = retries
	}
	refusal := denial.FromError(need.Call(operation), e.Code, e.Message, e.Status, err)
	switch {
	case refusal.Denial.IsRefusal():
		e.Cause = refusal
	case e.Status == 404 && e.Code != "NoSuchBucket":
		e.Cause = missing{err}
	}
	return e
}

// missing is an answer that says there is no such object.
type missing struct{ error }

func (m missing) Is(target error) bool { return target == fs.ErrNotExist }
func (m missing) Unwrap() error        { return m.error }

func status(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		return response.HTTPStatusCode()
	}
	return 0
}

// Unreachable says that no answer came from the server.
type Unreachable struct {
	URL string
	Err error
}

func (e *Unreachable) Error() string {
	var lookup *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(e.Err, &lookup), errors.As(e.Err, &op) && op.Op == "dial":
		return fmt.Sprintf("Could not connect to the endpoint URL: %q", e.URL)
	case isTimeout(e.Err):
		return fmt.Sprintf("Read timeout on endpoint URL: %q", e.URL)
	}
	return fmt.Sprintf("Connection was closed before we received a valid response from endpoint URL: %q", e.URL)
}

func (e *Unreachable) Unwrap() error { return e.Err }

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// withoutAnswer is for what failed before S3 could answer: the network, the
// credentials, a parameter.
func (s *Store) withoutAnswer(operation string, err error) error {
	var sending *smithyhttp.RequestSendError
	if errors.As(err, &sending) {
		return &Unreachable{URL: s.url(), Err: sending.Err}
	}
	var of *smithy.OperationError
	if errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("%s: %w", operation, err)
}

func (s *Store) url() string {
	if endpoint := s.client.Options().BaseEndpoint; endpoint != nil {
		return *endpoint + "/" + s.bucket
	}
	region := s.client.Options().Region
	if at := s.region.Load(); at != nil {
		region = *at
	}
	return "https://" + s.bucket + ".s3." + region + ".amazonaws.com/"
}

var expecting = regexp.MustCompile(`expecting '([a-z0-9-]+)'`)

// movedTo is the region that S3 says the bucket is in, when a request went to
// another; else "".
//
// AWS: Amazon S3 API Reference, ErrorResponses#RESTRedirect
func movedTo(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	switch api.ErrorCode() {
	case "PermanentRedirect", "TemporaryRedirect", "MovedPermanently", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
	default:
		return ""
	}
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		if region := response.Response.Header.Get("X-Amz-Bucket-Region"); region != "" {
			return region
		}
	}
	if found := expecting.FindStringSubmatch(api.ErrorMessage()); found != nil {
		return found[1]
	}
	return ""
}
