package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SyncFigures are a sync's counts at one moment.
type SyncFigures struct {
	ListedSource, ListedDest int64
	SourceListed, DestListed bool  // that is all of them
	Done, ToDo               int64 // transfers and deletions
	DoneBytes, ToDoBytes     int64
	Failed, FailedBytes      int64
	Again                    int64 // requests made again
	Complete                 bool  // ToDo will not grow

	// The object that has been under way longest; Name is "" where there is none.
	Name                string
	NameBytes, NameSize int64
	Part, Parts         int // 0 where it goes as a whole

	Took time.Duration // since the beginning
	At   time.Time     // the time of day
}

// Moves reports whether Progress would ever show anything.
func (s *Sync) Moves() bool { return s.blocks() || s.lines() }

// blocks reports whether progress is a block that moves.
func (s *Sync) blocks() bool { return s.framed() && s.form.Every == 0 }

// lines reports whether progress is a line or an event now and then.
func (s *Sync) lines() bool {
	return s.form.Every > 0 && !s.form.Quiet && !s.form.OnlyErrors && !s.form.NoProgress
}

// Progress shows the figures: the block anew, or a line where one is due. What
// is not known yet is not shown: no total and no time left before both ends are
// listed. It is called a few times a second, and not after Still.
func (s *Sync) Progress(f SyncFigures) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rate.add(f)
	if warning := s.tooEarly(f); warning != "" && !s.form.JSON {
		s.held = append(s.held, heldLine{s.err, warning})
		if !s.blocks() {
			s.release()
		}
	}
	switch {
	case s.blocks():
		s.live = true
		s.err.Measure()
		if rows := s.rows(f); len(s.held) > 0 {
			s.block.Between(s.release, rows)
		} else {
			s.block.Draw(rows)
		}
	case s.lines() && f.Took-s.lined >= s.form.Every:
		s.lined = f.Took - f.Took%s.form.Every
		if s.form.JSON {
			s.json(progressOf(f, &s.rate))
			return
		}
		fmt.Fprintln(s.err, s.progressLine(f))
	}
}

// Still ends what moves: from now on every line is written at once.
func (s *Sync) Still() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wipe()
	s.live = false
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

	TriedAgain int64                   `json:"triedAgain"`         // requests
	Requests   map[string]SyncRequests `json:"requests,omitempty"` // by operation
	Ranges     *SyncRanges             `json:"ranges,omitempty"`
	Way        string                  `json:"way,omitempty"`  // with two identities: the one that was found
	Ways       map[string]int64        `json:"ways,omitempty"` // and how many objects went each
	Seconds    float64                 `json:"seconds"`
	Time       string                  `json:"time,omitempty"` // RFC 3339 with milliseconds, UTC
}

// Summary ends the showing: rows on stderr where a person watches or it was
// asked for, an object on stdout with JSON, else nothing, as aws-cli.
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
	if !s.framed() && !s.form.Summary {
		return
	}
	if !s.spaced && s.err.Terminal {
		fmt.Fprintln(s.err)
	}
	for _, row := range s.summaryRows(sum) {
		fmt.Fprintln(s.err, row)
	}
	s.spaced = false
}

// Grouped writes 1204118 as 1,204,118.
func Grouped(n int64) string { return grouped(n) }

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
