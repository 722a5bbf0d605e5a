package grant

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/need"
)

const (
	keyARN    = "arn:aws:kms:us-west-2:222222222222:key/9f3e0000-0000-4000-8000-000000000000"
	keyPolicy = `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::222222222222:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`
)

func onKey(t interface{ Fatal(...any) }, a Ask) Ask {
	a, err := a.OnKey(keyARN)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAKeyIsOpenedThroughS3Only(t *testing.T) {
	a := ask(t, need.SyncDest, "in/", MatchExact)
	a.Limits.SecureTransport = true
	p, err := Prepare([]byte(keyPolicy), onKey(t, a), Options{Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSuffix(keyPolicy, " ]\n}") + `, {
    "Sid": "ClearwayKey` + p.ID + `",
    "Effect": "Allow",
    "Principal": {
      "AWS": "` + roleARN + `"
    },
    "Action": [
      "kms:GenerateDataKey",
      "kms:Decrypt"
    ],
    "Resource": "*",
    "Condition": {
      "StringEquals": {
        "kms:ViaService": "s3.us-west-2.amazonaws.com"
      }
    }
  } ]
}`
	if diff := cmp.Diff(want, string(p.New)); diff != "" {
		t.Error(diff)
	}
	if opened, _ := p.Trial.Opened(); opened != 2 || p.Trial.Compared < 50 {
		t.Errorf("%d open, %d compared", opened, p.Trial.Compared)
	}
	if a.ID(idDigits) != p.ID {
		t.Error("bucket and key have different IDs")
	}
}

func TestNoKeyForWhatTouchesNoContent(t *testing.T) {
	for _, p := range []need.Purpose{need.List, need.Multipart} {
		if _, err := ask(t, p, "", MatchExact).OnKey(keyARN); err == nil {
			t.Errorf("%s needs a key", p)
		}
	}
	if _, err := ask(t, need.SyncDest, "", MatchExact).OnKey("alias/x"); err == nil {
		t.Error("an alias is a key of whoever asks")
	}
}

func TestKeyPoliciesAreRestoredToo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAsk(t)
		if !a.Purpose.Reads() && !a.Purpose.Writes() {
			a.Purpose = need.SyncDest
		}
		old := []byte(keyPolicy)
		if rapid.Bool().Draw(t, "more") {
			principal := rapid.SampledFrom([]string{`{"AWS":"*"}`, `{"AWS":"111111111111"}`, `{"Service":"logs.amazonaws.com"}`, `{"AWS":"` + roleARN + `"}`}).Draw(t, "principal")
			effect := rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")
			condition := rapid.SampledFrom([]string{`{"StringEquals":{"kms:CallerAccount":"111111111111"}}`, `{"Bool":{"kms:GrantIsForAWSResource":"true"}}`,
				`{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::x/*"}}`}).Draw(t, "condition")
			old = []byte(fmt.Sprintf(`{"Statement":[{"Effect":%q,"Principal":%s,"Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*","Condition":%s}]}`, effect, principal, condition))
		}
		once, err := Prepare(old, onKey(t, a), Options{Owner: owner, Now: drawnNow})
		if err != nil {
			t.Fatalf("%v: %s", err, old)
		}
		twice, err := Prepare(once.New, onKey(t, a), Options{Owner: owner, Now: drawnNow})
		if err != nil || !twice.Nothing() {
			t.Fatalf("%v: %s", err, twice.New)
		}
		w, err := Withdraw("key", once.New, mustFind(t, once.New), Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(old), string(w.New)); diff != "" {
			t.Fatal(diff)
		}
	})
}
