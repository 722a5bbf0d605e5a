package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Insert adds statements (JSON objects) to a document and keeps every byte of
// the rest. They come last, in the layout of the statement before them. Where
// the document holds a single statement object instead of a list, they come
// first in a new list, which is how Remove knows that it may take the list away
// again. An empty text becomes a new document of Version2012.
//
// The error is Parse's *SyntaxError where text is no policy, or names the
// statement that is no JSON object. Nothing is checked about what the statements
// say.
func Insert(text []byte, stmts ...[]byte) ([]byte, error) {
	for i, s := range stmts {
		if !isObject(s) {
			return nil, fmt.Errorf("insert statement %d: it is no JSON object", i+1)
		}
	}
	if len(stmts) == 0 {
		return text, nil
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return fresh(stmts), nil
	}
	o, err := sketch(text)
	if err != nil {
		return nil, err
	}
	if !o.isList {
		return wrap(text, o.list, stmts), nil
	}
	l := layoutOf(text, o)
	at := o.statements[len(o.statements)-1].stop
	var added bytes.Buffer
	for _, s := range stmts {
		added.WriteString("," + l.separator)
		added.Write(l.format(s))
	}
	return splice(text, span{at, at}, added.Bytes()), nil
}

// Remove takes out every statement whose Sid is listed, and keeps every byte of
// the rest: what Insert added last or first leaves no trace. Sids that the
// document does not have are no error. Removing all statements leaves an empty
// list, which S3 does not accept: delete the policy then.
func Remove(text []byte, sids ...string) ([]byte, error) {
	doc, err := Parse(text)
	if err != nil {
		return nil, err
	}
	var indexes []int
	for i, s := range doc.Statements {
		if s.Sid != "" && slices.Contains(sids, s.Sid) {
			indexes = append(indexes, i)
		}
	}
	o, err := sketch(text)
	if err != nil {
		return nil, err
	}
	if n := len(o.statements); o.isList && slices.Contains(indexes, 0) && len(indexes) == n-1 && !slices.Contains(indexes, n-1) {
		// Insert put ours in front of a single object: give the object back.
		return splice(text, o.list, o.statements[n-1].of(text)), nil
	}
	return RemoveAt(text, indexes...)
}

// RemoveAt takes out the statements at the given places, counted from zero, and
// keeps every byte of the rest.
func RemoveAt(text []byte, indexes ...int) ([]byte, error) {
	if len(indexes) == 0 {
		return text, nil
	}
	o, err := sketch(text)
	if err != nil {
		return nil, err
	}
	for i := range o.statements {
		if !slices.Contains(indexes, i) {
			return dropElements(text, o.statements, indexes), nil
		}
	}
	if !o.isList {
		return splice(text, o.list, []byte("[]")), nil
	}
	return splice(text, span{o.statements[0].start, o.statements[len(o.statements)-1].stop}, nil), nil
}

// Replace puts stmt in the place of the statement at index, in its layout.
func Replace(text []byte, index int, stmt []byte) ([]byte, error) {
	o, err := sketch(text)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= len(o.statements) || !isObject(stmt) {
		return nil, errors.New("replace statement: no such statement, or its successor is no JSON object")
	}
	old := o.statements[index]
	l := layoutOf(text, outline{list: o.list, isList: o.isList, statements: o.statements[:index+1]})
	return splice(text, old, l.format(stmt)), nil
}

// span is a half-open range of bytes of a text.
type span struct{ start, stop int }

func (s span) of(data []byte) []byte { return data[s.start:s.stop] }

// outline tells where the statements of a document stand, so that an edit can
// leave every other byte alone.
type outline struct {
	list       span // the value of "Statement", brackets or braces included
	isList     bool
	statements []span
}

// sketch finds the statements of a document that Parse accepts.
func sketch(data []byte) (outline, error) {
	doc, err := Parse(data)
	if err != nil {
		return outline{}, err
	}
	root, err := scan(data)
	if err != nil {
		return outline{}, err
	}
	list, _ := root.member("Statement") // Parse has seen it
	o := outline{list: span{list.start, list.stop}, isList: doc.StatementIsList}
	for _, s := range doc.Statements {
		o.statements = append(o.statements, span{s.Start, s.Stop})
	}
	return o, nil
}

// member is the value of an object's member.
func (n node) member(name string) (node, bool) {
	for i := range n.names {
		if n.names[i].text == name {
			return n.values[i], true
		}
	}
	return node{}, false
}

