package term

import "strings"

// Wrap breaks text into lines of at most columns cells. It breaks at spaces,
// and between wide (Japanese) characters, which need no space; a word that is
// longer than a line, such as an ARN, is never broken.
func Wrap(text string, columns int) []string {
	var lines []string
	line, width := "", 0
	for _, piece := range pieces(text) {
		cells := Cells(strings.TrimRight(piece, " "))
		if width > 0 && width+cells > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line, width = "", 0
		}
		line += piece
		width += Cells(piece)
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces cuts text where a line may end: after a space, and around every wide
// character but before closing punctuation.
func pieces(text string) []string {
	var out []string
	start := 0
	runes := []rune(text)
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

func mayBreak(before, after rune) bool {
	if after == ' ' || strings.ContainsRune("、。」)）:：,.ー", after) || strings.ContainsRune("「(（", before) {
		return false
	}
	return before == ' ' || isWide(before) || isWide(after)
}

func isWide(r rune) bool { return r >= 0x1100 && Cells(string(r)) == 2 }
