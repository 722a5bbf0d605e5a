package authz

import "strings"

// arnPattern compares ARNs part by part: a wildcard in one of the first five
// parts cannot reach over a colon, and the sixth part keeps its own colons, so
// that an object key may hold some.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (ARN
// operators); reference_policies_elements_resource
type arnPattern struct {
	parts []pattern
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
	if !a.open && last != arnParts-1 {
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

// resourcePattern is one value of Resource or NotResource.
type resourcePattern struct {
	any   bool // the whole value is "*"
	arn   arnPattern
	spans bool           // a part before the last ends with a star
	uses  []conditionKey // of the variables in it
}

// compileResource reads variables after the fifth colon only.
//
// AWS: IAM User Guide, reference_policies_variables (where you can use them)
func compileResource(text string, variables bool) resourcePattern {
	out := resourcePattern{
		any: text == "*",
		arn: compileARN(text, func(part int) bool { return variables && part == arnParts-1 }),
	}
	for i := range out.arn.parts[:len(out.arn.parts)-1] {
		out.spans = out.spans || out.arn.parts[i].endsWithStar()
	}
	if variables {
		out.uses = variablesIn(text)
	}
	return out
}

func (r *resourcePattern) matches(resource string, f *facts) bool {
	return r.any || r.arn.matches(resource, f) || r.spans && r.arn.matchesAcross(resource, f)
}

// matchesAcross lets a star that ends one of the first five parts reach over
// the colons that follow, as the guide says it can for Resource. It follows
// the places in text where a part may begin.
//
// AWS: IAM User Guide, reference_policies_elements_resource (wildcards in
// resource ARNs)
func (a *arnPattern) matchesAcross(text string, f *facts) bool {
	starts := []int{0}
	last := len(a.parts) - 1
	for i := range a.parts[:last] {
		var next []int
		for _, start := range starts {
			cut := strings.IndexByte(text[start:], ':')
			if cut < 0 || !a.parts[i].matches(text[start:start+cut], f) {
				continue
			}
			next = append(next, start+cut+1)
			if !a.parts[i].endsWithStar() {
				continue
			}
			// From here on every colon may end this part, whatever the
			// other starts would add.
			for at := start + cut + 1; at < len(text); at++ {
				if text[at] == ':' {
					next = append(next, at+1)
				}
			}
			break
		}
		starts = next
	}
	for _, start := range starts {
		if a.parts[last].matches(text[start:], f) {
			return true
		}
	}
	return false
}