// dropElements removes the elements of an array (or members of an object) at
// the given indexes, each with the one comma that goes with it. At least one
// element has to stay.
func dropElements(text []byte, all []span, indexes []int) []byte {
	var cuts []span
	keptBefore := false
	for i, s := range all {
		switch {
		case !slices.Contains(indexes, i):
			keptBefore = true
		case keptBefore:
			cuts = append(cuts, span{all[i-1].stop, s.stop})
		default:
			cuts = append(cuts, span{s.start, all[i+1].start})
		}
	}
	for _, cut := range slices.Backward(cuts) {
		text = splice(text, cut, nil)
	}
	return text
}

// layout is how the statements of a document are set out.
type layout struct {
	separator string // what stands between a comma and the next statement
	prefix    string // indentation of the statement's own lines
	unit      string // one step of indentation
	lines     bool   // statements take several lines
}

// layoutOf reads the layout off the last statement of a list.
func layoutOf(text []byte, o outline) layout {
	l := layout{unit: indentUnit(text)}
	last := o.statements[len(o.statements)-1]
	before := o.list.start + 1
	if n := len(o.statements); n > 1 {
		between := span{o.statements[n-2].stop, last.start}.of(text)
		before = o.statements[n-2].stop + bytes.IndexByte(between, ',') + 1
	}
	l.separator = string(text[min(before, last.start):last.start])
	l.lines = bytes.ContainsRune(last.of(text), '\n')
	if len(o.statements) == 1 && l.separator == "" && l.lines {
		l.separator = " " // the style [{ … }, { … }]
	}
	l.prefix = lineIndent(text, last.start)
	if l.lines {
		l.prefix = lineIndent(text, last.stop-1)
	}
	return l
}

func (l layout) format(stmt []byte) []byte {
	var out bytes.Buffer
	if l.lines {
		_ = json.Indent(&out, stmt, l.prefix, l.unit) // isObject has checked stmt
	} else {
		_ = json.Compact(&out, stmt)
	}
	return bytes.TrimSpace(out.Bytes())
}

// fresh makes a document that holds stmts only.
func fresh(stmts [][]byte) []byte {
	l := layout{prefix: "    ", unit: "  ", lines: true}
	var parts []string
	for _, s := range stmts {
		parts = append(parts, l.prefix+string(l.format(s)))
	}
	return []byte("{\n  \"Version\": \"" + Version2012 + "\",\n  \"Statement\": [\n" +
		strings.Join(parts, ",\n") + "\n  ]\n}\n")
}

// wrap turns a single statement object into a list whose last element it is.
func wrap(text []byte, single span, stmts [][]byte) []byte {
	l := layoutOf(text, outline{list: span{single.start - 1, single.stop}, statements: []span{single}})
	var list bytes.Buffer
	list.WriteByte('[')
	for _, s := range stmts {
		list.Write(l.format(s))
		list.WriteByte(',')
		if l.lines {
			list.WriteByte(' ')
		}
	}
	list.Write(single.of(text))
	list.WriteByte(']')
	return splice(text, single, list.Bytes())
}

// splice replaces the bytes of cut.
func splice(text []byte, cut span, with []byte) []byte {
	return slices.Concat(text[:cut.start], with, text[cut.stop:])
}

// indentUnit is the smallest indentation that the text uses, two spaces if none.
func indentUnit(text []byte) string {
	unit := ""
	for line := range bytes.Lines(text) {
		trimmed := bytes.TrimLeft(line, " \t")
		indent := string(line[:len(line)-len(trimmed)])
		if indent != "" && len(bytes.TrimSpace(trimmed)) > 0 && (unit == "" || len(indent) < len(unit)) {
			unit = indent
		}
	}
	if unit == "" {
		return "  "
	}
	return unit
}

// lineIndent is the indentation of the line that holds the byte at offset.
func lineIndent(text []byte, offset int) string {
	line := text[bytes.LastIndexByte(text[:offset], '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

func isObject(text []byte) bool {
	trimmed := bytes.TrimSpace(text)
	return json.Valid(trimmed) && len(trimmed) > 0 && trimmed[0] == '{'
}

// IsEmptied reports whether text is what Remove leaves of a document when it
// takes out the last statement.
func IsEmptied(text []byte) bool {
	root, err := scan(text)
	if err != nil {
		return false
	}
	list, found := root.member("Statement")
	return found && list.kind == array && len(list.values) == 0
}
