package report

import (
	"fmt"
	"slices"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// CheckText writes what a copy will meet as PreflightText does, with what was
// read and when, and the one command that opens what can be opened by one.
func CheckText(out *term.Stream, lang msg.Language, c Check) error {
	w := &foretelling{out: out, lang: lang, p: c.Preflight, rows: mergeRows(c.Rows), check: &c}
	w.all()
	_, err := out.Write([]byte(w.b.String()))
	return err
}

// extent says how much was read, and when.
func (w *foretelling) extent() string {
	accounts, keys := map[string]bool{}, map[string]bool{}
	buckets := map[string]bool{}
	for _, c := range w.p.Callers {
		accounts[c.Account] = true
	}
	for _, s := range []*PreflightSide{w.p.Source, w.p.Dest} {
		if s == nil {
			continue
		}
		buckets[s.Bucket] = true
		if s.Account != "" {
			accounts[s.Account] = true
		}
		if s.Key != "" {
			keys[s.Key] = true
		}
	}
	var counts []string
	for _, c := range []struct {
		n    int
		text [2]msg.Text
	}{{len(accounts), msg.CheckAccounts}, {len(buckets), msg.CheckBuckets}, {len(keys), msg.CheckKeys}} {
		switch {
		case c.n == 1:
			counts = append(counts, w.in(c.text[0], c.n))
		case c.n > 1:
			counts = append(counts, w.in(c.text[1], c.n))
		}
	}
	return w.in(msg.CheckExtent, strings.Join(counts, w.in(msg.CheckAnd)), w.check.ReadAt.Format("15:04:05"))
}

// heading says who would copy and, for a check, what that rests on.
func (w *foretelling) heading() {
	as := "  " + w.as()
	if w.check == nil {
		fmt.Fprintf(&w.b, "%s\n\n", as)
		return
	}
	extent := w.extent()
	if term.Cells(as)+8+term.Cells(extent) <= w.out.Columns {
		fmt.Fprintf(&w.b, "%s        %s\n", as, w.out.Quiet(extent))
	} else {
		for _, line := range term.Wrap(w.as(), w.out.Columns-2) {
			fmt.Fprintf(&w.b, "  %s\n", line)
		}
		fmt.Fprintf(&w.b, "  %s\n", w.out.Quiet(extent))
	}
	w.b.WriteByte('\n')
	if w.check.Empty {
		source := "s3://" + w.p.Source.Bucket + "/" + w.p.Source.Prefix
		for _, line := range term.Wrap(w.in(msg.CheckEmpty, source), min(w.out.Columns, 100)-2) {
			fmt.Fprintf(&w.b, "  %s\n", w.out.Doubt(line))
		}
		w.b.WriteByte('\n')
	}
}

// disagreements writes where AWS answered otherwise than the policies did.
func (w *foretelling) disagreements() {
	for _, line := range w.disagreementLines() {
		w.labelled("AWS", line)
	}
}

func (w *foretelling) disagreementLines() (lines []string) {
	said := map[string]*contradiction{} // by bucket, caller and reason
	var order []*contradiction
	for _, r := range w.p.Rows {
		if !r.contradicted() {
			continue
		}
		next := &contradiction{row: r}
		reason := r.Probe.Gate
		if reason == "" {
			reason = reasonOf(firstLine(r.Probe.Said), r.Action)
		}
		key := strings.Join([]string{r.Bucket, r.Caller, r.Probe.Answer, reason}, "\x00")
		if said[key] == nil {
			said[key], order = next, append(order, next)
		}
		said[key].actions = append(said[key].actions, r.Action)
	}
	for _, c := range order {
		text, args := msg.CheckSaysYes, []any{strings.Join(c.actions, ", "), c.row.Bucket}
		switch {
		case c.row.Probe.Gate != "":
			text, args = msg.CheckSaysOther, append(args, w.gateTitle(c.row.Probe.Gate))
		case c.row.Probe.Answer == "no":
			text, args = msg.CheckSaysNo, append(args, firstLine(c.row.Probe.Said))
		}
		lines = append(lines, w.in(text, args...))
	}
	return append(lines, w.stored()...)
}

// stored names what a server that is not AWS stored on being asked.
func (w *foretelling) stored() (lines []string) {
	for _, r := range w.p.Rows {
		if r.Probe == nil || r.Probe.Why != "stored" {
			continue
		}
		if line := w.in(msg.GrantStored, "s3://"+r.Bucket+"/"+r.Probe.Object); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// contradicted reports whether AWS answered otherwise than what was read: a yes
// where a gate is shut, a no where none is, or one that names another gate.
func (r *PreflightRow) contradicted() bool {
	shut := func(gate string) bool {
		return slices.ContainsFunc(r.Gates, func(g PreflightGate) bool { return g.State == "shut" && (gate == "" || g.Gate == gate) })
	}
	switch {
	case r.Probe == nil:
		return false
	case r.Probe.Answer == "no":
		return !shut(r.Probe.Gate)
	}
	return r.Probe.Answer == "yes" && shut("")
}

// contradiction is an answer of AWS that policies did not give, with the actions
// that it gave for the same reason.
type contradiction struct {
	row     PreflightRow
	actions []string
}

// reasonOf is what a refusal gives as its reason, whichever call it was.
func reasonOf(said, action string) string {
	if _, because, ok := strings.Cut(said, " because "); ok {
		return strings.ReplaceAll(because, action, "")
	}
	_, reason, _ := strings.Cut(said, " operation: ")
	return reason
}

// look says how more could be known.
func (w *foretelling) look() {
	if w.check == nil || w.p.Summary.NotKnown == 0 {
		return
	}
	switch {
	case w.check.Behind:
		w.quietly(w.in(msg.CheckLookBehind))
	case !slices.ContainsFunc(w.p.Rows, func(r PreflightRow) bool { return r.Probe != nil }):
		w.quietly(w.in(msg.CheckLook))
	}
}

func (w *foretelling) quietly(text string) {
	for _, line := range term.Wrap(text, min(w.out.Columns, 100)-2) {
		fmt.Fprintf(&w.b, "  %s\n", w.out.Quiet(line))
	}
}

// again names the profiles that would show more, and the check with them.
func (w *foretelling) again() {
	if w.check == nil || len(w.check.Again) == 0 {
		return
	}
	for _, o := range w.check.Owners {
		w.quietly(w.in(msg.CheckOwns, o.Profile, o.Bucket))
	}
	lines := foldFlags(Command(w.check.Again), w.out.Columns-4)
	lines[len(lines)-1] = strings.TrimSuffix(lines[len(lines)-1], ` \`)
	for _, line := range lines {
		w.b.WriteString("    " + w.out.Key(line) + "\n")
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// probeState is AWS's answer in the words of gates.
func probeState(p *PreflightProbe) string {
	switch {
	case p == nil || p.Call == "":
		return "not in play"
	case p.Answer == "yes":
		return "open"
	case p.Answer == "no":
		return "shut"
	}
	return "not known"
}
