package report

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// SyncRequests are one operation's requests in figures; times in milliseconds.
type SyncRequests struct {
	Made      int64   `json:"made"`
	Again     int64   `json:"again,omitempty"`
	Throttled int64   `json:"throttled,omitempty"`
	Failed    int64   `json:"failed,omitempty"`
	P50       float64 `json:"p50Ms"`
	P90       float64 `json:"p90Ms"`
	P99       float64 `json:"p99Ms"`
	Longest   float64 `json:"maxMs"`
}

// SyncRanges says in how many ranges the ends were listed.
type SyncRanges struct {
	Listed int64 `json:"listed"`
	AtOnce int64 `json:"atOnce"`
}

// SyncProgress is an event of how far a sync is.
type SyncProgress struct {
	Schema           string   `json:"schema"` // SyncSchema
	Event            string   `json:"event"`  // "progress"
	ListedSource     int64    `json:"listedSource"`
	ListedDest       int64    `json:"listedDest"`
	Complete         bool     `json:"complete"` // todo will not grow
	ToDo             int64    `json:"todo"`
	ToDoBytes        int64    `json:"todoBytes"`
	Done             int64    `json:"done"`
	DoneBytes        int64    `json:"doneBytes"`
	Failed           int64    `json:"failed"`
	TriedAgain       int64    `json:"triedAgain"`
	BytesPerSecond   *float64 `json:"bytesPerSecond,omitempty"`   // where known
	ObjectsPerSecond *float64 `json:"objectsPerSecond,omitempty"` // where known
	SecondsLeft      *float64 `json:"secondsLeft,omitempty"`      // where known
	Seconds          float64  `json:"seconds"`
	Time             string   `json:"time,omitempty"`
}

// Stamp writes a time as the events have it.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func progressOf(f SyncFigures, rate *syncRate) SyncProgress {
	p := SyncProgress{
		Schema: SyncSchema, Event: "progress", ListedSource: f.ListedSource, ListedDest: f.ListedDest, Complete: f.Complete,
		ToDo: f.ToDo, ToDoBytes: f.ToDoBytes, Done: f.Done, DoneBytes: f.DoneBytes, Failed: f.Failed, TriedAgain: f.Again,
		Seconds: f.Took.Seconds(), Time: Stamp(f.At),
	}
	if bytes, objects, known := rate.now(); known {
		bytes, objects = math.Round(bytes), math.Round(objects*10)/10
		p.BytesPerSecond, p.ObjectsPerSecond = &bytes, &objects
	}
	if left, known := rate.left(f); known {
		seconds := math.Round(left.Seconds())
		p.SecondsLeft = &seconds
	}
	return p
}

// counted is a number with the words for it.
type counted struct {
	n    int64
	text msg.Text
}

// some gives the words of those numbers that are not zero.
func (s *Sync) some(all ...counted) []string {
	var parts []string
	for _, c := range all {
		if c.n > 0 {
			parts = append(parts, c.text.In(s.lang, grouped(c.n)))
		}
	}
	return parts
}

// summaryRows are a summary as a person reads it: what was done, why, what was
// left, how fast, with which requests. Rows with nothing in them are left out.
func (s *Sync) summaryRows(sum SyncSummary) []string {
	label, transferred, deleted := msg.SyncRowDone, msg.SyncTransferred, msg.SyncDeleted
	if sum.DryRun {
		label, transferred, deleted = msg.SyncRowPlanned, msg.SyncWould, msg.SyncWouldDelete
	}
	done := s.some(counted{sum.Transferred, transferred}, counted{sum.Deleted, deleted})
	if len(done) == 0 && sum.Failed == 0 {
		done = []string{msg.SyncNothing.In(s.lang)}
	}
	if sum.Bytes > 0 {
		done = append(done, sized(sum.Bytes))
	}
	took := time.Duration(sum.Seconds * float64(time.Second))
	rows := s.wrapped(label, append(done, msg.SyncIn.In(s.lang, spelled(s.lang, took))))
	rows = append(rows, s.wrapped(msg.SyncRowWhy, s.reasons(sum.Chosen, whys))...)
	rows = append(rows, s.wrapped(msg.SyncRowSkipped, append(s.reasons(sum.Skipped, skips), s.some(counted{sum.Warned, msg.SyncWarnings})...))...)
	rows = append(rows, s.wrapped(msg.SyncRowFailed, s.some(counted{sum.Failed, msg.SyncNotDone}))...)
	if seconds := took.Seconds(); seconds >= 1 && !sum.DryRun && sum.Transferred > 0 {
		rows = append(rows, s.wrapped(msg.SyncRowRate, []string{
			msg.SyncBytesRate.In(s.lang, brief(float64(sum.Bytes)/seconds)), msg.SyncPerSecond.In(s.lang, perSecond(float64(sum.Transferred)/seconds)),
		})...)
	}
	return append(rows, s.wrapped(msg.SyncRowRequests, s.requests(sum))...)
}

// whys and skips are the reasons in the order of their being shown. Names of
// s3sync's reasons.
var (
	whys = []reason{{"missing", msg.SyncWhyMissing}, {"size", msg.SyncWhySize}, {"time", msg.SyncWhyTime}, {"extra", msg.SyncWhyExtra}}

	skips = []reason{{"same", msg.SyncSame}, {"kept", msg.SyncLeftKept}, {"unread", msg.SyncLeftUnread}, {"archived", msg.SyncLeftArchive}, {"climbs", msg.SyncLeftClimbs}}
)

type reason struct {
	name string
	text msg.Text
}

// reasons puts counts by reason into words; reasons without words of their own
// come last, under their names.
func (s *Sync) reasons(counts map[string]int64, known []reason) []string {
	var parts []string
	for _, r := range known {
		parts = append(parts, s.some(counted{counts[r.name], r.text})...)
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if !slices.ContainsFunc(known, func(r reason) bool { return r.name == name }) && counts[name] > 0 {
			parts = append(parts, msg.SyncLeftOther.In(s.lang, grouped(counts[name]), name))
		}
	}
	return parts
}

// requests are the operations, the most frequent first.
func (s *Sync) requests(sum SyncSummary) []string {
	var parts []string
	for _, name := range byCount(sum.Requests) {
		parts = append(parts, grouped(sum.Requests[name].Made)+" "+name)
	}
	return append(parts, s.some(counted{sum.TriedAgain, msg.SyncTriedAgain})...)
}

func byCount(requests map[string]SyncRequests) []string {
	names := slices.Collect(maps.Keys(requests))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(requests[b].Made, requests[a].Made), strings.Compare(a, b))
	})
	return names
}

// wrapped is a label with parts behind it, in as many rows as it takes; none
// where there are no parts.
func (s *Sync) wrapped(label msg.Text, parts []string) []string {
	if len(parts) == 0 {
		return nil
	}
	name := label.In(s.lang)
	head := "  " + s.err.Quiet(name) + strings.Repeat(" ", max(blockColumn-2-term.Cells(name), 2))
	var rows []string
	row := ""
	for _, part := range parts {
		if row != "" && blockColumn+term.Cells(row)+3+term.Cells(part) > s.err.Columns {
			rows = append(rows, row)
			row = ""
		}
		if row != "" {
			row += "   "
		}
		row += part
	}
	rows = append(rows, row)
	for i := range rows {
		rows[i] = head + rows[i]
		head = strings.Repeat(" ", blockColumn)
	}
	return rows
}
