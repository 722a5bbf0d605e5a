package kms_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"clearway/lab/kms"
	"clearway/need"
)

var (
	adminA  = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAADMIN", SecretAccessKey: "secret-a-admin"}
	nobodyA = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAANOBODY", SecretAccessKey: "secret-a-nobody"}
	adminB  = aws.Credentials{AccessKeyID: "AKIABBBBBBBBBBBADMIN", SecretAccessKey: "secret-b-admin"}
)

// ask sends one request, signed unless there are no keys, and gives the answer.
func ask(t *testing.T, at string, keys aws.Credentials, operation, body string) (status int, answer map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "TrentService."+operation)
	if keys.AccessKeyID != "" {
		sum := sha256.Sum256([]byte(body))
		if err := v4.NewSigner().SignHTTP(t.Context(), keys, r, hex.EncodeToString(sum[:]), "kms", "eu-west-1", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	if raw.Len() > 0 {
		if err := json.Unmarshal(raw.Bytes(), &answer); err != nil {
			t.Fatalf("%v: %s", err, raw.String())
		}
	}
	return resp.StatusCode, answer
}

func TestAnswers(t *testing.T) {
	at := start(t).URL()
	const id = "1234abcd-12ab-34cd-56ef-1234567890ab"
	const key = `{"KeyId":"arn:aws:kms:eu-west-1:111111111111:key/` + id + `"}`
	for _, c := range []struct {
		name            string
		keys            aws.Credentials
		operation, body string
		status          int
		code, says      string
	}{
		{"a key of the file", adminB, "DescribeKey", key, 200, "", ""},
		{"whom its policy leaves out", adminA, "DescribeKey", key, 400, "AccessDeniedException", "no resource-based policy allows the kms:DescribeKey action"},
		{"a grant of the file", nobodyA, "DescribeKey", key, 200, "", ""},
		{"an alias of the file", adminA, "DescribeKey", `{"KeyId":"alias/old"}`, 200, "", ""},
		{"a disabled key", adminA, "GenerateDataKey", `{"KeyId":"alias/old","KeySpec":"AES_256"}`, 400, "DisabledException", "is disabled."},
		{"an alias where none is taken", adminA, "EnableKey", `{"KeyId":"alias/old"}`, 400, "NotFoundException", "Invalid keyId alias/old"},
		{"no key named", adminA, "DescribeKey", `{}`, 400, "ValidationException", "'keyId'"},
		{"no JSON", adminA, "DescribeKey", `{`, 400, "SerializationException", ""},
		{"nobody signed", aws.Credentials{}, "ListKeys", `{}`, 400, "MissingAuthenticationTokenException", "Missing"},
		{"not of the lab", adminA, "ReplicateKey", `{}`, 400, "UnsupportedOperationException", "ReplicateKey"},
		{"a limit out of range", adminA, "ListKeys", `{"Limit":0}`, 400, "ValidationException", "'limit'"},
		{"a short wait", adminA, "ScheduleKeyDeletion", `{"KeyId":"x","PendingWindowInDays":1}`, 400, "ValidationException", "between 7 and 30"},
		{"a policy of another name", adminB, "GetKeyPolicy", `{"KeyId":"x","PolicyName":"other"}`, 400, "NotFoundException", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, answer := ask(t, at, c.keys, c.operation, c.body)
			code, _ := answer["__type"].(string)
			text, _ := answer["message"].(string)
			if status != c.status || code != c.code || !strings.Contains(text, c.says) {
				t.Errorf("got %d %s %q, want %d %s %q", status, code, text, c.status, c.code, c.says)
			}
		})
	}
}

func TestPages(t *testing.T) {
	at := start(t).URL()
	_, first := ask(t, at, adminA, "ListKeys", `{"Limit":1}`)
	marker, _ := first["NextMarker"].(string)
	if first["Truncated"] != true || marker == "" {
		t.Fatalf("first page %v", first)
	}
	_, second := ask(t, at, adminA, "ListKeys", `{"Limit":1,"Marker":"`+marker+`"}`)
	if keys, _ := second["Keys"].([]any); second["Truncated"] != false || len(keys) != 1 {
		t.Errorf("second page %v", second)
	}
	if status, answer := ask(t, at, adminA, "ListKeys", `{"Marker":"no"}`); status != 400 || answer["__type"] != "InvalidMarkerException" {
		t.Errorf("%d %v", status, answer)
	}
}

// The lab decides by need's table only, so it has to hold every operation.
func TestEveryOperationIsInTheTable(t *testing.T) {
	for _, name := range kms.Operations() {
		if !need.Known(name) {
			t.Errorf("need does not know %s", name)
		}
	}
}
