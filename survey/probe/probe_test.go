package probe_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/preflight"
	"clearway/survey/probe"
)

const keyB = "arn:aws:kms:eu-west-1:222222222222:key/aaaaaaaa-0000-4000-a000-000000000001"

// testWorld has callers with everything and with nothing, and some with nearly
// everything.
const testWorld = `
region: eu-west-1
organizations:
  - id: o-testtest01
    management: "999999999999"
    root: {id: r-test, accounts: [{id: "999999999999"}, {id: "111111111111"}, {id: "222222222222"}]}
accounts:
  - {id: "999999999999"}
  - id: "111111111111"
    users:
      - {name: none, access-key: {id: AKIANONE, secret: s}}
      - {name: all, access-key: {id: AKIAALL, secret: s}, attached: [AdministratorAccess]}
      - name: noacl
        access-key: {id: AKIANOACL, secret: s}
        attached: [AdministratorAccess]
        inline: {no: {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "s3:PutObjectAcl", Resource: "*"}]}}
      - name: nokey
        access-key: {id: AKIANOKEY, secret: s}
        attached: [AmazonS3FullAccess]
      - name: blind
        access-key: {id: AKIABLIND, secret: s}
        attached: [AdministratorAccess]
        inline: {no: {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "s3:ListBucket*", Resource: "*"}]}}
  - id: "222222222222"
    users:
      - {name: root, access-key: {id: AKIAOWNER, secret: s}, attached: [AdministratorAccess]}
    keys:
      - id: aaaaaaaa-0000-4000-a000-000000000001
        policy:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Principal: {AWS: ["111111111111", "222222222222"]}, Action: "kms:*", Resource: "*"}
  - {id: "333333333333", users: [{name: far, access-key: {id: AKIAFAR, secret: s}, attached: [AdministratorAccess]}]}
buckets:
  - name: plain
    account: "222222222222"
    ownership: BucketOwnerPreferred
    policy: &everybody
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: {AWS: "111111111111"}, Action: "s3:*", Resource: ["arn:aws:s3:::plain", "arn:aws:s3:::plain/*"]}
    objects:
      - {key: in/one.txt, text: one, tags: {a: b}}
      - {key: out/two.txt, text: two}
  - name: sealed
    account: "222222222222"
    policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: {AWS: "111111111111"}, Action: "s3:*", Resource: ["arn:aws:s3:::sealed", "arn:aws:s3:::sealed/*"]}
    encryption: {algorithm: "aws:kms", key: "` + keyB + `"}
    objects:
      - {key: in/one.txt, text: one}
      - {key: in/two.txt, text: ""}
  - name: empty
    account: "222222222222"
    policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: {AWS: "111111111111"}, Action: "s3:*", Resource: ["arn:aws:s3:::empty", "arn:aws:s3:::empty/*"]}
  - name: anybody
    account: "222222222222"
    block-public-access: {block-public-acls: false, ignore-public-acls: false, block-public-policy: false, restrict-public-buckets: false}
    policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::anybody", "arn:aws:s3:::anybody/*"]}
    objects:
      - {key: in/one.txt, text: one}
`

