package lint

import "strings"

// fits reports whether a pattern with * and ? can be text, or with more also
// something that begins with text. It goes back to the last star only.
func fits(pattern, text string, more bool) bool {
	i, at := 0, 0
	star, from := -1, 0
	for at < len(text) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, from = i, at
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == text[at]):
			i, at = i+1, at+1
		case star >= 0:
			from++
			i, at = star+1, from
		default:
			return false
		}
	}
	return more || strings.Trim(pattern[i:], "*") == ""
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
