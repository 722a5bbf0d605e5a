package denial

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

var (
	ansi = regexp.MustCompile("\x1b\\[[0-9;?]*[ -/]*[@-~]")
	// awsFrame is aws-cli's and botocore's; v2 of the CLI puts more in front.
	awsFrame = regexp.MustCompile(`An error occurred \(([^)]+)\) when calling the (\w+) operation(?: \(reached max retries: \d+\))?: `)
	// goFrame is that of the AWS SDK for Go v2 and the tools built on it.
	goFrame = regexp.MustCompile(`(?s)operation error \w[\w ]*: (\w+),.*?(?:StatusCode: (\d+),.*?)?api error (\w+): `)
	// javaTail is that of the AWS SDKs for Java and Kotlin.
	javaTail = regexp.MustCompile(`\(Service: [^;,)]+[;,] Status Code: (\d+)[;,][^)]*?(?:Error Code: (\w+))?[^)]*\)`)
	// plainFrame is "AccessDenied: message", as older Go tools and others print.
	plainFrame = regexp.MustCompile(`\b(AccessDenied|AccessDeniedException|MalformedPolicy|MethodNotAllowed|ExpiredToken|InvalidToken|InvalidAccessKeyId|SignatureDoesNotMatch|RequestTimeTooSkewed|NoSuchBucket|NoSuchKey|SlowDown|AccessControlListNotSupported): `)
	xmlError   = regexp.MustCompile(`(?s)<Error>.*?</Error>`)
	s3URL      = regexp.MustCompile(`s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])`)
	// lineStart begins a new message in a tool's output.
	lineStart = regexp.MustCompile(`(?m)^(?:fatal error: |aws: |(?:\(dryrun\) )?(?:upload|download|copy|move|delete|warning)(?: failed)?: |Completed |\s*at |Caused by: |\s*$)`)
)

// Parse reads every error in a pasted text, in its order. A text without any
// known error gives none.
func Parse(text string) []Denial {
	text = ansi.ReplaceAllString(strings.ReplaceAll(text, "\r\n", "\n"), "")
	if found := parseCloudTrail(text); found != nil {
		return found
	}
	if found := parseXML(text); found != nil {
		return found
	}
	for _, parse := range []func(string) []Denial{parseAWS, parseGo, parseJava, parseSignIn, parsePlain, parseSentence} {
		if found := parse(text); found != nil {
			return found
		}
	}
	return nil
}

// framed reads the messages that follow each match of a frame.
func framed(text string, frame *regexp.Regexp, head func(d *Denial, groups []string)) []Denial {
	var out []Denial
	places := frame.FindAllStringSubmatchIndex(text, -1)
	for i, at := range places {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		message := unfold(text[at[1]:end])
		start := strings.LastIndexByte(text[:at[0]], '\n') + 1
		d := Denial{Raw: strings.TrimSpace(text[start:at[1]] + message)}
		var groups []string
		for g := 2; g < len(at); g += 2 {
			group := ""
			if at[g] >= 0 {
				group = text[at[g]:at[g+1]]
			}
			groups = append(groups, group)
		}
		head(&d, groups)
		d.readMessage(message)
		d.complete()
		d.findBucket(text[start:at[0]])
		out = append(out, d)
	}
	return out
}

