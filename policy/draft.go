package policy

import (
	"bytes"
	"fmt"
	"slices"
)

// ProblemKind says which rule of the grammar a text breaks; it is a stable key
// for labels.
type ProblemKind string

// The kinds of problems.
const (
	NotJSON          ProblemKind = "not-json"      // nothing could be read
	NotAnObject      ProblemKind = "not-an-object" // the policy, or a statement
	Twice            ProblemKind = "twice"         // a name twice in one object
	UnknownElement   ProblemKind = "unknown-element"
	LetterCase       ProblemKind = "letter-case" // of an element or an effect
	MissingElement   ProblemKind = "missing-element"
	Contradiction    ProblemKind = "contradiction" // an element beside its Not… form
	EmptyList        ProblemKind = "empty-list"
	WrongType        ProblemKind = "wrong-type" // not the kind of JSON value that the element takes
	BadVersion       ProblemKind = "version"
	BadEffect        ProblemKind = "effect"
	BadPrincipal     ProblemKind = "principal" // Principal is not of its form
	BadPrincipalKind ProblemKind = "principal-kind"
)

// Problem is one offence against the grammar of policies.
type Problem struct {
	Kind      ProblemKind
	Statement int // counted from 0; -1: outside of the statements
	Pos       Position
	Span      Span   // the text meant
	Element   string // the element, operator or key that it is about
	Meant     string // the spelling that was meant, where that is clear
	Message   string // what Parse says
}

// Span is a half-open range of bytes of a text.
type Span struct{ Start, Stop int }

func (p *parser) fail(n node, kind ProblemKind, element, format string, args ...any) {
	p.failWith(n, Problem{Kind: kind, Element: element}, format, args...)
}

func (p *parser) failWith(n node, problem Problem, format string, args ...any) {
	problem.Statement, problem.Pos, problem.Span = p.index, p.at(n), Span{n.start, n.stop}
	problem.Message = fmt.Sprintf(format, args...)
	p.problems = append(p.problems, problem)
}

// Draft is a document as far as it can be read, with everything that is wrong
// with its form and the places of its elements.
type Draft struct {
	Document *Document // never nil; without statements where nothing could be read
	Problems []Problem // in the order of the text

	root       node
	statements []node
	lines      *lines
}

// Read reads a document as far as possible. Where an element is misspelt in
// letter case only, it is read as what was meant; of a name that stands twice
// in one object the first is read. Parse accepts exactly those texts that have
// no Problems.
//
// AWS: IAM User Guide, reference_policies_grammar
func Read(data []byte) *Draft {
	d := &Draft{Document: &Document{}, lines: newLines(data)}
	if len(bytes.TrimSpace(data)) == 0 {
		d.Problems = []Problem{{Kind: NotJSON, Statement: -1, Pos: Position{1, 1}, Message: emptyText}}
		return d
	}
	s := &scanner{data: data, lenient: true}
	root, err := s.document()
	if err != nil {
		d.Problems = []Problem{{
			Kind: NotJSON, Statement: -1, Pos: err.Position, Span: Span{err.offset, min(err.offset+1, len(data))}, Message: err.Message,
		}}
		return d
	}
	p := &parser{lines: d.lines, index: -1}
	d.root, d.Document = root, p.document(root)
	d.statements = statementNodes(root)
	for _, name := range s.twice {
		p.index = d.statementAt(name.start)
		p.fail(name, Twice, name.text, twiceMessage, name.text)
	}
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Span.Start - b.Span.Start })
	d.Problems = p.problems
	return d
}

// statementNodes finds the statements that document reads.
func statementNodes(root node) []node {
	for i, name := range root.names {
		if bytes.EqualFold([]byte(name.text), []byte("Statement")) {
			if root.values[i].kind == array {
				return root.values[i].values
			}
			return root.values[i : i+1]
		}
	}
	return nil
}

func (d *Draft) statementAt(offset int) int {
	return slices.IndexFunc(d.statements, func(n node) bool { return n.start <= offset && offset < n.stop })
}

// Element finds an element of a statement, of the document for -1: its name
// and its value, both with their quotes. Of several it is the first; letter
// case does not matter.
func (d *Draft) Element(statement int, element string) (name, value Span, ok bool) {
	n := d.root
	if statement >= 0 {
		n = d.statements[statement]
	}
	for i := range n.names {
		if bytes.EqualFold([]byte(n.names[i].text), []byte(element)) {
			v := n.values[i]
			return Span{n.names[i].start, n.names[i].stop}, Span{v.start, v.stop}, true
		}
	}
	return Span{}, Span{}, false
}

// Token is the string or literal that begins at a place, with its quotes;
// where none does, the rest of its line at most.
func (d *Draft) Token(at Position) Span {
	start := d.lines.offset(at)
	data := d.lines.data
	if start < len(data) && data[start] == '"' {
		for i := start + 1; i < len(data); i++ {
			switch data[i] {
			case '\\':
				i++
			case '"':
				return Span{start, i + 1}
			}
		}
	}
	if n := bytes.IndexAny(data[start:], " \t\r\n,]}:"); n >= 0 {
		return Span{start, start + n}
	}
	return Span{start, len(data)}
}

// At turns a byte of the text into a place.
func (d *Draft) At(offset int) Position { return d.lines.at(offset) }
