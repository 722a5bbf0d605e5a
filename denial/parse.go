package denial

import (
	"cmp"
	"slices"
	"strings"
)

// Parse reads every error in a pasted text, in its order; the same error twice
// is read once and counted. A text without any known error gives none. Of a
// long log, errors that differ in nothing but the object are counted together.
func Parse(text string) []Denial {
	if len(text) > longLog && !isJSON(text) {
		return parseLog(text)
	}
	text = clean(text)
	if found := parseEvents(text); found != nil {
		return found
	}
	return parseText(unescape(text))
}

// parseText reads a text in each way it can have been folded.
func parseText(text string) []Denial {
	var best []Denial
	most := -1
	for _, reading := range readings(text) {
		found := read(reading)
		if points := says(reading, found); points > most {
			best, most = found, points
		}
	}
	return best
}

// read finds the errors in a text whose lines are whole.
func read(text string) []Denial {
	pieces := slices.Concat(records(text), eventFragments(text), framed(text), documents(text))
	pieces = withLocal(pieces, localTrouble(text))
	if len(pieces) == 0 {
		pieces = unframed(text)
	}
	pieces = append(pieces, sentences(text, pieces)...)
	return distinct(text, pieces)
}

// withLocal joins what a tool says itself to the answers of AWS: an answer that
// stands inside it, such as the token service's, tells more, so that it counts.
func withLocal(pieces, local []piece) []piece {
	for _, l := range local {
		inside := false
		for i, p := range pieces {
			if l.start <= p.start && p.start < l.stop {
				pieces[i].d.Local, pieces[i].d.Profile = l.d.Local, l.d.Profile
				inside = true
			}
		}
		if !inside {
			pieces = append(pieces, l)
		}
	}
	return pieces
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
	seen := map[string][]int{} // places in out
	stop := -1
	for _, p := range pieces {
		if p.start < stop {
			continue
		}
		stop = p.stop
		d := p.d
		d.Raw = strings.TrimSpace(text[p.start:p.stop])
		d.Count = 1
		d.complete()
		key := string(d.Local) + d.Message + objects(text, p)
		if again := slices.IndexFunc(seen[key], func(i int) bool { return out[i].Count >= monotone && out[i].repeats(d) }); again >= 0 {
			out[seen[key][again]].Count++
			continue
		}
		d.findBucket(text, p)
		d.findRole(around(text, p))
		same := slices.IndexFunc(seen[key], func(i int) bool { return out[i].repeats(d) })
		if same < 0 {
			seen[key] = append(seen[key], len(out))
			out = append(out, d)
			continue
		}
		first := &out[seen[key][same]]
		if first.Operation == "" && d.Operation != "" && first.Count == 1 {
			*first = d // told in more words
		} else if first.Code == d.Code && first.Operation == d.Operation && !strings.Contains(ownLines(text, p), "Caused by") {
			first.Count++ // said again, not told in more words
		}
	}
	return out
}

// monotone is how often an error is said before nobody looks around it any
// more: a log that repeats itself.
const monotone = 8

// objects is what tells two failed objects of one run apart: the URLs on their
// own lines.
func objects(text string, p piece) string {
	return strings.Join(s3URL.FindAllString(ownLines(text, p), -1), " ")
}

// repeats reports whether two pieces with the same message tell the same: stack
// traces and tools that log an error print it more than once, with more or less
// around it.
func (d Denial) repeats(o Denial) bool {
	same := func(a, b string) bool { return a == b || a == "" || b == "" }
	return same(d.Code, o.Code) && same(d.Operation, o.Operation) && same(d.Bucket, o.Bucket)
}

// vicinity is how far around an error its circumstances are looked for: far
// enough for a command line above a screenful of output, near enough that a
// log of a hundred thousand errors is read in a breath.
const vicinity = 8 << 10

// ownLines is a piece with the beginning of its first line.
func ownLines(text string, p piece) string {
	from := max(0, p.start-vicinity)
	return text[from+strings.LastIndexByte(text[from:p.start], '\n')+1 : p.stop]
}

// before and around are the text near a piece.
func before(text string, p piece) string { return text[max(0, p.start-vicinity):p.start] }
func around(text string, p piece) string {
	return text[max(0, p.start-vicinity):min(len(text), p.stop+vicinity)]
}

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
	weight := 2
	switch {
	case d.Deny == Explicit, d.Deny == Implicit, d.Layer == LayerBPA:
		weight = 10
	case d.ActionNamed, d.Code == "MalformedPolicy", d.Code == "MalformedPolicyDocument":
		weight = 8
	case d.IsRefusal():
		weight = 6
	case d.Local != LocalNone && d.Local != LocalNetwork:
		weight = 4
	case d.Status == 404, strings.HasPrefix(d.Code, "NoSuch"):
		weight = 0
	}
	if d.Operation != "" {
		weight++
	}
	return weight
}
