package report

import (
	"cmp"
	"fmt"
	"strings"

	"clearway/arn"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// PreflightText writes the table of a copy, what shuts its gates, and who can
// open them. Where the table does not fit, or the stream wants no table, each
// call is one line that names only the gates that are not open.
func PreflightText(out *term.Stream, lang msg.Language, p Preflight) error {
	w := &foretelling{out: out, lang: lang, p: p, rows: mergeRows(p.Rows)}
	w.all()
	_, err := out.Write([]byte(w.b.String()))
	return err
}

func (w *foretelling) all() {
	w.heading()
	if columns, fits := w.columns(); fits && !w.out.Plain {
		w.table(columns)
	} else {
		w.list()
	}
	w.reasons()
	w.disagreements()
	w.ways()
	w.notes()
	w.verdict()
	w.look()
	w.remedy()
	w.again()
}

// foretelling is one table being written.
type foretelling struct {
	out  *term.Stream
	lang msg.Language
	p    Preflight
	rows []mergedRow
	b    strings.Builder

	check *Check // nil: decided from files
}

func (w *foretelling) in(t msg.Text, args ...any) string { return t.In(w.lang, args...) }

// mergedRow is a line of the table: calls for one reason in one place that meet
// the same gates.
type mergedRow struct {
	PreflightRow
	states map[string]string // by gate
	calls  int               // that it stands for
}

func mergeRows(rows []PreflightRow) []mergedRow {
	var out []mergedRow
	seen := map[string]int{} // index and one
	for _, r := range rows {
		m := mergedRow{r, map[string]string{}, 0}
		id := strings.Join([]string{r.Bucket, r.Key, r.Reason, r.Caller, r.Answer, strings.Join(r.Codes, " "), fmt.Sprint(r.Source)}, "\x00")
		for _, g := range r.Gates {
			m.states[g.Gate] = g.State
			id += "\x00" + g.State
		}
		if r.Probe != nil {
			m.states[probeColumn] = probeState(r.Probe)
			id += "\x00" + m.states[probeColumn]
		}
		if seen[id] == 0 {
			out = append(out, m)
			seen[id] = len(out)
		}
		out[seen[id]-1].calls++
	}
	return out
}

// as says who would make the copy.
func (w *foretelling) as() string {
	form := msg.PreflightBy
	if w.check != nil {
		form = msg.CheckBy
	}
	if len(w.p.Callers) == 2 {
		return w.in(msg.PreflightAsTwo, w.named(w.p.Callers[0], form), w.named(w.p.Callers[1], form))
	}
	return w.in(msg.PreflightAs, w.named(w.p.Callers[0], form))
}

// shortName is a permission set with its account, else the whole name.
func (w *foretelling) shortName(c PreflightCaller) string { return w.named(c, msg.PreflightBy) }

func (w *foretelling) named(c PreflightCaller, form msg.Text) string {
	if role, err := arn.ParseRole(c.RoleARN); err == nil {
		if named, ok := arn.ParsePermissionSetRole(role.Name); ok {
			return w.in(form, named.Set, c.Account)
		}
	}
	return c.Name
}

// caller finds a caller by name.
func (w *foretelling) caller(name string) PreflightCaller {
	for _, c := range w.p.Callers {
		if c.Name == name {
			return c
		}
	}
	return PreflightCaller{Name: name}
}

// column is one gate's column.
type gateColumn struct {
	gate   string
	title  [2]msg.Text
	always bool // where there is room, also when it is in play nowhere
}

var gateColumns = []gateColumn{
	{"identity", msg.ColumnIdentity, true},
	{"boundary", msg.ColumnBoundary, true},
	{"session", msg.ColumnSession, false},
	{"scp", msg.ColumnSCP, true},
	{"vpce", msg.ColumnVPCE, false},
	{"rcp", msg.ColumnRCP, true},
	{"resource", msg.ColumnResource, true},
	{"bpa", msg.ColumnBlock, false},
	{"ownership", msg.ColumnOwnership, false},
	{"owner", msg.ColumnOwner, false},
	{"key", msg.ColumnKey, true},
	{probeColumn, msg.ColumnProbe, false},
}

// probeColumn is no gate: it is what AWS said when it was asked.
const probeColumn = "probe"

// columns chooses the gates that are shown: those in play, and as far as there
// is room the usual ones.
func (w *foretelling) columns() (chosen []gateColumn, fits bool) {
	inPlay := map[string]bool{}
	for _, r := range w.rows {
		for gate, state := range r.states {
			inPlay[gate] = inPlay[gate] || state != "not in play" && state != ""
		}
	}
	choose := func(usual bool) []gateColumn {
		var out []gateColumn
		for _, c := range gateColumns {
			if inPlay[c.gate] || usual && c.always {
				out = append(out, c)
			}
		}
		return out
	}
	for _, usual := range []bool{true, false} {
		if chosen = choose(usual); w.width(chosen) <= w.out.Columns {
			return chosen, true
		}
	}
	return chosen, false
}

// The widths of the table's parts, in cells.
func (w *foretelling) gateWidth(c gateColumn) int {
	return max(term.Cells(c.title[0].In(w.lang)), term.Cells(c.title[1].In(w.lang))) + 2
}

func (w *foretelling) subjectWidth() int {
	width := 0
	for _, r := range w.rows {
		width = max(width, term.Cells(w.subject(r)))
	}
	return width + 2
}

func (w *foretelling) reasonWidth() int {
	width := term.Cells(msg.ColumnCall[1].In(w.lang))
	for _, r := range w.rows {
		width = max(width, term.Cells(w.what(r)))
	}
	return width + 2
}

func (w *foretelling) answerWidth() int {
	width := term.Cells(msg.ColumnAnswer[1].In(w.lang))
	for _, r := range w.rows {
		width = max(width, term.Cells(w.answer(r)))
	}
	return width
}

func (w *foretelling) width(columns []gateColumn) int {
	width := 2 + w.subjectWidth() + w.reasonWidth() + w.answerWidth()
	for _, c := range columns {
		width += w.gateWidth(c)
	}
	return width
}

// longestSubject keeps the table narrow; the lines below it have whole names.
const longestSubject = 24

// subject is the bucket or key of a row.
func (w *foretelling) subject(r mergedRow) string {
	switch {
	case r.Key != "":
		id, _, cut := strings.Cut(r.Key, "-")
		if cut {
			id += "…"
		}
		return w.in(msg.PreflightKey, id)
	case r.Reason == "encrypt" || r.Reason == "decrypt":
		return w.in(msg.PreflightKeyOf, shorten(r.Bucket, longestSubject-8))
	}
	return shorten(cmp.Or(r.Bucket, resourceName(r.Resource)), longestSubject)
}

// shorten cuts the middle out of a long name.
func shorten(name string, longest int) string {
	if len(name) <= longest {
		return name
	}
	half := (longest - 1) / 2
	return name[:half] + "…" + name[len(name)-half:]
}

// what is what a line's calls are for, and how many they are where the count
// below the table would not be that of its lines.
func (w *foretelling) what(r mergedRow) string {
	if r.calls > 1 {
		return fmt.Sprintf("%s ×%d", w.reason(r.Reason), r.calls)
	}
	return w.reason(r.Reason)
}

func (w *foretelling) reason(code string) string {
	text, ok := map[string]msg.Text{
		"list": msg.ReasonList, "read": msg.ReasonRead, "read-tags": msg.ReasonReadTags, "write": msg.ReasonWrite,
		"write-tags": msg.ReasonWriteTags, "write-acl": msg.ReasonWriteACL, "delete": msg.ReasonDelete,
		"multipart": msg.ReasonMultipart, "encrypt": msg.ReasonEncrypt, "decrypt": msg.ReasonDecrypt,
	}[code]
	if !ok {
		return code
	}
	return w.in(text)
}

var answerTexts = map[string]msg.Text{"yes": msg.PreflightYes, "no": msg.PreflightNo, "not known": msg.PreflightNotKnown}

func (w *foretelling) answer(r mergedRow) string {
	text := w.in(answerTexts[r.Answer])
	if len(r.Codes) > 0 {
		text += pad(text, 5) + strings.Join(r.Codes, " ")
	}
	return text
}

// painted is an answer with its colour.
func (w *foretelling) painted(answer, text string) string {
	switch answer {
	case "no":
		return w.out.Bad(text)
	case "not known":
		return w.out.Doubt(text)
	}
	return text
}

// table draws a line per call and a column per gate.
func (w *foretelling) table(columns []gateColumn) {
	subject, reason := w.subjectWidth(), w.reasonWidth()
	for line := range 2 {
		call := msg.ColumnCall[line].In(w.lang)
		text := "  " + call + strings.Repeat(" ", subject+reason-term.Cells(call))
		for _, c := range columns {
			text += centred(c.title[line].In(w.lang), w.gateWidth(c))
		}
		w.b.WriteString(strings.TrimRight(text+msg.ColumnAnswer[line].In(w.lang), " ") + "\n")
	}
	w.b.WriteString("  " + w.out.Quiet(strings.Repeat("─", w.width(columns)-2)) + "\n")
	for _, r := range w.rows {
		name, what := w.subject(r), w.what(r)
		w.b.WriteString("  " + name + strings.Repeat(" ", subject-term.Cells(name)) + what + strings.Repeat(" ", reason-term.Cells(what)))
		for _, c := range columns {
			mark := gateStates[cmp.Or(r.states[c.gate], "not in play")].mark
			w.b.WriteString(centred(w.out.Mark(mark), w.gateWidth(c)))
		}
		w.b.WriteString(w.painted(r.Answer, w.answer(r)) + "\n")
	}
	marks := []any{w.out.Mark(term.Yes), w.out.Mark(term.No), w.out.Mark(term.Unknown), w.out.Mark(term.Absent)}
	fmt.Fprintf(&w.b, "\n  %s\n", w.in(msg.PreflightLegend, marks...))
}

// centred puts text in the middle of so many cells, two of them a gap on the
// right.
func centred(text string, width int) string {
	room := width - 2 - term.Cells(text)
	left := max(room/2, 0)
	return strings.Repeat(" ", left) + text + strings.Repeat(" ", max(width-left-term.Cells(text), 0))
}

// list writes a line per call with the gates that are not open.
func (w *foretelling) list() {
	for _, r := range w.rows {
		name, what, answer := w.subject(r), w.what(r), w.answer(r)
		line := name + w.gap(name, w.subjectWidth()) + what + w.gap(what, w.reasonWidth())
		shut, open := w.gatesIn(r, "shut", msg.PreflightShutBy), w.gatesIn(r, "not known", msg.PreflightOpenAt)
		switch {
		case r.Answer == "not known" && open != "":
			line += w.painted(r.Answer, open) // the words of the answer are in it
		case shut+open != "":
			line += w.painted(r.Answer, answer) + w.gap(answer, w.answerWidth()+2) + strings.TrimSpace(shut+"  "+open)
		default:
			line += w.painted(r.Answer, answer)
		}
		if state := r.states[probeColumn]; state != "" && state != "not in play" {
			line += "  AWS: " + w.in(answerTexts[r.Probe.Answer])
		}
		fmt.Fprintf(&w.b, "  %s\n", line)
	}
}

// gatesIn names the gates of a row that stand so; "" for none.
func (w *foretelling) gatesIn(r mergedRow, state string, text msg.Text) string {
	var names []string
	for _, g := range r.Gates {
		if g.State == state {
			names = append(names, w.gateTitle(g.Gate))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return w.in(text, strings.Join(names, ", "))
}

// gap is what stands behind a word of a list: two spaces, or as many as make a
// column where the stream wants no plain text.
func (w *foretelling) gap(text string, width int) string {
	if w.out.Plain {
		return "  "
	}
	return strings.Repeat(" ", max(width-term.Cells(text), 2))
}

// gateTitle is the name of a gate's column in one line.
func (w *foretelling) gateTitle(gate string) string {
	for _, c := range gateColumns {
		if c.gate == gate {
			return w.columnTitle(c)
		}
	}
	return gate
}

func (w *foretelling) columnTitle(c gateColumn) string {
	above, below := c.title[0].In(w.lang), c.title[1].In(w.lang)
	switch {
	case strings.HasSuffix(above, "-"):
		return strings.TrimSuffix(above, "-") + below
	case above == "" || below == "" || w.lang == msg.Japanese:
		return above + below
	}
	return above + " " + below
}
