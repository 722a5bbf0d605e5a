package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// span is a half-open range of bytes of a text.
type span struct{ start, stop int }

func (s span) of(text []byte) []byte { return text[s.start:s.stop] }

// member is one member of a JSON object: its name, and where name and value
// stand.
type member struct {
	name       string
	key, value span
}

// outline tells where the statements of a document stand in its text, so that
// an edit can leave every other byte alone.
type outline struct {
	list       span // the value of "Statement", brackets or braces included
	isList     bool
	statements []span
}

// sketch finds the statements of a document that Parse accepts.
func sketch(text []byte) (outline, error) {
	if _, err := Parse(text); err != nil {
		return outline{}, err
	}
	members, err := members(text, span{0, len(text)})
	if err != nil {
		return outline{}, err
	}
	for _, m := range members {
		if m.name != "Statement" {
			continue
		}
		o := outline{list: m.value, isList: text[m.value.start] == '['}
		if !o.isList {
			o.statements = []span{m.value}
			return o, nil
		}
		o.statements, err = elements(text, m.value)
		return o, err
	}
	return outline{}, errors.New("the document has no Statement")
}

// members lists the members of the object that stands in s.
func members(text []byte, s span) ([]member, error) {
	decoder, err := enter(text, s, '{')
	if err != nil {
		return nil, err
	}
	var out []member
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		stop := s.start + int(decoder.InputOffset())
		start := bytes.LastIndexByte(text[:stop-1], '"')
		for start > 0 && text[start-1] == '\\' {
			start = bytes.LastIndexByte(text[:start], '"')
		}
		value, err := next(decoder, s.start)
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		out = append(out, member{name: name, key: span{start, stop}, value: value})
	}
	return out, nil
}

// elements lists the elements of the array that stands in s.
func elements(text []byte, s span) ([]span, error) {
	decoder, err := enter(text, s, '[')
	if err != nil {
		return nil, err
	}
	var out []span
	for decoder.More() {
		value, err := next(decoder, s.start)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	return out, nil
}

// enter steps over the opening delimiter of the value in s.
func enter(text []byte, s span, open json.Delim) (*json.Decoder, error) {
	decoder := json.NewDecoder(bytes.NewReader(s.of(text)))
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if token != open {
		return nil, fmt.Errorf("want %s, found %v", open, token)
	}
	return decoder, nil
}

// next reads one whole value and says where it stands; base is where the
// decoder's input begins in the text.
func next(decoder *json.Decoder, base int) (span, error) {
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return span{}, err
	}
	stop := base + int(decoder.InputOffset())
	return span{stop - len(raw), stop}, nil
}
