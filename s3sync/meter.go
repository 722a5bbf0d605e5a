package s3sync

import (
	"container/list"
	"sync"
	"sync/atomic"
)

// Meter counts while a run goes on. It may be read at any time.
type Meter struct {
	ListedSource, ListedDest atomic.Int64 // entries, filtered ones too
	ToDo, ToDoBytes          atomic.Int64 // transfers and deletions found so far
	Done, DoneBytes          atomic.Int64
	Failed, FailedBytes      atomic.Int64
	Compared                 atomic.Bool // nothing more will be found to do

	Ranges, RangesNow, RangesMost atomic.Int64 // that were listed, that are, and that were at once

	ranges   atomic.Pointer[ranges] // that are being compared
	underWay underWay
	recorder *Recorder // nil: nobody wants to know how the run went
}

// watch follows the ranges of a comparison that begins.
func (m *Meter) watch(all *ranges) {
	m.ranges.Store(all)
	all.began = func(k *keyRange) (ended func()) {
		m.Ranges.Add(1)
		m.RangesMost.Store(max(m.RangesMost.Load(), m.RangesNow.Add(1))) // ranges begin one at a time
		if m.recorder == nil {
			return func() { m.RangesNow.Add(-1) }
		}
		m.recorder.began(k)
		return func() {
			m.RangesNow.Add(-1)
			m.recorder.ended(k)
		}
	}
}

// Listed reports which end is listed to its end: its count will not grow,
// once what was read is compared.
func (m *Meter) Listed() (source, dest bool) {
	if m.Compared.Load() {
		return true, true
	}
	all := m.ranges.Load()
	if all == nil {
		return false, false
	}
	open := all.open()
	return !open[0], !open[1]
}

// open tells for each end whether there is more of it to read.
func (r *ranges) open() (open [2]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range r.active {
		for i, s := range k.sides {
			open[i] = open[i] || s.more || len(s.entries) > 0
		}
	}
	return open
}

// Moving is an object that is being transferred.
type Moving struct {
	Name        string // relative to both ends
	Size, Bytes int64  // of them moved
	Parts       int    // that it goes in; 0: it goes as a whole, or it is not known
}

// Slowest is the object that has been under way longest; ok is false where
// there is none.
func (m *Meter) Slowest() (slowest Moving, ok bool) {
	m.underWay.mu.Lock()
	defer m.underWay.mu.Unlock()
	first := m.underWay.moving.Front()
	if first == nil {
		return Moving{}, false
	}
	o := first.Value.(*moving)
	return Moving{Name: o.name, Size: o.size, Bytes: o.bytes.Load(), Parts: int(o.parts.Load())}, true
}

// underWay are the objects that are being transferred, in the order of their
// beginning: the first is the slowest, without a clock.
type underWay struct {
	mu     sync.Mutex
	moving list.List // of *moving
}

type moving struct {
	name  string
	size  int64
	bytes atomic.Int64
	parts atomic.Int64
}

// begin enters an object. The caller calls end when it has moved or failed.
func (u *underWay) begin(a Action) (o *moving, end func()) {
	o = &moving{name: a.Name, size: a.Source.Size}
	u.mu.Lock()
	at := u.moving.PushBack(o)
	u.mu.Unlock()
	return o, func() {
		u.mu.Lock()
		u.moving.Remove(at)
		u.mu.Unlock()
	}
}
