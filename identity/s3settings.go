package identity

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// S3Settings is what a profile's "s3 =" block says about transfers. Zero values
// mean that it says nothing.
//
// AWS: AWS CLI Command Reference, topic/s3-config
type S3Settings struct {
	MaxRequests  int   // max_concurrent_requests
	Threshold    int64 // multipart_threshold, bytes
	PartSize     int64 // multipart_chunksize, bytes
	MaxBandwidth int64 // max_bandwidth, bytes a second

	Accelerate      bool   // use_accelerate_endpoint
	DualStack       bool   // use_dualstack_endpoint
	AddressingStyle string // addressing_style: "auto", "path" or "virtual"
	SignPayloads    bool   // payload_signing_enabled
}

// s3Settings reads the block. The error names the key and the value.
func s3Settings(values map[string]string) (S3Settings, error) {
	var s S3Settings
	r := s3Reader{values: values}
	s.MaxRequests = int(min(r.count("max_concurrent_requests"), math.MaxInt32))
	r.count("max_queue_size") // nothing waits in a queue of ours; a bad value is a mistake all the same
	s.Threshold = r.size("multipart_threshold")
	s.PartSize = r.size("multipart_chunksize")
	s.MaxBandwidth = r.rate("max_bandwidth")
	s.Accelerate = r.flag("use_accelerate_endpoint")
	s.DualStack = r.flag("use_dualstack_endpoint")
	s.SignPayloads = r.flag("payload_signing_enabled")
	s.AddressingStyle = strings.ToLower(r.text("addressing_style"))
	switch s.AddressingStyle {
	case "", "auto", "path", "virtual":
	default:
		r.fail("addressing_style", "auto, path or virtual")
	}
	if s.Accelerate && s.AddressingStyle == "path" {
		r.fail("addressing_style", "virtual with use_accelerate_endpoint")
	}
	return s, r.err
}

// s3Reader reads single settings and keeps the first error.
type s3Reader struct {
	values map[string]string
	err    error
}

func (r *s3Reader) text(key string) string { return trimComment(r.values["s3."+key]) }

func (r *s3Reader) fail(key, want string) {
	if r.err == nil {
		r.err = fmt.Errorf("s3 setting %s: %q: want %s", key, r.text(key), want)
	}
}

func (r *s3Reader) flag(key string) bool {
	switch strings.ToLower(r.text(key)) {
	case "true":
		return true
	case "", "false":
		return false
	}
	r.fail(key, "true or false")
	return false
}

func (r *s3Reader) count(key string) int64 {
	text := r.text(key)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		r.fail(key, "a positive whole number")
		return 0
	}
	return n
}

func (r *s3Reader) size(key string) int64 {
	text := r.text(key)
	if text == "" {
		return 0
	}
	n, ok := parseSize(text)
	if !ok {
		r.fail(key, "a number of bytes, such as 16777216, 16MB or 1GiB")
	}
	return n
}

// rate takes bytes a second; bits a second (Mb/s) as version 2 of the AWS CLI.
func (r *s3Reader) rate(key string) int64 {
	text := r.text(key)
	if text == "" {
		return 0
	}
	if number, ok := strings.CutSuffix(text, "/s"); ok {
		bits := strings.HasSuffix(number, "b")
		n, ok := parseSize(number)
		if bits {
			n /= 8
		}
		if ok && n > 0 {
			return n
		}
	} else if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return n
	}
	r.fail(key, "a rate such as 10MB/s, 800KB/s or 80Mb/s")
	return 0
}

// parseSize reads a positive number of bytes with an optional unit. All units
// are powers of 1024, as in the AWS CLI.
func parseSize(text string) (int64, bool) {
	digits := strings.TrimRight(text, "KMGTPBIkmgtpbi")
	shift, known := map[string]int{
		"": 0, "b": 0, "k": 10, "kb": 10, "kib": 10, "m": 20, "mb": 20, "mib": 20, "g": 30, "gb": 30, "gib": 30, "t": 40, "tb": 40, "tib": 40,
	}[strings.ToLower(text[len(digits):])]
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if !known || err != nil || n <= 0 || n > math.MaxInt64>>shift {
		return 0, false
	}
	return n << shift, true
}
