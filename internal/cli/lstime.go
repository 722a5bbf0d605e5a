package cli

import (
	"strconv"
	"time"
)

// days writes times as ls shows them, in local time and by hand: there may be
// millions of them. It remembers the day before.
type days struct {
	day  int64 // since 1970
	text []byte
}

const secondsADay = 24 * 60 * 60

// stamp appends a time as 2006-01-02 15:04:05.
func (d *days) stamp(to []byte, at time.Time) []byte {
	_, offset := at.Local().Zone()
	seconds := at.Unix() + int64(offset)
	day, rest := seconds/secondsADay, int(seconds%secondsADay)
	if rest < 0 {
		day, rest = day-1, rest+secondsADay
	}
	if d.text == nil || day != d.day {
		year, month, date := time.Unix(day*secondsADay, 0).UTC().Date()
		m, mm := two(int(month))
		n, nn := two(date)
		d.day, d.text = day, append(strconv.AppendInt(d.text[:0], int64(year), 10), '-', m, mm, '-', n, nn, ' ')
	}
	to = append(to, d.text...)
	h, hh := two(rest / 3600)
	m, mm := two(rest / 60 % 60)
	s, ss := two(rest % 60)
	return append(to, h, hh, ':', m, mm, ':', s, ss)
}

func two(n int) (byte, byte) { return '0' + byte(n/10), '0' + byte(n%10) }
