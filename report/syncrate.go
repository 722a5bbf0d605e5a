package report

import "time"

// syncRate tells how fast a sync goes on, and how long the rest will take.
//
// Neither comes from the average since the beginning, which listing and the
// slow first seconds hold down for long, nor from the last two looks, between
// which a whole large object may or may not have been finished. Speed is over
// the last 15 seconds, so that it shows what happens now; the time left is over
// the last minute, so that it stays calm where large and small objects take
// turns. It is told only when it can be honest: when nothing more will be found
// to do, and after some seconds of doing.
type syncRate struct{ points []ratePoint }

// ratePoint is what was done by one moment.
type ratePoint struct {
	at             time.Duration
	bytes, objects int64
}

const (
	rateStep   = 500 * time.Millisecond // between points
	rateWindow = 15 * time.Second
	leftWindow = time.Minute
	leftAfter  = 5 * time.Second // of data
	leastData  = time.Second
)

// add takes a look at the figures into account.
func (r *syncRate) add(f SyncFigures) {
	p := ratePoint{at: f.Took, bytes: f.DoneBytes, objects: f.Done}
	n := len(r.points)
	switch {
	case n > 0 && p.bytes == 0 && p.objects == 0:
		r.points[n-1] = p // nothing yet: the clock has not begun
		return
	case n > 1 && p.at-r.points[n-2].at < rateStep:
		r.points[n-1] = p
		return
	}
	r.points = append(r.points, p)
	for len(r.points) > 2 && p.at-r.points[1].at >= leftWindow {
		r.points = r.points[1:]
	}
}

// over gives bytes and objects a second within the last window of time, and how
// much of it there is.
func (r *syncRate) over(window time.Duration) (bytes, objects float64, data time.Duration) {
	if len(r.points) < 2 {
		return 0, 0, 0
	}
	last := r.points[len(r.points)-1]
	first := last
	for i := len(r.points) - 1; i >= 0 && last.at-r.points[i].at <= window; i-- {
		first = r.points[i]
	}
	if data = last.at - first.at; data <= 0 {
		return 0, 0, 0
	}
	seconds := data.Seconds()
	return max(float64(last.bytes-first.bytes)/seconds, 0), float64(last.objects-first.objects) / seconds, data
}

// now is the present speed in bytes and objects a second.
func (r *syncRate) now() (bytes, objects float64, known bool) {
	bytes, objects, data := r.over(rateWindow)
	return bytes, objects, data >= leastData
}

// left is how long the rest of f will take; known is false where any answer
// would be a guess. Bytes and objects each take their time, and whichever needs
// longer decides.
func (r *syncRate) left(f SyncFigures) (left time.Duration, known bool) {
	bytes, objects, data := r.over(leftWindow)
	if !f.Complete || data < leftAfter {
		return 0, false
	}
	seconds := 0.0
	for _, rest := range []struct {
		left int64
		rate float64
	}{{f.ToDoBytes - f.DoneBytes - f.FailedBytes, bytes}, {f.ToDo - f.Done - f.Failed, objects}} {
		switch {
		case rest.left <= 0:
		case rest.rate > 0:
			seconds = max(seconds, float64(rest.left)/rest.rate)
		case bytes > 0 && objects == 0: // one large object after the other
		default:
			return 0, false
		}
	}
	const ever = 1000 * 24 * time.Hour
	if seconds <= 0 || seconds > ever.Seconds() {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}
