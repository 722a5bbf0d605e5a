package s3sync

import (
	"iter"
	"math/bits"
)

// sketch is what the keys seen so far tell about those not yet seen: which
// bytes may stand at a place. A place is known by what stands before it, with
// digits taken for one another, so that one month's days tell of another's.
//
// What a sketch says is a guess. Ranges are cut where it says, and are right
// wherever they are cut.
type sketch struct {
	places map[place]*symbols
}

// place is a hash of what stands before a byte of a name; its lowest bit tells
// whether the word that the byte is in has a digit.
type place uint64

// symbols are the bytes at a place.
type symbols struct {
	seen    set // in some key
	doubted set // tried in vain
	pages   int // in which it was looked at
}

const (
	mostPlaces = 1 << 14
	settled    = 12   // pages after which a digit that never varied is thought not to
	deepest    = 1024 // bytes of a name that are looked at
)

func newSketch() *sketch { return &sketch{places: make(map[place]*symbols)} }

// step goes over one byte of a name to the next place. Digits are taken for one
// another, and so are letters where a digit was seen as well, or in a word that
// has one, as in a UUID.
func (s *sketch) step(at place, c byte) place {
	const prime, numbered = 0x100000001b3, 1
	switch {
	case isDigit(c):
		at, c = at|numbered, '0'
	case !isLetter(c):
		at &^= numbered
	case at&numbered != 0 || s.numbers(at):
		at, c = at|numbered, '0'
	}
	return ((at>>1)^place(c)+1)*prime<<1 | at&numbered
}

// numbers reports whether a digit was seen at a place.
func (s *sketch) numbers(at place) bool {
	known := s.places[at]
	return known != nil && !known.seen.and(decimals()).empty()
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// page takes names of a page into account.
func (s *sketch) page(first, last string, more iter.Seq[string]) {
	s.see(first, 0, 1)
	alike := shared(first, last)
	for name := range more {
		s.see(name, alike, 0)
	}
}

// see takes a name of so many further pages into account, from byte from on.
func (s *sketch) see(name string, from, pages int) {
	var at place
	for i := range min(len(name), deepest) {
		if i >= from {
			known := s.at(at)
			known.seen.add(name[i])
			known.pages += pages
		}
		at = s.step(at, name[i])
	}
}

// at gives what is known of a place.
func (s *sketch) at(at place) *symbols {
	known := s.places[at]
	if known == nil {
		known = &symbols{}
		if len(s.places) < mostPlaces {
			s.places[at] = known
		}
	}
	return known
}

// plausible gives the bytes that may stand at a place where like stands: those
// seen, and those of their kind that were not tried in vain. Where there is a
// digit, all digits are plausible until many pages have shown none other; where
// letters were seen to vary, all letters of their case; and where digits stand
// beside hexadecimal ones, those.
func (s *sketch) plausible(at place, like byte) set {
	known := s.places[at]
	if known == nil {
		known = &symbols{}
	}
	guess := known.seen
	varies := guess.size() > 1
	if isDigit(like) && (varies || known.pages < settled) {
		guess = guess.or(decimals())
		next := s.places[s.step(at, like)]
		if next != nil && next.seen.looksHex() {
			guess = guess.or(next.seen.and(span('A', 'f')))
		}
	}
	switch {
	case guess.looksHex():
		for _, letters := range [...]set{span('a', 'f'), span('A', 'F')} {
			if !guess.and(letters).empty() {
				guess = guess.or(letters)
			}
		}
	case varies:
		for _, letters := range [...]set{span('a', 'z'), span('A', 'Z')} {
			if !known.seen.and(letters).empty() {
				guess = guess.or(letters)
			}
		}
	}
	return guess.without(known.doubted).or(known.seen)
}

func decimals() set { return set{(1<<('9'+1) - 1) &^ (1<<'0' - 1)} }

// looksHex reports whether there are decimal digits and hexadecimal letters, and
// nothing else.
func (s set) looksHex() bool {
	letters := span('a', 'f').or(span('A', 'F'))
	return s.without(decimals().or(letters)).empty() && !s.and(decimals()).empty() && !s.and(letters).empty()
}

// varies reports whether more than one byte was seen at a place.
func (s *sketch) varies(at place) bool {
	known := s.places[at]
	return known != nil && known.seen.size() > 1
}

// doubt remembers that no name goes on with from or a byte after it, before to.
func (s *sketch) doubt(at place, from, to int) {
	known := s.at(at)
	for c := from; c < to; c++ {
		known.doubted.add(byte(c))
	}
}

// set is a set of bytes.
type set [4]uint64

func (s *set) add(c byte)     { s[c>>6] |= 1 << (c & 63) }
func (s set) has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }
func (s set) empty() bool     { return s == set{} }

func (s set) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

func (s set) or(t set) set      { return set{s[0] | t[0], s[1] | t[1], s[2] | t[2], s[3] | t[3]} }
func (s set) and(t set) set     { return set{s[0] & t[0], s[1] & t[1], s[2] & t[2], s[3] & t[3]} }
func (s set) without(t set) set { return set{s[0] &^ t[0], s[1] &^ t[1], s[2] &^ t[2], s[3] &^ t[3]} }

// span is the set of the bytes from from to to.
func span(from, to byte) (s set) {
	for c := int(from); c <= int(to); c++ {
		s.add(byte(c))
	}
	return s
}

// below is how many bytes of the set come before c.
func (s set) below(c byte) int {
	n := 0
	for i := range int(c >> 6) {
		n += bits.OnesCount64(s[i])
	}
	return n + bits.OnesCount64(s[c>>6]&(1<<(c&63)-1))
}

// nth is the byte of the set with n others before it.
func (s set) nth(n int) byte {
	for i, word := range s {
		if count := bits.OnesCount64(word); n >= count {
			n -= count
			continue
		}
		for ; n > 0; n-- {
			word &= word - 1
		}
		return byte(i<<6 + bits.TrailingZeros64(word))
	}
	return 0
}
