package lab

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/lab/call"
)

// remembered is how many lines the console page shows.
const remembered = 200

// decisionLog writes a line for each decision, and for each request without
// one. It keeps the last lines for the console page.
type decisionLog struct {
	mu    sync.Mutex
	out   io.Writer
	lines []string
}

func newDecisionLog(out io.Writer) *decisionLog {
	if out == nil {
		out = io.Discard
	}
	return &decisionLog{out: out}
}

// Write takes lines of the HTTP server.
func (l *decisionLog) Write(p []byte) (int, error) {
	l.line(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}

// add logs a request that was answered.
func (l *decisionLog) add(c *call.Call, r *http.Request, status int, took time.Duration) {
	operation := c.Operation
	if operation == "" {
		operation = r.Method
	}
	head := c.Time.UTC().Format("15:04:05.000") + " " + c.ID + " " + callerShort(c) + " " + c.Service + ":" + operation
	tail := " " + strconv.Itoa(status) + " " + took.Round(100*time.Microsecond).String()
	if c.Note != "" {
		tail = " (" + c.Note + ")" + tail
	}
	if len(c.Decided()) == 0 {
		l.line(head + tail)
		return
	}
	for _, d := range c.Decided() {
		l.line(head + " " + d.Ask.Action + " " + d.Ask.Resource + " " + verdict(d.Decision) + tail)
	}
}

func (l *decisionLog) line(text string) {
	text = printable(text)
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.out, text)
	if l.lines = append(l.lines, text); len(l.lines) > 2*remembered {
		l.lines = append([]string(nil), l.lines[len(l.lines)-remembered:]...)
	}
}

// recent gives the last lines, newest first.
func (l *decisionLog) recent() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]string, 0, remembered)
	for i := len(l.lines) - 1; i >= 0 && len(out) < remembered; i-- {
		out = append(out, l.lines[i])
	}
	return out
}

// printable keeps a key or a header from breaking the line or the terminal.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return '?'
		}
		return c
	}, text)
}

// callerShort is the account with what is telling of the caller: the
// permission set or role, and the session's name.
func callerShort(c *call.Call) string {
	p := c.Caller.Principal
	if p.ARN == "" {
		return "anonymous"
	}
	if s, err := arn.ParseSession(p.ARN); err == nil {
		role := s.RoleName
		if set, ok := arn.ParsePermissionSetRole(role); ok {
			role = set.Set
		}
		return s.Account + "/" + role + "/" + s.Name
	}
	a, err := arn.Parse(p.ARN)
	if err != nil {
		return p.ARN
	}
	return a.Account + "/" + strings.TrimPrefix(a.Resource, "user/")
}

// verdict words a decision with the statements that made it.
func verdict(d authz.Decision) string {
	if d.Outcome == authz.Allow {
		return "allow" + grants(d.Trace)
	}
	kind := "deny"
	if d.Outcome == authz.Unknown {
		kind = "deny (unknown)"
	}
	g := d.Trace.Gate(d.Gate)
	switch m, ok := g.Deciding(); {
	case d.Outcome == authz.ExplicitDeny && ok:
		return kind + " " + string(d.Gate) + " by " + statement(m)
	case g.Level >= 0 && (d.Gate == authz.GateSCP || d.Gate == authz.GateRCP):
		return kind + " " + string(d.Gate) + ": no statement allows it at level " + strconv.Itoa(g.Level)
	}
	return kind + " " + string(d.Gate) + ": no statement allows it"
}

// grants names the statements of the caller's own and of the resource's
// policies that allowed.
func grants(t authz.Trace) string {
	var by []string
	for _, gate := range []authz.Gate{authz.GateIdentity, authz.GateResource} {
		g := t.Gate(gate)
		if m, ok := g.Deciding(); ok && g.State == authz.Open {
			by = append(by, string(gate)+" by "+statement(m))
		}
	}
	if len(by) == 0 {
		return ""
	}
	return " " + strings.Join(by, ", ")
}

// statement names a statement: its policy, by ARN where it has one, and its Sid
// or its number from 1.
func statement(m authz.Match) string {
	policy := cmp.Or(m.ARN, strconv.Quote(m.Policy))
	if m.Sid != "" {
		return policy + " " + m.Sid
	}
	return policy + " statement " + strconv.Itoa(m.Statement+1)
}
