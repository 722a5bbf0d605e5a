package query_test

import (
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clearway/lab/call"
	"clearway/lab/query"
	"clearway/lab/world"
)

// ask sends a form to a service of two operations and gives the answer.
func ask(t *testing.T, form string, signed bool) (status int, body string) {
	t.Helper()
	s := &query.Service{Namespace: "https://example.com/", Operations: map[string]query.Operation{
		"Echo": func(a *query.Asked) (any, error) {
			return struct{ Items query.List[string] }{query.List[string]{Members: a.Members("Items", "")}}, nil
		},
		"Fail": func(a *query.Asked) (any, error) { return nil, errors.New("the disk is full") },
	}}
	w, err := world.Open("", world.Story(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := call.New(w, nil)
	c.ID, c.Body, c.Caller = "id-1", io.NopCloser(strings.NewReader(form)), world.Nobody()
	if signed {
		c.Caller.Principal.ARN = "arn:aws:iam::111111111111:root"
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	out := httptest.NewRecorder()
	s.Over(w).Serve(out, r, c)
	return out.Code, out.Body.String()
}

func TestAnswersHaveTheFormOfTheProtocol(t *testing.T) {
	for _, c := range []struct {
		form   string
		signed bool
		status int
		body   string
	}{
		{
			"Action=Echo&Items.member.1=a%26b&Items.member.2=c", true, 200,
			`<EchoResponse xmlns="https://example.com/"><EchoResult><Items><member>a&amp;b</member><member>c</member></Items></EchoResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></EchoResponse>`,
		},
		{"Action=Echo", true, 200, "<EchoResult><Items></Items></EchoResult>"},
		{"Action=Echo", false, 403, "<Code>MissingAuthenticationToken</Code>"},
		{"Action=Nothing&Version=2010-05-08", true, 400, "<Code>InvalidAction</Code><Message>Could not find operation Nothing for version 2010-05-08</Message>"},
		{"Action=Fail", true, 500, "<Type>Receiver</Type><Code>InternalFailure</Code>"},
		{"Action=%zz", true, 400, "<Code>MalformedInput</Code>"},
		{"Action=Echo&x=" + strings.Repeat("y", 1<<20), true, 413, "<Code>RequestEntityTooLarge</Code>"},
	} {
		status, body := ask(t, c.form, c.signed)
		if status != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%.40s: %d %s\nwant %d %s", c.form, status, body, c.status, c.body)
		}
	}
}
