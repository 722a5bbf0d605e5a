package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// writeReport writes the page that --report names; "" writes none. A page that
// could not be written whole is an error, since the file is why the flag was
// given.
func (e *env) writeReport(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if err := errors.Join(e.masked(file, write), file.Close()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
