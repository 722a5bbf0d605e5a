package sigv4

import (
	"net/http"
	"net/url"
	"strings"
)

// Scope is what a signature says of itself before it is checked.
type Scope struct {
	AccessKeyID string
	Date        string // yyyymmdd
	Region      string
	Service     string
}

// String is the credential scope: everything but the key.
func (s Scope) String() string {
	return s.Date + "/" + s.Region + "/" + s.Service + "/aws4_request"
}

// algorithm is the only one that the lab knows.
const algorithm = "AWS4-HMAC-SHA256"

// ScopeOf finds the scope of a request, so that it can be sent to the service
// it was signed for; ok is false when the request is not signed at all or not
// in a form that has a scope.
func ScopeOf(r *http.Request) (s Scope, ok bool) {
	if header := r.Header.Get("Authorization"); header != "" {
		fields := authorizationFields(header)
		return parseCredential(fields["Credential"])
	}
	return parseCredential(queryValue(r.URL.RawQuery, "X-Amz-Credential"))
}

// Signed reports whether the request carries any signature, also one of a kind
// that the lab does not accept.
func Signed(r *http.Request) bool {
	query := r.URL.RawQuery
	return r.Header.Get("Authorization") != "" || queryValue(query, "X-Amz-Algorithm") != "" ||
		queryValue(query, "X-Amz-Signature") != "" || queryValue(query, "AWSAccessKeyId") != ""
}

// authorizationFields reads "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…,
// Signature=…".
func authorizationFields(header string) map[string]string {
	_, rest, _ := strings.Cut(header, " ")
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	return fields
}

func parseCredential(text string) (s Scope, ok bool) {
	parts := strings.Split(text, "/")
	n := len(parts)
	if n < 5 || parts[n-1] != "aws4_request" {
		return Scope{}, false
	}
	return Scope{
		AccessKeyID: strings.Join(parts[:n-4], "/"), Date: parts[n-4], Region: parts[n-3], Service: parts[n-2],
	}, true
}

// pair is one parameter of a query, decoded.
type pair struct{ name, value string }

// queryPairs reads a raw query by the letter: nothing is dropped, and the order
// is kept.
func queryPairs(raw string) []pair {
	var out []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		out = append(out, pair{unescape(name), unescape(value)})
	}
	return out
}

// queryValue is the first value of a parameter.
func queryValue(raw, name string) string {
	for _, p := range queryPairs(raw) {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// unescape decodes percent signs and plus; what is no escape stays as it is.
func unescape(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}
