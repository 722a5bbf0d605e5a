package dir

import (
	"os"
	"path/filepath"
	"strings"
)

// Folds finds out, by a temporary file, whether the file system tells letter
// cases apart.
func (s *Store) Folds() bool {
	s.folding.Do(func() {
		file, err := createTemporary(filepath.Join(s.root, "clearway-case"))
		if err != nil {
			return
		}
		defer os.Remove(file.Name())
		defer file.Close()
		dir, name := filepath.Split(file.Name())
		_, err = os.Lstat(dir + strings.ToUpper(name))
		s.folds = err == nil
	})
	return s.folds
}

// Other looks for what the file system takes for key's file: the same letters
// in another case, or composed otherwise.
func (s *Store) Other(key string) string {
	path, err := s.path(key)
	if err != nil {
		return ""
	}
	there, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	dir, name := filepath.Split(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	other := ""
	for _, e := range entries {
		if e.Name() == name {
			return ""
		}
		if info, err := e.Info(); err == nil && os.SameFile(there, info) {
			other = e.Name()
		}
	}
	return other
}
