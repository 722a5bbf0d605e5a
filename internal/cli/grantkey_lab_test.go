package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/grant"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/report"
)

// encrypt makes a KMS key the bucket's default; "" is aws/s3.
func (h *labHome) encrypt(key string) {
	h.t.Helper()
	rule := types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}
	if key != "" {
		rule.KMSMasterKeyID = &key
	}
	_, err := h.client("b").PutBucketEncryption(h.t.Context(), &s3.PutBucketEncryptionInput{
		Bucket: aws.String(labBucket), ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{
			Rules: []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &rule}},
		},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *labHome) kms(profile string) *kms.Client {
	h.t.Helper()
	return kms.NewFromConfig(h.identity(profile).Config)
}

func (h *labHome) newKey(profile string) string {
	h.t.Helper()
	out, err := h.kms(profile).CreateKey(h.t.Context(), &kms.CreateKeyInput{})
	if err != nil {
		h.t.Fatal(err)
	}
	return *out.KeyMetadata.Arn
}

func (h *labHome) keyPolicy(key string) string {
	h.t.Helper()
	out, err := h.kms("b").GetKeyPolicy(h.t.Context(), &kms.GetKeyPolicyInput{KeyId: &key})
	if err != nil {
		h.t.Fatal(err)
	}
	return *out.Policy
}

// writes puts an object as a, and reads it back as b.
func (h *labHome) writes() bool {
	h.t.Helper()
	_, err := h.client("a").PutObject(h.t.Context(), &s3.PutObjectInput{Bucket: aws.String(labBucket), Key: aws.String("k"), Body: strings.NewReader("x")})
	return err == nil
}

func TestGrantWithTheKeyOpensBothAndRevokeShutsBoth(t *testing.T) {
	h := startLab(t)
	key := h.newKey("b")
	h.encrypt(key)
	before := h.keyPolicy(key)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes"}

	stdout, _ := h.wants(exitDone, grantIt...)
	if !strings.Contains(stdout, "--with-key opens both") || h.writes() {
		t.Errorf("without the key: %s", stdout)
	}
	stdout, _ = h.wants(exitDone, grantIt...)
	if !strings.Contains(stdout, "already") || !strings.Contains(stdout, "--with-key opens both") {
		t.Errorf("the bucket has it, the key has not: %s", stdout)
	}
	stdout, _ = h.wants(exitDone, append(grantIt, "--with-key")...)
	if !strings.Contains(stdout, "policy of key") || !h.writes() {
		t.Errorf("with the key: %s", stdout)
	}
	opened := h.keyPolicy(key)
	h.wants(exitDone, append(grantIt, "--with-key")...)
	if h.keyPolicy(key) != opened {
		t.Error("granting twice is not granting once")
	}
	if _, err := h.kms("a").GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{KeyId: &key, NumberOfBytes: aws.Int32(32)}); err == nil {
		t.Error("the key can be used past S3")
	}
	stdout, _ = h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if !strings.Contains(stdout, "--with-key takes it out of both") || h.policy() != "" {
		t.Errorf("the bucket alone: %s", stdout)
	}
	h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes", "--with-key")
	if h.keyPolicy(key) != before {
		t.Errorf("the key's policy is %s", h.keyPolicy(key))
	}
}

func TestKeysThatCannotBeGranted(t *testing.T) {
	h := startLab(t)
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-source", "--to", "a", "--owner-profile", "b", "--yes"}
	h.encrypt("")
	_, stderr := h.wants(exitGuarded, append(grantIt, "--with-key")...)
	if !strings.Contains(stderr, "aws/s3") || h.policy() != "" {
		t.Errorf("AWS's own key: %s", stderr)
	}
	_, stderr = h.wants(exitNo, append(grantIt, "--key", h.newKey("a"))...)
	if !strings.Contains(stderr, "belongs to account 111111111111") || h.policy() != "" {
		t.Errorf("a key of another account: %s", stderr)
	}
	h.wants(exitUsage, append(grantIt, "--key", "alias/media")...)
	h.wants(exitUsage, "grant", "s3://"+labBucket, "--for", "list", "--to", "a", "--owner-profile", "b", "--key", h.newKey("b"))
}

