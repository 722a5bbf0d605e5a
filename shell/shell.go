// Package shell writes words that a POSIX shell reads back as they were, for
// the commands that clearway tells people to type.
package shell

import "strings"

// plain are the characters that no shell takes for its own.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,"

// Quote makes one word of the shell out of text.
func Quote(text string) string {
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Word is Quote, but leaves a placeholder in angle brackets as it is: it is for
// a person to fill in.
func Word(text string) string {
	if strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") {
		return text
	}
	return Quote(text)
}
