package preflight

import (
	"slices"

	"clearway/authz"
	"clearway/authz/bucket"
)

// Table is what a copy will meet.
type Table struct {
	How    How
	Rows   []Row
	Answer bucket.Answer // yes: every call will be let through
	Ways   []Way         // every way in which the copy could be made, the best first
	Notes  []Note
	Open   []Opening // the gates to be opened, each once
	// Assumed are the points that AWS leaves open and that answers rest on.
	Assumed []authz.Assumption
}

// Way is one way in which the copy could be made.
type Way struct {
	How            How
	Reader, Writer string // names of the callers; the same for a copy inside S3
	Answer         bucket.Answer
	Rows           []Row
}

// Note says something that no gate refuses but that people should know.
type Note struct {
	Kind   NoteKind
	Bucket string
	Detail string
}

// NoteKind is a stable key for what a note says.
type NoteKind string

// The notes.
const (
	NoteWriterOwns NoteKind = "writer-owns" // the objects will belong to Detail, and the bucket's owner cannot read them
	NoteOwnKey     NoteKind = "own-key"     // aws/s3 of account Detail is used, so nobody else can read the objects
	NoteVersions   NoteKind = "versions"    // what is deleted or overwritten stays as an older version
	NoteLock       NoteKind = "lock"        // Object Lock: what is written cannot be deleted for a while; Detail is the mode
)

// Count gives how many calls would be refused, and of how many it is not known.
func (t *Table) Count() (refused, unknown int) {
	for i := range t.Rows {
		switch t.Rows[i].Answer {
		case bucket.No:
			refused++
		case bucket.NotKnown:
			unknown++
		}
	}
	return refused, unknown
}

// Check holds every call of a copy against every gate. The error says what is
// missing to decide anything, or names a policy with a condition operator that
// does not exist.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; IAM User Guide,
// reference_policies_evaluation-logic
func Check(c Copy) (Table, error) {
	if err := c.check(); err != nil {
		return Table{}, err
	}
	var out Table
	for _, w := range c.ways() {
		made, err := c.way(w)
		if err != nil {
			return Table{}, err
		}
		out.Ways = append(out.Ways, made)
	}
	slices.SortStableFunc(out.Ways, func(a, b Way) int { return a.cost() - b.cost() })
	best := out.Ways[0]
	out.How, out.Rows, out.Answer = best.How, best.Rows, best.Answer
	out.Notes = c.notes(best)
	out.Open = c.openings(best)
	for i := range out.Rows {
		for _, a := range out.Rows[i].Decision.Assumed {
			if !slices.Contains(out.Assumed, a) {
				out.Assumed = append(out.Assumed, a)
			}
		}
	}
	return out, nil
}

// way decides every call of one way.
func (c *Copy) way(w way) (Way, error) {
	out := Way{How: w.how, Reader: w.reader.Name, Writer: w.writer.Name, Answer: bucket.Yes}
	for _, k := range c.calls(w) {
		row, err := c.row(&k, w)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, row)
		switch {
		case row.Answer == bucket.No:
			out.Answer = bucket.No
		case row.Answer == bucket.NotKnown && out.Answer == bucket.Yes:
			out.Answer = bucket.NotKnown
		}
	}
	return out, nil
}

// cost orders ways: those that work, those that may, then by how many calls
// would be refused.
func (w *Way) cost() int {
	switch w.Answer {
	case bucket.Yes:
		return 0
	case bucket.NotKnown:
		return 1
	}
	refused := 1
	for i := range w.Rows {
		if w.Rows[i].Answer == bucket.No {
			refused++
		}
	}
	return refused
}

// notes finds what is let through and yet bites later.
//
// AWS: Amazon S3 User Guide, about-object-ownership; UsingKMSEncryption;
// DeletingObjectVersions; object-lock
func (c *Copy) notes(w Way) []Note {
	s := c.Dest
	if s == nil || s.Account == "" {
		return nil
	}
	writer := c.writer().Principal
	if w.How == Inside && w.Writer == c.As.Name {
		writer = c.As.Principal
	}
	var out []Note
	if owner := s.Ownership.ObjectOwner(writer.Account, s.Account, c.ACL); owner != s.Account && s.Unknown[GateOwnership] == "" && c.ACL != bucket.FullControlToOwner {
		out = append(out, Note{Kind: NoteWriterOwns, Bucket: s.Bucket, Detail: owner})
	}
	if s.Key != nil && s.Key.Managed && writer.Account != s.Account {
		out = append(out, Note{Kind: NoteOwnKey, Bucket: s.Bucket, Detail: writer.Account})
	}
	if s.LockMode != "" {
		out = append(out, Note{Kind: NoteLock, Bucket: s.Bucket, Detail: s.LockMode})
	}
	if s.Versioning == "Enabled" && c.Delete {
		out = append(out, Note{Kind: NoteVersions, Bucket: s.Bucket})
	}
	return out
}
