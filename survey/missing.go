package survey

import (
	"cmp"
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

// String says it in English, in few words: what, why, and where it could be
// had.
func (m Missing) String() string {
	where := ""
	switch {
	case m.Management != "" && m.Account != "":
		where = fmt.Sprintf(" in the management account %s of %s, or in a delegated administrator's", m.Account, m.Management)
	case m.Management != "":
		where = " in the management account of " + m.Management
	case m.Account != "":
		where = " in account " + m.Account
	case strings.HasPrefix(m.Action, "s3:"):
		where = " in the account that owns " + m.Resource
	}
	switch m.Why {
	case WhyRefused:
		return fmt.Sprintf("%s is refused to %s; it takes %s%s", m.Call, names(m.Tried), m.Action, where)
	case WhyFailed:
		code := m.Code
		if code == "" {
			code = "no answer"
		}
		return fmt.Sprintf("%s fails for %s (%s); it takes %s%s", m.Call, names(m.Tried), code, m.Action, where)
	case WhyUnreadable:
		return "AWS shows the policies of a session to nobody"
	case WhyOtherOrg:
		return fmt.Sprintf("the organization of account %s is not known; it takes %s in its management account", m.Resource, m.Action)
	case WhyNoOwner:
		return "whose it is is not known"
	case WhyPathless:
		return fmt.Sprintf("the path of role %s is not known, so neither is whether it is meant; it takes %s%s", m.Resource, m.Action, where)
	case WhyDocument:
		return "it is no policy that clearway understands: " + m.Code
	}
	return fmt.Sprintf("no profile that could read it; it takes %s%s", m.Action, where)
}

func names(profiles []string) string {
	var out []string
	for _, name := range profiles {
		out = append(out, cmp.Or(name, "the environment's keys"))
	}
	return strings.Join(out, ", ")
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
