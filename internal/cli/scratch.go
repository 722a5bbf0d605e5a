package cli

import (
	"os"
	"sync"
)

// scratch is room on the disk that nobody else sees and that ends with the
// process. The file is made when it is first written to.
type scratch struct {
	once sync.Once
	file *os.File
	err  error
}

func (s *scratch) open() {
	dirs := []string{roomy, ""}
	if os.Getenv("TMPDIR") != "" {
		dirs = []string{""}
	}
	for _, dir := range dirs {
		if s.file, s.err = os.CreateTemp(dir, "clearway-ls-*"); s.err == nil {
			os.Remove(s.file.Name()) //nolint:errcheck // Windows keeps it until it is closed
			return
		}
	}
}

// roomy is a directory for temporary files that is on a disk, where the usual one
// may be in memory. Where there is none the usual one has to do.
const roomy = "/var/tmp"

// WriteAt and ReadAt are a file's.
func (s *scratch) WriteAt(text []byte, at int64) (int, error) {
	if s.once.Do(s.open); s.err != nil {
		return 0, s.err
	}
	return s.file.WriteAt(text, at)
}

func (s *scratch) ReadAt(text []byte, at int64) (int, error) {
	return s.file.ReadAt(text, at)
}

func (s *scratch) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name()) //nolint:errcheck // it is gone already but on Windows
	}
}
