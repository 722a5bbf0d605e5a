package s3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/store"
)

type xmlPage struct {
	XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name                  string
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	EncodingType          string `xml:",omitempty"`
	Contents              []xmlEntry
	KeyCount              int
}

type xmlEntry struct {
	Key          string
	LastModified string
	ETag         string
	Owner        struct{ ID, DisplayName string }
	Size         int64
	StorageClass string
}

// pageOf writes entries as S3 does.
func pageOf(entries []store.Entry, token string) []byte {
	doc := xmlPage{Name: "bucket", IsTruncated: token != "", NextContinuationToken: token, EncodingType: "url", KeyCount: len(entries)}
	for _, e := range entries {
		doc.Contents = append(doc.Contents, xmlEntry{Key: url.QueryEscape(e.Key), ETag: e.ETag, Size: e.Size,
			LastModified: e.Modified.Format("2006-01-02T15:04:05.000Z"), StorageClass: e.StorageClass})
	}
	out, err := xml.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return append([]byte(xml.Header), out...)
}

func TestPageReadsWhatS3Writes(t *testing.T) {
	var r pageReader // one for all rounds: nothing of one page may show in the next
	var p store.Page
	rapid.Check(t, func(t *rapid.T) {
		var want []store.Entry
		for range rapid.IntRange(0, 5).Draw(t, "entries") {
			want = append(want, store.Entry{
				Key:          rapid.String().Draw(t, "key"),
				ETag:         `"` + rapid.StringMatching(`[0-9a-f]{32}(-[1-9])?`).Draw(t, "etag") + `"`,
				Size:         rapid.Int64Range(0, 1e17).Draw(t, "size"),
				Modified:     time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "time")).UTC(),
				StorageClass: rapid.SampledFrom([]string{"STANDARD", "GLACIER", "DEEP_ARCHIVE"}).Draw(t, "class"),
			})
		}
		token := rapid.SampledFrom([]string{"", "1ueGcx&<>=="}).Draw(t, "token")
		if err := r.read(bytes.NewReader(pageOf(want, token)), false, &p); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, append([]store.Entry(nil), p.Entries...)); diff != "" {
			t.Fatal(diff)
		}
		if p.Token != token || p.More != (token != "") {
			t.Fatalf("token %q, truncated %v", p.Token, p.More)
		}
	})
}

func TestPageOfOtherServers(t *testing.T) {
	const modified = "<LastModified>2026-01-02T03:04:05Z</LastModified>"
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	cases := []struct {
		name, text string
		want       []store.Entry
	}{
		{"an empty bucket", `<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>`, []store.Entry{}},
		{"white space and a comment", "<?xml version='1.0'?>\n<!-- > -->\n<ListBucketResult>\n  <Contents>\n    <Key>k</Key>" + modified + "<Size>1</Size>\n  </Contents>\n</ListBucketResult>\n",
			[]store.Entry{{Key: "k", Size: 1, Modified: at}}},
		{"keys that are not URL-encoded", `<ListBucketResult><Contents><Key>a+b%20&amp;&#x41;</Key>` + modified + `<Size>0</Size></Contents></ListBucketResult>`,
			[]store.Entry{{Key: "a+b%20&A", Modified: at}}},
		{"the encoding told after the keys", `<ListBucketResult><Contents><Key>a+b%20</Key>` + modified + `</Contents><EncodingType>url</EncodingType></ListBucketResult>`,
			[]store.Entry{{Key: "a b ", Modified: at}}},
		{"a namespace prefix and empty elements", `<s:ListBucketResult xmlns:s="x"><s:Delimiter/><s:Contents a="b"><s:Key>k</s:Key><s:Owner/>` + strings.ReplaceAll(modified, "LastModified", "s:LastModified") + `</s:Contents></s:ListBucketResult>`,
			[]store.Entry{{Key: "k", Modified: at}}},
		{"a key inside another element is not the key", `<ListBucketResult><Contents><Key>k</Key>` + modified + `<Tag><Key>other</Key></Tag></Contents></ListBucketResult>`,
			[]store.Entry{{Key: "k", Modified: at}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var r pageReader
			var p store.Page
			if err := r.read(strings.NewReader(c.text), false, &p); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Entries); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBrokenPagesAreErrors(t *testing.T) {
	whole := string(pageOf([]store.Entry{{Key: "some/key", ETag: `"0"`, Modified: time.Unix(0, 0)}}, "token"))
	var r pageReader
	var p store.Page
	for cut := range whole {
		if err := r.read(strings.NewReader(whole[:cut]), false, &p); err == nil {
			t.Fatalf("taken although cut after %q", whole[:cut])
		}
	}
	for _, text := range []string{"<html></html>", "<ListBucketResult><Contents><Size>x</Size></Contents></ListBucketResult>",
		"<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%zz</Key></Contents></ListBucketResult>", "<>"} {
		if err := r.read(strings.NewReader(text), false, &p); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(pageOf([]store.Entry{{Key: "a b", ETag: `"x"`, Size: 3}}, "t"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r pageReader
		var p store.Page
		r.read(bytes.NewReader(text), false, &p) //nolint:errcheck // it only must not panic
	})
}

func TestCopySource(t *testing.T) {
	for _, c := range []struct{ bucket, key, want string }{
		{"b", "plain/key.txt", "b/plain/key.txt"},
		{"b", "a b+c%2F?#é", "b/a%20b%2Bc%252F%3F%23%C3%A9"},
		{"b", "/lead//double/", "b//lead//double/"},
		{"arn:aws:s3:eu-west-1:111111111111:accesspoint/p", "k", "arn:aws:s3:eu-west-1:111111111111:accesspoint%2Fp/object/k"},
	} {
		if got := copySource(c.bucket, c.key); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.bucket, c.key, got, c.want)
		}
	}
}

func TestPartSizeStaysWithinS3sLimits(t *testing.T) {
	for _, c := range []struct{ size, wanted, want int64 }{
		{100 << 20, 8 << 20, 8 << 20},
		{10_000 * 8 << 20, 8 << 20, 8 << 20},
		{10_000*8<<20 + 1, 8 << 20, 16 << 20},
		{100 << 20, 1 << 20, 5 << 20},
		{5 << 40, 8 << 20, 1 << 30},
	} {
		if got := partSize(c.size, c.wanted); got != c.want {
			t.Errorf("%d by %d: got %d, want %d", c.size, c.wanted, got, c.want)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	var entries []store.Entry
	for i := range 1000 {
		entries = append(entries, store.Entry{Key: fmt.Sprintf("logs/2026/01/02/%08d.json.gz", i), ETag: `"d41d8cd98f00b204e9800998ecf8427e"`,
			Size: int64(i), Modified: time.Unix(1e9, 0).UTC(), StorageClass: "STANDARD"})
	}
	text := bytes.ReplaceAll(pageOf(entries, "token"), []byte("&#34;"), []byte("&quot;")) // as S3 writes it
	var r pageReader
	var p store.Page
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := r.read(bytes.NewReader(text), false, &p); err != nil {
			b.Fatal(err)
		}
	}
}
