package dir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/store"
	"clearway/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return New(t.TempDir(), Options{}) })
}

// listing gives keys, and "! path: reason" for what was skipped, paths below
// the root.
func listing(t *testing.T, s *Store) []string {
	t.Helper()
	var lines []string
	for e, err := range s.List(t.Context(), store.Range{}) {
		var skipped *store.Skipped
		switch {
		case errors.As(err, &skipped):
			lines = append(lines, "! "+strings.TrimPrefix(skipped.Path, s.root)+": "+skipped.Reason)
		case err != nil:
			t.Fatal(err)
		default:
			lines = append(lines, e.Key)
		}
	}
	return lines
}

func write(t *testing.T, root string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}

func TestLinksAreFollowedUnlessTheyAreNot(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	write(t, root, "file", "sub/inner")
	write(t, elsewhere, "far")
	link(t, filepath.Join(root, "file"), filepath.Join(root, "link"))
	link(t, elsewhere, filepath.Join(root, "tree"))
	link(t, "nowhere", filepath.Join(root, "dangling"))

	want := []string{"! /dangling: File does not exist.", "file", "link", "sub/inner", "tree/far"}
	if diff := cmp.Diff(want, listing(t, New(root, Options{}))); diff != "" {
		t.Error(diff)
	}
	want = []string{"file", "sub/inner"}
	if diff := cmp.Diff(want, listing(t, New(root, Options{NoFollowSymlinks: true}))); diff != "" {
		t.Error(diff)
	}
}

func TestTheRootItself(t *testing.T) {
	real := t.TempDir()
	write(t, real, "file")
	linked := filepath.Join(t.TempDir(), "linked")
	link(t, real, linked)
	cases := []struct {
		name string
		s    *Store
		want []string
	}{
		{"a missing root is skipped with a warning", New(real+"-not", Options{}), []string{"! /: File does not exist."}},
		{"a file as root is skipped with a warning", New(filepath.Join(real, "file"), Options{}), []string{"! /: File does not exist."}},
		{"a link as root is followed", New(linked, Options{}), []string{"file"}},
		{"a link as root is not there when links are not followed", New(linked, Options{NoFollowSymlinks: true}), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, listing(t, c.s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLeftoversOfAKilledRunAreNotListed(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a", "a.0123abcd"+TemporarySuffix)
	if diff := cmp.Diff([]string{"a"}, listing(t, New(root, Options{}))); diff != "" {
		t.Error(diff)
	}
}

func TestPutReplacesALinkAndSetsTheTime(t *testing.T) {
	root := t.TempDir()
	write(t, root, "target")
	link(t, "target", filepath.Join(root, "link"))
	s := New(root, Options{})
	when := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	if err := s.Put(t.Context(), "link", storetest.Content("new"), store.Writing{Modified: when}); err != nil {
		t.Fatal(err)
	}
	if got := storetest.Read(t, s, "target"); got != "target" {
		t.Errorf("the link's target became %q", got)
	}
	info, err := os.Lstat(filepath.Join(root, "link"))
	if err != nil {
		t.Fatal(err)
	}
	if !info.Mode().IsRegular() || !info.ModTime().Equal(when) {
		t.Errorf("mode %v, time %v", info.Mode(), info.ModTime())
	}
}

func TestKeysThatAFileSystemCannotHold(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	write(t, root, "a/b", "file")
	s := New(root, Options{})
	for _, key := range []string{"../x", "a/../../x", "/../x", "//../x", "a", "file/below", "a/", ".", "a/..", "zero\x00byte"} {
		if err := s.Put(t.Context(), key, storetest.Content("x"), store.Writing{}); err == nil {
			t.Errorf("%q was written", key)
		}
	}
	if diff := cmp.Diff([]string{"a/b", "file"}, listing(t, s)); diff != "" {
		t.Error(diff)
	}
	left, err := os.ReadDir(filepath.Dir(root))
	if err != nil || len(left) != 1 {
		t.Errorf("something was written outside: %v, %v", left, err)
	}
}

func TestHarmlessDotsAreResolved(t *testing.T) {
	s := New(t.TempDir(), Options{})
	for _, key := range []string{"a/../b", "//lead", "end//x", "./c"} {
		if err := s.Put(t.Context(), key, storetest.Content("x"), store.Writing{}); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"b", "c", "end/x", "lead"}, listing(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestLongNamesFit(t *testing.T) {
	s := New(t.TempDir(), Options{})
	key := strings.Repeat("n", 255)
	if err := s.Put(t.Context(), key, storetest.Content("x"), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{key}, listing(t, s)); diff != "" {
		t.Error(diff)
	}
}
