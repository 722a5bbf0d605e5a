package s3sync

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/store"
	"clearway/store/dir"
	"clearway/store/mem"
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

// TestAnyNameSurvivesOrIsRefused takes keys of every kind from a bucket to a
// directory and on to another bucket: each arrives as it is, or its download
// fails or is skipped, told once; nothing is written beside the directory.
func TestAnyNameSurvivesOrIsRefused(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		outer, err := os.MkdirTemp("", "names")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(outer)
		root := filepath.Join(outer, "x", "root")
		keys := rapid.SliceOfNDistinct(anyKey(), 1, 8, rapid.ID[string]).Draw(rt, "keys")
		from, copied, back := mem.New(), mem.New(), mem.New()
		for _, key := range keys {
			from.Set(key, []byte("content of "+key), epoch, store.Properties{})
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
		if diff := cmp.Diff(from.Contents(), copied.Contents()); diff != "" || len(refused) > 0 {
			rt.Fatalf("%s, refused %v", diff, refused)
		}
		sync(Options{Source: "s3://from-bucket", Dest: "/there"}, from, there)
		sync(Options{Source: "/there", Dest: "s3://to-bucket"}, there, back)
		for _, key := range keys {
			got, arrived := back.Contents()[key]
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
