package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// openTerminal gives both ends of a pseudo-terminal: the person's, and the
// program's.
func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	var number, unlocked int32
	for request, value := range map[uintptr]*int32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(unsafe.Pointer(value))); no != 0 {
			t.Fatal(no)
		}
	}
	program, err = os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

// TestAPersonIsAskedBeforeAllIsDeleted answers at a terminal.
func TestAPersonIsAskedBeforeAllIsDeleted(t *testing.T) {
	rig := newRig(t)
	for _, c := range []struct {
		answer, says string
		left         int
	}{
		{"n\n", "nothing was deleted", 3},
		{"\n", "nothing was deleted", 3},
		{"yes\n", "3 deleted", 0},
	} {
		for i := range 3 {
			put(t, rig.to, fmt.Sprint("k", i), "x")
		}
		person, program := openTerminal(t)
		cmd, _ := rig.command(t.Context(), "sync", "s3://from-bucket", "s3://to-bucket", "--delete")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		program.Close()
		var shown strings.Builder
		for all := bufio.NewReader(person); ; { // ends when the program has
			b, err := all.ReadByte()
			if err != nil {
				break
			}
			shown.WriteByte(b)
			if strings.HasSuffix(shown.String(), "[y/N] ") {
				if _, err := person.WriteString(c.answer); err != nil {
					t.Fatal(err)
				}
			}
		}
		cmd.Wait() //nolint:errcheck // what it did is looked at
		if left := objectsOf(t, rig.to); len(left) != c.left || !strings.Contains(shown.String(), c.says) || !strings.Contains(shown.String(), "wholly empty") {
			t.Errorf("%q: %d objects are left after\n%s", c.answer, len(left), shown.String())
		}
	}
}
