package msg

import "fmt"

// Language chooses one of the two forms of every Text.
type Language string

// The languages that clearway speaks.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Text is one sentence or label in both languages, with fmt verbs for what is
// filled in.
type Text struct{ En, Ja string }

// In gives the sentence in lang with its verbs filled in; anything but Japanese
// is English.
func (t Text) In(lang Language, args ...any) string {
	form := t.En
	if lang == Japanese {
		form = t.Ja
	}
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, args...)
}
