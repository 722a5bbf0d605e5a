package policy

import (
	"fmt"
	"slices"
)

// RemovePrincipals takes the values for which gone is true out of the Principal
// element of the statement at index and keeps every byte of the rest. whole
// reports that no principal would be left; data is then returned as it was, and
// the statement as a whole is what the caller may want to take out.
func RemovePrincipals(data []byte, index int, gone func(value string) bool) (out []byte, whole bool, err error) {
	o, err := sketch(data)
	if err != nil {
		return nil, false, err
	}
	if index < 0 || index >= len(o.statements) {
		return nil, false, fmt.Errorf("remove principals: there is no statement %d", index+1)
	}
	principal, err := principalAt(data, o.statements[index])
	if err != nil {
		return nil, false, err
	}
	var empty []int
	out = data
	// From the back, so that the places before stay true.
	for i, kind := range slices.Backward(principal.values) {
		var left bool
		if out, left = removeValues(out, kind, gone); !left {
			empty = append(empty, i)
		}
	}
	switch len(empty) {
	case 0:
		return out, false, nil
	case len(principal.values):
		return data, true, nil
	}
	// Values that went moved what stands after them: look again.
	principal, err = principalAt(out, span{o.statements[index].start, len(out)})
	if err != nil {
		return nil, false, err
	}
	var members []span
	for i, name := range principal.names {
		members = append(members, span{name.start, principal.values[i].stop})
	}
	return dropElements(out, members, empty), false, nil
}

// principalAt finds the Principal of the statement that begins where s does;
// without names where it is "*" or missing.
func principalAt(data []byte, s span) (principal node, err error) {
	root, err := scan(data)
	if err != nil {
		return node{}, err
	}
	list, _ := root.member("Statement")
	for _, statement := range append([]node{list}, list.values...) {
		if statement.kind == object && statement.start == s.start {
			principal, _ = statement.member("Principal")
		}
	}
	return principal, nil
}

// removeValues drops values from a string or a list of strings. left reports
// that at least one value stays; where none would, the text stays as it was.
func removeValues(data []byte, n node, gone func(string) bool) (out []byte, left bool) {
	if n.kind != array {
		return data, !gone(n.text)
	}
	var values []span
	var indexes []int
	for i, v := range n.values {
		values = append(values, span{v.start, v.stop})
		if gone(v.text) {
			indexes = append(indexes, i)
		}
	}
	if len(indexes) == len(values) {
		return data, false
	}
	return dropElements(data, values, indexes), true
}
