package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/lab/world"
	"clearway/report"
)

// startCheck brings up the world of the check table, at a fixed time of day.
func startCheck(t *testing.T) *labHome {
	t.Helper()
	return startCheckIn(t, func(text string) string { return text })
}

// startCheckIn is startCheck in another world.
func startCheckIn(t *testing.T, edit func(string) string) *labHome {
	t.Helper()
	const path = "testdata/check/world.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := world.Parse(path, []byte(edit(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	h := startLabIn(t, file)
	h.now = func() time.Time { return time.Date(2026, 8, 4, 14, 3, 11, 0, time.UTC) }
	return h
}

// TestCheckTable: what a person sees, in both languages, as a table, as lines
// and where nothing of the other account can be read.
func TestCheckTable(t *testing.T) {
	h := startCheck(t)
	whole := []string{"check", "s3://media-prod", "s3://media-dr", "--profile", "a", "--owner-profile", "b", "--org-profile", "org", "--no-multipart"}
	for name, c := range map[string]struct {
		code int
		args []string
	}{
		"table":      {exitNo, whole},
		"table.ja":   {exitNo, append(slices.Clone(whole), "--lang", "ja")},
		"plain":      {exitNo, append(slices.Clone(whole), "--plain", "--delete")},
		"probed":     {exitNo, append(slices.Clone(whole), "--probe")},
		"json":       {exitNo, append(slices.Clone(whole), "--output", "json")},
		"unknown":    {exitUnknown, []string{"check", "s3://media-prod", "s3://media-dr/in", "--profile", "a", "--no-multipart"}},
		"unknown.ja": {exitUnknown, []string{"check", "s3://media-prod", "s3://media-dr/in", "--profile", "a", "--no-multipart", "--lang", "ja"}},
		"open":       {exitDone, []string{"check", "s3://media-prod", "s3://media-own/in", "--profile", "a", "--org-profile", "org", "--delete"}},
		"two":        {exitNo, []string{"check", "s3://media-prod", "s3://media-dr", "--source-profile", "a", "--dest-profile", "b", "--org-profile", "org", "--acl", "public-read", "--sse", "aws:kms", "--copy-props", "none", "--no-multipart"}},
		"empty":      {exitDone, []string{"check", "s3://media-empty", ".", "--profile", "a", "--org-profile", "org"}},
	} {
		stdout, stderr := h.wants(c.code, c.args...)
		if stderr != "" {
			t.Errorf("%s: stderr %q", name, stderr)
		}
		golden(t, filepath.Join("testdata/check", name+".txt"), stdout)
	}
}

// golden compares with a file; CLEARWAY_UPDATE=1 writes it anew.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("CLEARWAY_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestCheckJSON: every piece that is missing names what would reveal it.
func TestCheckJSON(t *testing.T) {
	h := startCheck(t)
	stdout, _ := h.wants(exitUnknown, "check", "s3://media-prod", "s3://media-dr", "--profile", "a", "--output", "json", "--report", filepath.Join(h.dir, "path.html"))
	var got report.Check
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "clearway/check/v1" || got.Answer != "not known" || !got.ReadAt.Equal(h.now()) || len(got.Rows) == 0 {
		t.Errorf("got %+v", got)
	}
	for _, m := range got.Missing {
		if m.Gate != "" && m.Why != "no-owner" && (m.Action == "" || m.Call == "") {
			t.Errorf("nothing says what would reveal %+v", m)
		}
	}
	if at := slices.IndexFunc(got.Missing, func(m report.CheckMissing) bool { return m.Gate == "scp" }); at < 0 || got.Missing[at].Organization != "o-example1234" {
		t.Errorf("missing: %+v", got.Missing)
	}
	page, err := os.ReadFile(filepath.Join(h.dir, "path.html"))
	if err != nil || !strings.Contains(string(page), "<svg") {
		t.Errorf("the page: %v, %d bytes", err, len(page))
	}
}

// TestCheckThenGrantThenCheck: the command that check names opens what was
// shut, and check says so.
func TestCheckThenGrantThenCheck(t *testing.T) {
	h := startLab(t)
	check := []string{"check", "s3://dev-cm-aaaaaaaaaaaa", "s3://" + labBucket, "--profile", "a", "--owner-profile", "b", "--no-multipart", "--output", "json"}
	stdout, _ := h.wants(exitNo, check...)
	var before report.Check
	if err := json.Unmarshal([]byte(stdout), &before); err != nil {
		t.Fatal(err)
	}
	if len(before.Open) != 1 || before.Open[0].Grant == nil || before.Open[0].OwnerProfile != "b" {
		t.Fatalf("open: %+v", before.Open)
	}
	h.wants(exitDone, append(before.Open[0].Grant, "--owner-profile", "b", "--yes")...)
	h.wants(exitUnknown, check...) // the organization cannot be read
	h.wants(exitDone, append(check, "--probe", "--copy-props", "none")...)
}

