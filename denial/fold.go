package denial

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"clearway/arn"
)

// Lines come to a pasted text in ways that cannot be told apart by looking at
// one break: a terminal cuts at its width in the middle of words, Terraform and
// mail break at spaces, editors do both. So a text of several lines is read in
// each of these ways, and the reading that says most counts; where they say
// the same, the text as it stands.

// mostFolded is the longest text that is looked at for folds: what is longer is
// a log, whose lines are whole.
const mostFolded = 16 << 10

// readings gives the text as it stands and, where it may be folded, what it was
// before.
func readings(text string) []string {
	all := []string{text}
	if len(text) > mostFolded || !strings.Contains(strings.TrimSpace(text), "\n") {
		return all
	}
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	plain := make([]string, len(lines))
	for i, line := range lines {
		plain[i] = strings.TrimRight(line, " \t")
	}
	runes := widest(lines, utf8.RuneCountInString)
	add := func(reading string) {
		for _, known := range all {
			if known == reading {
				return
			}
		}
		all = append(all, reading)
	}
	add(joinCut(lines, runes, utf8.RuneCountInString))
	if cells := widest(lines, cells); cells != runes {
		add(joinWide(lines, cells))
	}
	add(joinBroken(plain, runes))
	return all
}

func widest(lines []string, width func(string) int) int {
	most := 0
	for _, line := range lines {
		most = max(most, width(line))
	}
	return most
}

// cells is the width of a line on a terminal, where letters of East Asian
// scripts take two columns.
func cells(line string) int {
	n := 0
	for _, r := range line {
		n++
		if r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 || r >= 0x1F300 && r <= 0x1FAFF) {
			n++
		}
	}
	return n
}

// joinCut joins lines that were cut at a width, wherever that was in a word.
func joinCut(lines []string, width int, measure func(string) int) string {
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line)
		if i < len(lines)-1 && (measure(line) < width || starts(lines[i+1])) {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// joinWide is joinCut on a terminal: a wide letter that has no room for its
// second half goes to the next line.
func joinWide(lines []string, width int) string {
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line)
		if i == len(lines)-1 {
			break
		}
		first, _ := utf8.DecodeRuneInString(lines[i+1])
		full := cells(line) == width || cells(line) == width-1 && cells(string(first)) == 2
		if !full || starts(lines[i+1]) {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// joinBroken joins lines that were broken at spaces. Between a line of full
// width and the next there was a space if the two words beside the break had
// room on one line: only a longer word is cut.
func joinBroken(lines []string, width int) string {
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line)
		if i == len(lines)-1 {
			break
		}
		next := lines[i+1]
		last := line[strings.LastIndexByte(line, ' ')+1:]
		first, _, _ := strings.Cut(next, " ")
		switch {
		case line == "" || begins.MatchString(next):
			out.WriteByte('\n')
		case utf8.RuneCountInString(line) < width || goesOn[first] || ends[last] || utf8.RuneCountInString(last)+utf8.RuneCountInString(first) <= width:
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// goesOn are the words with which AWS's sentence goes on behind an ARN, which
// may fill a line by chance, and ends those before which it comes.
var (
	goesOn = wordSet("is because with on An")
	ends   = wordSet("User: perform: resource: policy: operation: to")
)

// begins tells that a line is no continuation of the one before.
var begins = regexp.MustCompile(`^(?:[ \t{}<]|fatal error|[a-z_]+ failed: |(?:aws|clearway|warning|error): |ERROR|Error|Caused by|Traceback|##\[|\d{4}[-/]|$)`)

// starts is begins for a line before which a word may have been cut: it may go
// on with the space between two words.
func starts(line string) bool {
	if rest, spaced := strings.CutPrefix(line, " "); spaced && !strings.HasPrefix(rest, " ") {
		line = rest
	}
	return begins.MatchString(line)
}

// landmarks are words of AWS and of tools that a reading shows whole if it is
// right.
var landmarks = []string{
	"An error occurred (", " when calling the ", " operation: ", "User: arn:aws", " is not authorized to perform: ",
	" on resource: ", " because no ", "identity-based policy allows the ", "resource-based policy allows the ",
	"service control policy", "permissions boundary allows the ", "session policy", "VPC endpoint policy", "role trust policy",
	" with an explicit deny", " action", "operation error ", "https response error StatusCode: ", "api error ", "Access Denied",
	" (Service: ", "Status Code: ", "Error Code: ",
}

// says counts how much a reading of a text tells.
func says(reading string, found []Denial) int {
	points := 0
	for i := range found {
		points += found[i].says()*100_000 + len(found[i].PolicyARN)
	}
	for _, words := range landmarks {
		points += strings.Count(reading, words) * 200
	}
	return points
}

// says counts what is known of a denial; what holds a break or a space that
// cannot belong there counts against it.
func (d *Denial) says() int {
	points := 0
	_, err := arn.Parse(d.Resource)
	for _, known := range []bool{
		d.Code != "", knownCodes[d.Meaning()], d.Status != 0, d.Operation != "", d.PrincipalAccount != "", d.ActionNamed, d.Deny != Unsaid,
		d.Layer != LayerUnknown, d.Bucket != "", d.SourceBucket != "", d.Resource != "", err == nil, account.MatchString(d.ResourceAccount),
		strings.Contains(d.PolicyARN, "policy/"), d.Local != LocalNone,
	} {
		if known {
			points += 2
		}
	}
	if strings.ContainsAny(d.PrincipalARN+d.Operation+d.Code+d.Action+d.PolicyARN, " \n") {
		points--
	}
	if strings.Contains(d.Resource, "\n") {
		points--
	}
	if !d.ActionNamed && (strings.HasPrefix(d.Message, "User:") || strings.HasPrefix(d.Message, "when calling")) {
		points -= 14 // a piece of a sentence that was torn
	}
	return points
}
