package report

import (
	"encoding/json"
	"fmt"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// CleanSchema names the form of clean's JSON.
const CleanSchema = "clearway/clean/v1"

// Clean is what interrupted runs left in buckets, and what became of it.
type Clean struct {
	Schema  string        `json:"schema"`
	DryRun  bool          `json:"dry_run"`
	Uploads []CleanUpload `json:"uploads"`
}

// CleanUpload is one upload that was begun and not ended.
type CleanUpload struct {
	URL     string       `json:"url"`
	Upload  string       `json:"upload"`
	Source  string       `json:"source"`
	Size    int64        `json:"size"`
	Bytes   int64        `json:"bytes"` // that lie in the bucket, as far as the record tells
	Parts   int          `json:"parts"`
	Begun   time.Time    `json:"begun"`
	Until   time.Time    `json:"until"` // when nothing goes on from it any more
	Outcome CleanOutcome `json:"outcome"`
	Error   string       `json:"error,omitempty"`
}

// CleanOutcome is what became of an upload.
type CleanOutcome string

// The outcomes.
const (
	CleanLeft    CleanOutcome = "left"    // as it was
	CleanInUse   CleanOutcome = "in-use"  // a run is writing it
	CleanAborted CleanOutcome = "aborted" // its parts are gone
	CleanFailed  CleanOutcome = "failed"
)

// Bytes is how much lies in buckets.
func (c Clean) Bytes() (sum int64) {
	for _, u := range c.Uploads {
		sum += u.Bytes
	}
	return sum
}

// CleanJSON writes c as JSON.
func CleanJSON(out *term.Stream, c Clean) error {
	c.Schema = CleanSchema
	if c.Uploads == nil {
		c.Uploads = []CleanUpload{}
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(c)
}

// CleanText writes two lines for each upload: where it was to go, and what lies
// there. Times are in now's zone.
func CleanText(out *term.Stream, lang msg.Language, c Clean, now time.Time) error {
	for _, u := range c.Uploads {
		if _, err := fmt.Fprintf(out, "%s\n", u.URL); err != nil {
			return err
		}
		text := msg.CleanUpload.In(lang, sized(u.Bytes), sized(u.Size), u.Begun.In(now.Location()).Format("2006-01-02 15:04"), u.fate(lang, now))
		for _, line := range term.Wrap(text, out.Columns-4) {
			if _, err := fmt.Fprintf(out, "    %s\n", line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u CleanUpload) fate(lang msg.Language, now time.Time) string {
	switch u.Outcome {
	case CleanAborted:
		return msg.CleanAborted.In(lang)
	case CleanInUse:
		return msg.CleanInUse.In(lang)
	case CleanFailed:
		return msg.CleanFailed.In(lang, u.Error)
	}
	if !now.Before(u.Until) {
		return msg.CleanTooOld.In(lang)
	}
	return msg.CleanGoesOn.In(lang, u.Until.In(now.Location()).Format("2006-01-02"))
}

// Sized writes bytes as aws-cli does: 512 Bytes, 3.4 MiB.
func Sized(bytes int64) string { return sized(bytes) }
