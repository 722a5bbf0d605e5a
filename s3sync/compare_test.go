package s3sync

import (
	"testing"
	"time"

	"clearway/store"
)

func TestDiffers(t *testing.T) {
	base := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	older, newer := base.Add(-time.Hour), base.Add(500*time.Millisecond)
	type row struct {
		name  string
		o     Options
		sizes bool // they differ
		from  time.Time
		want  map[Direction]bool
	}
	all := func(upload, download, copy bool) map[Direction]bool {
		return map[Direction]bool{Upload: upload, Download: download, Copy: copy}
	}
	rows := []row{
		{"equal", Options{}, false, base, all(false, false, false)},
		{"source newer by half a second", Options{}, false, newer, all(true, false, true)},
		{"source older", Options{}, false, older, all(false, true, false)},
		{"sizes differ, source older", Options{}, true, older, all(true, true, true)},
		{"size only, source newer", Options{SizeOnly: true}, false, newer, all(false, false, false)},
		{"size only, source older", Options{SizeOnly: true}, false, older, all(false, false, false)},
		{"size only, sizes differ", Options{SizeOnly: true}, true, base, all(true, true, true)},
		{"exact, equal", Options{ExactTimestamps: true}, false, base, all(false, false, false)},
		{"exact, source newer", Options{ExactTimestamps: true}, false, newer, all(true, true, true)},
		{"exact, source older", Options{ExactTimestamps: true}, false, older, all(false, true, false)},
		{"exact beats size only", Options{ExactTimestamps: true, SizeOnly: true}, false, newer, all(true, true, true)},
		{"no overwrite beats all", Options{NoOverwrite: true, ExactTimestamps: true, SizeOnly: true}, true, newer, all(false, false, false)},
	}
	for _, r := range rows {
		for direction, want := range r.want {
			t.Run(r.name+", "+string(direction), func(t *testing.T) {
				from, to := store.Entry{Size: 1, Modified: r.from}, store.Entry{Size: 1, Modified: base}
				if r.sizes {
					from.Size = 2
				}
				p := &Plan{Options: r.o, Direction: direction}
				if _, got := p.differs(from, to); got != want {
					t.Errorf("got %v", got)
				}
			})
		}
	}
}
