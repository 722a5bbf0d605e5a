package jsonrpc_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"clearway/lab/jsonrpc"
)

func fault(message string) error { return errors.New(message) }

// TestPagesMakeUpTheList: whatever the size of a page, all of them together are
// the list, and none is larger than was asked for.
func TestPagesMakeUpTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int(), 0, 30).Draw(t, "all")
		size := rapid.IntRange(1, 10).Draw(t, "size")
		var got []int
		p := jsonrpc.Paging{MaxResults: &size}
		for {
			shown, next, err := jsonrpc.Page(all, p, 10, fault)
			if err != nil || len(shown) > size || shown == nil {
				t.Fatalf("got %v, %v", shown, err)
			}
			got = append(got, shown...)
			if p.NextToken = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, all) {
			t.Fatalf("got %v, want %v", got, all)
		}
	})
}

func TestPagesThatCannotBe(t *testing.T) {
	none, many := 0, 11
	for name, p := range map[string]jsonrpc.Paging{
		"a token of nobody":      {NextToken: "?"},
		"a token behind the end": {NextToken: "OQ=="},
		"no member at all":       {MaxResults: &none},
		"more than there may be": {MaxResults: &many},
	} {
		if _, _, err := jsonrpc.Page([]int{1}, p, 10, fault); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
