package denial

import (
	"regexp"
	"strings"
)

// sentences finds AWS's sentence where nothing wraps it.
func sentences(text string, known []piece) []piece {
	const user = "User: "
	var out []piece
	for start := 0; ; {
		at := strings.Index(text[start:], user)
		if at < 0 {
			return out
		}
		start += at
		own, _, _ := strings.Cut(text[start+len(user):], user)
		if !strings.Contains(squeeze(own[:min(len(own), longest)]), "isnotauthorizedtoperform:") || covered(known, start) {
			start += len(user)
			continue
		}
		message, length := paragraph(text[start : start+len(user)+len(own)])
		var d Denial
		if d.readMessage(message); d.ActionNamed {
			out = append(out, piece{start, start + length, d})
		}
		start += max(length, len(user))
	}
}

func covered(pieces []piece, at int) bool {
	for _, p := range pieces {
		if p.start <= at && at < p.stop {
			return true
		}
	}
	return false
}

var (
	bareWords = regexp.MustCompile(`(?i)\baccess ?denied\b|\b403:? forbidden\b|\bforbidden[ _]\(?403\b|\b(?:error|status|http|code)[: (]+403\b|\bStatusCode\(403\)|\bPermissionError: Forbidden`)
	// assuming is how services word that they may not take on a role.
	assuming = regexp.MustCompile(`(?i)(?:not|n't) (?:authorized|allowed|able|permitted) to assume\b|\bcannot be assumed by\b|\berror assuming AWS_ROLE\b|not authorized to get credentials of role`)
	roleARN  = regexp.MustCompile(`arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+`)
	encoded  = regexp.MustCompile(`(?i)you are not authorized to perform this operation`)
	// apiDenied is how CloudFormation words a refusal of some calls.
	apiDenied = regexp.MustCompile(`API: ([a-z0-9-]+:[A-Z]\w+) Access Denied`)
	// noPrincipal is AWS's sentence where it names no caller.
	noPrincipal = regexp.MustCompile(`(?i)\bnot authorized to perform:? ([a-z0-9-]+:[A-Z]\w+)`)
)

// unframed reads a text in which no frame is known, line by line, for AWS's own
// words.
func unframed(text string) []piece {
	if strings.Contains(text, "User:") && len(sentences(text, nil)) > 0 {
		return nil
	}
	var out []piece
	start := 0
	for line := range strings.Lines(text) {
		if d, ok := inWords(strings.TrimSpace(line)); ok {
			out = append(out, piece{start, start + len(line), d})
		}
		start += len(line)
	}
	return out
}

// readAssuming reads the words of a service that may not take on a role.
//
// AWS: IAM User Guide, troubleshoot_roles; AWS: observed in answers of Redshift,
// RDS, Lambda and Snowflake
func (d *Denial) readAssuming() {
	if assuming.MatchString(d.Message) {
		d.Action, d.ActionNamed, d.Resource = "sts:AssumeRole", true, roleARN.FindString(d.Message)
	}
}

// inWords reads one line that holds nothing but words.
func inWords(line string) (d Denial, ok bool) {
	if len(line) > longest {
		line = strings.ToValidUTF8(line[:longest], "")
	}
	if d = (Denial{Message: line}); d.Meaning() != "" {
		return d, true
	}
	for _, form := range []*regexp.Regexp{apiDenied, noPrincipal} {
		if m := form.FindStringSubmatch(line); m != nil {
			d.Action, d.ActionNamed = m[1], true
			return d, true
		}
	}
	if d.readAssuming(); d.Action != "" {
		return d, true
	}
	d.readPublicAccess()
	switch found := bareWords.FindString(line); {
	case found == "":
		d.Message = bare
		return d, encoded.MatchString(line)
	case found == "AccessDenied":
		d.Code, d.Message = found, bare
	case strings.HasSuffix(found, ": Forbidden") && !strings.Contains(found, "403"):
		d.Code, d.Message = "Forbidden", "Forbidden"
	case strings.HasPrefix(found, "StatusCode("), strings.Contains(line, "No Body"):
		d.Code, d.Status, d.Message = "403", 403, "Forbidden" // HEAD, in Rust
	case strings.Contains(found, "403"):
		d.Code, d.Status, d.Message = "403", 403, found
	default:
		d.Message = bare
	}
	return d, true
}
