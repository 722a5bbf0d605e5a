package identity

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// metadata is the instance metadata service of an instance with a role.
func metadata(t *testing.T, until time.Time) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const roles = "/latest/meta-data/iam/security-credentials/"
		switch {
		case r.URL.Path == "/latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
			fmt.Fprint(w, "a token")
		case strings.TrimSuffix(r.URL.Path, "/") == strings.TrimSuffix(roles, "/"):
			fmt.Fprint(w, "web")
		case r.URL.Path == roles+"web":
			fmt.Fprintf(w, `{"Code":"Success","AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"hidden","Token":"hidden","Expiration":%q}`, until.Format(time.RFC3339))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Every way to credentials is told apart, with its end and what happens then.
func TestWhereCredentialsComeFrom(t *testing.T) {
	soon := time.Now().Add(40 * time.Minute).UTC().Truncate(time.Second)
	session := answer{body: fmt.Sprintf(`{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"hidden","Token":"hidden","Expiration":%q}`, soon.Format(time.RFC3339))}
	assumed := answer{body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey>` +
		`<SessionToken>hidden</SessionToken><Expiration>` + soon.Format(time.RFC3339) + `</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`}
	environment := map[string]string{"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_SESSION_TOKEN": "hidden"}
	for _, c := range []struct {
		name    string
		env     map[string]string
		profile string
		mfa     bool
		want    Origin
		temp    bool
		expires time.Time
		renewal Renewal
	}{
		{"keys in a file", nil, "keys", false, Origin{From: "aws_access_key_id", Name: "keys"}, false, time.Time{}, RenewsNever},
		{"a session's keys in a file", nil, "pasted", false, Origin{From: "aws_access_key_id", Name: "pasted"}, true, time.Time{}, RenewsNever},
		{"an sso-session", nil, "admin", false, Origin{From: "sso_session", Name: "admin", Session: "work"}, true, soon, RenewsItself},
		{"the older form", nil, "legacy", false, Origin{From: "sso_start_url", Name: "legacy"}, true, soon, RenewsNever},
		{"a role behind a sign-in", nil, "behind", false, Origin{From: "sso_session", Name: "admin", Session: "work", Chain: []string{"behind"}}, true, soon, RenewsItself},
		{"two roles behind keys", nil, "far", false, Origin{From: "aws_access_key_id", Name: "keys", Chain: []string{"far", "near"}}, true, soon, RenewsItself},
		{"a role that asks for a code", nil, "careful", true, Origin{From: "aws_access_key_id", Name: "keys", Chain: []string{"careful"}, MFA: "arn:aws:iam::111111111111:mfa/phone"}, true, soon, RenewsMFA},
		{"a process", nil, "process", false, Origin{From: "credential_process", Name: "process"}, true, soon, RenewsProcess},
		{"the environment", environment, "", false, Origin{From: "environment"}, true, time.Time{}, RenewsNever},
		{"the environment that says its end", with(environment, "AWS_CREDENTIAL_EXPIRATION", soon.Format(time.RFC3339)), "", false, Origin{From: "environment"}, true, soon, RenewsNever},
		{"the environment beats AWS_PROFILE", with(environment, "AWS_PROFILE", "keys"), "", false, Origin{From: "environment", Beats: "keys"}, true, time.Time{}, RenewsNever},
		{"AWS_DEFAULT_PROFILE", map[string]string{"AWS_DEFAULT_PROFILE": "keys"}, "", false, Origin{From: "aws_access_key_id", Name: "keys"}, false, time.Time{}, RenewsNever},
		{"a container", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "/agent?Action=Agent"}, "", false, Origin{From: "container", Name: "default"}, true, soon, RenewsItself},
		{"an instance", map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata(t, soon), "AWS_EC2_METADATA_DISABLED": ""}, "", false,
			Origin{From: "instance", Name: "default"}, true, soon, RenewsItself},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakeAWS(t)
			const role = "role_arn = arn:aws:iam::333333333333:role/Copier\n"
			f.config(ssoConfig + "[profile pasted]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = hidden\naws_session_token = hidden\n" +
				"[profile near]\n" + role + "source_profile = keys\n[profile far]\n" + role + "source_profile = near\n" +
				"[profile careful]\n" + role + "source_profile = keys\nmfa_serial = arn:aws:iam::111111111111:mfa/phone\n" +
				"[profile process]\ncredential_process = echo '{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"hidden\",\"SessionToken\":\"hidden\",\"Expiration\":\"" + soon.Format(time.RFC3339) + "\"}'\n")
			f.signedInUntil(soon)
			if err := f.cache().save(SSO{StartURL: "https://d-1234567890.awsapps.com/start"}, Token{AccessToken: "hidden", ExpiresAt: stamp{soon}}); err != nil {
				t.Fatal(err)
			}
			for name, value := range c.env {
				if strings.HasPrefix(value, "/") {
					value = f.url + value
				}
				t.Setenv(name, value)
			}
			f.on("Agent", session)
			f.on("AssumeRole", assumed)
			f.on("GetRoleCredentials", roleCredentials(soon))
			f.on("GetCallerIdentity", callerIs(adminSession, "111111111111", "AROAEXAMPLE:x"))
			f.on("GetRole", roleIs(adminRole))
			o := Options{Profile: c.profile}
			if c.mfa {
				o.MFACode = func(context.Context, string) (string, error) { return "123456", nil }
			}
			got := caller(t, o)
			if diff := cmp.Diff(c.want, got.Origin); diff != "" {
				t.Error(diff)
			}
			if got.Temporary != c.temp || !got.Expires.Equal(c.expires) || got.Renewal != c.renewal {
				t.Errorf("temporary %v, ends %v, then %q; want %v, %v, %q", got.Temporary, got.Expires, got.Renewal, c.temp, c.expires, c.renewal)
			}
		})
	}
}

// with is a copy of variables with one more.
func with(variables map[string]string, name, value string) map[string]string {
	out := maps.Clone(variables)
	out[name] = value
	return out
}
