package s3_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"clearway/denial"
	"clearway/lab"
	"clearway/lab/world"
)

// locked is a writer for several goroutines.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const denies = `{Version: "2012-10-17", Statement: [{Sid: No, Effect: Deny, Action: "s3:ListBucket", Resource: "*"}]}`

func TestAnExplicitDenyNamesItsPolicy(t *testing.T) {
	const own = "arn:aws:iam::111111111111:policy/team/no-lists"
	policies := "    policies: [{name: no-lists, path: /team/, document: " + denies + "}]\n"
	for _, c := range []struct {
		name, from, to, layer, policyARN string
	}{
		{"a managed policy", "attached: [AdministratorAccess]\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", "attached: [AdministratorAccess, no-lists]\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", denial.LayerIdentity, own},
		{"a boundary", "attached: [AdministratorAccess]\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", "attached: [AdministratorAccess]\n        boundary: no-lists\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", denial.LayerBoundary, own},
		{"a service control policy", `- id: "111111111111"` + "\n        - id: \"222", `- {id: "111111111111", scp: [FullAWSAccess, deny]}` + "\n        - id: \"222", denial.LayerSCP, "arn:aws:organizations::999999999999:policy/o-testtest01/service_control_policy/p-"},
		{"a resource control policy", `- id: "111111111111"` + "\n        - id: \"222", `- {id: "111111111111", rcp: [deny]}` + "\n        - id: \"222", denial.LayerRCP, "arn:aws:organizations::999999999999:policy/o-testtest01/resource_control_policy/p-"},
		{"an inline policy", "attached: [AdministratorAccess]\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", "attached: [AdministratorAccess]\n        inline: {deny: " + denies + "}\n        access-key: {id: AKIAAAAAAAAAAAAADMIN", denial.LayerIdentity, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(testWorld, c.from, c.to, 1)
			text = strings.Replace(text, "    root-access-key:", policies+"    root-access-key:", 1)
			text = strings.Replace(text, "    root:\n", "    service-control-policies: {deny: "+denies+"}\n    resource-control-policies: {deny: "+denies+"}\n    root:\n", 1)
			file, err := world.Parse("test world", []byte(text))
			ok(t, err)
			var log locked
			l, err := lab.Start(context.Background(), lab.Options{World: file, Log: &log})
			ok(t, err)
			defer l.Close()
			e := wantCode(t, list(client(l.URL(), adminA), "bucket-a"), "AccessDenied")
			said := denial.Parse("An error occurred (AccessDenied) when calling the ListObjectsV2 operation: " + e.ErrorMessage())
			if len(said) != 1 || said[0].Deny != denial.Explicit || said[0].Layer != c.layer {
				t.Fatalf("said %q", e.ErrorMessage())
			}
			got := said[0].PolicyARN
			if !strings.HasPrefix(got, c.policyARN) || (c.policyARN == "") != (got == "") {
				t.Errorf("policy %q in %q", got, e.ErrorMessage())
			}
			ok(t, l.Close())
			if got != "" && !strings.Contains(log.String(), "deny "+c.layer+" by "+got+" No") {
				t.Errorf("the log does not name %s:\n%s", got, log.String())
			}
		})
	}
}
