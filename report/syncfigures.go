package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// SyncFigures are a sync's counts at one moment.
type SyncFigures struct {
	ListedSource, ListedDest int64
	Done, ToDo               int64 // transfers and deletions
	DoneBytes, ToDoBytes     int64
	Failed                   int64
	Complete                 bool // ToDo will not grow
	Took                     time.Duration
}

// Moves reports whether Progress would show anything.
func (s *Sync) Moves() bool { return s.framed() && !s.err.Plain }

// Progress shows the moving line anew. What is not known yet is not shown: no
// total before both ends are listed.
func (s *Sync) Progress(f SyncFigures) {
	if !s.Moves() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wipe()
	fmt.Fprint(s.err, progressLine(s.lang, f, s.err.Columns))
	s.moving = true
}

// progressLine fits into one row of the terminal: parts that do not fit are
// left out from the end.
func progressLine(lang msg.Language, f SyncFigures, columns int) string {
	of := msg.SyncAtLeast
	if f.Complete {
		of = msg.SyncOf
	}
	parts := []string{of.In(lang, grouped(f.Done), grouped(f.ToDo))}
	if f.ToDo == 0 {
		parts = []string{msg.SyncListed.In(lang, grouped(f.ListedSource), grouped(f.ListedDest))}
	} else {
		parts = append(parts, sized(f.DoneBytes))
	}
	if seconds := f.Took.Seconds(); seconds >= 1 && f.DoneBytes > 0 {
		parts = append(parts, msg.SyncPerSec.In(lang, sized(int64(float64(f.DoneBytes)/seconds))))
	}
	if f.Failed > 0 {
		parts = append(parts, msg.SyncFailures.In(lang, grouped(f.Failed)))
	}
	line := "  " + parts[0]
	for _, part := range parts[1:] {
		if term.Cells(line)+3+term.Cells(part) >= columns {
			break
		}
		line += "   " + part
	}
	return line
}

// SyncSummary is a finished sync in figures.
type SyncSummary struct {
	Schema       string           `json:"schema"` // SyncSchema
	Event        string           `json:"event"`  // "summary"
	DryRun       bool             `json:"dryRun,omitempty"`
	ListedSource int64            `json:"listedSource"`
	ListedDest   int64            `json:"listedDest"`
	Transferred  int64            `json:"transferred"`
	Deleted      int64            `json:"deleted"`
	Failed       int64            `json:"failed"`
	Warned       int64            `json:"warned"`
	Bytes        int64            `json:"bytes"`
	Skipped      map[string]int64 `json:"skipped,omitempty"`
	Chosen       map[string]int64 `json:"chosen,omitempty"`
	Way          string           `json:"way,omitempty"`  // with two identities: the one that was found
	Ways         map[string]int64 `json:"ways,omitempty"` // and how many objects went each
	Seconds      float64          `json:"seconds"`
}

// Summary ends the showing: a line on stderr where a person watches, an object
// on stdout with JSON, else nothing, as aws-cli.
func (s *Sync) Summary(sum SyncSummary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.form.Quiet {
		return
	}
	s.wipe()
	if s.form.JSON {
		sum.Schema, sum.Event = SyncSchema, "summary"
		s.json(sum)
	}
	if !s.framed() {
		return
	}
	if !s.spaced {
		fmt.Fprintln(s.err)
	}
	fmt.Fprintf(s.err, "  %s\n", strings.Join(summaryParts(s.lang, sum), "   "))
}

func summaryParts(lang msg.Language, sum SyncSummary) []string {
	transferred, deleted := msg.SyncTransferred, msg.SyncDeleted
	if sum.DryRun {
		transferred, deleted = msg.SyncWould, msg.SyncWouldDelete
	}
	parts := []string{transferred.In(lang, grouped(sum.Transferred))}
	for _, part := range []struct {
		n    int64
		text msg.Text
	}{
		{sum.Deleted, deleted}, {sum.Skipped["same"], msg.SyncSame}, {sum.Failed, msg.SyncFailures},
		{sum.Warned, msg.SyncWarnings}, {sum.Skipped["unread"], msg.SyncUnread},
	} {
		if part.n > 0 {
			parts = append(parts, part.text.In(lang, grouped(part.n)))
		}
	}
	took := time.Duration(sum.Seconds * float64(time.Second))
	if took > time.Second {
		took = took.Round(100 * time.Millisecond)
	}
	return append(parts, msg.SyncInTime.In(lang, sized(sum.Bytes), took.Round(time.Millisecond).String()))
}

// grouped writes 1204118 as 1,204,118.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// sized writes bytes as aws-cli does: 512 Bytes, 3.4 MiB.
func sized(bytes int64) string {
	switch {
	case bytes == 1:
		return "1 Byte"
	case bytes < 1024:
		return strconv.FormatInt(bytes, 10) + " Bytes"
	}
	value := float64(bytes)
	for _, unit := range []string{"KiB", "MiB", "GiB", "TiB", "PiB"} {
		if value /= 1024; value < 1023.95 {
			return strconv.FormatFloat(value, 'f', 1, 64) + " " + unit
		}
	}
	return strconv.FormatFloat(value/1024, 'f', 1, 64) + " EiB"
}
