package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clearway/explain"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// checks lists what may be behind a refusal without words, the likeliest first,
// each with the command that tells.
func (w *explaining) checks() {
	if len(w.e.Checks) == 0 {
		return
	}
	lines := w.prose(w.in(msg.ExplainLikely))
	bucket := cmp.Or(w.e.Denial.Bucket, w.in(msg.ExplainTheBuck))
	if action := w.e.Denial.Action; action != "" && !strings.HasPrefix(action, "s3:") {
		bucket = w.in(msg.ExplainTheThing)
	}
	for i, c := range w.e.Checks {
		number := fmt.Sprintf("%2d  ", i+1)
		words := strings.ReplaceAll(w.in(msg.Suspects[string(c.Suspect)]), "%s", cmp.Or(c.Bucket, bucket))
		for n, line := range w.wrap(words, len(number)) {
			if n > 0 {
				number = "    "
			}
			lines = append(lines, number+line)
		}
		lines = append(lines, w.pasted("    ", c.Command)...)
	}
	w.labelled(msg.LabelMayBe, lines...)
	w.line("")
}

// pasted writes a command below each other where it does not fit a line, broken
// before an option and with backslashes, so that it can be pasted.
func (w *explaining) pasted(indent string, command []string) []string {
	room := w.out.Columns - column - 3 - len(indent) - 2
	var lines []string
	current := ""
	command = w.localised(command)
	for i := 0; i < len(command); i++ {
		word := explain.Check{Command: command[i : i+1]}.Line()
		if strings.HasPrefix(word, "--") && i+1 < len(command) && !strings.HasPrefix(command[i+1], "--") {
			i++
			word += " " + explain.Check{Command: command[i : i+1]}.Line()
		}
		switch {
		case current == "":
			current = word
		case term.Cells(current)+1+term.Cells(word) <= room:
			current += " " + word
		default:
			lines = append(lines, indent+w.out.Key(current+" \\"))
			current, indent = "  "+word, strings.Repeat(" ", len(indent))
		}
	}
	return append(lines, indent+w.out.Key(current))
}

// localised puts placeholders into the reader's language.
func (w *explaining) localised(command []string) []string {
	out := slices.Clone(command)
	for i, word := range out {
		if form, known := msg.Placeholders[word]; known {
			out[i] = w.in(form)
		}
	}
	return out
}

// near shows the statement that probably meant the caller and misses.
func (w *explaining) near() {
	n := w.e.Near
	if n == nil {
		return
	}
	element := strings.TrimSpace(string(n.Element) + " " + n.Key)
	lines := w.prose(w.in(msg.NearStatement, n.Statement+1, cmp.Or(n.Policy, w.place()), element))
	value := func(label msg.Text, values []string) {
		name := w.in(label)
		for _, v := range values {
			lines = append(lines, "  "+w.out.Quiet(name)+strings.Repeat(" ", max(column-term.Cells(name), 0)+1)+v)
			name = ""
		}
	}
	value(msg.NearWanted, n.Wanted)
	if len(n.Had) == 0 {
		value(msg.NearHad, []string{w.in(msg.NearNothing)})
	}
	value(msg.NearHad, n.Had)
	if hint, known := msg.NearHints[string(n.Hint)]; known {
		lines = append(lines, w.prose(w.in(hint))...)
	}
	w.labelled(msg.LabelNear, lines...)
	w.line("")
}

// Tally is one cause with the number of its errors.
type Tally struct {
	Code  string // "CW209", "" for none
	Count int
}

// TallyLine sums up several errors of one text: how many, of how many causes,
// the most frequent first.
func TallyLine(lang msg.Language, all []Tally) string {
	byCode := map[string]int{}
	var codes []string
	total := 0
	for _, t := range all {
		if byCode[t.Code] == 0 {
			codes = append(codes, t.Code)
		}
		byCode[t.Code] += t.Count
		total += t.Count
	}
	slices.SortStableFunc(codes, func(a, b string) int { return byCode[b] - byCode[a] })
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = fmt.Sprintf("%d × %s", byCode[code], cmp.Or(code, "?"))
	}
	return msg.ExplainTotal.In(lang, total, len(codes), strings.Join(parts, ", "))
}
