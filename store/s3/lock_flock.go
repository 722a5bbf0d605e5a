//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package s3

import (
	"os"
	"syscall"
)

// lock takes the file for this process; false where another has it. The lock
// ends when the file is closed, by a kill too.
func lock(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
