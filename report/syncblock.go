package report

import (
	"strconv"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// blockColumn is where a block's figures begin, after its labels.
const blockColumn = 13

// narrow is a terminal on which a block takes less room between words.
const narrow = 60

// column is where figures begin, and gap what stands between them; on the
// narrowest terminals there are no labels.
func (s *Sync) column() (column int, gap string) {
	switch {
	case s.err.Columns >= narrow:
		return blockColumn, "    "
	case s.err.Columns >= narrow/2:
		return 11, "  "
	}
	return 2, "  "
}

// rows are the block that shows f: never wider than the terminal, never higher;
// what matters least goes first.
func (s *Sync) rows(f SyncFigures) []string {
	rows := []string{s.listedRow(f)}
	if f.ToDo > 0 {
		rows = append(rows, s.doingRow(f))
	}
	if f.ToDo > 0 && !s.form.DryRun {
		if f.Complete {
			rows = append(rows, s.barRow(f))
		}
		rows = append(rows, s.speedRow(f))
		if f.Name != "" {
			rows = append(rows, s.nowRow(f))
		}
	}
	if room := max(s.err.Rows-1, 1); len(rows) > room {
		// The speed, the bar and the counts say most.
		rows = rows[min(1, len(rows)-room):]
		rows = rows[:min(room, len(rows))]
	}
	return rows
}

// row puts parts behind a label and leaves out those that do not fit.
func (s *Sync) row(label string, parts ...string) string {
	width := s.err.Columns - 1
	column, gap := s.column()
	line := "  "
	if label != "" && column > len(line) {
		line += s.err.Quiet(label) + strings.Repeat(" ", max(column-2-term.Cells(label), 2))
	}
	between := ""
	for _, part := range parts {
		if term.Cells(line)+len(between)+term.Cells(part) <= width {
			line += between + part
			between = gap
		}
	}
	return strings.TrimRight(line, " ")
}

// listedRow counts what was read of each end, with a sign where that is all.
func (s *Sync) listedRow(f SyncFigures) string {
	end := func(of msg.Text, n int64, all bool) string {
		text := of.In(s.lang, grouped(n))
		if all {
			text += " " + s.err.Mark(term.Yes)
		}
		return text
	}
	source, dest := end(msg.SyncAtSource, f.ListedSource, f.SourceListed), end(msg.SyncAtDest, f.ListedDest, f.DestListed)
	full := s.row(msg.SyncBlockListed.In(s.lang), source, dest)
	if strings.Contains(full, dest) {
		return full
	}
	return s.row(msg.SyncBlockListed.In(s.lang), grouped(f.ListedSource), grouped(f.ListedDest))
}

// doingRow says how much there is to do; at least, while more may be found.
func (s *Sync) doingRow(f SyncFigures) string {
	label := map[string]msg.Text{"upload": msg.SyncUploading, "download": msg.SyncDownloading}[s.form.Verb]
	if label == (msg.Text{}) {
		label = msg.SyncCopying
	}
	if s.form.DryRun {
		label = msg.SyncToCopy
	}
	of := msg.SyncAtLeastOf
	if f.Complete {
		of = msg.SyncObjects
	}
	parts := []string{of.In(s.lang, grouped(f.ToDo))}
	if f.ToDoBytes > 0 {
		parts = append(parts, sized(f.ToDoBytes))
	}
	return s.row(label.In(s.lang), parts...)
}

// share is how much of the work is behind, from 0 to 1: by bytes, or by
// objects where there are no bytes.
func (f SyncFigures) share() float64 {
	done, all := f.DoneBytes+f.FailedBytes, f.ToDoBytes
	if all <= 0 {
		done, all = f.Done+f.Failed, f.ToDo
	}
	if all <= 0 {
		return 0
	}
	return min(float64(done)/float64(all), 1)
}

func (s *Sync) barRow(f SyncFigures) string {
	const most, least = 60, 8
	width := s.err.Columns - 1
	percent := strconv.Itoa(int(f.share()*100)) + "%"
	of := amount(s.lang, f.DoneBytes, f.ToDoBytes)
	if f.ToDoBytes <= 0 {
		of = msg.SyncAmount.In(s.lang, grouped(f.Done), grouped(f.ToDo))
	}
	right := strings.Repeat(" ", max(5-len(percent), 0)) + percent + "   " + of
	cells := min(width-2-term.Cells(right), most)
	if cells < least {
		right = strings.Repeat(" ", max(5-len(percent), 0)) + percent
		cells = max(min(width-2-len(right), most), 0)
	}
	bar := term.Bar(cells, f.share())
	return "  " + s.err.Ok(bar) + strings.Repeat(" ", cells-term.Cells(bar)) + right
}

// speedRow is how fast it goes, how long it will take, and what went wrong.
// On a narrow terminal objects a second give way to the time left.
func (s *Sync) speedRow(f SyncFigures) string {
	var parts []string
	left, ending := s.rate.left(f)
	if bytes, objects, known := s.rate.now(); known {
		if f.ToDoBytes > 0 {
			parts = append(parts, msg.SyncBytesRate.In(s.lang, brief(bytes)))
		}
		if f.ToDoBytes <= 0 || !ending || s.err.Columns >= narrow {
			parts = append(parts, msg.SyncPerSecond.In(s.lang, perSecond(objects)))
		}
	}
	if ending {
		parts = append(parts, msg.SyncLeft.In(s.lang, spelledLeft(s.lang, left)))
	}
	failed := msg.SyncFailures.In(s.lang, grouped(f.Failed))
	if f.Failed > 0 {
		failed = s.err.Bad(failed)
	}
	parts = append(parts, failed)
	if f.Again > 0 {
		parts = append(parts, msg.SyncTriedAgain.In(s.lang, grouped(f.Again)))
	}
	return s.row("", parts...)
}

// nowRow is the object that has been under way longest.
func (s *Sync) nowRow(f SyncFigures) string {
	label := msg.SyncBlockNow.In(s.lang)
	done := ""
	switch {
	case f.Parts > 1:
		done = msg.SyncPart.In(s.lang, f.Part, f.Parts)
	case f.NameSize > 0 && f.NameBytes > 0:
		done = amount(s.lang, f.NameBytes, f.NameSize)
	}
	column, _ := s.column()
	room := s.err.Columns - 1 - max(column, 2+term.Cells(label)+2)
	if done != "" && room-term.Cells(done)-3 >= 12 {
		name := term.FitMiddle(visible(f.Name), room-term.Cells(done)-3)
		return s.row(label, name+"   "+done)
	}
	return s.row(label, term.FitMiddle(visible(f.Name), room))
}
