package dir

import (
	"errors"
	"os"
	"syscall"
)

// nonblocking opens a pipe that nobody reads with an error.
const nonblocking = syscall.O_NONBLOCK

// reserve takes the room for size bytes, so that a disk too small shows at
// once, where the file system can do that; else it only sets the size.
func reserve(file *os.File, size int64) error {
	err := syscall.Fallocate(int(file.Fd()), 0, 0, size)
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) {
		return &os.PathError{Op: "reserve room for", Path: file.Name(), Err: err}
	}
	return file.Truncate(size)
}
