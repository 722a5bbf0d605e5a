package s3sync

import (
	"math"
	"strings"
	"unicode/utf8"
)

// view is what is known of one end's part of a range, for finding a key in its
// middle: the page read last, and where there is surely nothing more.
type view struct {
	first, last string // names of the page read last
	known       bool   // one was read that held anything
	before      string // nothing comes at or after it; "" is not known
}

// topmost comes after everything that goes on with the same bytes.
const topmost = "\U0010ffff"

// guess is a place to ask about.
type guess struct {
	name string
	cut  bool // it is thought to be the middle of what is left
	sure bool // it is: the next page from there is worth reading at once
	size bool // it tells whether much is left
}

// pages estimates how many pages like the last are left after it. Infinity
// says that nothing is known yet.
func (s *sketch) pages(v view) float64 {
	if !v.known {
		return 0
	}
	if _, unsure := s.open(v); unsure && v.loose() {
		return math.Inf(1)
	}
	prefix := s.prefix(v)
	from, to, end := s.value(v.first, prefix), s.value(v.last, prefix), 1.0
	if v.before != "" {
		end = s.value(v.before, prefix)
	}
	if to <= from {
		return math.Inf(1)
	}
	return (end - to) / (to - from)
}

// prefix is what everything from the page's first name to the end of the range
// begins with, as far as it is known.
func (s *sketch) prefix(v view) int {
	if v.before == "" {
		return 0
	}
	return shared(v.first, v.before)
}

