//go:build unix

package dir

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"clearway/store"
	"clearway/store/storetest"
)

func TestAPipe(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	s := New(root, Options{})
	if err := s.Put(t.Context(), "pipe", storetest.Content("x"), store.Writing{}); err == nil {
		t.Error("a pipe that nobody reads took a byte")
	}
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := s.Put(t.Context(), "pipe", storetest.Content("through"), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(reader); err != nil || string(got) != "through" {
		t.Errorf("got %q, %v", got, err)
	}
}
