//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package dir

import (
	"os"
	"syscall"
)

// canSweepOpen: files can be removed while they are open, so that it takes a
// lock to know that nobody has them.
const canSweepOpen = true

// lock tries to lock a file. The lock ends when the file is closed by all who
// have it open through this call.
func lock(file *os.File) lockState {
	switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
	case nil:
		return free
	case syscall.EWOULDBLOCK:
		return locked
	}
	return unknown
}
