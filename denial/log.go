package denial

import "strings"

// longLog is the length from which a text counts as a log, whose lines are
// whole and whose errors repeat: it is read part by part, so that a log of any
// length needs the memory of one part and of its distinct errors.
const longLog = 256 << 10

// part is how much of a log is read at a time.
const part = 64 << 10

// parseLog reads a long log.
func parseLog(text string) []Denial {
	var found, last []Denial
	lastChunk := ""
	for len(text) > 0 {
		chunk := text[:partEnd(text)]
		text = text[len(chunk):]
		if !hasSigns(chunk) {
			continue
		}
		if chunk != lastChunk { // a loop that fails prints the same for hours
			lastChunk, last = chunk, parseText(unescape(clean(withoutSuccess(chunk))))
		}
		found = together(append(found, last...))
	}
	return found
}

// partEnd is the end of the next part: behind a line, best before one that
// begins something new.
func partEnd(text string) int {
	if len(text) <= part {
		return len(text)
	}
	last := strings.LastIndexByte(text[:part], '\n') + 1
	for end := last; end > part/2; end = strings.LastIndexByte(text[:end-1], '\n') + 1 {
		if next := text[end]; next != ' ' && next != '\t' && next != '<' && next != '}' && next != '\n' {
			return end
		}
	}
	if last > 0 {
		return last
	}
	return part
}

// signs are letters that every error has one of.
var signs = []string{"rror", "RROR", "enied", "ENIED", "orbidden", "ot authorized", "xpired", "redential", "SSO", "xception", "<Code>", "403", "rofile"}

func hasSigns(text string) bool {
	for _, sign := range signs {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// successes begin the lines of aws-cli about what went well.
var successes = []string{"copy: ", "upload: ", "download: ", "move: ", "delete: ", "Completed ", "(dryrun) "}

// withoutSuccess leaves out what went well.
func withoutSuccess(text string) string {
	var out strings.Builder
next:
	for line := range strings.Lines(text) {
		for _, success := range successes {
			if strings.HasPrefix(line, success) {
				continue next
			}
		}
		out.WriteString(line)
	}
	return out.String()
}

// kinship is what two errors of a log have in common that are counted together.
type kinship struct {
	local                                              Local
	code, operation, action, principal, resourceBucket string
	deny, layer, policy                                string
}

// together counts errors together that differ in nothing but the object.
func together(all []Denial) []Denial {
	places := make(map[kinship]int, len(all))
	out := all[:0]
	for _, d := range all {
		kin := kinship{d.Local, d.Code, d.Operation, d.Action, d.PrincipalARN, d.Bucket, d.Deny, d.Layer, d.PolicyARN}
		if d.Code == "" && !d.ActionNamed {
			kin.code = d.Meaning()
		}
		i, known := places[kin]
		if !known {
			places[kin] = len(out)
			out = append(out, d)
			continue
		}
		out[i].Count += d.Count
	}
	clear(all[len(out):])
	return out
}
