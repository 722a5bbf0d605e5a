package report

import (
	"strconv"
	"time"

	"clearway/internal/msg"
)

// spelled writes a time in its two largest units: 5 m 38 s.
func spelled(lang msg.Language, d time.Duration) string {
	if d < 10*time.Second {
		return msg.SyncSeconds.In(lang, strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
	}
	s := int64(d.Round(time.Second) / time.Second)
	const minute, hour, day = 60, 60 * 60, 24 * 60 * 60
	switch {
	case s >= day:
		return msg.SyncDays.In(lang, s/day, s%day/hour)
	case s >= hour:
		return msg.SyncHours.In(lang, s/hour, s%hour/minute)
	case s >= minute:
		return msg.SyncMinutes.In(lang, s/minute, s%minute)
	}
	return msg.SyncSeconds.In(lang, strconv.FormatInt(s, 10))
}

// spelledLeft writes a time that is an estimate: whole seconds, none below one.
func spelledLeft(lang msg.Language, d time.Duration) string {
	if d < 10*time.Second {
		return msg.SyncSeconds.In(lang, strconv.FormatInt(max(int64(d.Seconds()+0.5), 1), 10))
	}
	return spelled(lang, d)
}

// brief writes bytes with three digits: 612 MiB, 9.81 GiB.
func brief(bytes float64) string {
	if bytes < 1024 {
		return strconv.FormatFloat(bytes, 'f', 0, 64) + " B"
	}
	units := []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	unit := -1
	for bytes >= 999.5 && unit < len(units)-1 {
		bytes /= 1024
		unit++
	}
	digits := 2
	switch {
	case bytes >= 99.95:
		digits = 0
	case bytes >= 9.995:
		digits = 1
	}
	return strconv.FormatFloat(bytes, 'f', digits, 64) + " " + units[unit]
}

// amount writes bytes done of all in one unit: 210.4 of 412.6 GiB.
func amount(lang msg.Language, done, all int64) string {
	value, total, unit := float64(done), float64(all), "B"
	for _, larger := range []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"} {
		if total < 1024 {
			break
		}
		value, total, unit = value/1024, total/1024, larger
	}
	digits := 1
	if unit == "B" {
		digits = 0
	}
	return msg.SyncAmount.In(lang, strconv.FormatFloat(value, 'f', digits, 64), strconv.FormatFloat(total, 'f', digits, 64)+" "+unit)
}

// perSecond writes a number of objects a second, with a digit behind the point
// where there are few.
func perSecond(n float64) string {
	if n < 10 {
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return grouped(int64(n + 0.5))
}