func start(t *testing.T) *lab.Lab {
	t.Helper()
	file, err := world.Parse("test world", []byte(testWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(t.Context(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	return l
}

// config signs as the user whose access key is AKIA and the name.
func config(url, name string) aws.Config {
	return aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(url), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIA"+strings.ToUpper(name), "s", ""),
	}
}

// table is a copy from one bucket to another of which nothing is known yet.
func table(t *testing.T, from, to string, more func(*preflight.Copy)) preflight.Table {
	t.Helper()
	unread := map[authz.Gate]string{authz.GateIdentity: "unread"}
	side := func(name string) *preflight.Side {
		s := &preflight.Side{
			Bucket: name, Prefix: "in/", Account: "222222222222", Region: "eu-west-1", Ownership: bucket.BucketOwnerEnforced,
			Unknown: map[preflight.Gate]string{preflight.GateResource: "unread"},
		}
		if name == "sealed" {
			s.Key = &preflight.Key{Key: bucket.Key{ARN: keyB}, Unknown: map[preflight.Gate]string{preflight.GateKey: "unread"}}
		}
		return s
	}
	c := preflight.Copy{
		Source: side(from), Dest: side(to), Tags: true, Delete: true, Multipart: true,
		As: preflight.Caller{Name: "me", Principal: authz.Principal{Type: authz.User, Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/me"}, Layers: authz.Layers{Unknown: unread}},
	}
	if more != nil {
		more(&c)
	}
	out, err := preflight.Check(c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shown is the answers in short: those that are alike on one line.
func shown(t preflight.Table, results []probe.Result) string {
	lines := map[string][]string{}
	var order []string
	for _, r := range results {
		row := t.Rows[r.Row]
		_, action, _ := strings.Cut(row.Need.Action, ":")
		head := strings.TrimRight(fmt.Sprintf("%s %s", r.Answer, r.Why), " ")
		if _, ok := lines[head]; !ok {
			order = append(order, head)
		}
		if row.KeyID != "" {
			action = "key " + action
		}
		lines[head] = append(lines[head], row.Bucket+" "+action)
	}
	slices.Sort(order)
	var out []string
	for _, head := range order {
		out = append(out, head+": "+strings.Join(lines[head], ", "))
	}
	return strings.Join(out, "\n")
}

func withACL(c *preflight.Copy) { c.ACL = "bucket-owner-full-control" }

func TestAnswers(t *testing.T) {
	l := start(t)
	for name, c := range map[string]struct {
		as, from, to string
		more         func(*preflight.Copy)
		want         string
	}{
		"who may do everything": {as: "all", from: "plain", to: "empty", want: `
not known no-probe: empty PutObjectTagging, empty DeleteObject
not known order: empty AbortMultipartUpload, empty ListMultipartUploadParts
yes: plain ListBucket, plain GetObject, plain GetObjectTagging, empty ListBucket, empty ListBucketMultipartUploads
yes control: empty PutObject`},
		"who may do nothing": {as: "none", from: "plain", to: "empty", want: `
no: plain ListBucket, empty ListBucket, empty ListBucketMultipartUploads, empty PutObject, empty AbortMultipartUpload, empty ListMultipartUploadParts
not known no-object: plain GetObject, plain GetObjectTagging
not known no-probe: empty PutObjectTagging, empty DeleteObject`},
		"a stranger, to whom S3 gives no reason": {as: "far", from: "plain", to: "empty", want: `
no: plain ListBucket, empty ListBucket, empty ListBucketMultipartUploads, empty PutObject, empty AbortMultipartUpload, empty ListMultipartUploadParts
not known no-object: plain GetObject, plain GetObjectTagging
not known no-probe: empty PutObjectTagging, empty DeleteObject`},
		"who may not list finds nothing to ask about": {as: "blind", from: "plain", to: "empty", want: `
no: plain ListBucket, empty ListBucket, empty ListBucketMultipartUploads
not known no-object: plain GetObject, plain GetObjectTagging
not known no-probe: empty PutObjectTagging, empty DeleteObject
not known order: empty AbortMultipartUpload, empty ListMultipartUploadParts
yes control: empty PutObject`},
		"with an ACL": {as: "all", from: "empty", to: "plain", more: withACL, want: `
not known no-object: empty GetObject, empty GetObjectTagging
not known no-probe: plain PutObjectTagging, plain DeleteObject
not known order: plain PutObjectAcl, plain AbortMultipartUpload, plain ListMultipartUploadParts
yes: empty ListBucket, plain ListBucket, plain ListBucketMultipartUploads
yes control: plain PutObject`},
		"with an ACL that the caller may not send": {as: "noacl", from: "empty", to: "plain", more: withACL, want: `
no: plain PutObjectAcl
not known no-object: empty GetObject, empty GetObjectTagging
not known no-probe: plain PutObjectTagging, plain DeleteObject
not known order: plain AbortMultipartUpload, plain ListMultipartUploadParts
not known other: plain PutObject
yes: empty ListBucket, plain ListBucket, plain ListBucketMultipartUploads`},
		"with an ACL that the bucket does not take": {as: "all", from: "plain", to: "empty", more: func(c *preflight.Copy) { c.ACL = "public-read" }, want: `
no: empty PutObject, empty PutObjectAcl
not known no-probe: empty PutObjectTagging, empty DeleteObject
not known order: empty AbortMultipartUpload, empty ListMultipartUploadParts
yes: plain ListBucket, plain GetObject, plain GetObjectTagging, empty ListBucket, empty ListBucketMultipartUploads`},
		"a bucket that everybody may write to has no control": {as: "all", from: "plain", to: "anybody", want: `
not known no-probe: anybody PutObjectTagging, anybody DeleteObject
not known order: anybody PutObject, anybody AbortMultipartUpload, anybody ListMultipartUploadParts
yes: plain ListBucket, plain GetObject, plain GetObjectTagging, anybody ListBucket, anybody ListBucketMultipartUploads`},
		"keys that may be used": {as: "all", from: "sealed", to: "empty", more: func(c *preflight.Copy) { c.Dest = c.Source; c.Source = nil }, want: `
not known no-probe: sealed DeleteObject
not known order: sealed AbortMultipartUpload, sealed ListMultipartUploadParts
yes: sealed ListBucket, sealed ListBucketMultipartUploads, sealed key Decrypt
yes control: sealed PutObject
yes direct: sealed key GenerateDataKey`},
		"a source's key that may be used": {as: "all", from: "sealed", to: "empty", want: `
not known no-probe: empty PutObjectTagging, empty DeleteObject
not known order: empty AbortMultipartUpload, empty ListMultipartUploadParts
yes: sealed ListBucket, sealed GetObject, sealed GetObjectTagging, empty ListBucket, empty ListBucketMultipartUploads, sealed key Decrypt
yes control: empty PutObject`},
		"keys that may not be used": {as: "nokey", from: "sealed", to: "sealed", more: func(c *preflight.Copy) { c.Dest.Prefix = "out/" }, want: `
no: sealed key Decrypt, sealed key GenerateDataKey
not known direct: sealed key Decrypt
not known no-probe: sealed PutObjectTagging, sealed DeleteObject
not known order: sealed AbortMultipartUpload, sealed ListMultipartUploadParts
not known other: sealed PutObject
yes: sealed ListBucket, sealed GetObject, sealed GetObjectTagging, sealed ListBucket, sealed ListBucketMultipartUploads`},
	} {
		t.Run(name, func(t *testing.T) {
			tab := table(t, c.from, c.to, c.more)
			before := state(t, l.URL())
			results := probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(l.URL(), c.as)}}, tab)
			if diff := cmp.Diff(strings.TrimPrefix(c.want, "\n"), shown(tab, results)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(before, state(t, l.URL())); diff != "" {
				t.Errorf("a probe changed the world: %s", diff)
			}
		})
	}
}

// state is all that buckets hold: objects with their versions, tags and ACLs,
// and unfinished uploads with their parts.
func state(t *testing.T, url string) (lines []string) {
	t.Helper()
	ctx := context.Background()
	client := s3.NewFromConfig(config(url, "owner"), func(o *s3.Options) { o.UsePathStyle = true })
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	for _, name := range []string{"plain", "sealed", "empty", "anybody"} {
		versions, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: &name})
		must(err)
		for _, v := range versions.Versions {
			tags, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &name, Key: v.Key})
			must(err)
			line := fmt.Sprint(name, "/", *v.Key, " ", *v.VersionId, " ", *v.ETag, " ", v.LastModified)
			for _, tag := range tags.TagSet {
				line += " " + *tag.Key + "=" + *tag.Value
			}
			lines = append(lines, line)
		}
		for _, d := range versions.DeleteMarkers {
			lines = append(lines, fmt.Sprint(name, "/", *d.Key, " deleted"))
		}
		uploads, err := client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: &name})
		must(err)
		for _, u := range uploads.Uploads {
			parts, err := client.ListParts(ctx, &s3.ListPartsInput{Bucket: &name, Key: u.Key, UploadId: u.UploadId})
			must(err)
			lines = append(lines, fmt.Sprint(name, "/", *u.Key, " upload ", *u.UploadId, " ", len(parts.Parts)))
		}
	}
	return lines
}