// unfold takes a message up to where something else begins, and joins the lines
// that a terminal broke.
func unfold(text string) string {
	if cut := lineStart.FindStringIndex(strings.TrimLeft(text, " ")); cut != nil && cut[0] > 0 {
		text = strings.TrimLeft(text, " ")[:cut[0]]
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\n", " ")), " ")
}

// findBucket looks for an s3:// URL in the frame, whose last one is where a
// copy writes, when the message names no bucket.
func (d *Denial) findBucket(frame string) {
	if d.Bucket != "" {
		return
	}
	if urls := s3URL.FindAllStringSubmatch(frame, -1); urls != nil {
		d.Bucket = urls[len(urls)-1][1]
	}
}

func parseAWS(text string) []Denial {
	return framed(text, awsFrame, func(d *Denial, groups []string) {
		d.Code, d.Operation = groups[0], groups[1]
		d.Status, _ = strconv.Atoi(d.Code)
	})
}

func parseGo(text string) []Denial {
	return framed(text, goFrame, func(d *Denial, groups []string) {
		d.Operation, d.Code = groups[0], groups[2]
		d.Status, _ = strconv.Atoi(groups[1])
	})
}

// parseJava: the frame follows the message.
func parseJava(text string) []Denial {
	var out []Denial
	start := 0
	for _, at := range javaTail.FindAllStringSubmatchIndex(text, -1) {
		message := strings.Join(strings.Fields(text[start:at[0]]), " ")
		start = at[1]
		if cut := strings.LastIndex(message, "Exception: "); cut >= 0 {
			message = message[cut+len("Exception: "):]
		}
		d := Denial{Raw: strings.TrimSpace(message)}
		d.Status, _ = strconv.Atoi(text[at[2]:at[3]])
		if at[4] >= 0 {
			d.Code = text[at[4]:at[5]]
		} else if d.Status == 403 {
			d.Code = "AccessDenied"
		}
		d.readMessage(message)
		d.complete()
		out = append(out, d)
	}
	return out
}

func parsePlain(text string) []Denial {
	return framed(text, plainFrame, func(d *Denial, groups []string) { d.Code = groups[0] })
}

// parseSentence finds AWS's sentence, or its bare form, without any frame.
func parseSentence(text string) []Denial {
	folded := strings.Join(strings.Fields(text), " ")
	d := Denial{Code: "AccessDenied", Raw: strings.TrimSpace(text)}
	switch {
	case sentence.MatchString(folded):
		d.readMessage(folded[strings.Index(folded, "User: "):])
	case strings.Contains(folded, "Access Denied"), strings.Contains(folded, "AccessDenied"):
		d.readMessage("Access Denied")
	default:
		return nil
	}
	d.complete()
	d.findBucket(text)
	return []Denial{d}
}

// parseXML reads S3's error documents.
//
// AWS: Amazon S3 API Reference, ErrorResponses
func parseXML(text string) []Denial {
	var out []Denial
	for _, document := range xmlError.FindAllString(text, -1) {
		var e struct{ Code, Message, BucketName, Resource string }
		if xml.Unmarshal([]byte(document), &e) != nil {
			continue
		}
		d := Denial{Code: e.Code, Raw: document}
		d.readMessage(e.Message)
		d.complete()
		if d.Bucket == "" {
			d.Bucket = e.BucketName
		}
		out = append(out, d)
	}
	return out
}

// event is a CloudTrail event as far as a refusal needs it.
//
// AWS: CloudTrail User Guide, cloudtrail-event-reference-record-contents
type event struct {
	Records           []event
	EventName         string
	ErrorCode         string
	ErrorMessage      string
	UserIdentity      struct{ ARN, AccountID string }
	RequestParameters struct{ BucketName, Key string }
}

func parseCloudTrail(text string) []Denial {
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return nil
	}
	var one event
	var many []event
	switch {
	case json.Unmarshal([]byte(trimmed), &many) == nil:
	case json.Unmarshal([]byte(trimmed), &one) == nil && one.Records != nil:
		many = one.Records
	case one.ErrorCode != "":
		many = []event{one}
	}
	var out []Denial
	for _, e := range many {
		if e.ErrorCode == "" {
			continue
		}
		d := Denial{Code: e.ErrorCode, Operation: e.EventName, Raw: trimmed, Bucket: e.RequestParameters.BucketName}
		d.readMessage(e.ErrorMessage)
		if d.PrincipalARN == "" {
			d.PrincipalARN = e.UserIdentity.ARN
		}
		d.complete()
		out = append(out, d)
	}
	return out
}
