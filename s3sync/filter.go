package s3sync

import "strings"

// Filter is one --exclude or --include, in the order of the command line.
type Filter struct {
	Include bool
	Pattern string
}

// filters decide which entries a sync sees. Everything is in until a filter
// matches; of those that match, the last decides.
//
// AWS: AWS CLI Command Reference, s3#use-of-exclude-and-include-filters
type filters struct {
	roots []string // of both ends
	all   []filter
}

type filter struct {
	include  bool
	absolute bool // matched against the whole path instead of below a root
	pattern  pattern
}

// newFilters prepares filters for a sync between two roots. Every pattern holds
// below either of them; the root itself is taken literally.
func newFilters(given []Filter, source, dest Location) *filters {
	if len(given) == 0 {
		return nil
	}
	f := &filters{roots: []string{source.root(), dest.root()}}
	if f.roots[0] == f.roots[1] {
		f.roots = f.roots[:1]
	}
	for _, g := range given {
		f.all = append(f.all, filter{include: g.Include, absolute: strings.HasPrefix(g.Pattern, "/"), pattern: newPattern(g.Pattern)})
	}
	return f
}

// takes reports whether the entry at path, its root included, takes part.
func (f *filters) takes(path string) bool {
	if f == nil {
		return true
	}
	for i := len(f.all) - 1; i >= 0; i-- {
		if f.matches(f.all[i], path) {
			return f.all[i].include
		}
	}
	return true
}

func (f *filters) matches(one filter, path string) bool {
	if one.absolute {
		return one.pattern.match(path)
	}
	for _, root := range f.roots {
		if rest, below := strings.CutPrefix(path, root); below && one.pattern.match(rest) {
			return true
		}
	}
	return false
}
