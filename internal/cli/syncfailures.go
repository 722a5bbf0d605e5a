package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"clearway/s3sync"
	"clearway/store"
)

// failureSchema names the form of the lines of --failures.
const failureSchema = "clearway/failure/v1"

// failure is a line of --failures.
type failure struct {
	Schema  string `json:"schema"`
	Verb    string `json:"verb"`           // "upload", "download", "copy", "delete", or "run": what stopped the run
	Key     string `json:"key,omitempty"`  // relative to both ends
	From    string `json:"from,omitempty"` // as the output's lines say it
	To      string `json:"to,omitempty"`
	Op      string `json:"op,omitempty"`   // API operation, where AWS answered
	Code    string `json:"code,omitempty"` // AWS's
	Message string `json:"message"`        // AWS's, or all that is known
}

func failureOf(e s3sync.Event) failure {
	f := failure{Schema: failureSchema, Verb: e.Verb, Key: e.Name, From: e.From, To: e.To}
	f.says(e.Err)
	return f
}

func (f *failure) says(err error) {
	f.Message = err.Error()
	var answer *store.Error
	if errors.As(err, &answer) {
		f.Op, f.Code, f.Message = answer.Operation, answer.Code, answer.Message
	}
}

// failuresFile is the file of --failures. It has its name when it is complete,
// also where nothing failed: what a run before wrote would mislead.
type failuresFile struct {
	path string
	file *os.File
	err  error // the first at writing
}

func createFailures(path string) (*failuresFile, error) {
	file, err := os.Create(path + ".part")
	if err != nil {
		return nil, fmt.Errorf("argument --failures: %w", err)
	}
	return &failuresFile{path: path, file: file}, nil
}

// add writes a line; they are few, so that nothing waits in memory.
func (f *failuresFile) add(line failure) {
	encoder := json.NewEncoder(f.file)
	encoder.SetEscapeHTML(false)
	f.err = errors.Join(f.err, encoder.Encode(line))
}

// close ends the file, with what stopped the run as its last line.
func (f *failuresFile) close(stopped error) error {
	if stopped != nil {
		last := failure{Schema: failureSchema, Verb: "run"}
		last.says(stopped)
		f.add(last)
	}
	err := errors.Join(f.err, f.file.Close())
	if err == nil {
		err = os.Rename(f.file.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}
