//go:build !linux

package dir

import (
	"os"
	"syscall"
)

// nonblocking opens a pipe that nobody reads with an error.
const nonblocking = syscall.O_NONBLOCK

// reserve sets the size of the file.
func reserve(file *os.File, size int64) error { return file.Truncate(size) }
