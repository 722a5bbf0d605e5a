package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestParseTarget(t *testing.T) {
	cases := []struct {
		text, bucket, prefix string
		ok                   bool
	}{
		{"s3://media-dr", "media-dr", "", true},
		{"s3://media-dr/", "media-dr", "", true},
		{"s3://media-dr/in/", "media-dr", "in/", true},
		{"s3://media-dr/in/2026", "media-dr", "in/2026/", true},
		{"media-dr", "", "", false},
		{"s3://", "", "", false},
		{"s3://ab", "", "", false},
		{"s3://Media-DR", "", "", false},
		{"s3://media_dr", "", "", false},
		{"s3://-media", "", "", false},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			bucket, prefix, err := parseTarget(c.text)
			if bucket != c.bucket || prefix != c.prefix || (err == nil) != c.ok {
				t.Errorf("got %q, %q, %v", bucket, prefix, err)
			}
		})
	}
}

func TestKeepOldNeverWritesOverAFile(t *testing.T) {
	dir := t.TempDir()
	e := &env{now: func() time.Time { return time.Date(2026, 8, 4, 14, 5, 2, 0, time.FixedZone("JST", 9*3600)) }}
	for i, want := range []string{"media-dr.20260804T050502Z.json", "media-dr.20260804T050502Z-2.json"} {
		path, err := keepOld(e, dir, "media-dr", []byte{byte('0' + i)})
		if err != nil || filepath.Base(path) != want {
			t.Fatalf("%s, %v", path, err)
		}
		if text, _ := os.ReadFile(path); string(text) != string(rune('0'+i)) {
			t.Errorf("%s holds %q", path, text)
		}
	}
	if _, err := keepOld(e, filepath.Join(dir, "missing"), "media-dr", nil); err == nil {
		t.Error("a directory that is not there took a file")
	}
}
