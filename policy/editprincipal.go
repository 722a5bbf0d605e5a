package policy

import (
	"encoding/json"
	"fmt"
	"slices"
)

// RemovePrincipals takes the values for which gone is true out of the Principal
// element of the statement at index and keeps every byte of the rest. whole
// reports that no principal would be left; text is then returned as it was, and
// the statement as a whole is what the caller may want to take out.
func RemovePrincipals(text []byte, index int, gone func(value string) bool) (out []byte, whole bool, err error) {
	o, err := sketch(text)
	if err != nil {
		return nil, false, err
	}
	if index < 0 || index >= len(o.statements) {
		return nil, false, fmt.Errorf("remove principals: there is no statement %d", index+1)
	}
	element, ok, err := find(text, o.statements[index], "Principal")
	if err != nil || !ok || text[element.start] != '{' {
		return text, false, err
	}
	kinds, err := members(text, element)
	if err != nil {
		return nil, false, err
	}
	var empty []int
	var spans []span
	out = text
	for i, kind := range slices.Backward(kinds) {
		var left bool
		if out, left, err = removeValues(out, kind.value, gone); err != nil {
			return nil, false, err
		}
		if !left {
			empty = append(empty, i)
		}
	}
	if len(empty) == len(kinds) {
		return text, true, nil
	}
	if len(empty) == 0 {
		return out, false, nil
	}
	// Values that went before moved everything after them: look again.
	if element, _, err = find(out, o.statements[index], "Principal"); err != nil {
		return nil, false, err
	}
	if kinds, err = members(out, element); err != nil {
		return nil, false, err
	}
	for _, kind := range kinds {
		spans = append(spans, span{kind.key.start, kind.value.stop})
	}
	return dropElements(out, spans, empty), false, nil
}

// removeValues drops values from a string or a list of strings. left reports
// that at least one value stays; where none would, the text stays as it was.
func removeValues(text []byte, s span, gone func(string) bool) (out []byte, left bool, err error) {
	if text[s.start] != '[' {
		value, err := stringAt(text, s)
		return text, !gone(value), err
	}
	values, err := elements(text, s)
	if err != nil {
		return nil, false, err
	}
	var indexes []int
	for i, v := range values {
		value, err := stringAt(text, v)
		if err != nil {
			return nil, false, err
		}
		if gone(value) {
			indexes = append(indexes, i)
		}
	}
	if len(indexes) == len(values) {
		return text, false, nil
	}
	return dropElements(text, values, indexes), true, nil
}

// find gives the place of a member's value in the object that begins at
// object.start; only the beginning counts, so that an edited text can be
// searched with the old span.
func find(text []byte, object span, name string) (span, bool, error) {
	list, err := members(text, span{object.start, len(text)})
	if err != nil {
		return span{}, false, err
	}
	for _, m := range list {
		if m.name == name {
			return m.value, true, nil
		}
	}
	return span{}, false, nil
}

func stringAt(text []byte, s span) (string, error) {
	var value string
	err := json.Unmarshal(s.of(text), &value)
	return value, err
}
