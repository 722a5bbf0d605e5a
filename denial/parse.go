package denial

import (
	"cmp"
	"slices"
	"strings"
)

// Parse reads every error in a pasted text, in its order; the same error twice
// is read once. A text without any known error gives none.
func Parse(text string) []Denial {
	text = clean(text)
	if found := parseEvents(text); found != nil {
		return found
	}
	text = unescape(text)
	pieces := append(framed(text), documents(text)...)
	pieces = append(pieces, localTrouble(text)...)
	if len(pieces) == 0 {
		pieces = unframed(text)
	}
	pieces = append(pieces, sentences(text, pieces)...)
	return distinct(text, pieces)
}

// piece is one error with its place in the text. Where pieces overlap, the one
// that begins first, and of those the first in the list, counts.
type piece struct {
	start, stop int
	d           Denial
}

// distinct orders pieces, drops those inside others and those said before.
func distinct(text string, pieces []piece) []Denial {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	var out []Denial
	stop := -1
	for _, p := range pieces {
		if p.start < stop {
			continue
		}
		stop = p.stop
		d := p.d
		d.Raw = strings.TrimSpace(text[p.start:p.stop])
		d.complete()
		d.findBucket(text, p)
		d.findRole(text)
		if !slices.ContainsFunc(out, func(o Denial) bool { return o.repeats(d) }) {
			out = append(out, d)
		}
	}
	return out
}

// repeats reports whether two pieces tell the same: stack traces and tools that
// log an error print it more than once, with more or less around it.
func (d Denial) repeats(o Denial) bool {
	same := func(a, b string) bool { return a == b || a == "" || b == "" }
	return d.Message == o.Message && same(d.Code, o.Code) && same(d.Operation, o.Operation) && same(d.Bucket, o.Bucket) &&
		d.Local == o.Local && d.keyless() == o.keyless()
}

// keyless is what tells two failed objects of one run apart: nothing but their
// URLs, which are in Raw.
func (d Denial) keyless() string { return strings.Join(s3URL.FindAllString(d.Raw, -1), " ") }

// Primary is the denial that says most: one in AWS's full sentence before a
// plain refusal, that before trouble with signing in, that before other errors;
// the first where several are alike. ok is false for an empty list.
func Primary(all []Denial) (d Denial, ok bool) {
	if len(all) == 0 {
		return d, false
	}
	return slices.MinFunc(all, func(a, b Denial) int { return cmp.Compare(b.weight(), a.weight()) }), true
}

func (d Denial) weight() int {
	switch {
	case d.Deny == Explicit, d.Deny == Implicit, d.Layer == LayerBPA:
		return 5
	case d.ActionNamed, d.Code == "MalformedPolicy", d.Code == "MalformedPolicyDocument":
		return 4
	case d.IsRefusal():
		return 3
	case d.Local != LocalNone && d.Local != LocalNetwork:
		return 2
	case d.Status == 404, strings.HasPrefix(d.Code, "NoSuch"):
		return 0
	}
	return 1
}
