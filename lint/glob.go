package lint

import "strings"

// fits reports whether a pattern with * and ? can be text, or with more also
// something that begins with text.
func fits(pattern, text string, more bool) bool {
	// states are the places in pattern that the text read so far can have come to.
	states := closure(pattern, []int{0})
	for i := 0; i < len(text); i++ {
		var next []int
		for _, at := range states {
			switch {
			case at == len(pattern):
			case pattern[at] == '*':
				next = append(next, at)
			case pattern[at] == '?' || pattern[at] == text[i]:
				next = append(next, at+1)
			}
		}
		if states = closure(pattern, next); len(states) == 0 {
			return false
		}
	}
	return more || len(states) > 0 && states[len(states)-1] == len(pattern)
}

// closure adds the places behind stars, which may stand for nothing. States
// stay in rising order.
func closure(pattern string, states []int) []int {
	var out []int
	for _, at := range states {
		for {
			if len(out) == 0 || out[len(out)-1] < at {
				out = append(out, at)
			}
			if at == len(pattern) || pattern[at] != '*' {
				break
			}
			at++
		}
	}
	return out
}

// blank puts a star in the place of every policy variable: it can be anything.
func blank(text string) string {
	if !strings.Contains(text, "${") {
		return text
	}
	var out strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start:], '}')
		if end < 0 {
			break
		}
		out.WriteString(text[:start])
		out.WriteByte('*')
		text = text[start+end+1:]
	}
	out.WriteString(text)
	return out.String()
}

// hasVariable reports whether text holds a policy variable.
//
// AWS: IAM User Guide, reference_policies_variables
func hasVariable(text string) bool {
	_, rest, ok := strings.Cut(text, "${")
	return ok && strings.Contains(rest, "}")
}
