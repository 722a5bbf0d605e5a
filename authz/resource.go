package authz

import "strings"

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
	if variables && strings.Contains(text, "${") {
		out.uses = variablesIn(text)
	}
	return out
}

// matches compares case and all, part by part; a star at the end of a part may
// reach further.
//
// AWS: IAM User Guide, reference_policies_elements_resource
// Cases: wildcards/resource-keeps-case, wildcards/resource-slash-is-ordinary,
// wildcards/resource-bucket-is-not-its-objects
func (r *resourcePattern) matches(resource string, f *facts) bool {
	switch {
	case r.any:
		return true
	case r.arn.matches(resource, f):
		if r.arn.open {
			f.assume(onSpanningStar)
		}
		return true
	case r.spans && r.arn.matchesAcross(resource, f):
		f.assume(onSpanningStar)
		return true
	}
	return false
}

// matchesAcross lets a star that ends one of the first five parts reach over
// the colons that follow, as the page on the Resource element says it can. S3's
// page on ARNs says that no wildcard spans parts: the answer is an assumption.
// It follows the places in text where a part may begin.
//
// AWS: IAM User Guide, reference_policies_elements_resource (wildcards in
// resource ARNs)
// Ours: docs/design/0004-what-aws-leaves-open
// Cases: wildcards/star-ending-a-part-reaches-over-colons
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
