package policy

import "bytes"

// ChangeKind says what became of a statement.
type ChangeKind string

// The kinds of change.
const (
	Kept    ChangeKind = "kept"
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Change is one statement of the old document, the new one, or both. Old and
// New are the statement's own text; the index is -1 where there is none.
type Change struct {
	Kind               ChangeKind
	Sid                string
	Old, New           []byte
	OldIndex, NewIndex int
}

// Diff compares two documents statement by statement, by what the statements
// say and not by their layout. Changes come in the order of the new document,
// removed statements where they stood. An empty text has no statements.
func Diff(old, updated []byte) ([]Change, error) {
	before, err := parseOrEmpty(old)
	if err != nil {
		return nil, err
	}
	after, err := parseOrEmpty(updated)
	if err != nil {
		return nil, err
	}
	var out []Change
	i, j := 0, 0
	for _, pair := range common(before.Statements, after.Statements) {
		out = append(out, between(old, updated, before.Statements, after.Statements, i, pair[0], j, pair[1])...)
		out = append(out, change(Kept, old, updated, before.Statements, after.Statements, pair[0], pair[1]))
		i, j = pair[0]+1, pair[1]+1
	}
	rest := between(old, updated, before.Statements, after.Statements,
		i, len(before.Statements), j, len(after.Statements))
	return append(out, rest...), nil
}

func parseOrEmpty(text []byte) (*Document, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return &Document{}, nil
	}
	return Parse(text)
}

// between describes a stretch without common statements: a pair with the same
// Sid, or without any, is a change; what has no partner was added or removed.
func between(old, updated []byte, a, b []Statement, i, iEnd, j, jEnd int) []Change {
	var out []Change
	for ; i < iEnd; i++ {
		partner := -1
		for k := j; k < jEnd && partner < 0; k++ {
			if a[i].Sid == b[k].Sid {
				partner = k
			}
		}
		if partner < 0 {
			out = append(out, change(Removed, old, updated, a, b, i, -1))
			continue
		}
		for ; j < partner; j++ {
			out = append(out, change(Added, old, updated, a, b, -1, j))
		}
		out = append(out, change(Changed, old, updated, a, b, i, partner))
		j = partner + 1
	}
	for ; j < jEnd; j++ {
		out = append(out, change(Added, old, updated, a, b, -1, j))
	}
	return out
}

func change(kind ChangeKind, old, updated []byte, a, b []Statement, i, j int) Change {
	c := Change{Kind: kind, OldIndex: i, NewIndex: j}
	if i >= 0 {
		c.Sid, c.Old = a[i].Sid, old[a[i].Start:a[i].Stop]
	}
	if j >= 0 {
		c.Sid, c.New = b[j].Sid, updated[b[j].Start:b[j].Stop]
	}
	return c
}

// common is the longest common subsequence of two lists of statements, as
// pairs of indexes. Policies have at most a few hundred statements.
func common(a, b []Statement) [][2]int {
	left, right := make([]string, len(a)), make([]string, len(b))
	for i := range a {
		left[i] = canonicalStatement(&a[i])
	}
	for j := range b {
		right[j] = canonicalStatement(&b[j])
	}
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if left[i] == right[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case left[i] == right[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