// textPolicied is a policy in memory; somebody changes it when it is read.
type textPolicied struct{ text, onRead string }

func (p *textPolicied) ReadPolicy(context.Context) ([]byte, error) {
	if p.onRead != "" {
		p.text = p.onRead
	}
	return []byte(p.text), nil
}
func (p *textPolicied) WritePolicy(_ context.Context, text []byte) error {
	p.text = string(text)
	return nil
}
func (p *textPolicied) DeletePolicy(context.Context) error { return errors.New("deleted") }

// TestHalfDoneIsSaid: the key's policy was written, and somebody was faster with
// the bucket's.
func TestHalfDoneIsSaid(t *testing.T) {
	var stderr bytes.Buffer
	e := &env{err: term.NewStream(&stderr, term.Options{Getenv: func(string) string { return "" }}), lang: msg.English, now: time.Now}
	e.out = e.err
	value := report.Grant{Bucket: "media-dr", Key: &report.GrantKey{}}
	key, theirs := &textPolicied{text: othersText}, &textPolicied{text: othersText, onRead: publicText}
	err := e.writeAll(t.Context(), writeOptions{backupDir: t.TempDir()}, nil, &value, settling{
		takeBack: "clearway revoke s3://media-dr --grant 7c1f --owner-profile b --with-key",
		changes: []change{
			{name: "9f3e", key: true, to: key, old: []byte(othersText), updated: []byte(publicText), kept: &value.Key.KeptIn},
			{name: "media-dr", to: theirs, old: []byte(othersText), updated: []byte(inTheOldLanguage), kept: &value.KeptIn},
		},
	})
	if err == nil || key.text != publicText || theirs.text != publicText || value.KeptIn != "" || !value.Key.Written {
		t.Errorf("%v: key %s, bucket %s, %+v", err, key.text, theirs.text, value)
	}
	for _, want := range []string{"half done", "clearway revoke s3://media-dr --grant 7c1f", "changed since it was read"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q is missing in\n%s", want, stderr.String())
		}
	}
}

// TestASecondWriterIsNeverWrittenOver: somebody writes after the plan was made;
// nothing of theirs is lost, whether before or after our write.
func TestASecondWriterIsNeverWrittenOver(t *testing.T) {
	h := startLab(t)
	h.put(othersText)
	before := h.policy()
	var guard *grant.GuardError
	w := grant.Writing{
		Bucket: labBucket, Old: []byte(before), New: []byte(inTheOldLanguage),
		Keep: func([]byte) error { h.put(secondText); return nil },
		Wait: func(context.Context, time.Duration) error { return nil },
	}
	if err := grant.Apply(t.Context(), h.bucket("b"), w); !errors.As(err, &guard) || guard.Guard != grant.GuardChanged || h.policy() != secondText {
		t.Errorf("before the write: %v: %s", err, h.policy())
	}
	w.Old, w.Keep = []byte(secondText), func([]byte) error { return nil }
	after := &afterWrite{Policied: h.bucket("b"), then: func() { h.put(othersText) }}
	if err := grant.Apply(t.Context(), after, w); !errors.As(err, &guard) || guard.Guard != grant.GuardReadBack || h.policy() != before {
		t.Errorf("after the write: %v: %s", err, h.policy())
	}
}

const secondText = `{"Version":"2012-10-17","Statement":[{"Sid":"Second","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`

// afterWrite is a bucket to which somebody writes right after us.
type afterWrite struct {
	grant.Policied
	then func()
}

func (a *afterWrite) WritePolicy(ctx context.Context, text []byte) error {
	err := a.Policied.WritePolicy(ctx, text)
	a.then()
	return err
}
