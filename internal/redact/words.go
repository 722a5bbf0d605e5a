package redact

import (
	"slices"
	"strings"
)

const (
	// A name of so many letters is masked also inside a longer word
	// ("media-dr.json"); a shorter one only where it stands alone.
	wherever = 6
	// Parts of keys that are looked for where they stand alone: more would cost
	// time, and a listing of a million shows them in URLs.
	mostKeys = 10_000
	// Shorter names are like any word.
	shortest = 3
)

// words finds names in text that does not tell what they are.
type words struct {
	byStart map[byte][]word // longest first
	keys    int
}

type word struct {
	text, mask string
	kind       Kind
}

// ours are words that clearway and AWS say themselves: a bucket of that name is
// masked in ARNs and URLs only.
var ours = strings.Fields(`account accounts action actions admin allow allowed aws bucket buckets call calls copy default delete denied deny
	dest destination effect error errors example file files gate host iam json key keys kms lab list log logs main name names no none
	object objects only open owner path policy principal profile public read region request resource role roles root rule
	rules s3 session set shut source state statement sts summary sync sso test text time url user users version write yes
	arn data backup prod dev true false null not in on at to of by is it as an and or for from with this that the you`)

func (w *words) add(kind Kind, text, mask string) {
	switch {
	case kind == Account, len(text) < shortest, slices.Contains(ours, strings.ToLower(text)), text == mask:
		return
	case kind == Key:
		if len(text) < shortest+1 || w.keys >= mostKeys {
			return
		}
		w.keys++
	}
	if w.byStart == nil {
		w.byStart = map[byte][]word{}
	}
	list := append(w.byStart[text[0]], word{text, mask, kind})
	slices.SortStableFunc(list, func(a, b word) int { return len(b.text) - len(a.text) })
	w.byStart[text[0]] = list
}

// replace masks the known names in text. before and after are what stands
// beside it.
func (w *words) replace(text, before, after string) string {
	if len(w.byStart) == 0 {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		found, ok := w.at(text, i, before, after)
		if !ok {
			out.WriteByte(text[i])
			i++
			continue
		}
		out.WriteString(found.mask)
		i += len(found.text)
	}
	return out.String()
}

// at finds the longest known name that begins at i.
func (w *words) at(text string, i int, before, after string) (word, bool) {
	for _, candidate := range w.byStart[text[i]] {
		if !strings.HasPrefix(text[i:], candidate.text) {
			continue
		}
		end := i + len(candidate.text)
		left, right := text[:i], text[end:]
		if left == "" {
			left = before
		}
		if right == "" {
			right = after
		}
		if strings.HasPrefix(right, `":`) && strings.HasSuffix(left, `"`) {
			continue // the name of a member of JSON
		}
		if len(candidate.text) >= wherever && candidate.kind != Key || !wordAtEnd(left) && !wordAtStart(right) {
			return candidate, true
		}
	}
	return word{}, false
}

// elided finds the name of which "left…right" is shown, where there was no room
// for more.
func (w *words) elided(left, right string) (word, bool) {
	if len(left)+len(right) < shortest {
		return word{}, false
	}
	var found word // of several, the first by the alphabet, so that it is the same each time
	for _, list := range w.byStart {
		for _, candidate := range list {
			if len(candidate.text) > len(left)+len(right) && strings.HasPrefix(candidate.text, left) && strings.HasSuffix(candidate.text, right) &&
				(found.text == "" || candidate.text < found.text) {
				found = candidate
			}
		}
	}
	return found, found.text != ""
}

func wordAtEnd(text string) bool   { return text != "" && isWord(text[len(text)-1]) }
func wordAtStart(text string) bool { return text != "" && isWord(text[0]) }

func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_' || b == '-' || b >= 0x80
}
