package grant

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"clearway/authz"
	"clearway/policy"
)

// Options of a plan; the zero value is the careful default.
type Options struct {
	DropDead bool            // take out principals that no longer exist
	Owner    authz.Principal // who would write; zero: nobody to lock out
	Now      time.Time       // when it is tried; zero: what depends on the time stays not known
	Roles    []string        // ARNs of roles that exist beside the grantee, to be tried too
	Around   Surroundings
}

// Plan is a policy, of a bucket or a key, as it is and as it would be.
type Plan struct {
	Ask        Ask
	ID         string
	Statements []Statement // of this grant, as they would stand
	Old, New   []byte      // "" for no policy
	Changes    []policy.Change
	Dropped    []Dead // taken out because Options.DropDead said so
	Trial      Trial
	Moved      *Move // nil: the end of the grant stays what it was
}

// Move is another end for a grant that was there already; "" is no end.
type Move struct{ From, To string }

// Nothing reports that the policy is already as it would be.
func (p *Plan) Nothing() bool { return bytes.Equal(p.Old, p.New) }

// Prepare merges the ask into the policy that the bucket has (empty: none). The
// statements of the same grant are known again and completed, never doubled;
// everything else keeps its bytes. The plan is given together with a *GuardError
// where it must not be written, so that it can be shown; other errors are those
// of a policy that cannot be read, or of an ask that cannot be expressed.
func Prepare(old []byte, ask Ask, o Options) (*Plan, error) {
	if err := ask.Check(); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(old)) == 0 {
		old = nil
	}
	p := &Plan{Ask: ask, Old: old}
	text, dead, err := p.withoutDead(o.DropDead)
	if err != nil {
		return nil, fmt.Errorf("read the policy of %s: %w", ask.Name(), err)
	}
	if p.New, err = p.merge(text); err != nil {
		return nil, fmt.Errorf("merge into the policy of %s: %w", ask.Name(), err)
	}
	if p.Changes, err = policy.Diff(p.Old, p.New); err != nil {
		return nil, err
	}
	if p.Trial, err = try(p.Old, p.New, ask, p.Statements, o); err != nil {
		return nil, err
	}
	return p, p.guard(dead, o.Around)
}

// withoutDead gives the old text to merge into, and the dead principals that
// stay in it.
func (p *Plan) withoutDead(drop bool) (text []byte, left []Dead, err error) {
	if p.Old == nil {
		return nil, nil, nil
	}
	doc, err := policy.Parse(p.Old)
	if err != nil {
		return nil, nil, err
	}
	dead := FindDead(doc)
	if !drop || len(dead) == 0 {
		return p.Old, dead, nil
	}
	// In NotPrincipal the ID keeps nobody out and nobody in; but an empty
	// NotPrincipal is no policy, so those are left to a person.
	for _, d := range dead {
		if d.Not {
			left = append(left, d)
		} else {
			p.Dropped = append(p.Dropped, d)
		}
	}
	text, err = dropDead(p.Old, p.Dropped)
	return text, left, err
}

// merge puts the ask's statements into text.
func (p *Plan) merge(text []byte) ([]byte, error) {
	doc := &policy.Document{}
	if len(text) > 0 && !policy.IsEmptied(text) {
		var err error
		if doc, err = policy.Parse(text); err != nil {
			return nil, err
		}
	} else {
		text = nil
	}
	p.ID = freeID(doc, p.Ask)
	var missing [][]byte
	for _, s := range p.Ask.Statements(p.ID) {
		at := slices.IndexFunc(doc.Statements, func(have policy.Statement) bool { return have.Sid == s.Sid })
		if at < 0 {
			p.Statements = append(p.Statements, s)
			missing = append(missing, s.JSON())
			continue
		}
		had, _ := readStatement(&doc.Statements[at]) // freeID has seen that it is ours
		complete := had
		for _, action := range s.Actions {
			complete.Actions = appendNew(complete.Actions, action)
		}
		complete.Condition.Expires = s.Condition.Expires
		p.Statements = append(p.Statements, complete)
		if from, to := had.Condition.Expires, complete.Condition.Expires; from != to {
			p.Moved = &Move{from, to}
		}
		if len(complete.Actions) > len(had.Actions) || complete.Condition != had.Condition {
			var err error
			if text, err = policy.Replace(text, at, complete.JSON()); err != nil {
				return nil, err
			}
		}
	}
	return policy.Insert(text, missing...)
}

// freeID is the shortest ID whose Sids are either unused or ours.
func freeID(doc *policy.Document, ask Ask) string {
	const longest = 64 // all of the hash
	for digits := idDigits; digits < longest; digits += idDigits {
		id := ask.ID(digits)
		if !slices.ContainsFunc(ask.Statements(id), func(s Statement) bool { return takenByOthers(doc, s) }) {
			return id
		}
	}
	return ask.ID(longest)
}

// takenByOthers reports whether a statement with the Sid of s is there that the
// grant did not write, or that somebody changed since.
func takenByOthers(doc *policy.Document, s Statement) bool {
	for i := range doc.Statements {
		if doc.Statements[i].Sid != s.Sid {
			continue
		}
		have, ours := readStatement(&doc.Statements[i])
		if !ours || have.Principal != s.Principal || have.Resource != s.Resource || have.Condition.lasting() != s.Condition.lasting() {
			return true
		}
	}
	return false
}

// guard finds the first reason not to write.
func (p *Plan) guard(dead []Dead, around Surroundings) error {
	e := &GuardError{Bucket: p.Ask.Name(), Key: p.Ask.Key != ""}
	switch {
	case p.Nothing():
		return nil
	case len(dead) > 0:
		e.Guard, e.Dead = GuardDead, dead
	case len(p.New) > p.Ask.maxSize():
		e.Guard, e.Size, e.Max = GuardSize, len(p.New), p.Ask.maxSize()
	case p.Trial.NowPublic():
		e.Guard = GuardPublic
	case p.Ask.Key == "" && around.refusesPublic(p.Trial.judged):
		e.Guard = GuardBlocked
	case len(p.Trial.LockedOut) > 0:
		e.Guard, e.Calls = GuardLockOut, p.Trial.LockedOut
	case len(p.Trial.Gains)+len(p.Trial.Losses) > 0:
		e.Guard, e.Shifts = GuardOthers, slices.Concat(p.Trial.Gains, p.Trial.Losses)
	default:
		return nil
	}
	return e
}
