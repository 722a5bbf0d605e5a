package survey

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"clearway/need"
	"clearway/preflight"
)

// Missing is a piece of knowledge that no profile got, with what would reveal
// it.
type Missing struct {
	Gate     preflight.Gate // that is not known for want of it; "" where nothing hangs on it
	Side     string         // "source", "destination"; "" for the caller's own
	Call     need.Call
	Action   string // that would reveal it: "organizations:DescribePolicy"
	Resource string // bucket, key, role or account that it is about
	Account  string // in which it has to be allowed; "" is not known
	// Management names the organization whose management account it is, or
	// whose delegated administrator's, where Account is not known or is that.
	Management string
	Why        Why
	Code       string   // AWS's, of the last refusal
	Tried      []string // profiles that were refused
}

// Why says in one word why a piece is missing.
type Why string

// The reasons.
const (
	WhyRefused    Why = "refused"    // AWS refused it to Tried
	WhyNobody     Why = "nobody"     // no profile of the account was given
	WhyFailed     Why = "failed"     // AWS answered something else: Code; or did not answer
	WhyUnreadable Why = "unreadable" // AWS shows it to nobody: a session's policies
	WhyOtherOrg   Why = "other-org"  // the account belongs to an organization of which no profile was given
	WhyNoOwner    Why = "no-owner"   // whose account would have to be asked is not known
	WhyPathless   Why = "pathless"   // the caller's role is known by its name only: Resource
	WhyDocument   Why = "document"   // it was read, but is no policy that clearway understands: Code says why
)

// failed notes that a profile did not get it.
func (m *Missing) failed(p *Profile, err error) {
	m.Tried = append(m.Tried, p.Name)
	code := errorCode(err)
	if isRefusal(err) {
		m.Why, m.Code = WhyRefused, code
		return
	}
	if m.Why != WhyRefused {
		m.Why, m.Code = WhyFailed, code
	}
}

// at gives a copy for a gate; of nil it gives nil.
func (m *Missing) at(gate preflight.Gate) *Missing {
	if m == nil {
		return nil
	}
	out := *m
	out.Gate = gate
	return &out
}

// String names it in the terms of AWS, for logs; a command line has words of
// its own.
func (m Missing) String() string {
	text := string(m.Why) + ": " + m.Action
	for _, part := range []struct{ before, value string }{
		{" on ", m.Resource}, {" in account ", m.Account}, {" of ", m.Management}, {": ", m.Code}, {", asked as ", strings.Join(m.Tried, ", ")},
	} {
		if part.value != "" {
			text += part.before + part.value
		}
	}
	return text
}

// errorCode is AWS's code of an error; the status for an answer without one, as
// HEAD gets.
func errorCode(err error) string {
	var api smithy.APIError
	var response *awshttp.ResponseError
	status := 0
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	if errors.As(err, &api) && api.ErrorCode() != "" && api.ErrorCode() != "UnknownError" && api.ErrorCode() != strings.ReplaceAll(http.StatusText(status), " ", "") {
		return api.ErrorCode()
	}
	if status != 0 {
		return fmt.Sprint(status)
	}
	return ""
}

// isRefusal reports whether AWS said that the caller may not, in any of the
// words of its services.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 API Reference,
// API_GetBucketPolicy (405 for identities of other accounts)
func isRefusal(err error) bool {
	switch errorCode(err) {
	case "AccessDenied", "AccessDeniedException", "AccessDeniedForDependencyException", "UnauthorizedOperation",
		"AllAccessDisabled", "MethodNotAllowed", "403", "405", "Forbidden":
		return true
	}
	return false
}

// regionHeader is the region that S3 names in every answer about a bucket, also
// in refusals.
//
// AWS: Amazon S3 API Reference, API_HeadBucket
func regionHeader(err error) string {
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		return response.Response.Header.Get("X-Amz-Bucket-Region")
	}
	return ""
}
