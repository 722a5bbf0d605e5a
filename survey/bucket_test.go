package survey_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"clearway/authz/bucket"
	"clearway/preflight"
	"clearway/survey"
)

// withKey is a world of two accounts without an organization; the bucket of the
// second encrypts with a key of its own, and its policy lets in whom it names.
const withKey = `
region: ap-northeast-1
accounts:
  - id: "111111111111"
    roles:
      - name: Admin
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sts:AssumeRole"}]}
        attached: [AdministratorAccess]
  - id: "222222222222"
    roles:
      - name: Admin
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "sts:AssumeRole"}]}
        attached: [AdministratorAccess]
      - name: Narrow
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "sts:AssumeRole"}]}
        inline:
          some: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetBucketPolicy", "s3:GetEncryptionConfiguration"], "Resource": "*"}]}'
    keys:
      - id: 9f3e0000-0000-4000-8000-000000000001
        region: ap-northeast-1
buckets:
  - name: media-prod
    account: "111111111111"
  - name: media-dr
    account: "222222222222"
    policy: '{"Version": "2012-10-17", "Statement": [{"Sid": "List", "Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::media-dr"}]}'
    encryption:
      algorithm: aws:kms
      key: 9f3e0000-0000-4000-8000-000000000001
      bucket-key: true
`

func TestBucketOfTheOwner(t *testing.T) {
	p := start(t, withKey, "b=222222222222/Admin")
	f, err := survey.Bucket(t.Context(), p.meet(t.Context(), survey.New(), "b"), "media-dr")
	if err != nil {
		t.Fatal(err)
	}
	if f.Owner != "222222222222" || f.Region != "ap-northeast-1" || !f.PolicyRead || !strings.Contains(string(f.Policy), `"List"`) {
		t.Errorf("read %+v", f)
	}
	if f.Public != bucket.No || f.Block() != bucket.BlockAll() || f.Ownership != bucket.BucketOwnerEnforced || f.Tags == nil {
		t.Errorf("read %+v", f)
	}
	if !f.Encryption.BucketKey || f.Key == nil || f.Key.Account() != "222222222222" || f.Key.State != "Enabled" || !f.Key.PolicyRead || len(f.Key.Missing) > 0 {
		t.Errorf("read %+v, key %+v", f.Encryption, f.Key)
	}
}

// TestBucketThatMayHardlyBeRead: each piece that is refused says what would
// reveal it and where; what may be read is read.
func TestBucketThatMayHardlyBeRead(t *testing.T) {
	p := start(t, withKey, "narrow=222222222222/Narrow")
	f, err := survey.Bucket(t.Context(), p.meet(t.Context(), survey.New(), "narrow"), "media-dr")
	if err != nil {
		t.Fatal(err)
	}
	if f.Owner != "222222222222" || !f.PolicyRead || f.Encryption.Algorithm != "aws:kms" {
		t.Errorf("read %+v", f)
	}
	at := slices.IndexFunc(f.Missing, func(m survey.Missing) bool { return m.Call == "GetPublicAccessBlock" })
	if at < 0 {
		t.Fatalf("missing: %v", f.Missing)
	}
	if m := f.Missing[at]; m.Gate != preflight.GateBlock || m.Why != survey.WhyRefused || m.Account != "222222222222" || !slices.Contains(m.Tried, "narrow") {
		t.Errorf("Block Public Access: %+v", m)
	}
	if f.Key == nil || f.Key.PolicyRead || len(f.Key.Missing) == 0 || f.Key.Missing[0].Action != "kms:DescribeKey" {
		t.Errorf("key %+v", f.Key)
	}
}

// TestBucketOfSomebodyElse: whose it is stays open, and nobody is sent for what
// only the owner sees.
func TestBucketOfSomebodyElse(t *testing.T) {
	p := start(t, withKey, "a=111111111111/Admin")
	f, err := survey.Bucket(t.Context(), p.meet(t.Context(), survey.New(), "a"), "media-dr")
	if err != nil {
		t.Fatal(err)
	}
	if f.Owner != "" || f.PolicyRead {
		t.Errorf("read %+v", f)
	}
	for _, gate := range []preflight.Gate{preflight.GateOwner, preflight.GateResource, preflight.GateBlock, preflight.GateOwnership, preflight.GateKey} {
		if m, ok := f.Misses(gate); !ok || m.Resource != "media-dr" || m.Account != "" || m.Action == "" {
			t.Errorf("%s: %q", gate, m)
		}
	}
	if strings.Contains(p.log.String(), "GetBucketVersioning") {
		t.Error("versioning was asked for")
	}
}

func TestNoBucket(t *testing.T) {
	p := start(t, withKey, "a=111111111111/Admin")
	_, err := survey.Bucket(t.Context(), p.meet(t.Context(), survey.New(), "a"), "media-nowhere")
	var none *survey.NoBucketError
	if !errors.As(err, &none) || none.Bucket != "media-nowhere" || none.Partition != "aws" {
		t.Errorf("got %v", err)
	}
}

// TestStatedOwner: an owner that the requests state is taken at its word, and
// what is missing names its account.
func TestStatedOwner(t *testing.T) {
	p := start(t, withKey, "a=111111111111/Admin")
	r := survey.New()
	found, err := r.Copy(t.Context(), survey.Ask{
		Source: &survey.End{Bucket: "media-prod"}, Dest: &survey.End{Bucket: "media-dr", Owner: "222222222222"}, As: p.meet(t.Context(), r, "a"), SessionKnown: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if found.Copy.Dest.Account != "222222222222" || found.Copy.Dest.ExpectedOwner != "222222222222" || found.Copy.Dest.Unknown[preflight.GateOwner] != "" {
		t.Errorf("destination %+v", found.Copy.Dest)
	}
	for _, m := range found.Missing {
		if m.Side == "destination" && m.Gate == preflight.GateResource && m.Account != "222222222222" {
			t.Errorf("missing: %+v", m)
		}
	}
}
