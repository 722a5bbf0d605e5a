package cli

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/smithy-go"

	"clearway/arn"
	"clearway/identity"
	"clearway/need"
	"clearway/report"
)

// callLog keeps the calls to AWS of one run, for --print-calls: alike ones as
// one line with a count, so that a sync of a million objects is still a page.
type callLog struct {
	mutex    sync.Mutex
	order    []*report.Call
	seen     map[callKey]*report.Call
	accounts map[string]string // by profile, as soon as AWS has said it
}

type callKey struct{ profile, service, operation, region, result string }

// note counts one call that was made as a profile.
func (l *callLog) note(profile string, c identity.Call) {
	key := callKey{profile, c.Service, c.Operation, c.Region, callResult(c)}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if caller, err := arn.Parse(c.Caller); err == nil {
		if l.accounts == nil {
			l.accounts = map[string]string{}
		}
		l.accounts[profile] = caller.Account
	}
	if known := l.seen[key]; known != nil {
		known.Times++
		return
	}
	if l.seen == nil {
		l.seen = map[callKey]*report.Call{}
	}
	line := &report.Call{Times: 1, Service: c.Service, Operation: c.Operation, Region: c.Region, Profile: profile, Result: key.result}
	line.Needs, line.Known = neededFor(c.Service, need.Call(c.Operation))
	l.seen[key] = line
	l.order = append(l.order, line)
}

// calls gives what was noted, in the order of the first of each.
func (l *callLog) calls() []report.Call {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	out := []report.Call{}
	for _, c := range l.order {
		line := *c
		line.Account = l.accounts[c.Profile]
		out = append(out, line)
	}
	return out
}

// callResult is how a call ended: the status of the answer, and AWS's code where
// it refused. Nothing of an answer's text is kept.
func callResult(c identity.Call) string {
	var api smithy.APIError
	switch {
	case c.Status == 0:
		return ""
	case errors.As(c.Err, &api) && c.Status >= 300:
		return strings.TrimSpace(strconv.Itoa(c.Status) + " " + api.ErrorCode())
	}
	return strconv.Itoa(c.Status)
}

// servicePrefix is how the actions of a service begin.
//
// AWS: Service Authorization Reference, reference_policies_actions-resources-contextkeys
var servicePrefix = map[string]string{
	"S3": "s3", "IAM": "iam", "STS": "sts", "KMS": "kms", "S3 Control": "s3", "Organizations": "organizations", "SSO Admin": "sso",
}

// neededFor names the actions that a call needs whatever its details are; known
// is false where the table of needs does not hold it. What Identity Center's
// sign-in answers needs none: the token is enough.
func neededFor(service string, call need.Call) (actions []string, known bool) {
	if service == "SSO" || service == "SSO OIDC" {
		return nil, true
	}
	d := need.Details{Bucket: "b", Key: "k", SourceBucket: "b", SourceKey: "k", Role: "r"}
	switch {
	case service == "KMS":
		d.KMSKey = "k" // that the call itself is about
	case service == "S3 Control" && call == "GetPublicAccessBlock":
		call = need.GetAccountBlock
	}
	prefix := servicePrefix[service]
	if prefix == "" || !need.Known(call) {
		return nil, false
	}
	for _, n := range need.Of(call, d) {
		actions = append(actions, n.Action)
	}
	if len(actions) > 0 && !strings.HasPrefix(actions[len(actions)-1], prefix+":") {
		return nil, false // another service's call of that name
	}
	return actions, true
}

// traced is what identity tells every call to: the log of --debug, the list of
// --print-calls, and --redact, which learns the caller's names. Nil where nobody
// asked.
func (e *env) traced(profile string) func(identity.Call) {
	if !e.global.debug && !e.global.printCalls && e.masker == nil {
		return nil
	}
	if profile == "" {
		profile = cmp.Or(e.getenv("AWS_PROFILE"), e.getenv("AWS_DEFAULT_PROFILE"))
	}
	return func(c identity.Call) {
		if e.masker != nil && c.Caller != "" {
			e.masker.LearnARN(c.Caller)
		}
		if e.global.debug {
			e.traceCall(c)
		}
		if e.global.printCalls {
			e.calls.note(profile, c)
		}
	}
}

// printCalls lists the run's calls on stderr, for --print-calls.
func (e *env) printCalls() error {
	if !e.global.printCalls {
		return nil
	}
	return report.CallsText(e.err, e.lang, e.calls.calls())
}
