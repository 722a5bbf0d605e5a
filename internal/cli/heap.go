package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// roomyHeap keeps the garbage collector from running every few megabytes while
// little is in use: a copy of many small objects makes much garbage and keeps
// nothing, and each collection also takes the stacks of all workers down to what
// they just use, from where they grow again with the next request. The heap grows
// to 24 MiB and one and a half times what is in use; from 48 MiB in use on that is
// less than it would be. Memory that is never touched takes no room.
//
// The caller calls release at its end. GOGC in the environment is left alone.
func roomyHeap() (release func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	debug.SetGCPercent(50)
	untouched := make([]byte, 48<<20)
	return func() { runtime.KeepAlive(untouched) }
}
