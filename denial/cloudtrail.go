package denial

import (
	"bytes"
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
)

// event is a CloudTrail event as far as a refusal needs it, in any of the
// wrappings in which one meets it: alone, in a list, in a log file's Records,
// in the answer of LookupEvents, in an EventBridge detail.
//
// AWS: CloudTrail User Guide, cloudtrail-event-reference-record-contents;
// cloudtrail-event-reference-user-identity
type event struct {
	Records         []event
	Events          []struct{ CloudTrailEvent string }
	Detail          *event
	Message         json.RawMessage `json:"@message"` // CloudWatch Logs Insights
	CloudTrailEvent string

	EventName          string
	EventSource        string
	ErrorCode          string
	ErrorMessage       string
	RecipientAccountID string
	RequestID          string
	UserIdentity       struct {
		ARN, AccountID string
		SessionContext struct {
			SessionIssuer struct{ ARN string }
		}
	}
	RequestParameters struct{ BucketName, Key, RoleARN string }
	Resources         []struct{ ARN, AccountID string }
}

// parseEvents reads a text that is CloudTrail JSON: one document, or one to a
// line.
func parseEvents(text string) []Denial {
	trimmed := strings.TrimSpace(text)
	if !isJSON(trimmed) || !strings.Contains(trimmed, "errorCode") {
		return nil
	}
	var out []Denial
	decoder := json.NewDecoder(strings.NewReader(trimmed))
	for {
		var raw json.RawMessage
		if decoder.Decode(&raw) != nil {
			if len(trimmed) > longLog {
				return together(out)
			}
			return out
		}
		for _, e := range eventsIn(raw) {
			if e.ErrorCode != "" {
				d := e.denial()
				d.Raw, d.Count = trimmed, 1
				out = append(out, d)
			}
		}
	}
}

// isJSON reports whether a text begins like a document of events.
func isJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n\ufeff")
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[{") || strings.HasPrefix(text, "[") && strings.HasPrefix(strings.TrimSpace(text[1:]), "{")
}

// eventsIn unpacks a document.
func eventsIn(raw json.RawMessage) []event {
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '[' {
		var many []json.RawMessage
		if json.Unmarshal(raw, &many) != nil {
			return nil
		}
		var out []event
		for _, one := range many {
			out = append(out, eventsIn(one)...)
		}
		return out
	}
	var e event
	// A member of an unexpected type leaves the others filled in.
	json.Unmarshal(raw, &e) //nolint:errcheck // whatever could be read counts
	switch {
	case e.Records != nil:
		return e.Records
	case e.Detail != nil:
		return []event{*e.Detail}
	case len(e.Message) > 0 && e.ErrorCode == "":
		var quoted string
		if json.Unmarshal(e.Message, &quoted) == nil {
			return eventsIn(json.RawMessage(quoted))
		}
		return eventsIn(e.Message)
	case e.CloudTrailEvent != "":
		return eventsIn(json.RawMessage(e.CloudTrailEvent))
	case e.Events != nil:
		var out []event
		for _, inner := range e.Events {
			out = append(out, eventsIn(json.RawMessage(inner.CloudTrailEvent))...)
		}
		return out
	}
	return []event{e}
}

// denial reads one event. What the message says comes before what the rest of
// the event says.
func (e event) denial() Denial {
	d := Denial{Code: e.ErrorCode, Operation: e.EventName, RequestID: e.RequestID}
	d.readMessage(e.ErrorMessage)
	if d.PrincipalARN == "" {
		d.PrincipalARN = e.UserIdentity.ARN
	}
	if d.Action == "" {
		d.Action = e.action()
	}
	if account.MatchString(e.UserIdentity.AccountID) {
		d.PrincipalAccount = e.UserIdentity.AccountID
	}
	d.RoleARN = e.UserIdentity.SessionContext.SessionIssuer.ARN
	d.Bucket = e.RequestParameters.BucketName
	if d.Resource == "" {
		d.Resource = e.resource(d.Bucket)
	}
	for _, r := range e.Resources {
		if r.AccountID != "" {
			d.ResourceAccount = r.AccountID
		}
	}
	if d.ResourceAccount == "" && d.PrincipalAccount != "" && e.RecipientAccountID != d.PrincipalAccount {
		// The event was delivered to the owner of what was asked for.
		d.ResourceAccount = e.RecipientAccountID
	}
	d.complete()
	d.findRole("")
	return d
}

// resource is the most special ARN that the event lists: the object before the
// bucket. The role of an AssumeRole stands in the parameters.
func (e event) resource(bucket string) string {
	longest := e.RequestParameters.RoleARN
	for _, r := range e.Resources {
		if len(r.ARN) > len(longest) {
			longest = r.ARN
		}
	}
	return longest
}

var (
	fragmentCode   = regexp.MustCompile(`"errorCode"\s*:\s*"([\w.]+)"`)
	fragmentMember = regexp.MustCompile(`"(eventName|eventSource|errorMessage|bucketName|arn)"\s*:\s*"((?:[^"\\]|\\.)*)"`)
)

// eventFragments reads events of which only a part was pasted, which is no JSON
// any more.
func eventFragments(text string) []piece {
	var out []piece
	codes := fragmentCode.FindAllStringSubmatchIndex(text, -1)
	for i, at := range codes {
		from, to := 0, len(text)
		if i > 0 {
			from = codes[i-1][1] + (at[0]-codes[i-1][1])/2
		}
		if i < len(codes)-1 {
			to = at[1] + (codes[i+1][0]-at[1])/2
		}
		from, to = max(from, at[0]-nearby), min(to, at[1]+nearby)
		e := event{ErrorCode: text[at[2]:at[3]]}
		for _, m := range fragmentMember.FindAllStringSubmatchIndex(text[from:to], -1) {
			value := unquoted.Replace(text[from+m[4] : from+m[5]])
			switch text[from+m[2] : from+m[3]] {
			case "eventName":
				e.EventName = value
			case "eventSource":
				e.EventSource = value
			case "errorMessage":
				e.ErrorMessage = value
			case "bucketName":
				e.RequestParameters.BucketName = value
			case "arn":
				e.UserIdentity.ARN = cmp.Or(e.UserIdentity.ARN, value)
			}
			if within := text[from+m[0] : from+m[1]]; strings.HasPrefix(within, `"errorMessage"`) {
				at[0], at[1] = min(at[0], from+m[0]), max(at[1], from+m[1])
			}
		}
		if e.EventName == "" && e.EventSource == "" {
			continue
		}
		out = append(out, piece{at[0], at[1], e.denial()})
	}
	return out
}

var account = regexp.MustCompile(`^\d{12}$`)

// action is the one that authorizes the call. Outside of S3 most services name
// their actions after the calls.
//
// AWS: Service Authorization Reference, reference_policies_actions-resources-contextkeys
func (e event) action() string {
	if action := actionOf(e.EventSource, e.EventName); action != "" {
		return action
	}
	prefix, _, _ := strings.Cut(e.EventSource, ".")
	switch prefix {
	case "", "s3", "sso", "signin", "monitoring", "sts":
		return "" // named differently, or without an action
	}
	return prefix + ":" + e.EventName
}
