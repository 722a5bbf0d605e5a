package redact

import (
	"net/netip"
	"regexp"
	"strings"
)

// forms are what tells by its form what it is, in the order in which they are
// tried at each place. The end of an ARN or URL is settled by its own reader.
var forms = regexp.MustCompile(strings.Join([]string{
	`(?P<control>\x1b\[[0-9;?]*[A-Za-z])`,
	`(?P<arn>\barn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:[0-9a-z*]*:` + tail + `+)`,
	`(?P<s3>\bs3://` + tail + `*)`,
	`(?P<url>\bhttps?://` + tail + `+)`,
	`(?P<s3host>\b[a-z0-9][a-z0-9.-]+\.s3[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?)`,
	`(?P<portal>\b[a-zA-Z0-9-]+\.awsapps\.(?:com|cn)\b)`,
	`(?P<email>[A-Za-z0-9._%+=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)`,
	`(?P<sso>AWSReservedSSO_[A-Za-z0-9+=,.@_-]+)`,
	`(?P<elided>[A-Za-z0-9._@+-]+…[A-Za-z0-9._@+-]*|…[A-Za-z0-9.@+-][A-Za-z0-9._@+-]+)`,
	`(?P<shortened>…_[0-9a-f]{6,16})`,
	`(?P<uuid>\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b)`,
	`(?P<id>\b(?:` + strings.Join(uniquePrefixes, "|") + `)[A-Z0-9]{6,}\b|\b(?:o|ssoins|ps|vpce|vpc|i|d)-[0-9a-z]{8,32}\b|\bou-[0-9a-z]{4,32}-[0-9a-z]{8,32}\b|\bmrk-[0-9a-f]{32}\b|\bp-[0-9a-z]{8,32}\b|\b[0-9a-f]{64}\b)`,
	`(?P<request>\b[0-9A-Z]{16}\b|[A-Za-z0-9+/]{40,}={1,2})`,
	`(?P<ip>\b\d{1,3}(?:\.\d{1,3}){3}\b)`,
	`(?P<account>[0-9]{12,})`,
}, "|"))

// tail is what an ARN or URL may go on with. Blanks, quotes and Japanese
// punctuation end it.
const tail = "(?:&#38;|\\$\\{[^}\\s\"]*\\}|[^\\s\"'<>`\\\\\\x1b、。「」（）&])"

var formNames = forms.SubexpNames()

// Text masks text. What it names by its form it learns first, so that a name is
// found before the place that tells what it is.
func (m *Masker) Text(text string) string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.pass(text)
	return m.pass(text)
}

// once is Text for text that was learned from.
func (m *Masker) once(text string) string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.pass(text)
}

// pass masks text line by line. The lines of a sync or a listing are many, and
// told apart at a glance.
func (m *Masker) pass(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		body := strings.TrimSuffix(line, "\n")
		switch {
		case isMoved(body):
			out.WriteString(m.moved(body) + line[len(body):])
		case isListed(body):
			out.WriteString(m.listed(body) + line[len(body):])
		default:
			out.WriteString(aligned(line, m.line(line)))
		}
	}
	return out.String()
}

// isMoved reports whether a line says what became of one object.
func isMoved(line string) bool {
	verb, _, ok := strings.Cut(line, ": ")
	switch strings.TrimSuffix(strings.TrimPrefix(verb, "(dryrun) "), " failed") {
	case "upload", "download", "copy", "move", "delete":
		return ok
	}
	return false
}

// isListed reports whether a line is one of a listing: a time of the form
// 2006-01-02 15:04:05 and more, or a folder.
func isListed(line string) bool {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "PRE "); ok {
		return line[0] == ' ' && rest != ""
	}
	const form = "0000-00-00 00:00:00 "
	if len(line) <= len(form) {
		return false
	}
	for i := range len(form) {
		if isDigit := line[i] >= '0' && line[i] <= '9'; isDigit != (form[i] == '0') || !isDigit && line[i] != form[i] {
			return false
		}
	}
	return true
}

func (m *Masker) line(text string) string {
	var out strings.Builder
	end := 0
	for _, at := range forms.FindAllStringSubmatchIndex(text, -1) {
		if at[0] < end {
			continue // within what a reader has taken
		}
		name := ""
		for n := 1; n < len(formNames); n++ {
			if at[2*n] >= 0 {
				name = formNames[n]
				break
			}
		}
		masked, stop := m.form(name, text, at[0], at[1])
		if stop == at[0] {
			continue // not what it looked like
		}
		out.WriteString(m.words.replace(text[end:at[0]], text[:end], text[at[0]:]))
		out.WriteString(masked)
		end = stop
	}
	out.WriteString(m.words.replace(text[end:], text[:end], ""))
	return out.String()
}

