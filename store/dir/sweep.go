package dir

import "os"

// claim marks a temporary file as being written, until it is closed or the
// process ends in whatever way. False: a sweep took it away first.
func claim(file *os.File) bool {
	if lock(file) == locked {
		return false
	}
	mine, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(file.Name())
	return err == nil && os.SameFile(mine, there)
}

// sweep removes a temporary file that nobody is writing: one that a killed run
// left.
func sweep(path string) {
	if !canSweepOpen {
		os.Remove(path) //nolint:errcheck // where it is being written it cannot be removed
		return
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer file.Close()
	if lock(file) == free {
		os.Remove(path) //nolint:errcheck // it is tried again by the next run
	}
}

// lockState is what came of an attempt to lock a file.
type lockState int

const (
	free    lockState = iota // it was free, and is ours now
	locked                   // it is another's
	unknown                  // the file system has no locks
)
