package s3

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// address finds the bucket and key that a request names, in virtual-host style
// (bucket.s3.region.amazonaws.com, bucket.localhost) or path style.
//
// AWS: Amazon S3 User Guide, VirtualHosting
func address(r *http.Request) (bucket, key string, err error) {
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/")
	if bucket = hostBucket(r.Host); bucket == "" {
		var escaped string
		escaped, path, _ = strings.Cut(path, "/")
		if bucket, err = unescape(escaped); err != nil {
			return "", "", err
		}
	}
	key, err = unescape(path)
	return bucket, key, err
}

func unescape(escaped string) (string, error) {
	text, err := url.PathUnescape(escaped)
	if err != nil || !utf8.ValidString(text) {
		return "", fault("InvalidURI", "URI", escaped)
	}
	return text, nil
}

// hostBucket is the bucket in a host name, "" if there is none: what stands
// before ".localhost", before ".s3.", or before an address that resolves here
// such as "b.127.0.0.1".
func hostBucket(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(host)
	if net.ParseIP(strings.Trim(host, "[]")) != nil {
		return ""
	}
	if bucket, ok := strings.CutSuffix(host, ".localhost"); ok {
		return strings.TrimSuffix(bucket, ".s3")
	}
	if at := strings.Index(host, ".s3."); at > 0 && strings.HasSuffix(host, ".amazonaws.com") {
		return host[:at]
	}
	if labels := strings.Split(host, "."); len(labels) > 4 {
		last := strings.Join(labels[len(labels)-4:], ".")
		if net.ParseIP(last) != nil {
			return strings.Join(labels[:len(labels)-4], ".")
		}
	}
	return ""
}

// validBucketName holds S3's rules for new buckets of general purpose.
//
// AWS: Amazon S3 User Guide, bucketnamingrules
func validBucketName(name string) bool {
	if len(name) < 3 || len(name) > 63 || net.ParseIP(name) != nil {
		return false
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" || strings.Contains(name, "..") {
		return false
	}
	if !isLetterOrDigit(name[0]) || !isLetterOrDigit(name[len(name)-1]) {
		return false
	}
	for _, prefix := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	for _, suffix := range []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"} {
		if strings.HasSuffix(name, suffix) {
			return false
		}
	}
	return true
}

func isLetterOrDigit(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