// form masks what stands in text from start to end and has the form of that
// name; it gives where it really ends.
func (m *Masker) form(name, text string, start, end int) (masked string, stop int) {
	found := text[start:end]
	switch name {
	case "control":
		return found, end
	case "arn", "s3", "url":
		end = extent(text, start, end)
		found = text[start:end]
		switch name {
		case "arn":
			return m.arn(found), end
		case "s3":
			return m.s3(found), end
		}
		return m.url(found), end
	case "s3host":
		bucket, service, _ := cutService(found)
		return m.mask(Bucket, bucket) + service, end
	case "portal":
		first, rest, _ := strings.Cut(found, ".")
		if first == "start" || strings.HasSuffix(first, "-home") {
			return found, end
		}
		return m.mask(Name, first) + "." + rest, end
	case "email":
		return m.mask(User, found), end
	case "sso":
		return m.sso(found), end
	case "elided":
		left, right, _ := strings.Cut(found, "…")
		if known, ok := m.words.elided(left, right); ok {
			return known.mask, end
		}
		return "", start
	case "shortened":
		suffix := strings.TrimPrefix(found, "…_")
		return "…_" + m.mask(ID, suffix), end
	case "account":
		return m.account(text, start, end)
	case "ip":
		return m.address(found), end
	case "request":
		if strings.Trim(found, "0123456789") == "" || strings.Trim(found, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			return "", start // a number, or a word
		}
	}
	return m.mask(ID, found), end
}

// extent settles where an ARN or URL ends: at the quote where it stands in
// quotes, since a key may hold blanks; else before the punctuation of a
// sentence.
func extent(text string, start, end int) int {
	if start > 0 && (text[start-1] == '"' || text[start-1] == '\'') {
		inside, _, closed := strings.Cut(text[end:], text[start-1:start])
		if closed && !strings.HasSuffix(inside, `\`) && !strings.ContainsAny(inside, "\"'<>\n") {
			return end + len(inside)
		}
	}
	for _, next := range []string{",arn:", ",s3://", "|arn:", ";arn:"} {
		if cut := strings.Index(text[start:end], next); cut > 0 {
			end = start + cut
		}
	}
	for end > start && strings.IndexByte(".,;:)]}", text[end-1]) >= 0 && !strings.HasSuffix(text[start:end], "}") {
		end--
	}
	if strings.HasSuffix(text[start:end], "}") && !strings.Contains(text[start:end], "${") {
		end -= len(text[start:end]) - len(strings.TrimRight(text[start:end], "}])"))
	}
	return end
}

// account masks a number of twelve digits that stands alone. A number that is
// no text in JSON is a figure.
func (m *Masker) account(text string, start, end int) (string, int) {
	if end-start != 12 || end < len(text)-1 && text[end] == '.' && text[end+1] >= '0' && text[end+1] <= '9' {
		return "", start
	}
	if before := strings.TrimRight(text[:start], " "); strings.HasSuffix(before, `":`) {
		return "", start
	}
	return m.mask(Account, text[start:end]), end
}

// address masks an address on the internet; those of this machine tell nothing.
func (m *Masker) address(text string) string {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.IsLoopback() || ip.IsUnspecified() {
		return text
	}
	if known, ok := m.masks[Host][text]; ok {
		return known
	}
	mask := "192.0.2." + digits(uint64(len(m.masks[Host])+1), 1) // TEST-NET-1, RFC 5737
	if m.masks[Host] == nil {
		m.masks[Host] = map[string]string{}
	}
	m.masks[Host][text] = mask
	return mask
}

// moved masks a line of what a sync does, in which names may hold blanks.
func (m *Masker) moved(line string) string {
	head, rest, _ := strings.Cut(line, ": ")
	said := ""
	for _, mark := range []string{" An error occurred", " [Errno", " Unable to", " File "} {
		if cut := strings.Index(rest, mark); cut >= 0 {
			rest, said = rest[:cut], rest[cut:]
		}
	}
	from, to, two := strings.Cut(rest, " to s3://")
	if two {
		to = "s3://" + to
	} else if strings.HasPrefix(rest, "s3://") {
		if cut := strings.LastIndex(rest, " to "); cut >= 0 {
			from, to, two = rest[:cut], rest[cut+len(" to "):], true
		}
	}
	out := head + ": " + m.place(from)
	if two {
		out += " to " + m.place(to)
	}
	if said != "" {
		out += m.pass(said)
	}
	return out
}

// sized is an object's line of a listing, behind its time.
var sized = regexp.MustCompile(`^( *[0-9.]+(?: (?:Bytes?|[KMGTPE]iB))? )(.*)$`)

// listed masks a line of a listing: an object with its size, a folder, or a
// bucket.
func (m *Masker) listed(line string) string {
	if head, folder, ok := strings.Cut(line, "PRE "); ok && strings.Trim(head, " ") == "" {
		return head + "PRE " + m.path(folder)
	}
	stamp, rest := line[:len("2006-01-02 15:04:05 ")], line[len("2006-01-02 15:04:05 "):]
	if object := sized.FindStringSubmatch(rest); object != nil {
		return stamp + object[1] + m.path(object[2])
	}
	if strings.ContainsRune(rest, ' ') {
		return stamp + m.pass(rest) // no line of a listing
	}
	return stamp + m.mask(Bucket, rest)
}

// place is one end of a copy.
func (m *Masker) place(text string) string {
	if strings.HasPrefix(text, "s3://") {
		return m.s3(text)
	}
	return m.path(text)
}
