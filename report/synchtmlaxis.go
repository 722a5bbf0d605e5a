package report

import (
	"math"
	"strconv"
	"time"

	"clearway/internal/msg"
)

// axis is a scale from 0 to top with a few ticks.
type axis struct {
	top   float64
	ticks []float64
	label func(float64) string
}

// most is the largest of values, 0 where there is none.
func most(values ...[]float64) float64 {
	top := 0.0
	for _, row := range values {
		for _, v := range row {
			top = max(top, v)
		}
	}
	return top
}

// niceStep is 1, 2 or 5 times a power of ten, so that about n of them reach top.
func niceStep(top float64, n int) float64 {
	rough := top / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, f := range []float64{1, 2, 5} {
		if f*power >= rough*0.999 {
			return f * power
		}
	}
	return 10 * power
}

// numberAxis is for counts a second.
func numberAxis(top float64) axis {
	return axisOf(max(top, 1), 1, func(v float64) string {
		switch {
		case v >= 1e6:
			return strconv.FormatFloat(v/1e6, 'f', -1, 64) + " M"
		case v >= 1e4:
			return strconv.FormatFloat(v/1e3, 'f', -1, 64) + " k"
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	})
}

// byteAxis is for bytes a second: its ticks are round in the unit of its top.
func byteAxis(top float64) axis {
	unit, name := 1.0, "B"
	for _, larger := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if top < unit*1024 {
			break
		}
		unit, name = unit*1024, larger
	}
	return axisOf(max(top, 1), unit, func(v float64) string {
		if v == 0 {
			return "0"
		}
		return strconv.FormatFloat(v/unit, 'f', -1, 64) + " " + name
	})
}

func axisOf(top, unit float64, label func(float64) string) axis {
	const about = 3
	step := niceStep(top/unit, about) * unit
	a := axis{label: label}
	for v := 0.0; ; v += step {
		a.ticks = append(a.ticks, v)
		if v >= top*0.999 {
			a.top = v
			return a
		}
	}
}

// timeAxis has ticks at round times.
func timeAxis(lang msg.Language, took time.Duration) axis {
	const most = 5
	seconds := max(took.Seconds(), 1e-3)
	step := niceStep(seconds, most)
	for _, s := range []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400} {
		if seconds/s <= most {
			step = s
			break
		}
	}
	a := axis{top: seconds, label: func(v float64) string { return shortTime(lang, v) }}
	for i := 0; float64(i)*step <= seconds; i++ {
		a.ticks = append(a.ticks, float64(i)*step)
	}
	return a
}

// shortTime writes a round number of seconds in one unit where it can.
func shortTime(lang msg.Language, seconds float64) string {
	number := func(v float64) string { return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) }
	switch {
	case seconds == 0:
		return "0"
	case seconds < 0.1:
		return number(seconds*1000) + " ms"
	case seconds >= 3600:
		return msg.PageHours.In(lang, number(seconds/3600))
	case seconds >= 60:
		return msg.PageMinutes.In(lang, number(seconds/60))
	}
	return msg.SyncSeconds.In(lang, number(seconds))
}

// milliseconds writes the time of a request with two digits.
func milliseconds(ms float64) string {
	switch {
	case ms >= 10_000:
		return strconv.FormatFloat(ms/1000, 'f', 0, 64) + " s"
	case ms >= 1000:
		return strconv.FormatFloat(ms/1000, 'f', 1, 64) + " s"
	case ms >= 10:
		return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
	}
	return strconv.FormatFloat(ms, 'f', 1, 64) + " ms"
}

// logScale puts times from least to most on a scale of powers of ten between
// two places, with a tick at each power; 0 is at its beginning.
func logScale(least, most, from, to float64) (x func(float64) float64, ticks []float64) {
	low := math.Floor(math.Log10(least))
	high := max(math.Ceil(math.Log10(max(most, least))), low+1)
	for power := low; power <= high; power++ {
		ticks = append(ticks, math.Pow(10, power))
	}
	const margin = 16 // for the labels
	return func(v float64) float64 {
		share := (math.Log10(max(v, ticks[0])) - low) / (high - low)
		return from + margin + (to-from-2*margin)*share
	}, ticks
}
