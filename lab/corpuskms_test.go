package lab_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"clearway/arn"
	"clearway/authz/scenario"
	"clearway/denial"
	"clearway/lab"
	"clearway/lab/world"
)

// TestKMSCorpus sends the cases about a KMS key to a lab: the key has the case's
// policy, and the caller decrypts what the owner encrypted before.
func TestKMSCorpus(t *testing.T) {
	cases, err := scenario.Load(os.DirFS("../testdata/corpus"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range cases {
		// The lab takes no statement without Action, which KMS keeps without effect.
		if !strings.HasPrefix(c.Name, "kms/") || c.Name == "kms/statement-without-action" {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			decryptOverHTTP(t, c)
		})
	}
	if ran < 25 {
		t.Errorf("only %d cases ran", ran)
	}
}

func decryptOverHTTP(t *testing.T, c scenario.Case) {
	s := newStage(t, c)
	key, err := arn.Parse(s.request.Resource)
	if err != nil || s.request.Action != "kms:Decrypt" {
		t.Fatalf("%s on %s: only kms:Decrypt of a key is known", s.request.Action, s.request.Resource)
	}
	s.file.Buckets = nil
	owner := s.account(key.Account)
	owner.Keys = []world.FileKMSKey{{ID: strings.TrimPrefix(key.Resource, "key/"), Region: key.Region}}
	l, err := lab.Start(context.Background(), lab.Options{World: s.file})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	root := keyOf(key.Account, "root")
	sealed := askKMS(t, l.URL(), aws.Credentials{AccessKeyID: root.ID, SecretAccessKey: root.Secret}, "Encrypt",
		map[string]any{"KeyId": s.request.Resource, "Plaintext": []byte("what the case is about")}, "{}")
	keys := s.credentials(t, l)
	trees := s.organizations(t)
	err = l.World().Edit(func(d *world.Data) error {
		d.Organizations = trees
		text := s.c.Files["resource.json"]
		if text == nil {
			text = []byte(`{"Version":"2012-10-17","Statement":[]}`)
		}
		var err error
		d.KeyByARN(s.request.Resource).Policy, _, err = d.BindPolicy("key policy", string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	answer := askKMS(t, l.URL(), keys, "Decrypt", map[string]any{"CiphertextBlob": sealed["CiphertextBlob"], "KeyId": s.request.Resource}, s.context(t, nil))
	s.judgeKMS(t, answer)
}

// judgeKMS compares the answer with what the case expects. Of a key of another
// account a refusal does not tell what its policy says.
func (s *stage) judgeKMS(t *testing.T, answer map[string]any) {
	t.Helper()
	code, _ := answer["__type"].(string)
	text, _ := answer["message"].(string)
	want := s.c.Want
	if (code == "AccessDeniedException") != (want.Decision != "allow") || want.Decision == "allow" && answer["Plaintext"] == nil {
		t.Fatalf("got %s %s, want %s: %s\n%s", code, text, want, s.c.Sentence, s.c.AWS)
	}
	if want.Decision != "deny" {
		return
	}
	said := denial.Parse("An error occurred (AccessDeniedException) when calling the Decrypt operation: " + text)
	if len(said) != 1 || said[0].Layer != want.Layer {
		t.Fatalf("said %q, want %s", text, want)
	}
	hidden := want.Layer == denial.LayerResource && s.request.Principal.Account != s.request.ResourceAccount
	if said[0].Deny != want.Kind && !hidden {
		t.Errorf("said %q, want %s", text, want)
	}
}

// askKMS sends one signed request and gives the answer.
func askKMS(t *testing.T, at string, keys aws.Credentials, operation string, in map[string]any, pretend string) (answer map[string]any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, at+"/", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "TrentService."+operation)
	r.Header.Set("X-Clearway-Context", pretend)
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(context.Background(), keys, r, hex.EncodeToString(sum[:]), "kms", corpusRegion, time.Now()); err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(raw, &answer)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return answer
}