// TestCheckNamesTheWayOnFromWhatAWSSaid: nobody who may read the bucket's policy
// is at hand, but AWS says that it lets nobody in.
func TestCheckNamesTheWayOnFromWhatAWSSaid(t *testing.T) {
	h := startLab(t)
	stdout, _ := h.wants(exitNo, "check", "s3://dev-cm-aaaaaaaaaaaa", "s3://"+labBucket, "--profile", "a", "--no-multipart", "--probe")
	for _, want := range []string{"CW201    bucket policy of " + labBucket + ": no statement allows", "AWS said so", "no   CW201  shut: bucket policy", "run by the owner of " + labBucket + ":\n    clearway grant s3://" + labBucket + " --for sync-dest --with-tags"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "An error occurred") {
		t.Errorf("AWS's words are repeated where they name the gate:\n%s", stdout)
	}
}

// TestCheckNamesTheProfileThatOwnsTheBucket: it is found and told, not used, and
// the command that uses it is complete.
func TestCheckNamesTheProfileThatOwnsTheBucket(t *testing.T) {
	h := startLab(t)
	check := []string{"check", "s3://dev-cm-aaaaaaaaaaaa", "s3://" + labBucket + "/in/", "--profile", "a", "--no-multipart"}
	stdout, _ := h.wants(exitUnknown, append(slices.Clone(check), "--delete", "--output", "json")...)
	var got report.Check
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	want := []report.CheckOwner{{Bucket: labBucket, Profile: "b", Account: "222222222222"}}
	if diff := cmp.Diff(want, got.Owners); diff != "" {
		t.Error(diff)
	}
	if got.Dest.Account != "" {
		t.Errorf("the profile was used: the owner is %s", got.Dest.Account)
	}
	again := []string{"check", "s3://dev-cm-aaaaaaaaaaaa", "s3://" + labBucket + "/in/", "--profile", "a", "--owner-profile", "b", "--delete", "--no-multipart"}
	if diff := cmp.Diff(again, got.Again); diff != "" {
		t.Error(diff)
	}
	if text, _ := h.wants(exitUnknown, append(check, "--delete")...); !strings.Contains(text, "Profile b owns "+labBucket) || !strings.Contains(text, "--owner-profile b") {
		t.Errorf("no word of profile b in\n%s", text)
	}
	if stdout, _ = h.wants(exitNo, got.Again...); strings.Contains(stdout, "Profile b owns") {
		t.Errorf("b is used and still named:\n%s", stdout)
	}
}

// TestEveryCallOfCheckIsInTheTable: --print-calls knows what each call takes,
// those of the organization, Identity Center, KMS and the probes too.
func TestEveryCallOfCheckIsInTheTable(t *testing.T) {
	h := startCheck(t)
	_, stderr := h.wants(exitNo, "check", "s3://media-prod", "s3://media-dr", "--profile", "a", "--owner-profile", "b", "--org-profile", "org", "--probe", "--print-calls")
	for _, call := range []string{"Organizations ListParents", "S3 PutObject", "S3 ListParts", "KMS GenerateDataKey", "KMS GetKeyPolicy"} {
		if !strings.Contains(stderr, call) {
			t.Errorf("%s was not called:\n%s", call, stderr)
		}
	}
	if strings.Contains(stderr, "not in the table") {
		t.Errorf("calls that need does not know:\n%s", stderr)
	}
}

func TestCheckRefusesWhatCannotBeMeant(t *testing.T) {
	h := startCheck(t)
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "takes SOURCE and DESTINATION", []string{"s3://media-prod"}},
		{exitUsage, "has to be a bucket", []string{".", h.dir}},
		{exitUsage, "are the same", []string{"s3://media-prod/a", "s3://media-prod/a/"}},
		{exitUsage, "no such file", []string{filepath.Join(h.dir, "nothing"), "s3://media-dr"}},
		{exitUsage, "is on this machine", []string{".", "s3://media-dr", "--source-profile", "a"}},
		{exitUsage, "no account ID", []string{"s3://media-prod", "s3://media-dr", "--dest-owner", "me"}},
		{exitUsage, "no such canned ACL", []string{"s3://media-prod", "s3://media-dr", "--acl", "mine"}},
		{exitUsage, "is for --sse aws:kms", []string{"s3://media-prod", "s3://media-dr", "--sse-kms-key-id", "k"}},
		{exitUsage, "the destination is on this machine", []string{"s3://media-prod", ".", "--delete"}},
		{exitUsage, "leave out --no-sign-request", []string{"s3://media-prod", ".", "--no-sign-request"}},
		{exitUsage, `no profile "aa"`, []string{"s3://media-prod", ".", "--profile", "a", "--owner-profile", "aa"}},
		{exitNo, "there is no bucket media-nowhere in the partition aws", []string{"s3://media-prod", "s3://media-nowhere", "--profile", "a"}},
	} {
		if _, stderr := h.wants(c.code, append([]string{"check"}, c.args...)...); !strings.Contains(stderr, c.says) {
			t.Errorf("%v: %s", c.args, stderr)
		}
	}
}

