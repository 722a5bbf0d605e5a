package kms_test

import (
	"os/exec"
	"strings"
	"testing"

	"clearway/lab"
	"clearway/lab/clienttest"
	"clearway/lab/world"
)

// testWorld has two accounts of one organization.
const testWorld = `
region: eu-west-1
organizations:
  - id: o-testtest01
    management: "999999999999"
    root:
      id: r-test
      accounts: [{id: "999999999999"}, {id: "111111111111"}, {id: "222222222222"}]
accounts:
  - id: "999999999999"
  - id: "111111111111"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}
      - name: nobody
        access-key: {id: AKIAAAAAAAAAAANOBODY, secret: secret-a-nobody}
    keys:
      - alias: old
        state: Disabled
      - id: 1234abcd-12ab-34cd-56ef-1234567890ab
        policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "kms:*", Resource: "*"}]}
        grants: [{grantee: "arn:aws:iam::111111111111:user/nobody", operations: [DescribeKey]}]
  - id: "222222222222"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIABBBBBBBBBBBADMIN, secret: secret-b-admin}
`

func start(t *testing.T) *lab.Lab {
	t.Helper()
	file, err := world.Parse("test world", []byte(testWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(t.Context(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestBoto3(t *testing.T) {
	python := clienttest.Python(t)
	cmd := exec.CommandContext(t.Context(), python, "testdata/boto.py", start(t).URL())
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "done" {
		t.Errorf("%v\n%s", err, out)
	}
}
