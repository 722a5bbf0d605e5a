package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/store"
)

// RunPaged puts stores that can be listed page by page through what store.Paged
// promises beyond store.Store.
func RunPaged(t *testing.T, newStore func(t *testing.T) store.Paged) {
	for _, c := range []struct {
		name string
		test func(*testing.T, store.Paged)
	}{
		{"pages put together are the listing", testPages},
		{"a page can begin anywhere", testPageAfter},
		{"a page of nothing is empty", testEmptyPage},
		{"entries outlive the page", testEntriesLast},
		{"a cancelled page is an error", testCancelledPage},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, newStore(t)) })
	}
}

// pages follows a query to its end and gives the keys of each page. With
// byToken it goes on with tokens, else after the last key.
func pages(t *testing.T, s store.Paged, q store.Query, byToken bool) [][]string {
	t.Helper()
	var all [][]string
	var p store.Page
	for {
		if err := s.Page(t.Context(), q, &p); err != nil {
			t.Fatalf("page %+v: %v", q, err)
		}
		var keys []string
		for _, e := range p.Entries {
			keys = append(keys, e.Key)
		}
		all = append(all, keys)
		if !p.More {
			return all
		}
		if len(keys) == 0 || len(all) > 100 {
			t.Fatalf("page %+v leads nowhere: %q", q, all)
		}
		q.After = keys[len(keys)-1]
		if byToken {
			q.After, q.Token = "", p.Token
		}
	}
}

func testPages(t *testing.T, s store.Paged) {
	Fill(t, s, inOrder...)
	for _, prefix := range []string{"", "a/", "nothing"} {
		want := Keys(t, s, store.Range{Prefix: prefix})
		for _, most := range []int{1, 2, 5, 1000} {
			for _, byToken := range []bool{true, false} {
				all := pages(t, s, store.Query{Prefix: prefix, Most: most}, byToken)
				for _, page := range all {
					if len(page) > most {
						t.Errorf("%d entries where at most %d were asked for", len(page), most)
					}
				}
				if diff := cmp.Diff(want, slices.Concat(all...)); diff != "" {
					t.Errorf("prefix %q, pages of %d, by token %v: %s", prefix, most, byToken, diff)
				}
			}
		}
	}
}

func testPageAfter(t *testing.T, s store.Paged) {
	Fill(t, s, inOrder...)
	for _, after := range []string{"", "A", "a", "a/b", "a/b-", "a/zzz", "b c", "\U0010ffff", "日本/語", "a&<>"} {
		want := Keys(t, s, store.Range{After: after})
		if diff := cmp.Diff(want, slices.Concat(pages(t, s, store.Query{After: after}, true)...)); diff != "" {
			t.Errorf("after %q: %s", after, diff)
		}
	}
}

func testEmptyPage(t *testing.T, s store.Paged) {
	Fill(t, s, "a")
	p := store.Page{Entries: []store.Entry{{Key: "old"}}, More: true, Token: "old"}
	if err := s.Page(t.Context(), store.Query{After: "a"}, &p); err != nil || len(p.Entries) > 0 || p.More {
		t.Errorf("got %+v, %v", p, err)
	}
}

func testEntriesLast(t *testing.T, s store.Paged) {
	Fill(t, s, "first", "second")
	var p store.Page
	var keys []string
	for _, after := range []string{"", "first"} {
		if err := s.Page(t.Context(), store.Query{After: after, Most: 1}, &p); err != nil || len(p.Entries) != 1 {
			t.Fatalf("got %+v, %v", p, err)
		}
		keys = append(keys, p.Entries[0].Key)
	}
	if diff := cmp.Diff([]string{"first", "second"}, keys); diff != "" {
		t.Error(diff)
	}
}

func testCancelledPage(t *testing.T, s store.Paged) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var p store.Page
	if err := s.Page(ctx, store.Query{}, &p); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
