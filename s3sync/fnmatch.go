package s3sync

import "unicode/utf8"

// pattern is a shell-style pattern as Python's fnmatch reads it, and aws-cli
// with it: "*" is any run of characters, slashes and newlines too, "?" any one
// character, "[…]" one of a class; there is no escape, no "**", no braces.
//
// AWS: AWS CLI Command Reference, s3#use-of-exclude-and-include-filters
type pattern []element

// element matches one character, or with any run of them.
type element struct {
	run    bool // any number of any characters
	class  *class
	single rune // where class is nil
	any    bool // any one character
}

// class is a set of characters.
type class struct {
	not    bool
	ranges [][2]rune
}

func (c *class) holds(r rune) bool {
	for _, within := range c.ranges {
		if r >= within[0] && r <= within[1] {
			return !c.not
		}
	}
	return c.not
}

func (e element) matches(r rune) bool {
	switch {
	case e.any:
		return true
	case e.class != nil:
		return e.class.holds(r)
	}
	return e.single == r
}

// characters cuts text into characters; a byte that is no UTF-8 is one of its
// own, kept apart from every real character.
func characters(text string) []rune {
	var all []rune
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		all = append(all, r)
		i += size
	}
	return all
}

const badByte = utf8.MaxRune + 1

func decode(text string) (r rune, size int) {
	if text[0] < utf8.RuneSelf {
		return rune(text[0]), 1
	}
	r, size = utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size == 1 {
		return badByte + rune(text[0]), 1
	}
	return r, size
}

func newPattern(text string) pattern {
	chars := characters(text)
	var p pattern
	for i := 0; i < len(chars); i++ {
		switch chars[i] {
		case '*':
			if len(p) == 0 || !p[len(p)-1].run {
				p = append(p, element{run: true})
			}
		case '?':
			p = append(p, element{any: true})
		case '[':
			end := classEnd(chars, i+1)
			if end < 0 { // an unclosed bracket stands for itself
				p = append(p, element{single: '['})
				continue
			}
			p = append(p, element{class: newClass(chars[i+1 : end])})
			i = end
		default:
			p = append(p, element{single: chars[i]})
		}
	}
	return p
}

// classEnd finds the bracket that closes a class beginning at from; a bracket
// that comes first belongs to the class.
func classEnd(chars []rune, from int) int {
	i := from
	if i < len(chars) && chars[i] == '!' {
		i++
	}
	if i < len(chars) && chars[i] == ']' {
		i++
	}
	for ; i < len(chars); i++ {
		if chars[i] == ']' {
			return i
		}
	}
	return -1
}

// newClass reads what stands between the brackets. A hyphen between two
// characters makes a range, unless the first of them ends a range already; a
// range that runs backwards holds nothing.
func newClass(inner []rune) *class {
	c := &class{}
	if len(inner) > 0 && inner[0] == '!' {
		c.not, inner = true, inner[1:]
	}
	for i := 0; i < len(inner); i++ {
		if i+2 < len(inner) && inner[i+1] == '-' {
			if inner[i] <= inner[i+2] {
				c.ranges = append(c.ranges, [2]rune{inner[i], inner[i+2]})
			}
			i += 2
			continue
		}
		c.ranges = append(c.ranges, [2]rune{inner[i], inner[i]})
	}
	return c
}

// match reports whether the whole of text fits. It goes back only to the last
// run, so its time is bounded by the product of the two lengths.
func (p pattern) match(text string) bool {
	at, i := 0, 0
	back, from := -1, 0 // the last run, and where in text to take up after it
	for i < len(text) {
		r, size := decode(text[i:])
		switch {
		case at < len(p) && p[at].run:
			back, from = at, i
			at++
		case at < len(p) && p[at].matches(r):
			at++
			i += size
		case back >= 0:
			_, skip := decode(text[from:])
			from += skip
			at, i = back+1, from
		default:
			return false
		}
	}
	for at < len(p) && p[at].run {
		at++
	}
	return at == len(p)
}