// TestSyncSaysWhatElseIsShut: a refusal names one gate; the cheap half of check
// finds the others before anybody runs into them.
func TestSyncSaysWhatElseIsShut(t *testing.T) {
	h := startCheck(t)
	_, stderr := h.wants(awsExitFailed, "sync", "s3://media-prod", "s3://media-dr", "--profile", "a", "--explain", "--owner-profile", "b")
	for _, want := range []string{"CW204", "also     key policy of 9f3e0000-aaaa-4bbb-8ccc-ddddeeeeffff: no statement", "not known: SCP, RCP",
		"clearway check s3://media-prod s3://media-dr --profile a --owner-profile b"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is missing in\n%s", want, stderr)
		}
	}
}

// TestSyncChecksFirst: with --check nothing is copied where the answer is no,
// and without a doubt nothing is said.
func TestSyncChecksFirst(t *testing.T) {
	h := startCheck(t)
	stdout, stderr := h.wants(awsExitFailed, "sync", "s3://media-prod", "s3://media-dr", "--profile", "a", "--check", "--owner-profile", "b", "--org-profile", "org")
	if stdout != "" || !strings.Contains(stderr, "Nothing was copied: the check says no.") || strings.Contains(stderr, "fatal error") {
		t.Errorf("stdout %q, stderr %s", stdout, stderr)
	}
	stdout, stderr = h.wants(exitDone, "sync", "s3://media-prod", "s3://media-own", "--profile", "a", "--check", "--org-profile", "org")
	if stderr != "" || !strings.Contains(stdout, "copy: s3://media-prod/a.txt to s3://media-own/a.txt") {
		t.Errorf("stdout %q, stderr %s", stdout, stderr)
	}
	_, stderr = h.wants(exitDone, "sync", "s3://media-prod", "s3://media-own", "--profile", "a", "--check")
	if !strings.Contains(stderr, "the copy begins") {
		t.Errorf("stderr %s", stderr)
	}
}

// TestSyncWorksOutABareRefusal: across organizations AWS says no more than
// "Access Denied"; the policies that can be read say the rest, and the command
// covers what they say.
func TestSyncWorksOutABareRefusal(t *testing.T) {
	h := startCheckIn(t, func(text string) string {
		before, rest, _ := strings.Cut(text, "organizations:\n")
		_, after, _ := strings.Cut(rest, "accounts:\n  - {id: \"999999999999\", name")
		return before + "accounts:\n  - {id: \"999999999999\", name" + after
	})
	_, stderr := h.wants(awsExitFailed, "sync", "s3://media-prod", "s3://media-dr", "--profile", "a", "--explain")
	for _, want := range []string{
		"calling the ListObjectsV2 operation: Access Denied\n", "CW204", "you      AdministratorAccess in account 111111111111",
		"worked out from policies read just now", "--with-key", "--to a --owner-profile b", "CW221",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is missing in\n%s", want, stderr)
		}
	}
	for line := range strings.Lines(stderr) {
		if strings.HasSuffix(line, "\\\n") && len(line) > 81 {
			t.Errorf("too long: %s", line)
		}
	}
}

// TestSyncThatIsNotRefusedReadsNothingElse: a copy that works makes the calls of
// a copy, explained or not.
func TestSyncThatIsNotRefusedReadsNothingElse(t *testing.T) {
	h := startCheck(t)
	_, stderr := h.wants(exitDone, "sync", "s3://media-prod", "s3://media-own", "--profile", "a", "--explain", "--print-calls")
	for line := range strings.Lines(stderr) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] == "×" || fields[0] == "calls" {
			continue
		}
		if fields[1] != "S3" || !slices.Contains([]string{"ListObjectsV2", "CopyObject"}, fields[2]) {
			t.Errorf("it also made %s", line)
		}
	}
	if !strings.Contains(stderr, "S3 CopyObject") {
		t.Errorf("no list of calls:\n%s", stderr)
	}
}