// shared is how many bytes two names begin with alike.
func shared(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// open says what to look at where it has still to be found out at which byte the
// names after the view's last differ from it: between low, where they may as far
// as is known, and the first place where keys were seen to differ.
func (s *sketch) open(v view) (look guess, unsure bool) {
	low := 0
	if v.before != "" {
		low = shared(v.last, v.before)
	}
	var at place
	top := 0 // the first place from low on that was seen to vary
	for top < min(len(v.last), deepest) && (top < low || !s.varies(at)) {
		at = s.step(at, v.last[top])
		top++
	}
	if low < top {
		return s.beyond(v, low+(top-low+1)/2)
	}
	// The last symbol known at an open end: is it the last there is?
	if v.before == "" && v.last != "" && top == 0 {
		if guess := s.plausible(0, v.last[0]); guess.below(v.last[0])+1 >= guess.size() {
			look, unsure = s.beyond(v, 1)
			look.cut = true
			return look, unsure
		}
	}
	return guess{}, false
}

// beyond looks past all that begins with the first n bytes of the last name.
func (s *sketch) beyond(v view, n int) (guess, bool) {
	for n < len(v.last) && !utf8.RuneStart(v.last[n]) {
		n++
	}
	name, ok := legal(v.last[:n], topmost)
	return guess{name: name}, ok && name > v.last && (v.before == "" || name < v.before)
}

// loose reports whether the view's end is not where a range was cut.
func (v view) loose() bool { return v.before == "" || strings.HasSuffix(v.before, topmost+"\x00") }

// middle gives the next place to ask about: a look where the shape of what is
// left is not known, else the estimated middle. False: there is nothing to ask.
func (s *sketch) middle(v view) (guess, bool) {
	if !v.known {
		return guess{}, false
	}
	look, unsure := s.open(v)
	if unsure && v.loose() {
		return look, true
	}
	prefix := s.prefix(v)
	from, end := s.value(v.last, prefix), 1.0
	if v.before != "" {
		end = s.value(v.before, prefix)
	}
	if alike := shared(v.first, v.last); alike > prefix && s.value(v.first, prefix) == from {
		// The page is a speck in what is left, whose shape is a tree's: all
		// below a branch half-way up is one part.
		branch, ok := s.beyond(v, prefix+(alike-prefix+1)/2)
		branch.cut = true
		return branch, ok
	}
	name, ok := s.name(v.last, prefix, (from+end)/2)
	if ok && name > v.last && (v.before == "" || name < v.before) {
		return guess{name: name, cut: true, sure: s.known(name, shared(v.last, name))}, true
	}
	return look, unsure
}

// known reports whether the byte at p was seen there in some name.
func (s *sketch) known(name string, p int) bool {
	var at place
	for i := range min(p, deepest) {
		at = s.step(at, name[i])
	}
	known := s.places[at]
	return known != nil && p < len(name) && known.seen.has(name[p])
}

// ahead gives a look so many pages on, counted by the page read last: whether
// there is so much at all. False: there is no telling where that would be.
func (s *sketch) ahead(v view, pages float64) (guess, bool) {
	for prefix := shared(v.first, v.last); v.known && prefix >= 0; prefix-- {
		from, to := s.value(v.first, prefix), s.value(v.last, prefix)
		far := to + pages*(to-from)
		if to <= from || far >= 1 {
			continue
		}
		name, ok := s.name(v.last, prefix, far)
		return guess{name: name}, ok && name > v.last && (v.before == "" || name < v.before)
	}
	return guess{}, false
}

// precision is how far values are worth reading: beyond it, places are the
// business of a single page.
const precision = 1e-9

// value places a name between 0 and 1 among those that have its first prefix
// bytes, as if all plausible names were there.
func (s *sketch) value(name string, prefix int) float64 {
	at, value, scale := place(0), 0.0, 1.0
	for i := range min(len(name), deepest) {
		c := name[i]
		if i >= prefix {
			set := s.plausible(at, c)
			size := float64(max(set.size(), 1))
			value += scale * float64(set.below(c)) / size
			if scale /= size; scale < precision || !set.has(c) {
				break
			}
		}
		at = s.step(at, c)
	}
	return value
}

// name is the reverse of value. It begins as like does, and ends soon after it
// has left it.
func (s *sketch) name(like string, prefix int, value float64) (string, bool) {
	const fine = 1.0 / 64 // of what is left, where the cut may be off
	at := place(0)
	var b strings.Builder
	left, scale := false, 1.0
	for i := 0; i < deepest && (!left || scale > fine); i++ {
		if i >= len(like) {
			break
		}
		c := like[i]
		if i >= prefix {
			set := s.plausible(at, c)
			if set.empty() {
				set.add(c)
			}
			size := set.size()
			n := min(max(int(value*float64(size)), 0), size-1)
			value = value*float64(size) - float64(n)
			if left || set.nth(n) != c {
				left = true
				scale /= float64(size)
			}
			c = set.nth(n)
		}
		b.WriteByte(c)
		at = s.step(at, c)
	}
	return legal(b.String(), "")
}

// longest is how long a name may be that is asked for.
//
// AWS: Amazon S3 User Guide, object-keys
const longest = 900

// legal makes a cut of a name text that a request and an answer's XML can
// carry: it ends at a whole character, which may be another than was cut. Rest is
// put behind it.
func legal(name, rest string) (string, bool) {
	if len(name) > longest {
		return "", false
	}
	for cut := 0; !utf8.ValidString(name) && cut < utf8.UTFMax; cut++ {
		if whole, ok := completed(name); ok {
			name = whole
			break
		}
		name = name[:len(name)-1]
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, illegal) {
		return "", false
	}
	return name + rest, name+rest != ""
}

// completed fills up the last character of a name that was cut within it, with
// the least that may follow.
func completed(name string) (string, bool) {
	start := len(name) - 1
	for start > 0 && len(name)-start < utf8.UTFMax && !utf8.RuneStart(name[start]) {
		start--
	}
	lead, want := name[start], 1
	switch {
	case lead >= 0xf0:
		want = 4
	case lead >= 0xe0:
		want = 3
	case lead >= 0xc0:
		want = 2
	}
	for len(name)-start < want {
		next := byte(0x80)
		switch {
		case len(name)-start > 1:
		case lead == 0xe0:
			next = 0xa0
		case lead == 0xf0:
			next = 0x90
		}
		name += string([]byte{next})
	}
	return name, utf8.ValidString(name)
}

// illegal reports whether XML cannot hold a character.
func illegal(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff
}

// nothing takes into account that no name came at or after the guess, before
// the end of what was asked.
func (s *sketch) nothing(v view, g guess) {
	p := shared(v.last, g.name)
	if !g.cut || p >= len(g.name) || p >= deepest {
		return
	}
	var at place
	for i := range p {
		at = s.step(at, v.last[i])
	}
	to := 256
	if v.before != "" && shared(v.before, g.name) >= p && p < len(v.before) {
		to = int(v.before[p])
	}
	from := int(g.name[p])
	if p+1 < len(g.name) { // something may begin with it and come before the guess
		from++
	}
	s.doubt(at, from, to)
}
