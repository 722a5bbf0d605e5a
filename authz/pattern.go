package authz

import (
	"strings"
	"unicode/utf8"
)

// segment is one piece of a pattern.
type segment struct {
	kind segmentKind
	text string // literal text
	key  *conditionKey
	or   string // a variable's default
	has  bool   // it has a default
}

type segmentKind int

const (
	literal  segmentKind = iota
	star                 // any run of characters, also none
	question             // one character
	variable             // the value of a condition key
)

// pattern is a string of a policy with its wildcards and variables found.
type pattern struct {
	segments []segment
	plain    bool // one literal or nothing: compare as strings
	varies   bool // holds variables
}

// compilePattern finds wildcards and, where the language has them, variables.
// Without wildcards (StringEquals and the like), * and ? are literal.
//
// AWS: IAM User Guide, reference_policies_variables;
// reference_policies_elements_condition_operators
func compilePattern(text string, wildcards, variables bool) pattern {
	var p pattern
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			p.segments = append(p.segments, segment{kind: literal, text: run.String()})
			run.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		if variables && strings.HasPrefix(text[i:], "${") {
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				inside := text[i+2 : i+end]
				i += end
				if inside == "*" || inside == "?" || inside == "$" {
					run.WriteString(inside)
					continue
				}
				flush()
				p.segments = append(p.segments, compileVariable(inside))
				p.varies = true
				continue
			}
		}
		switch {
		case wildcards && text[i] == '*':
			flush()
			p.segments = append(p.segments, segment{kind: star})
		case wildcards && text[i] == '?':
			flush()
			p.segments = append(p.segments, segment{kind: question})
		default:
			run.WriteByte(text[i])
		}
	}
	flush()
	p.plain = len(p.segments) == 0 || len(p.segments) == 1 && p.segments[0].kind == literal
	return p
}

// compileVariable reads "key" or "key, 'default'".
//
// AWS: IAM User Guide, reference_policies_variables (default values)
func compileVariable(inside string) segment {
	key, rest, hasDefault := strings.Cut(inside, ",")
	name := newKey(strings.TrimSpace(key))
	s := segment{kind: variable, key: &name}
	rest = strings.TrimSpace(rest)
	if hasDefault && len(rest) >= 2 && rest[0] == '\'' && rest[len(rest)-1] == '\'' {
		s.or, s.has = rest[1:len(rest)-1], true
	}
	return s
}

// fill puts the values of variables in; they are literal text even where they
// hold wildcards. ok is false when a variable has no single value and no
// default: such a string matches nothing.
//
// AWS: IAM User Guide, reference_policies_variables (single-valued keys only;
// a key without value). That a wildcard in a value is literal is ours: the
// guide does not say, and the other reading would let a caller's tag widen a
// policy.
func (p *pattern) fill(f *facts) (segments []segment, ok bool) {
	if !p.varies {
		return p.segments, true
	}
	filled := make([]segment, len(p.segments))
	for i, s := range p.segments {
		if s.kind == variable {
			values, found := f.get(s.key)
			switch {
			case found && len(values) == 1:
				s = segment{kind: literal, text: values[0]}
			case !found && s.has:
				s = segment{kind: literal, text: s.or}
			default:
				return nil, false
			}
		}
		filled[i] = s
	}
	return filled, true
}

// matches reports whether the whole of text fits. f may be nil for patterns
// without variables.
func (p *pattern) matches(text string, f *facts) bool {
	if p.plain {
		return text == p.literal()
	}
	segments, ok := p.fill(f)
	return ok && glob(segments, text, false)
}

// matchesFold is matches without regard to letter case.
func (p *pattern) matchesFold(text string, f *facts) bool {
	if p.plain {
		return strings.EqualFold(text, p.literal())
	}
	segments, ok := p.fill(f)
	if !ok {
		return false
	}
	if !p.varies {
		return glob(segments, text, true)
	}
	// Only StringEqualsIgnoreCase has variables here, and it has no wildcards.
	var all strings.Builder
	for _, s := range segments {
		all.WriteString(s.text)
	}
	return strings.EqualFold(all.String(), text)
}

// literal is the text of a plain pattern.
func (p *pattern) literal() string {
	if len(p.segments) == 0 {
		return ""
	}
	return p.segments[0].text
}

// glob is the usual matcher that goes back to the last star only: linear in
// text for each star. With fold, letter case does not matter.
func glob(segments []segment, text string, fold bool) bool {
	i, at := 0, 0
	backTo, backAt := -1, 0
	for at < len(text) || i < len(segments) {
		if i < len(segments) {
			s := segments[i]
			switch {
			case s.kind == star:
				backTo, backAt = i, at
				i++
				continue
			case s.kind == question && at < len(text):
				_, size := utf8.DecodeRuneInString(text[at:])
				at, i = at+size, i+1
				continue
			case s.kind == literal && hasPrefix(text[at:], s.text, fold):
				at, i = at+len(s.text), i+1
				continue
			}
		}
		if backTo < 0 || backAt >= len(text) {
			return false
		}
		_, size := utf8.DecodeRuneInString(text[backAt:])
		backAt += size
		i, at = backTo+1, backAt
	}
	return true
}

// endsWithStar reports whether the last thing in the pattern is a star.
func (p *pattern) endsWithStar() bool {
	return len(p.segments) > 0 && p.segments[len(p.segments)-1].kind == star
}

// hasPrefix compares letters of different case as equal only where both take
// the same number of bytes, which all that AWS names with does.
func hasPrefix(text, prefix string, fold bool) bool {
	if len(text) < len(prefix) {
		return false
	}
	head := text[:len(prefix)]
	return head == prefix || fold && strings.EqualFold(head, prefix)
}

// variablesIn lists the keys of the variables that text uses.
func variablesIn(text string) []conditionKey {
	var keys []conditionKey
	for _, s := range compilePattern(text, true, true).segments {
		if s.kind == variable {
			keys = append(keys, *s.key)
		}
	}
	return keys
}
