package report

import (
	"strings"

	"clearway/arn"
	"clearway/explain"
)

// ExplanationJSON is an explanation in the form of the explain contract.
// Members that are not known are left out.
type ExplanationJSON struct {
	Schema           string            `json:"schema"`
	Cause            string            `json:"cause,omitempty"` // CWnnn
	Code             string            `json:"code,omitempty"`
	Operation        string            `json:"operation,omitempty"`
	PrincipalARN     string            `json:"principalArn,omitempty"`
	PrincipalAccount string            `json:"principalAccount,omitempty"`
	Action           string            `json:"action,omitempty"`
	Resource         string            `json:"resource,omitempty"`
	Bucket           string            `json:"bucket,omitempty"`
	PolicyARN        string            `json:"policyArn,omitempty"`
	Deny             string            `json:"deny,omitempty"`
	Layer            string            `json:"layer,omitempty"`
	CrossAccount     *bool             `json:"crossAccount,omitempty"`
	IsSSO            *bool             `json:"isSSO,omitempty"`
	PermissionSet    string            `json:"permissionSet,omitempty"`
	RootCause        explain.RootCause `json:"rootCause"`
	Advice           []string          `json:"advice"`

	// Errors counts what the text holds, where that is more than one error; the
	// members above are those of the one that says most.
	Errors []ExplanationCount `json:"errors,omitempty"`
}

// ExplanationCount is a group of errors of one cause.
type ExplanationCount struct {
	Cause     string            `json:"cause,omitempty"`
	RootCause explain.RootCause `json:"rootCause"`
	Bucket    string            `json:"bucket,omitempty"`
	Action    string            `json:"action,omitempty"`
	Count     int               `json:"count"`
}

// NewExplanationCount fills the JSON form of a group.
func NewExplanationCount(e explain.Explanation, count int) ExplanationCount {
	return ExplanationCount{Cause: e.Code, RootCause: e.RootCause, Bucket: e.Denial.Bucket, Action: e.Denial.Action, Count: count}
}

// ExplanationSchema names the form of ExplanationJSON.
const ExplanationSchema = "clearway/explanation/v1"

// NewExplanationJSON fills the JSON form. Advice is English: it is for programs
// and logs.
func NewExplanationJSON(e explain.Explanation) ExplanationJSON {
	d := e.Denial
	out := ExplanationJSON{
		Schema: ExplanationSchema, Cause: e.Code, Code: d.Code, Operation: d.Operation,
		PrincipalARN: d.PrincipalARN, PrincipalAccount: d.PrincipalAccount, Action: d.Action, Bucket: d.Bucket,
		PolicyARN: d.PolicyARN, Deny: d.Deny, Layer: d.Layer, CrossAccount: e.CrossAccount,
		PermissionSet: e.PermissionSet, RootCause: e.RootCause, Advice: e.Advice(),
	}
	if _, err := arn.Parse(d.Resource); err == nil {
		out.Resource = d.Resource
	}
	if _, err := arn.Parse(d.PrincipalARN); err != nil {
		out.PrincipalARN = "" // "anonymous"
	}
	if e.IsSSO || out.PrincipalARN != "" || namesPrincipal(e) {
		out.IsSSO = &e.IsSSO
	}
	return out
}

// namesPrincipal reports whether the text shows a refused policy's principal.
func namesPrincipal(e explain.Explanation) bool {
	return e.RootCause == explain.InvalidPrincipal && strings.Contains(e.Denial.Message, "arn:")
}
