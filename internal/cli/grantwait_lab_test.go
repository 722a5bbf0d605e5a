package cli

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// TestAServerStoresOnce: a server that looks at no digest stores what the check
// after a grant writes. It is asked once, however long its other answers are
// waited for, so that everything that was stored is named.
func TestAServerStoresOnce(t *testing.T) {
	h := startLab(t)
	target, err := url.Parse(h.lab.URL())
	if err != nil {
		t.Fatal(err)
	}
	var stored atomic.Int32
	asLab := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/clearway-probe-"):
			stored.Add(1)
		case r.URL.Query().Get("list-type") == "2":
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"))
		default:
			asLab.ServeHTTP(w, r)
		}
	}))
	defer front.Close()
	config, err := os.ReadFile(h.env["AWS_CONFIG_FILE"])
	if err != nil {
		t.Fatal(err)
	}
	h.write("config", strings.ReplaceAll(string(config), h.lab.URL(), front.URL))
	stdout, _ := h.wants(exitNo, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes")
	if stored.Load() != 1 || !strings.Contains(stdout, "s3://"+labBucket+"/clearway-probe-") {
		t.Errorf("%d objects were stored, and this was said:\n%s", stored.Load(), stdout)
	}
}

// TestWhatThePolicyKeepsShutIsNotWaitedFor: AWS will not agree in a minute.
func TestWhatThePolicyKeepsShutIsNotWaitedFor(t *testing.T) {
	h := startLab(t)
	h.put(`{"Version":"2012-10-17","Statement":[{"Sid":"KeepOut","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::` + labBucket + `/*",
		"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"222222222222"}}}]}`)
	stdout, _ := h.wants(exitNo, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes")
	for _, want := range []string{"statement KeepOut of this policy denies it", "s3:PutObject still refused to a after 0 s"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
}
