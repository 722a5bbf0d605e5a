package denial

import (
	"regexp"
	"strings"

	"clearway/arn"
)

var (
	// escapes are colours, cursor moves and window titles of a terminal.
	escapes = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[@-Z\\\\^_])")
	// boxes are the frames that Terraform and others draw beside their errors.
	boxes = regexp.MustCompile(`(?m)^[ \t]*[│╷╵┃|][ \t]?`)
	// innerTabs stand for spaces in tables and logs.
	innerTabs = regexp.MustCompile(`(\S)\t`)
	// typeset are the quotes that chats make of plain ones.
	typeset  = regexp.MustCompile(`“(arn:[^”]*)”`)
	entities = strings.NewReplacer("&quot;", `"`, "&#34;", `"`, "&apos;", "'", "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// clean takes away what a terminal, a box or a log line put around the words.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = escapes.ReplaceAllString(text, "")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\ufeff", "").Replace(text)
	text = innerTabs.ReplaceAllString(text, "$1 ")
	if strings.Contains(text, "“arn:") {
		text = typeset.ReplaceAllString(text, `"$1"`)
	}
	if strings.ContainsAny(text, "│╷╵┃") {
		text = boxes.ReplaceAllString(text, "")
	}
	return withoutPrefixes(text)
}

// unescape undoes the quoting of a message that stood inside XML.
func unescape(text string) string {
	if strings.Contains(text, "&quot;") || strings.Contains(text, "&#") || strings.Contains(text, "&lt;Error") {
		text = entities.Replace(text)
	}
	return text
}

var (
	unquoted = strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\\`, `\`, `\n`, "\n", `\t`, "\t", `\/`, "/", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u0027`, "'")
	bareEnd  = regexp.MustCompile(`(?:^|[^\\])"`)
)

// unquote takes a message out of a string of JSON or Rust: its own quotes are
// escaped there, and the first that is not ends it. Logs may do that more than
// once.
func unquote(message string) string {
	for range 3 {
		escaped := strings.Index(message, `\"`)
		end := bareEnd.FindStringIndex(message)
		if escaped < 0 || end != nil && end[1] <= escaped {
			break
		}
		if end != nil {
			message = message[:end[1]-1]
		}
		message = unquoted.Replace(message)
	}
	return message
}

// paragraphEnd begins something else than the message: the next line of a
// tool, a stack trace, a prompt, a time stamp, what an SDK adds.
var paragraphEnd = regexp.MustCompile(`(?i)\n(?:[ \t]*\n|[ \t]*(?:` +
	`fatal error: |aws: |clearway: |(?:\(dryrun\) )?(?:upload|download|copy|move|delete|remove_bucket|make_bucket|warning)(?: failed)?: |` +
	`completed \d|at [\w.$<]|caused by|traceback|during handling|file "|status code: |additional error details|request ?id|host ?id|` +
	`error[: ]|notice|info|warn|debug|exit |with \w+\.|on \S+ line \d|` +
	`##\[|[$#>❯%] |\d{4}[-/]\d\d[-/]\d\d|\[\d|[{}\[\]]|'?\$|-{3,}|` + "```" + `))`)

// tail is what SDKs print behind the message on the same line.
var tail = regexp.MustCompile(`(?i)[,;]?\s+(?:\()?(?:status code: \d+|request id: |host id: |S3 Extended Request ID|request: [A-Z]+ https?://|\(client\)|RequestId: |\(Service: )|</Message>`)

// quotedEnd ends a plain message that stood in a quoted string of a log or in
// an element.
var quotedEnd = regexp.MustCompile(`(?:\\[nt])+(?:status code|\s*at )|"\s+\w+=|"[}\]]|</Message>`)

// plainLine takes a message that is no sentence of AWS's out of its line.
func plainLine(line string) string {
	if cut := quotedEnd.FindStringIndex(line); cut != nil {
		line = line[:cut[0]]
	}
	return cutTail(unquote(line))
}

// longest is the most that is taken for one message: an ARN can hold a key of a
// thousand characters, and a message an ARN or two.
const longest = 8 << 10

// firstWords is how far behind a frame AWS's sentence begins at the latest.
const firstWords = 400

// paragraph gives the message that begins text: for AWS's sentence up to where
// something else begins, joined where lines were folded; for other messages the
// rest of the line.
func paragraph(text string) (message string, length int) {
	lead := len(text) - len(strings.TrimLeft(text, " \t"))
	rest := text[lead:min(len(text), lead+longest)]
	if words := rest[:min(len(rest), firstWords)]; !strings.Contains(words, "User:") && !strings.Contains(words, "not authorized to perform:") {
		line, _, _ := strings.Cut(rest, "\n")
		return plainLine(line), lead + len(line)
	}
	end := len(rest)
	if cut := paragraphEnd.FindStringIndex(rest); cut != nil {
		end = cut[0]
	}
	part := rest[:end]
	if !strings.Contains(squeeze(part), "notauthorizedtoperform:") {
		line, _, _ := strings.Cut(part, "\n")
		return plainLine(line), lead + len(line)
	}
	return cutTail(unquote(unfold(part))), lead + end
}

// cutTail takes off what SDKs print behind a message.
func cutTail(message string) string {
	if cut := tail.FindStringIndex(message); cut != nil {
		message = message[:cut[0]]
	}
	return strings.TrimSpace(message)
}

// unfold joins the lines that a terminal or a mail broke. Whether a break
// replaced a space or cut a word cannot be seen from one break; the reading
// that makes the best sense of AWS's sentence counts.
func unfold(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	column := make([]string, len(lines)) // as a table prints it
	for i, line := range lines {
		column[i] = strings.TrimSpace(line)
	}
	readings := []string{strings.Join(column, " "), joinByWidth(lines), joinByWidth(column), strings.Join(column, "")}
	best, most := readings[0], -1
	for _, reading := range readings {
		if s := sense(reading); s > most {
			best, most = reading, s
		}
	}
	return best
}

// joinByWidth takes lines of full width to be cut anywhere, and shorter ones to
// be broken at a space.
func joinByWidth(lines []string) string {
	width := 0
	for _, line := range lines[:len(lines)-1] {
		width = max(width, len(line))
	}
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line)
		if i < len(lines)-1 && len(line) < width {
			out.WriteString(" ")
		}
	}
	return out.String()
}

// sense counts what can be understood of a reading.
func sense(message string) int {
	var d Denial
	d.readMessage(message)
	points := 0
	if d.PrincipalARN != "" && !strings.ContainsAny(d.PrincipalARN, " \t") {
		points += 2
	}
	if d.Resource != "" && !strings.Contains(d.Resource, " ") {
		points++
	}
	if _, err := arn.Parse(d.Resource); err == nil {
		points++
	}
	if d.Layer != "" && d.Layer != LayerUnknown {
		points += 2
	}
	return points
}
