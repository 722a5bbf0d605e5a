package identity

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestS3Settings(t *testing.T) {
	for name, c := range map[string]struct {
		block map[string]string
		want  S3Settings
	}{
		"nothing": {nil, S3Settings{}},
		"numbers": {
			map[string]string{"max_concurrent_requests": "20", "multipart_threshold": "64MB", "multipart_chunksize": "16mib", "max_bandwidth": "50MB/s"},
			S3Settings{MaxRequests: 20, Threshold: 64 << 20, PartSize: 16 << 20, MaxBandwidth: 50 << 20},
		},
		"bytes":         {map[string]string{"multipart_threshold": "1048576", "max_bandwidth": "1024"}, S3Settings{Threshold: 1 << 20, MaxBandwidth: 1024}},
		"bits a second": {map[string]string{"max_bandwidth": "8Mb/s"}, S3Settings{MaxBandwidth: 1 << 20}},
		"switches": {
			map[string]string{"use_dualstack_endpoint": "True", "payload_signing_enabled": "true", "addressing_style": "Path"},
			S3Settings{DualStack: true, SignPayloads: true, AddressingStyle: "path"},
		},
		"keys of other programs": {map[string]string{"preferred_transfer_client": "crt"}, S3Settings{}},
	} {
		t.Run(name, func(t *testing.T) {
			values := map[string]string{}
			for key, value := range c.block {
				values["s3."+key] = value
			}
			got, err := s3Settings(values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestS3SettingsName(t *testing.T) {
	for _, c := range [][2]string{
		{"max_concurrent_requests", "0"}, {"max_concurrent_requests", "many"}, {"max_queue_size", "-1"},
		{"multipart_threshold", "8XB"}, {"multipart_chunksize", "-5"}, {"multipart_chunksize", "99999999999TB"},
		{"max_bandwidth", "fast"}, {"max_bandwidth", "10MB"}, {"max_bandwidth", "0B/s"},
		{"use_dualstack_endpoint", "maybe"}, {"addressing_style", "host"},
	} {
		_, err := s3Settings(map[string]string{"s3." + c[0]: c[1]})
		if err == nil || !strings.Contains(err.Error(), c[0]) || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s = %s: error %v does not name both", c[0], c[1], err)
		}
	}
}
