package redact

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// written notes what reaches an output, in order.
type written struct{ log *[]string }

func (w written) Write(p []byte) (int, error) {
	*w.log = append(*w.log, string(p))
	return len(p), nil
}

// A door that is not patient lets whole lines through at once, and to somebody
// who watches also questions and drawings, but never half a name.
func TestWhatADoorHoldsBack(t *testing.T) {
	var log []string
	d := NewDoor(New(""), false)
	pipe, screen := d.Through(written{&log}, false), d.Through(written{&log}, true)
	step := func(o *Output, text string, want ...string) {
		t.Helper()
		log = nil
		if _, err := o.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%q", log) != fmt.Sprintf("%q", want) {
			t.Errorf("%q lets out %q, want %q", text, log, want)
		}
	}
	step(pipe, "s3://media-")
	step(pipe, "prod\ns3://med", "s3://bucket-1\n")
	step(screen, "write to media-prod?  [yes / no]  ", "write to bucket-1?    [yes / no]  ")
	step(screen, "\x1b[2Ks3://media-prod\x1b[K\r\n\x1b[?2026l", "\x1b[2Ks3://bucket-1\x1b[K\r\n\x1b[?2026l")
	step(screen, "media-pr")
	step(screen, "od\n", "bucket-1\n")
	log = nil
	if err := d.Flush(); err != nil || fmt.Sprint(log) != "[s3://bucket-2]" {
		t.Errorf("at the end: %q, %v", log, err)
	}
}

// A patient door holds all, and gives it out in the order in which it came.
func TestAPatientDoorKeepsTheOrder(t *testing.T) {
	var log []string
	d := NewDoor(New(""), true)
	out, errs := d.Through(written{&log}, false), d.Through(written{&log}, true)
	fmt.Fprint(out, "bucket media-prod\n")
	fmt.Fprint(errs, "note: ")
	fmt.Fprint(errs, "media-prod\n")
	fmt.Fprint(out, "arn:aws:s3:::media-prod\n")
	if len(log) > 0 {
		t.Errorf("out already: %q", log)
	}
	if err := d.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := `["bucket bucket-1\n" "note: bucket-1\n" "arn:aws:s3:::bucket-1\n"]`; fmt.Sprintf("%q", log) != want {
		t.Errorf("got %q, want %s", log, want)
	}
}

// What is read from a pipe is learned from before anything is written.
func TestADoorHears(t *testing.T) {
	var out bytes.Buffer
	d := NewDoor(New(""), true)
	to := d.Through(&out, false)
	fmt.Fprint(to, "bucket media-prod\n")
	fmt.Fprint(d.Hear(), "on resource arn:aws:s3:::media-prod\n")
	if err := d.Flush(); err != nil || out.String() != "bucket bucket-1\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

type broken struct{}

var errBroken = errors.New("nobody reads")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

// An output that nobody reads any more says so.
func TestADoorTellsOfABrokenOutput(t *testing.T) {
	d := NewDoor(New(""), true)
	fmt.Fprint(d.Through(broken{}, false), "x\n")
	if err := d.Flush(); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}
