package s3sync

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/lab"
	"clearway/lab/world"
	"clearway/store"
	"clearway/store/dir"
	"clearway/store/mem"
	"clearway/store/s3"
	"clearway/store/storetest"
)

// folded is a directory on a file system that does not tell cases apart.
type folded struct{ *dir.Store }

func (f folded) Folds() bool { return true }
func (f folded) Other(key string) string {
	for e := range f.List(context.Background(), store.Range{}) {
		if e.Key != key && strings.EqualFold(e.Key, key) {
			return e.Key
		}
	}
	return ""
}

func TestNamesThatDifferByCase(t *testing.T) {
	for _, c := range []struct {
		mode        string
		folds       bool
		done, fails int64
		stops       bool
	}{
		{"", false, 2, 0, false},
		{"", true, 1, 1, false},
		{"ignore", true, 2, 0, false},
		{"skip", true, 1, 0, false},
		{"warn", true, 2, 0, false},
		{"error", true, 0, 0, true},
	} {
		t.Run(fmt.Sprint(c.mode, c.folds), func(t *testing.T) {
			there := dir.New(t.TempDir(), dir.Options{})
			fill(t, there, map[string]string{"Name": "old"})
			var to store.Store = there
			if c.folds {
				to = folded{there}
			}
			from := memory(map[string]string{"name": "new", "other": "x"})
			_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "/there", CaseConflict: c.mode}, from, to)
			if (err != nil) != c.stops || sum.Warned > 0 {
				t.Fatalf("%v, %+v", err, sum)
			}
			if !c.stops && (sum.Transferred != c.done || sum.Failed != c.fails) {
				t.Errorf("%+v", sum)
			}
		})
	}
}

// anyKey draws keys of all of Unicode, control characters, dots and slashes, of
// 1 to 1,024 bytes.
func anyKey() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{"..", ".", "", "a", "b", "A", " ", "con", "nul.txt", "a:b", "-", "~", strings.Repeat("n", 255), strings.Repeat("n", 256), "e\u0301", "é"}),
		rapid.StringOfN(rapid.Rune(), 0, 20, 80),
		rapid.StringOfN(rapid.RuneFrom([]rune("\x00\x01\t\n\r\x1f\x7f\u0085\u2028\ufeff\ufffe\uffff%+&<>\"'\\*?")), 0, 6, -1),
	)
	return rapid.Custom(func(t *rapid.T) string {
		key := strings.Join(rapid.SliceOfN(part, 1, 5).Draw(t, "parts"), "/")
		if len(key) > 1024 {
			key = key[:1024]
		}
		for !utf8.ValidString(key) {
			key = key[:len(key)-1]
		}
		if key == "" {
			return "k"
		}
		return key
	})
}

// TestAnyNameSurvivesOrIsRefused, in memory.
func TestAnyNameSurvivesOrIsRefused(t *testing.T) {
	survive(t, func() [3]store.Store { return [3]store.Store{mem.New(), mem.New(), mem.New()} })
}

const namesWorld = `
accounts:
  - id: "111111111111"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}
buckets:
  - {name: bucket-0, account: "111111111111"}
  - {name: bucket-1, account: "111111111111"}
  - {name: bucket-2, account: "111111111111"}
`

// TestAnyNameSurvivesOverHTTP: every key is signed, sent, listed as XML and
// named as the source of a copy.
func TestAnyNameSurvivesOverHTTP(t *testing.T) {
	file, err := world.Parse("names", []byte(namesWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	connections := &http.Transport{}
	t.Cleanup(func() {
		connections.CloseIdleConnections()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	cfg := aws.Config{Region: "us-east-1", HTTPClient: &http.Client{Transport: connections},
		Credentials: credentials.NewStaticCredentialsProvider("AKIAAAAAAAAAAAAADMIN", "secret-a-admin", "")}
	survive(t, func() (buckets [3]store.Store) {
		for i := range buckets {
			buckets[i] = s3.New(cfg, fmt.Sprint("bucket-", i), s3.Options{EndpointURL: l.URL()})
			for key := range contents(t, buckets[i]) {
				if err := buckets[i].Delete(t.Context(), key); err != nil {
					t.Fatal(err)
				}
			}
		}
		return buckets
	})
}

func contents(t *testing.T, s store.Store) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Get(t.Context(), e, store.Span{})
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(o.Body)
		o.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		all[e.Key] = string(content)
	}
	return all
}

// survive takes keys of every kind from a bucket to another, to a directory and
// on to a third bucket: each arrives as it is, or its download fails or is
// skipped, told once; nothing is written beside the directory.
func survive(t *testing.T, buckets func() [3]store.Store) {
	rapid.Check(t, func(rt *rapid.T) {
		outer, err := os.MkdirTemp("", "names")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(outer)
		root := filepath.Join(outer, "x", "root")
		keys := rapid.SliceOfNDistinct(anyKey(), 1, 8, rapid.ID[string]).Draw(rt, "keys")
		three := buckets()
		from, copied, back := three[0], three[1], three[2]
		for _, key := range keys {
			if err := from.Put(t.Context(), key, storetest.Content("content of "+key), store.Writing{}); err != nil {
				rt.Fatal(err)
			}
		}
		there := dir.New(root, dir.Options{Sweep: true})
		if err := os.MkdirAll(root, 0o777); err != nil {
			rt.Fatal(err)
		}
		refused := make(map[string]bool)
		sync := func(o Options, from, to store.Store) {
			_, err := Run(t.Context(), planFor(rt, o, from, to), Watch{Event: func(e Event) {
				switch {
				case e.Outcome == Failed && e.Err.Error() != "":
					refused[e.Name] = true
				case e.Outcome == Warned:
					refused[e.From] = true
				}
			}})
			if err != nil {
				rt.Fatal(err)
			}
		}
		sync(Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, from, copied)
		if diff := cmp.Diff(contents(t, from), contents(t, copied)); diff != "" || len(refused) > 0 {
			rt.Fatalf("%s, refused %v", diff, refused)
		}
		sync(Options{Source: "s3://from-bucket", Dest: "/there"}, from, there)
		sync(Options{Source: "/there", Dest: "s3://to-bucket"}, there, back)
		returned := contents(t, back)
		for _, key := range keys {
			got, arrived := returned[key]
			plain := filepath.ToSlash(filepath.Clean("/"+key)) == "/"+key // others are resolved on the way, as with aws-cli
			switch {
			case arrived && got != "content of "+key && plain:
				if !resolvesTo(keys, key) {
					rt.Errorf("%q has the content %q", key, got)
				}
			case !arrived && plain && !refused[key]:
				rt.Errorf("%q is gone without a word", key)
			}
		}
		entries, err := os.ReadDir(filepath.Join(outer, "x"))
		if beside, err2 := os.ReadDir(outer); err != nil || err2 != nil || len(entries) != 1 || len(beside) != 1 {
			rt.Errorf("something was written outside: %v, %v", entries, beside)
		}
	})
}

// resolvesTo reports whether another key leads to the same file by its dots and
// slashes.
func resolvesTo(keys []string, name string) bool {
	for _, key := range keys {
		if key != name && filepath.Clean("/"+key) == filepath.Clean("/"+name) {
			return true
		}
	}
	return false
}
