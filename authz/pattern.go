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
	segments  []segment
	plain     bool // one literal or nothing: compare as strings
	prefixed  bool // a literal or nothing, then a star: compare the beginning
	wildcards bool // * and ? have a meaning
	varies    bool // holds variables
}

// compilePattern finds wildcards and, where the language has them, variables.
// Without wildcards (StringEquals and the like), * and ? are literal.
//
// AWS: IAM User Guide, reference_policies_variables;
// reference_policies_elements_condition_operators
func compilePattern(text string, wildcards, variables bool) pattern {
	p := pattern{wildcards: wildcards}
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
	switch last := len(p.segments) - 1; {
	case last < 0, last == 0 && p.segments[0].kind == literal:
		p.plain = true
	case last == 0 || last == 1 && p.segments[0].kind == literal:
		p.prefixed = p.segments[last].kind == star
	}
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

// value is the text that a variable stands for; it is literal even where it
// holds wildcards. ok is false when the key has no single value and there is no
// default: a string with such a variable matches nothing.
//
// AWS: IAM User Guide, reference_policies_variables (single-valued keys only;
// a key without value).
// Ours: docs/design/0004-what-aws-leaves-open: a wildcard in a value is literal;
// the guide does not say, and the other reading would let a caller's tag widen a
// policy.
func (s *segment) value(f *facts) (text string, ok bool) {
	values, found := f.get(s.key)
	switch {
	case found && values.count() == 1:
		return values.at(0), true
	case !found && s.has:
		return s.or, true
	}
	return "", false
}

// resolves reports whether every variable has a value.
func (p *pattern) resolves(f *facts) bool {
	for i := range p.segments {
		s := &p.segments[i]
		if s.kind != variable {
			continue
		}
		text, ok := s.value(f)
		if !ok {
			return false
		}
		if p.wildcards && strings.ContainsAny(text, "*?") {
			f.assume(onLiteralValue)
		}
	}
	return true
}

// matches reports whether the whole of text fits. f may be nil for patterns
// without variables.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (string)
// Cases: conditions/string/like-whole-value, variables/absent-is-not-empty,
// variables/default-value-used, wildcards/literal-star-by-escape
func (p *pattern) matches(text string, f *facts) bool {
	switch {
	case p.plain:
		return text == p.literal()
	case p.prefixed:
		return strings.HasPrefix(text, p.literal())
	}
	return (!p.varies || p.resolves(f)) && glob(p.segments, text, f, false)
}

// matchesFold is matches without regard to letter case.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (string)
// Cases: conditions/string/equals-ignore-case
func (p *pattern) matchesFold(text string, f *facts) bool {
	switch {
	case p.plain:
		return strings.EqualFold(text, p.literal())
	case p.prefixed:
		return hasPrefix(text, p.literal(), true)
	}
	return (!p.varies || p.resolves(f)) && glob(p.segments, text, f, true)
}

// literal is the text that a pattern begins with.
func (p *pattern) literal() string {
	if len(p.segments) == 0 {
		return ""
	}
	return p.segments[0].text // "" for a wildcard or variable
}

// glob is the usual matcher that goes back to the last star only: linear in
// text for each star. With fold, letter case does not matter.
//
// AWS: IAM User Guide, reference_policies_elements_resource (wildcards)
// Cases: wildcards/many-stars, wildcards/stars-must-all-fit, wildcards/star-matches-empty
func glob(segments []segment, text string, f *facts, fold bool) bool {
	i, at := 0, 0
	backTo, backAt := -1, 0
	for at < len(text) || i < len(segments) {
		if i < len(segments) {
			s := &segments[i]
			same := s.text
			if s.kind == variable {
				same, _ = s.value(f)
			}
			switch {
			case s.kind == star:
				backTo, backAt = i, at
				i++
				continue
			case s.kind == question && at < len(text):
				_, size := utf8.DecodeRuneInString(text[at:])
				at, i = at+size, i+1
				continue
			case s.kind != question && hasPrefix(text[at:], same, fold):
				at, i = at+len(same), i+1
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
