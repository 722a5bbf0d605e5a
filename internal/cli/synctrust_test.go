package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clearway/identity"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/store"
	"clearway/store/dir"
	"clearway/store/s3"
	"clearway/store/storetest"
)

const trustWorld = `
accounts:
  - id: "111111111111"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}
buckets:
  - {name: from-bucket, account: "111111111111"}
  - {name: to-bucket, account: "111111111111"}
`

// rig is a lab, a door before it where requests can be broken, and clearway as
// a program of its own that knows the door only.
type rig struct {
	t        *testing.T
	home     string
	env      []string
	lab      *httputil.ReverseProxy
	from, to *s3.Store // the buckets, without the door

	mu   sync.Mutex
	door func(w http.ResponseWriter, r *http.Request, lab http.Handler) // nil: wide open
}

func newRig(t *testing.T) *rig {
	t.Helper()
	file, err := world.Parse("trust", []byte(trustWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	to, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, home: t.TempDir()}
	r.lab = &httputil.ReverseProxy{
		Rewrite:      func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = p.In.Host }, // the host is signed
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewUnstartedServer(r)
	server.Config.ErrorLog = nil
	server.Start()
	t.Cleanup(server.Close)
	r.configure(server.URL)
	r.from, r.to = r.bucket(l.URL(), "from-bucket"), r.bucket(l.URL(), "to-bucket")
	return r
}

// configure writes a configuration whose parts are small, so that a test has
// some.
func (r *rig) configure(url string) {
	r.t.Helper()
	config := "[default]\nregion = us-east-1\ns3 =\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n"
	keys := "[default]\naws_access_key_id = AKIAAAAAAAAAAAAADMIN\naws_secret_access_key = secret-a-admin\n"
	for name, text := range map[string]string{"config": config, "credentials": keys} {
		if err := os.WriteFile(filepath.Join(r.home, name), []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "AWS_") && !strings.HasPrefix(v, "CLEARWAY_") && !strings.HasPrefix(v, "XDG_") {
			r.env = append(r.env, v)
		}
	}
	r.env = append(r.env, "HOME="+r.home, "USERPROFILE="+r.home, "LANG=C", "LC_ALL=", "AWS_CONFIG_FILE="+filepath.Join(r.home, "config"),
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(r.home, "credentials"), "AWS_EC2_METADATA_DISABLED=true", "AWS_ENDPOINT_URL="+url)
}

func (r *rig) bucket(url, name string) *s3.Store {
	r.t.Helper()
	getenv := func(name string) string {
		for _, v := range slices.Backward(r.env) {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
	who, err := identity.Open(r.t.Context(), identity.Options{Getenv: getenv, Now: time.Now})
	if err != nil {
		r.t.Fatal(err)
	}
	return s3.New(who.Config, name, s3.Options{EndpointURL: url})
}

func (r *rig) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	door := r.door
	r.mu.Unlock()
	if door == nil {
		r.lab.ServeHTTP(w, q)
		return
	}
	door(w, q, r.lab)
}

// behind puts a door before the lab until the next.
func (r *rig) behind(door func(http.ResponseWriter, *http.Request, http.Handler)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.door = door
}

// command is clearway with these arguments, and what it writes to stderr.
func (r *rig) command(ctx context.Context, args ...string) (*exec.Cmd, *bytes.Buffer) {
	r.t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "clearway", args...)
	cmd.Env, cmd.Dir, cmd.Stderr = r.env, r.home, &stderr
	return cmd, &stderr
}

// body makes the content that a name has in a version: it cannot be taken for
// another's, and its size tells the version.
func body(name string, version int) string {
	size := int(sha256.Sum256([]byte(name))[0])*64 + version
	if strings.HasSuffix(name, ".large") {
		size += 11 << 20
	}
	line := fmt.Sprintf("%s, version %d\n", name, version)
	return strings.Repeat(line, size/len(line)+1)[:size]
}

// names are what the tests bring over: flat, in trees, and a few in parts.
func names(small, large int) []string {
	var all []string
	for i := range small {
		all = append(all, fmt.Sprintf("%s%03d", []string{"", "logs/", "a/b/c/", "img é/"}[i%4], i))
	}
	for i := range large {
		all = append(all, fmt.Sprintf("media/%d.large", i))
	}
	return all
}

func put(t *testing.T, s store.Store, name, content string) {
	t.Helper()
	if err := s.Put(t.Context(), name, storetest.Content(content), store.Writing{}); err != nil {
		t.Fatal(err)
	}
}

// objectsOf reads a whole store.
func objectsOf(t *testing.T, s store.Store) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Get(t.Context(), e, store.Span{})
		if errors.Is(err, fs.ErrNotExist) {
			continue // S3 is still at what a killed run has asked for
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(o.Body)
		o.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		all[e.Key] = string(content)
	}
	return all
}

// leftovers are files that no run should leave.
func leftovers(t *testing.T, root string) []string {
	t.Helper()
	var left []string
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, dir.TemporarySuffix) {
			left = append(left, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// route is a direction of a sync with its two ends as stores and as arguments.
type route struct {
	name     string
	from, to store.Store
	args     []string
	dir      string // of the end that is a directory; "" where none is
}

func (r *rig) routes() []route {
	here, there := filepath.Join(r.home, "here"), filepath.Join(r.home, "there")
	for _, path := range []string{here, there} {
		if err := os.MkdirAll(path, 0o777); err != nil {
			r.t.Fatal(err)
		}
	}
	return []route{
		{"copy", r.from, r.to, []string{"sync", "s3://from-bucket", "s3://to-bucket", "--delete"}, ""},
		{"upload", dir.New(here, dir.Options{}), r.to, []string{"sync", here, "s3://to-bucket", "--delete"}, here},
		{"download", r.from, dir.New(there, dir.Options{}), []string{"sync", "s3://from-bucket", there, "--delete"}, there},
	}
}

// empty deletes everything.
func empty(t *testing.T, s store.Store) {
	t.Helper()
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err == nil {
			err = s.Delete(t.Context(), e.Key)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}
