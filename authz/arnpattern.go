package authz

import "strings"

// arnPattern compares ARNs part by part: a wildcard in one of the first five
// parts cannot reach over a colon, and the sixth part keeps its own colons, so
// that an object key may hold some.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (ARN
// operators); reference_policies_elements_resource
// Cases: conditions/arn/like-does-not-cross-colons, conditions/arn/like-each-part,
// conditions/arn/like-last-part-has-colons
type arnPattern struct {
	parts []pattern
	// head is the first five parts with their colons, where these are literal,
	// as they mostly are.
	head string
	// open: fewer than six parts with a star at the end, such as "*" or
	// "arn:aws:s3*": the star reaches over all that follows.
	open bool
}

const arnParts = 6

// compileARN cuts text at its first five colons; the colons inside a variable
// do not count. Variables are read in the parts that they are allowed in.
func compileARN(text string, variables func(part int) bool) arnPattern {
	var out arnPattern
	for part := 0; ; part++ {
		end := -1
		if part < arnParts-1 {
			end = colonOutside(text, variables(part))
		}
		if end < 0 {
			out.parts = append(out.parts, compilePattern(text, true, variables(part)))
			break
		}
		out.parts = append(out.parts, compilePattern(text[:end], true, variables(part)))
		text = text[end+1:]
	}
	out.open = len(out.parts) < arnParts && strings.HasSuffix(text, "*")
	if len(out.parts) == arnParts {
		var head strings.Builder
		for i := range out.parts[:arnParts-1] {
			if !out.parts[i].plain {
				return out
			}
			head.WriteString(out.parts[i].literal())
			head.WriteByte(':')
		}
		out.head = head.String()
	}
	return out
}

// colonOutside finds the first colon that is not part of a variable.
func colonOutside(text string, variables bool) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == ':':
			return i
		case variables && strings.HasPrefix(text[i:], "${"):
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				i += end
			}
		}
	}
	return -1
}

// matches reports whether an ARN fits. A value that is no ARN fits only an open
// pattern.
func (a *arnPattern) matches(text string, f *facts) bool {
	last := len(a.parts) - 1
	switch {
	case a.head != "":
		rest, begins := strings.CutPrefix(text, a.head)
		return begins && a.parts[last].matches(rest, f)
	case !a.open && last != arnParts-1:
		return false
	}
	for i := range a.parts {
		part := text
		if i < last {
			cut := strings.IndexByte(text, ':')
			if cut < 0 {
				return false
			}
			part, text = text[:cut], text[cut+1:]
		}
		if !a.parts[i].matches(part, f) {
			return false
		}
	}
	return true
}
