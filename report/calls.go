package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// Call is one kind of call to AWS that a run made, and how often.
type Call struct {
	Times     int
	Service   string
	Operation string
	Region    string
	Profile   string // "" is no profile: the environment or the machine
	Account   string // "" while AWS has not said it
	Result    string // "200", "403 AccessDenied"; "" is no answer
	Needs     []string
	Known     bool // whether Needs is known; known and empty is none
}

// CallsText writes a line for each kind of call.
func CallsText(out *term.Stream, lang msg.Language, calls []Call) error {
	if len(calls) == 0 {
		_, err := fmt.Fprintln(out, msg.CallsNone.In(lang))
		return err
	}
	rows := [][]string{{"×", msg.CallsCall.In(lang), msg.CallsRegion.In(lang), msg.CallsAs.In(lang), msg.CallsResult.In(lang), msg.CallsNeeds.In(lang)}}
	total := 0
	for _, c := range calls {
		total += c.Times
		as := c.Profile
		if c.Account != "" {
			as = strings.TrimSpace(as + " " + c.Account)
		}
		needs := strings.Join(c.Needs, " ")
		switch {
		case !c.Known:
			needs = msg.CallsNotKnown.In(lang)
		case needs == "":
			needs = msg.CallsNeedsNone.In(lang)
		}
		rows = append(rows, []string{strconv.Itoa(c.Times), c.Service + " " + c.Operation, cmp.Or(c.Region, "-"), cmp.Or(as, "-"),
			cmp.Or(c.Result, msg.CallsNoAnswer.In(lang)), needs})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for n, cell := range row {
			widths[n] = max(widths[n], term.Cells(cell))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n  %s\n\n", msg.CallsTitle.In(lang, total))
	for n, row := range rows {
		line := "  " + strings.Repeat(" ", widths[0]-term.Cells(row[0])) + row[0]
		for n, cell := range row[1:] {
			line += "  " + cell + strings.Repeat(" ", widths[n+1]-term.Cells(cell))
		}
		if line = strings.TrimRight(line, " "); n == 0 {
			line = out.Quiet(line)
		}
		b.WriteString(line + "\n")
	}
	_, err := fmt.Fprint(out, b.String())
	return err
}
