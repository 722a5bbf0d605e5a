package identity

import (
	"context"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/shell"
)

// The SDK leaves the clients that fetch credentials out when it applies a
// general endpoint; a profile that names one means them too.
func TestEndpointOfTheProfileServesItsSignIn(t *testing.T) {
	for _, c := range []struct{ name, endpoint, variable string }{
		{"endpoint_url of the profile", "endpoint_url = ", ""},
		{"a service's own variables", "region = us-east-1\n# ", "AWS_ENDPOINT_URL_"},
	} {
		f := newFakeAWS(t)
		os.Unsetenv("AWS_ENDPOINT_URL") // set by newFakeAWS, put back by t.Setenv
		if c.variable != "" {
			t.Setenv(c.variable+"SSO", f.url)
			t.Setenv(c.variable+"STS", f.url)
			t.Setenv(c.variable+"IAM", f.url)
		}
		f.config(strings.Replace(ssoConfig, "[profile admin]\n", "[profile admin]\n"+c.endpoint+f.url+"\n", 1))
		f.signedInUntil(time.Now().Add(time.Hour))
		f.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
		f.on("GetCallerIdentity", callerIs(adminSession, "111111111111", "AROAEXAMPLE:x"))
		f.on("GetRole", roleIs(adminRole))
		if got := caller(t, Options{Profile: "admin"}); got.WriteThis != adminRole {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestEndpointURLIsForTheCommandsOwnCalls(t *testing.T) {
	own, credentials := newFakeAWS(t), newFakeAWS(t)
	credentials.config(ssoConfig)
	credentials.signedInUntil(time.Now().Add(time.Hour))
	credentials.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
	own.on("GetCallerIdentity", callerIs(adminSession, "111111111111", "AROAEXAMPLE:x"))
	own.on("GetRole", roleIs(adminRole))
	caller(t, Options{Profile: "admin", EndpointURL: own.url})
	if diff := cmp.Diff([][]string{{"GetCallerIdentity", "GetRole"}, {"GetRoleCredentials"}}, [][]string{own.calls, credentials.calls}); diff != "" {
		t.Error(diff)
	}
}

func TestCertificates(t *testing.T) {
	f := newFakeAWS(t)
	server := httptest.NewTLSServer(f)
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	f.config(ssoConfig)
	f.on("GetCallerIdentity", callerIs("arn:aws:iam::111111111111:user/ann", "111111111111", "AIDAEXAMPLE"))
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, Options{Profile: "keys"}).Caller(context.Background()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown certificate was taken: %v", err)
	}
	caller(t, Options{Profile: "keys", NoVerifySSL: true})
	caller(t, Options{Profile: "keys", CABundle: bundle})
	t.Setenv("AWS_CA_BUNDLE", bundle)
	caller(t, Options{Profile: "keys"})
	if _, err := Open(context.Background(), Options{Profile: "keys", CABundle: bundle + ".gone"}); err == nil {
		t.Error("a bundle that is not there was taken")
	}
}

func TestNamesThatNeedCare(t *testing.T) {
	f := newFakeAWS(t)
	f.config("[profile \"two words\"]\naws_access_key_id = AKIATWO\naws_secret_access_key = hidden\n" +
		"[profile plain]\naws_access_key_id = AKIAPLAIN\naws_secret_access_key = hidden\n")
	for name, key := range map[string]string{"two words": "AKIATWO", "plain": "AKIAPLAIN"} {
		credentials, err := open(t, Options{Profile: name}).Config.Credentials.Retrieve(context.Background())
		if err != nil || credentials.AccessKeyID != key {
			t.Errorf("%s: %s, %v", name, credentials.AccessKeyID, err)
		}
	}
	for name, want := range map[string]string{"prod-admin": "prod-admin", "two words": "'two words'", "it's": `'it'\''s'`, "": "''"} {
		if got := shell.Quote(name); got != want {
			t.Errorf("shell.Quote(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestRegionWhenNobodyNamesOne(t *testing.T) {
	f := newFakeAWS(t)
	f.config("[profile aws]\nsso_region = eu-west-1\nsso_start_url = u\nsso_account_id = 1\nsso_role_name = r\n" +
		"[profile gov]\nsso_region = us-gov-west-1\nsso_start_url = u\nsso_account_id = 1\nsso_role_name = r\n")
	for name, want := range map[string]string{"aws": "us-east-1", "gov": "us-gov-west-1"} {
		if got := open(t, Options{Profile: name}).Config.Region; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
