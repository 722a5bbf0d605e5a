package report

import (
	"strings"

	"clearway/internal/msg"
)

// progressLine is the form of progress that does not move, for logs and for
// readers of one line after the other. At is the time of day to put before it.
func (s *Sync) progressLine(f SyncFigures) string {
	parts := []string{msg.SyncLineListed.In(s.lang, grouped(f.ListedSource), grouped(f.ListedDest))}
	if f.ToDo > 0 && !s.form.DryRun {
		of := msg.SyncLineSome
		if f.Complete {
			of = msg.SyncLineDone
		}
		parts = []string{of.In(s.lang, grouped(f.Done), grouped(f.ToDo))}
		if f.ToDoBytes > 0 {
			parts = append(parts, amount(s.lang, f.DoneBytes, f.ToDoBytes))
		}
	}
	if bytes, objects, known := s.rate.now(); known && f.ToDo > 0 {
		switch {
		case f.ToDoBytes > 0:
			parts = append(parts, msg.SyncBytesRate.In(s.lang, brief(bytes)))
		default:
			parts = append(parts, msg.SyncPerSecond.In(s.lang, perSecond(objects)))
		}
	}
	if left, known := s.rate.left(f); known {
		parts = append(parts, msg.SyncLeft.In(s.lang, spelledLeft(s.lang, left)))
	}
	if f.Failed > 0 {
		parts = append(parts, msg.SyncFailures.In(s.lang, grouped(f.Failed)))
	}
	if f.Again > 0 {
		parts = append(parts, msg.SyncTriedAgain.In(s.lang, grouped(f.Again)))
	}
	return f.At.Format("15:04:05") + "  " + strings.Join(parts, "   ")
}
