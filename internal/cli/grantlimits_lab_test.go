package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"clearway/lab/world"
	"clearway/report"
)

const labOrg = "o-clearwaylab1"

// TestGrantWithLimits: what limits a grant is written, holds for the grantee, and
// asking again with another end moves it.
func TestGrantWithLimits(t *testing.T) {
	h := startLab(t)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "list", "--to", "a", "--owner-profile", "b", "--yes", "--org", labOrg}
	stdout, _ := h.wants(exitDone, append(grantIt, "--expires", "2099-01-31")...)
	for _, want := range []string{"until 2099-01-31T00:00:00Z", "from accounts of organization " + labOrg, "looking into the bucket: list", "1 of 1 calls now allowed"} {
		if !strings.Contains(strings.Join(strings.Fields(stdout), " "), want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
	if !h.lists() {
		t.Error("the bucket is still shut")
	}
	stdout, _ = h.wants(exitDone, append(grantIt, "--expires", "2099-02-28")...)
	if strings.Count(h.policy(), "Sid") != 1 || !strings.Contains(h.policy(), "2099-02-28T00:00:00Z") || !strings.Contains(stdout, "it was 2099-01-31T00:00:00Z") {
		t.Errorf("the end did not move: %s\n%s", h.policy(), stdout)
	}
	h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if h.policy() != "" {
		t.Errorf("left: %s", h.policy())
	}
	_, stderr := h.wants(exitUsage, append(grantIt, "--expires", "2020-01-01")...)
	if !strings.Contains(stderr, "is over") {
		t.Errorf("a grant that is over: %s", stderr)
	}
	stdout, _ = h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "list", "--to", "a", "--owner-profile", "b", "--dry-run", "--output", "json", "--org", "o-zzzzzzzzzz")
	var planned report.Grant
	if err := json.Unmarshal([]byte(stdout), &planned); err != nil {
		t.Fatal(err)
	}
	h.put(planned.Policy)
	if h.lists() {
		t.Error("a role outside of the organization gets in")
	}
}

// TestMatchNameSaysWhomItFits: the roles that exist are named, and a role of
// another set that the pattern would let in keeps it from being written.
func TestMatchNameSaysWhomItFits(t *testing.T) {
	h := startLab(t)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes", "--match", "name"}
	stdout, _ := h.wants(exitDone, append(grantIt, "--dry-run")...)
	if !strings.Contains(strings.Join(strings.Fields(stdout), " "), "today it fits one role, AWS said so: AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071") {
		t.Errorf("whom it fits: %s", stdout)
	}
	beside := strings.Replace(labRole, "AdministratorAccess_", "AdministratorAccess_Backup_", 1)
	h.addRole(beside)
	_, stderr := h.wants(exitGuarded, grantIt...)
	if !strings.Contains(stderr, "AdministratorAccess_Backup_") || h.policy() != "" {
		t.Errorf("the set beside it: %s%s", stderr, h.policy())
	}
}

// addRole makes a role like the grantee's in account 111111111111.
func (h *labHome) addRole(arn string) {
	h.t.Helper()
	err := h.lab.World().Edit(func(d *world.Data) error {
		role := *d.PermissionSetRole("111111111111", "AdministratorAccess")
		name := arn[strings.LastIndexByte(arn, '/')+1:]
		role.ARN, role.Name, role.ID = arn, name, "AROABACKUPBACKUP00001"
		d.Accounts["111111111111"].Roles[strings.ToLower(name)] = &role
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestTheEndOfAWiderGrant: the end belongs to the whole grant, with what an
// earlier run asked beside.
func TestTheEndOfAWiderGrant(t *testing.T) {
	h := startLab(t)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes"}
	h.wants(exitDone, append(grantIt, "--with-tags")...)
	stdout, _ := h.wants(exitDone, append(grantIt, "--expires", "2099-01-31")...)
	if want := "this grant had no end until now"; !strings.Contains(stdout, want) {
		t.Errorf("%q is missing in %s", want, stdout)
	}
	h.wants(exitDone, grantIt...)
}