func TestAnUploadThatExists(t *testing.T) {
	l := start(t)
	owner := s3.NewFromConfig(config(l.URL(), "owner"), func(o *s3.Options) { o.UsePathStyle = true })
	if _, err := owner.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: aws.String("empty"), Key: aws.String("in/large")}); err != nil {
		t.Fatal(err)
	}
	before := state(t, l.URL())
	tab := table(t, "plain", "empty", nil)
	got := shown(tab, probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(l.URL(), "all")}}, tab))
	if !strings.Contains(got, "empty ListBucketMultipartUploads, empty ListMultipartUploadParts\n") || !strings.Contains(got, "order: empty AbortMultipartUpload\n") {
		t.Error(got)
	}
	if diff := cmp.Diff(before, state(t, l.URL())); diff != "" {
		t.Errorf("a probe changed the world: %s", diff)
	}
}

func TestAKeyThatOnlyS3MayUse(t *testing.T) {
	for name, c := range map[string]struct{ policy, state, want string }{
		"through S3 alone": {policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"kms:*","Resource":"*",
			"Condition":{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}}]}`, want: "not known direct: sealed key GenerateDataKey"},
		"disabled": {state: "Disabled", want: "no: sealed key GenerateDataKey, sealed key Decrypt"},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t)
			err := l.World().Edit(func(d *world.Data) error {
				k := d.KeyByARN(keyB)
				if c.state != "" {
					k.State = c.state
				}
				if c.policy == "" {
					return nil
				}
				bound, _, err := d.BindPolicy("key policy", c.policy)
				k.Policy = bound
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			tab := table(t, "plain", "sealed", func(c *preflight.Copy) { c.Tags, c.Delete = false, false })
			got := shown(tab, probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(l.URL(), "all")}}, tab))
			if !strings.Contains(got, c.want) {
				t.Errorf("%s is missing in\n%s", c.want, got)
			}
		})
	}
}

// TestAnEmptyObjectTellsNothingOfItsKey: there is no byte to read, and nobody
// says that S3 asks KMS before it finds that out.
func TestAnEmptyObjectTellsNothingOfItsKey(t *testing.T) {
	l := start(t)
	at := inFront(t, l, func(w http.ResponseWriter, r *http.Request) bool {
		return r.Method == http.MethodGet && r.Header.Get("Range") != "" && answer(w, http.StatusRequestedRangeNotSatisfiable, "InvalidRange")
	})
	tab := table(t, "sealed", "plain", nil)
	for _, r := range probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(at, "all")}}, tab) {
		if row := tab.Rows[r.Row]; row.Need.Action == "kms:Decrypt" && row.Need.Source && (r.Answer != bucket.NotKnown || r.Why != probe.WhyOrder) {
			t.Errorf("%s %s", r.Answer, r.Why)
		}
	}
}

// inFront lets change see each request to a lab and answer in its place.
func inFront(t *testing.T, l *lab.Lab, change func(http.ResponseWriter, *http.Request) bool) string {
	t.Helper()
	server := httptest.NewServer(relay(t, l, change))
	t.Cleanup(server.Close)
	return server.URL
}

func relay(t *testing.T, l *lab.Lab, change func(http.ResponseWriter, *http.Request) bool) http.Handler {
	t.Helper()
	target, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !change(w, r) {
			proxy.ServeHTTP(w, r)
		}
	})
}

// TestOverTLS: SDKs choose checksums and trailers by the scheme. Each write goes
// out with two digests in its headers, both wrong.
func TestOverTLS(t *testing.T) {
	l := start(t)
	var writes atomic.Int32
	server := httptest.NewTLSServer(relay(t, l, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			writes.Add(1)
			if r.Header.Get("Content-Md5") == "" || r.Header.Get("X-Amz-Checksum-Crc32") == "" || r.Header.Get("X-Amz-Trailer") != "" {
				t.Errorf("a write with the headers %v", r.Header)
			}
		}
		return false
	}))
	t.Cleanup(server.Close)
	cfg := config(server.URL, "all")
	cfg.HTTPClient = server.Client()
	tab := table(t, "plain", "empty", nil)
	got := shown(tab, probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": cfg}}, tab))
	if !strings.Contains(got, "yes control: empty PutObject") || writes.Load() != 2 {
		t.Errorf("%d writes\n%s", writes.Load(), got)
	}
}

func answer(w http.ResponseWriter, status int, code string) bool {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
	return true
}

// TestAnotherOrderOfChecksIsNoYes: a server that compares digests first tells
// whoever asks that they are wrong, those without permission as well.
func TestAnotherOrderOfChecksIsNoYes(t *testing.T) {
	l := start(t)
	at := inFront(t, l, func(w http.ResponseWriter, r *http.Request) bool {
		return r.Method == http.MethodPut && answer(w, 400, "BadDigest")
	})
	tab := table(t, "plain", "empty", nil)
	for _, who := range []string{"all", "none"} {
		got := shown(tab, probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(at, who)}}, tab))
		if !strings.Contains(got, "order: empty PutObject") {
			t.Errorf("%s: %s", who, got)
		}
	}
}

func TestTroubleIsNoAnswer(t *testing.T) {
	l := start(t)
	tab := table(t, "plain", "empty", nil)
	for name, c := range map[string]struct {
		status int
		code   string
		want   probe.Why
	}{
		"a sign-in that has ended": {400, "ExpiredToken", probe.WhyOther},
		"no such bucket":           {404, "NoSuchBucket", probe.WhyOther},
		"archived":                 {403, "InvalidObjectState", probe.WhyOther},
		"throttled":                {503, "SlowDown", probe.WhyOther},
	} {
		t.Run(name, func(t *testing.T) {
			at := inFront(t, l, func(w http.ResponseWriter, r *http.Request) bool { return answer(w, c.status, c.code) })
			results := probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(at, "all")}}, tab)
			for _, r := range results {
				if r.Answer != bucket.NotKnown {
					t.Errorf("%s: %s %s", tab.Rows[r.Row].Need.Action, r.Answer, r.Why)
				}
			}
			if results[0].Why != c.want || results[0].Said.Denial.Code != c.code {
				t.Errorf("%+v", results[0])
			}
		})
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	results := probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(gone.URL, "all")}}, tab)
	if results[0].Why != probe.WhyUnheard || results[0].Err == nil {
		t.Errorf("%+v", results[0])
	}
	if r := probe.Run(t.Context(), probe.Options{}, tab)[0]; r.Why != probe.WhyNoCaller || r.Answer != bucket.NotKnown {
		t.Errorf("%+v", r)
	}
}

// TestWordsOfARefusedRead: HEAD has no words, so the first byte is asked for.
// Who may not list asks about an object that the other identity found.
func TestWordsOfARefusedRead(t *testing.T) {
	l := start(t)
	tab := table(t, "plain", "empty", func(c *preflight.Copy) {
		reader := c.As
		reader.Name = "reader"
		c.DestAs = &reader
	})
	results := probe.Run(t.Context(), probe.Options{Callers: map[string]aws.Config{"me": config(l.URL(), "all"), "reader": config(l.URL(), "none")}}, tab)
	at := slices.IndexFunc(tab.Rows, func(r preflight.Row) bool { return r.Need.Action == "s3:GetObject" })
	if r := results[at]; tab.Rows[at].Caller != "reader" || r.Answer != bucket.No || r.Object != "in/one.txt" || r.Said.Denial.Layer != denial.LayerIdentity {
		t.Errorf("%s: %+v", tab.Rows[at].Caller, r)
	}
}
