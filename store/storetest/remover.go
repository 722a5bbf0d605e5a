package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/store"
)

// RunRemover puts stores that newStore makes through what a store promises that
// removes many objects at once.
func RunRemover(t *testing.T, newStore func(t *testing.T) store.Remover) {
	t.Run("what is named goes, and nothing else", func(t *testing.T) {
		s := newStore(t)
		Fill(t, s, "a", "b", "b/c", "d")
		wantNoErrors(t, s.DeleteAll(t.Context(), []string{"a", "b", "not there"}), 3)
		if diff := cmp.Diff([]string{"b/c", "d"}, Keys(t, s, store.Range{})); diff != "" {
			t.Error(diff)
		}
		wantNoErrors(t, s.DeleteAll(t.Context(), nil), 0)
	})
	t.Run("odd keys go, and none that is like them", func(t *testing.T) {
		s := newStore(t)
		odd := []string{" lead", "tail ", "a\nb", "a\rb", "a\r\nb", "tab\tx", "<&>\"'", "%41", "a+b", "\x01", "\x7f", "\u0085", "\u2028",
			"\ufffe", "\uffff", "😀", "é", "e\u0301", "a//b", "/lead", "..", "a/../b", "end/", strings.Repeat("k", 1024)}
		like := []string{"lead", "tail", "a b", "ab", "A", "a b", "\\x01"}
		Fill(t, s, append(like, odd...)...)
		wantNoErrors(t, s.DeleteAll(t.Context(), odd), len(odd))
		left := Keys(t, s, store.Range{})
		if diff := cmp.Diff([]string{"A", "\\x01", "a b", "ab", "lead", "tail"}, left); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("thousands go", func(t *testing.T) {
		s := newStore(t)
		var keys []string
		for i := range 2100 {
			keys = append(keys, fmt.Sprintf("%04d", i))
		}
		Fill(t, s, keys[:10]...)
		Fill(t, s, keys[1990:2010]...)
		wantNoErrors(t, s.DeleteAll(t.Context(), keys), len(keys))
		if left := Keys(t, s, store.Range{}); len(left) > 0 {
			t.Errorf("left: %q", left)
		}
	})
}

func wantNoErrors(t *testing.T, errs []error, want int) {
	t.Helper()
	if len(errs) != want {
		t.Fatalf("%d results for %d keys", len(errs), want)
	}
	for i, err := range errs {
		if err != nil {
			t.Errorf("key %d: %v", i, err)
		}
	}
}
