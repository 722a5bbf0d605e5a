package term

import "strings"

// Fit cuts text to at most columns cells; "…" stands for what is gone.
func Fit(text string, columns int) string {
	if Cells(text) <= columns {
		return text
	}
	if columns < 1 {
		return ""
	}
	return head(text, columns-1) + "…"
}

// FitMiddle cuts text to at most columns cells and keeps its beginning and its
// end, where names differ.
func FitMiddle(text string, columns int) string {
	if Cells(text) <= columns {
		return text
	}
	if columns < 1 {
		return ""
	}
	end := tail(text, (columns-1)*2/3)
	return head(text, columns-1-Cells(end)) + "…" + end
}

// head is as much of text's beginning as takes at most columns cells.
func head(text string, columns int) string {
	for i, r := range text {
		if columns -= Cells(string(r)); columns < 0 {
			return text[:i]
		}
	}
	return text
}

// tail is as much of text's end as takes at most columns cells.
func tail(text string, columns int) string {
	runes := []rune(text)
	for i := len(runes) - 1; i >= 0; i-- {
		if columns -= Cells(string(runes[i])); columns < 0 {
			return string(runes[i+1:])
		}
	}
	return text
}

// Bar is a bar of the given cells, filled to a share of them from 0 to 1, in
// halves of a cell.
func Bar(cells int, share float64) string {
	halves := int(min(max(share, 0), 1) * float64(2*cells))
	bar := strings.Repeat("━", halves/2)
	if halves%2 == 1 {
		bar += "╸"
	}
	return bar
}
