package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/grant"
	"clearway/report"
)

// client is S3 as a profile sees it.
func (h *labHome) client(profile string) *s3.Client {
	h.t.Helper()
	return s3.NewFromConfig(h.identity(profile).Config, func(o *s3.Options) { o.UsePathStyle = true })
}

func (h *labHome) block(policies, restrict bool) {
	h.t.Helper()
	_, err := h.client("b").PutPublicAccessBlock(h.t.Context(), &s3.PutPublicAccessBlockInput{
		Bucket:                         aws.String(labBucket),
		PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{BlockPublicPolicy: &policies, RestrictPublicBuckets: &restrict},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *labHome) tag(key, value string) {
	h.t.Helper()
	_, err := h.client("b").PutBucketTagging(h.t.Context(), &s3.PutBucketTaggingInput{
		Bucket: aws.String(labBucket), Tagging: &types.Tagging{TagSet: []types.Tag{{Key: &key, Value: &value}}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

const publicText = `{"Version":"2012-10-17","Statement":[{"Sid":"World","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/www/*"}]}`

// TestGrantBesideAPublicStatement: where Block Public Access would make the
// write fail, or the grant void, that is said before.
func TestGrantBesideAPublicStatement(t *testing.T) {
	h := startLab(t)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes"}
	h.block(false, false)
	h.put(publicText)

	h.block(false, true)
	stdout, _ := h.wants(exitDone, append(grantIt, "--dry-run")...)
	for _, want := range []string{"RestrictPublicBuckets lets no other account in", "2 stays shut", "public as before (statement 1)"} {
		if !strings.Contains(strings.Join(strings.Fields(stdout), " "), want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
	h.block(true, true)
	_, stderr := h.wants(exitGuarded, grantIt...)
	if !strings.Contains(stderr, "public already") || h.policy() != publicText {
		t.Errorf("a policy that S3 would refuse: %s%s", stderr, h.policy())
	}
	h.block(false, false)
	h.wants(exitDone, grantIt...)
	if !h.lists() {
		t.Error("the bucket is still shut")
	}
	h.block(true, false)
	h.wants(exitGuarded, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
}

// TestGrantOfAManagedBucket: a tag that hints at Terraform needs a person, or
// the flag.
func TestGrantOfAManagedBucket(t *testing.T) {
	h := startLab(t)
	h.tag("ManagedBy", "terraform")
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes"}
	_, stderr := h.wants(exitGuarded, grantIt...)
	if !strings.Contains(stderr, "--output terraform") || !strings.Contains(stderr, "--even-if-managed") || h.policy() != "" {
		t.Errorf("written past Terraform: %s%s", stderr, h.policy())
	}
	h.wants(exitDone, append(grantIt, "--even-if-managed")...)
	if !h.lists() {
		t.Error("the bucket is still shut")
	}
}

func TestBehindItsBack(t *testing.T) {
	sure, maybe := &grant.Manager{Tool: "CloudFormation", Sure: true}, &grant.Manager{Tool: "Terraform"}
	for name, c := range map[string]struct {
		by        *grant.Manager
		yes, even bool
		stops     bool
	}{
		"nobody manages it":            {nil, true, false, false},
		"CloudFormation, asked":        {sure, false, false, true},
		"CloudFormation, with --yes":   {sure, true, false, true},
		"CloudFormation, all the same": {sure, true, true, false},
		"perhaps Terraform, asked":     {maybe, false, false, false},
		"perhaps Terraform, --yes":     {maybe, true, false, true},
		"perhaps Terraform, all same":  {maybe, true, true, false},
	} {
		if got := behindItsBack(writeOptions{yes: c.yes, evenIfManaged: c.even}, "b", c.by) != nil; got != c.stops {
			t.Errorf("%s: stopped %v", name, got)
		}
	}
}

func TestRevokeLists(t *testing.T) {
	h := startLab(t)
	list := []string{"revoke", "s3://" + labBucket, "--owner-profile", "b", "--list"}
	stdout, _ := h.wants(exitDone, list...)
	if !strings.Contains(stdout, "holds no grant") {
		t.Errorf("no grant: %s", stdout)
	}
	for _, purpose := range []string{"sync-dest", "list"} {
		h.wants(exitDone, "grant", "s3://"+labBucket, "--for", purpose, "--to", "a", "--owner-profile", "b", "--yes", "--expires", "2099-01-31")
	}
	before := h.policy()
	stdout, _ = h.wants(exitDone, append(list, "--output", "json")...)
	var found report.GrantList
	if err := json.Unmarshal([]byte(stdout), &found); err != nil {
		t.Fatal(err)
	}
	if found.Schema != report.GrantListSchema || len(found.Grants) != 2 || found.Grants[0].Limits[0] != "DateLessThan aws:CurrentTime 2099-01-31T00:00:00Z" || h.policy() != before {
		t.Errorf("%s", stdout)
	}
	stdout, _ = h.wants(exitDone, list...)
	if !strings.Contains(stdout, found.Grants[0].ID) || !strings.Contains(stdout, found.Grants[1].ID) {
		t.Errorf("the list: %s", stdout)
	}
	h.wants(exitUsage, append(list, "--all")...)
}

// TestGrantAcrossPartitions: no policy can name anybody of another partition.
func TestGrantAcrossPartitions(t *testing.T) {
	h := startLab(t)
	_, stderr := h.wants(exitUsage, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "arn:aws-cn:iam::333333333333:role/copier", "--owner-profile", "b", "--dry-run")
	if want := "is of the partition aws-cn, and the bucket of aws"; !strings.Contains(stderr, want) {
		t.Errorf("%q is missing in %s", want, stderr)
	}
}
