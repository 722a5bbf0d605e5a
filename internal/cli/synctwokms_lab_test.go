package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/lab/world"
)

// Keys of the two accounts.
const (
	keyOfA = "arn:aws:kms:ap-northeast-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890aa"
	keyOfB = "arn:aws:kms:ap-northeast-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890bb"
)

// keyed is the story's world with a key in each account, that lets its own
// account do all, and the other one as told.
func keyed(t *testing.T, aLets, bLets string) *world.File {
	t.Helper()
	text, err := os.ReadFile("../../lab/world/story.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key := func(arn, own, other, lets string) string {
		policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + own + `"},"Action":"kms:*","Resource":"*"}`
		if lets != "" {
			policy += `,{"Effect":"Allow","Principal":{"AWS":"` + other + `"},"Action":[` + lets + `],"Resource":"*"}`
		}
		_, id, _ := strings.Cut(arn, "key/")
		return "    keys:\n      - id: " + id + "\n        policy: '" + policy + "]}'\n"
	}
	const a, b = "111111111111", "222222222222"
	world1 := strings.Replace(string(text), "    name: a\n", "    name: a\n"+key(keyOfA, a, b, aLets), 1)
	world1 = strings.Replace(world1, "    name: b\n", "    name: b\n"+key(keyOfB, b, a, bLets), 1)
	file, err := world.Parse("the story with keys", []byte(world1))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// encrypts sets a bucket's default encryption; "" is aws/s3 of whoever writes.
func (h *labHome) encrypts(profile, bucket, key string) {
	h.t.Helper()
	rule := types.ServerSideEncryptionRule{ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}}
	if key != "" {
		rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID = &key
	}
	_, err := h.as(profile).PutBucketEncryption(h.t.Context(), &s3.PutBucketEncryptionInput{Bucket: &bucket,
		ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestTwoIdentitiesUnderKeys: S3 lets either identity copy; the keys of the two
// sides decide.
func TestTwoIdentitiesUnderKeys(t *testing.T) {
	const uses = `"kms:Decrypt","kms:GenerateDataKey"`
	for _, c := range []struct {
		name, aLets, bLets, way string
	}{
		{"neither may", "", "", "relay"},
		{"the source's may", "", uses, "source"},
		{"the destination's may", `"kms:Decrypt"`, "", "dest"},
		{"both may", `"kms:Decrypt"`, uses, "dest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := startLabIn(t, keyed(t, c.aLets, c.bLets))
			h.encrypts("a", labSource, keyOfA)
			h.encrypts("b", labBucket, keyOfB)
			h.tagged("two/large", labParts, "t=large")
			h.tagged("two/small", 1600, "t=small")
			h.wants(exitDone, destReads...)
			h.wants(exitDone, sourceMay...)
			stdout, stderr := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
			sum, way := summaryOf(t, stdout)
			if sum.Way != c.way || sum.Ways[c.way] != 2 || len(sum.Ways) != 1 {
				t.Errorf("%+v\n%s", sum, stderr)
			}
			for _, refused := range way.Refused {
				if !strings.Contains(refused.Text, "kms:") {
					t.Errorf("refused: %+v", refused)
				}
			}
			h.holds("two/large", labParts, "large")
			h.holds("two/small", 1600, "small")
			h.nothingLeft()
			head, err := h.as("b").HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String(labBucket), Key: aws.String("two/large")})
			if err != nil || aws.ToString(head.SSEKMSKeyId) != keyOfB {
				t.Errorf("%+v, %v", head, err)
			}
		})
	}
}

// TestTwoAndTheWritersKey: the destination encrypts with aws/s3 of whoever
// writes, so that copies by the source's identity would be of no use there.
func TestTwoAndTheWritersKey(t *testing.T) {
	h := startLab(t)
	h.encrypts("b", labBucket, "")
	h.tagged("two/small", 1600, "t=small")
	h.wants(exitDone, sourceMay...)
	_, stderr := h.wants(exitDone, append(append([]string{}, twoSync...), onlyTagged...)...)
	if !strings.Contains(stderr, "profile a: its account's key aws/s3 would encrypt the copies") {
		t.Error(stderr)
	}
	h.holds("two/small", 1600, "small")
}
