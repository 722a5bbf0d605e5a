package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// canonicalRequest is the text that a signature is made over.
//
// AWS: IAM User Guide, reference_sigv-create-signed-request#create-canonical-request
func canonicalRequest(r *http.Request, path string, signedHeaders []string, payloadHash string, presigned bool) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n")
	b.WriteString(path + "\n")
	b.WriteString(canonicalQuery(r.URL.RawQuery, presigned) + "\n")
	for _, name := range signedHeaders {
		b.WriteString(name + ":" + canonicalHeader(r, name) + "\n")
	}
	b.WriteString("\n" + strings.Join(signedHeaders, ";") + "\n" + payloadHash)
	return b.String()
}

// canonicalPaths gives the path as it may stand in the canonical request. It is
// encoded once for S3, whose keys may hold anything, and twice for every other
// service, whose paths are made tidy first. AWS's rule encodes the decoded path
// anew; some signers keep what they have sent, which names the same thing, so
// that form comes second.
//
// AWS: IAM User Guide, reference_sigv-create-signed-request#create-canonical-request
func canonicalPaths(r *http.Request, service string) []string {
	decoded, sent := r.URL.Path, r.URL.EscapedPath()
	if decoded == "" {
		decoded, sent = "/", "/"
	}
	if service == "s3" {
		return []string{encode(decoded, true), sent}
	}
	return []string{encode(encode(tidy(decoded), true), true), encode(tidy(sent), true)}
}

// tidy takes empty, "." and ".." segments out of a path.
func tidy(path string) string {
	var out []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, segment)
		}
	}
	clean := "/" + strings.Join(out, "/")
	if strings.HasSuffix(path, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

func canonicalQuery(raw string, presigned bool) string {
	var out []pair
	for _, p := range queryPairs(raw) {
		if presigned && p.name == "X-Amz-Signature" {
			continue
		}
		out = append(out, pair{encode(p.name, false), encode(p.value, false)})
	}
	slices.SortStableFunc(out, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	parts := make([]string, len(out))
	for i, p := range out {
		parts[i] = p.name + "=" + p.value
	}
	return strings.Join(parts, "&")
}

// canonicalHeader gives a header's values with runs of spaces folded. Go keeps
// host, length and transfer encoding outside of the header map.
func canonicalHeader(r *http.Request, name string) string {
	switch name {
	case "host":
		return r.Host
	case "content-length":
		if r.ContentLength >= 0 && r.Header.Get("Content-Length") == "" {
			return strconv.FormatInt(r.ContentLength, 10)
		}
	case "transfer-encoding":
		return strings.Join(r.TransferEncoding, ",")
	}
	values := slices.Clone(r.Header.Values(name))
	for i, v := range values {
		values[i] = strings.Join(strings.FieldsFunc(v, func(c rune) bool { return c == ' ' || c == '\t' }), " ")
	}
	return strings.Join(values, ",")
}

// encode escapes all bytes but the unreserved ones of RFC 3986.
func encode(text string, keepSlash bool) string {
	const upper = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9',
			c == '-', c == '_', c == '.', c == '~', c == '/' && keepSlash:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(upper[c>>4])
			b.WriteByte(upper[c&15])
		}
	}
	return b.String()
}

// signingKey derives the key that signs for one day, region and service.
//
// AWS: IAM User Guide, reference_sigv-create-signed-request#calculate-signature
func signingKey(secret string, s Scope) []byte {
	key := mac([]byte("AWS4"+secret), s.Date)
	for _, part := range []string{s.Region, s.Service, "aws4_request"} {
		key = mac(key, part)
	}
	return key
}

func stringToSign(kind, timestamp string, s Scope, rest ...string) string {
	return strings.Join(append([]string{kind, timestamp, s.String()}, rest...), "\n")
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func sumText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
