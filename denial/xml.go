package denial

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

var (
	xmlError = regexp.MustCompile(`(?s)<Error(?:\s[^>]*)?>.*?</Error\s*>|<Error>\s*<Code>[^<]*</Code>(?:\s*<Message>[^<]*</Message>)?`)
	xmlSpace = regexp.MustCompile(`\s*\n\s*`)
	xmlOuter = regexp.MustCompile(`(?s)<RequestId>([^<]*)</RequestId>`)
	xmlHTTP  = regexp.MustCompile(`HTTP/[\d.]+ (\d{3})`)
)

// xmlBody is S3's error document, as far as a refusal needs it; further
// elements are allowed and passed over.
//
// AWS: Amazon S3 API Reference, ErrorResponses
type xmlBody struct {
	Code, Message, BucketName, Bucket, Resource, Key, RequestId string
	Endpoint, Region                                            string
}

// nearby is how far around a document its HTTP status and request ID stand.
const nearby = 2 << 10

// documents reads the error documents of S3, STS and IAM, and the entries of a
// DeleteObjects answer.
func documents(text string) []piece {
	var out []piece
	for _, at := range xmlError.FindAllStringIndex(text, -1) {
		var e xmlBody
		if xml.Unmarshal([]byte(text[at[0]:at[1]]), &e) != nil {
			// unescape has opened the entities of a text that was quoted twice.
			e = loose(text[at[0]:at[1]])
		}
		if e.Code == "" {
			continue
		}
		d := Denial{Code: strings.TrimSpace(e.Code), RequestID: e.RequestId}
		if m := xmlOuter.FindStringSubmatch(text[at[1]:min(len(text), at[1]+nearby)]); m != nil && d.RequestID == "" {
			d.RequestID = m[1]
		}
		if m := xmlHTTP.FindStringSubmatch(text[max(0, at[0]-nearby):at[0]]); m != nil {
			d.Status, _ = strconv.Atoi(m[1])
		}
		d.readMessage(xmlSpace.ReplaceAllString(strings.TrimSpace(e.Message), " "))
		d.Bucket = e.BucketName
		if d.Bucket == "" {
			d.Bucket = e.Bucket
		}
		if path, isPath := strings.CutPrefix(e.Resource, "/"); isPath && d.Bucket == "" {
			d.Bucket, _, _ = strings.Cut(path, "/")
		}
		d.findRegion(text[at[0]:at[1]])
		out = append(out, piece{at[0], at[1], d})
	}
	return out
}

var looseElement = regexp.MustCompile(`(?s)<(Code|Message|BucketName|Resource|RequestId)>(.*?)</(?:Code|Message|BucketName|Resource|RequestId)>`)

// loose reads the elements of a document that is not quite XML.
func loose(text string) xmlBody {
	var e xmlBody
	for _, m := range looseElement.FindAllStringSubmatch(text, -1) {
		*map[string]*string{
			"Code": &e.Code, "Message": &e.Message, "BucketName": &e.BucketName, "Resource": &e.Resource, "RequestId": &e.RequestId,
		}[m[1]] = m[2]
	}
	return e
}
