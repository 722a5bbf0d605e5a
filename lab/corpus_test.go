package lab_test

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // S3's Content-MD5
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go/encoding/httpbinding"

	"clearway/authz"
	"clearway/authz/scenario"
	"clearway/denial"
	"clearway/lab"
	"clearway/lab/world"
)

// TestCorpus sends every case of testdata/corpus that a bucket can express to a
// lab: the owner puts the bucket policy, the session is made, and the request
// is signed and sent as any client would. Refused means 403 AccessDenied; where
// S3 is talkative, its words have to name the layer that the case expects.
func TestCorpus(t *testing.T) {
	cases, err := scenario.Load(os.DirFS("../testdata/corpus"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range cases {
		if c.NoHTTP != "" {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			overHTTP(t, c)
		})
	}
	if ran < 150 {
		t.Errorf("only %d cases ran over HTTP", ran)
	}
}

func overHTTP(t *testing.T, c scenario.Case) {
	s := newStage(t, c)
	l, err := lab.Start(context.Background(), lab.Options{World: s.file})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	if text := c.Files["resource.json"]; text != nil {
		s.putPolicy(t, l.URL(), text)
	}
	keys := s.credentials(t, l)
	trees := s.organizations(t)
	err = l.World().Edit(func(d *world.Data) error {
		d.Organizations = trees
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	status, body := s.send(t, l.URL(), keys)
	s.judge(t, l.World(), status, body)
}

// judge compares what came back with what the case expects.
func (s *stage) judge(t *testing.T, w *world.World, status int, body string) {
	t.Helper()
	want := s.c.Want
	if (status == http.StatusForbidden) != (want.Decision == "deny") {
		t.Fatalf("got %d, want %s: %s\n%s\n%s", status, want, s.c.Sentence, s.c.AWS, body)
	}
	if want.Decision == "allow" {
		return
	}
	said := denial.Parse(body)
	if len(said) != 1 || said[0].Code != "AccessDenied" {
		t.Fatalf("want one AccessDenied: %s", body)
	}
	p, owner := s.request.Principal, s.request.ResourceAccount
	talkative := p.Type != authz.Anonymous && (p.Account == owner || w.SameOrganization(p.Account, owner))
	if p.Account != owner && want.Layer == "vpce" {
		talkative = false
	}
	if !talkative {
		if said[0].Message != "Access Denied" {
			t.Errorf("S3 says nothing more across organizations, the lab said: %s", said[0].Message)
		}
		return
	}
	if got := (scenario.Want{Decision: "deny", Kind: said[0].Deny, Layer: said[0].Layer}); got != want {
		t.Errorf("got %s, want %s: %s\n%s\n%s", got, want, s.c.Sentence, s.c.AWS, said[0].Message)
	}
}

// putPolicy is what the owner of the bucket does.
func (s *stage) putPolicy(t *testing.T, at string, text []byte) {
	t.Helper()
	r := newRequest(t, http.MethodPut, at, s.bucket, "", url.Values{"policy": {""}}, text)
	r.Header.Set("X-Amz-Confirm-Remove-Self-Bucket-Access", "true")
	root := keyOf(s.request.ResourceAccount, "root")
	status, body := do(t, r, aws.Credentials{AccessKeyID: root.ID, SecretAccessKey: root.Secret}, text)
	if status != http.StatusNoContent {
		t.Fatalf("put the bucket policy: %d %s", status, body)
	}
}

// credentials are those of the caller of the case; none for an unsigned one.
func (s *stage) credentials(t *testing.T, l *lab.Lab) aws.Credentials {
	t.Helper()
	p := s.request.Principal
	name := p.ARN[strings.LastIndexByte(p.ARN, '/')+1:]
	switch p.Type {
	case authz.Root:
		k := keyOf(p.Account, "root")
		return aws.Credentials{AccessKeyID: k.ID, SecretAccessKey: k.Secret}
	case authz.User:
		k := keyOf(p.Account, name)
		return aws.Credentials{AccessKeyID: k.ID, SecretAccessKey: k.Secret}
	case authz.RoleSession:
		return s.assume(t, l.URL(), name)
	case authz.FederatedUser:
		return s.federate(t, l.World(), name)
	}
	return aws.Credentials{}
}

// assume makes the role session, with the session policies of the case: the
// first in the call itself, the others as managed policies.
func (s *stage) assume(t *testing.T, at, name string) aws.Credentials {
	t.Helper()
	p := s.request.Principal
	k := keyOf(p.Account, broker)
	client := sts.New(sts.Options{
		Region: corpusRegion, BaseEndpoint: aws.String(at),
		Credentials: credentials.NewStaticCredentialsProvider(k.ID, k.Secret, ""),
	})
	in := &sts.AssumeRoleInput{RoleArn: aws.String(p.RoleARN), RoleSessionName: aws.String(name)}
	for _, file := range s.c.Names {
		switch {
		case !strings.HasPrefix(file, "session/"):
		case in.Policy == nil:
			in.Policy = aws.String(string(s.c.Files[file]))
		default:
			named := "arn:aws:iam::" + p.Account + ":policy/" + sessionPolicyName(file)
			in.PolicyArns = append(in.PolicyArns, types.PolicyDescriptorType{Arn: &named})
		}
	}
	out, err := client.AssumeRole(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(out.AssumedRoleUser.Arn); got != p.ARN {
		t.Fatalf("the session is %s, want %s", got, p.ARN)
	}
	c := out.Credentials
	return aws.Credentials{AccessKeyID: *c.AccessKeyId, SecretAccessKey: *c.SecretAccessKey, SessionToken: *c.SessionToken}
}

// federate makes the session of a federated user; its user need not be allowed
// to call GetFederationToken in a case about something else.
func (s *stage) federate(t *testing.T, w *world.World, name string) aws.Credentials {
	t.Helper()
	p := s.request.Principal
	session := world.Session{Federated: true, Name: name, Tags: p.Tags, Expires: time.Now().Add(time.Hour)}
	w.Look(func(d *world.Data) {
		session.UserID = d.User(p.Account, p.UserARN[strings.LastIndexByte(p.UserARN, '/')+1:]).ID
	})
	for _, file := range s.c.Names {
		if !strings.HasPrefix(file, "session/") {
			continue
		}
		doc, err := world.NewDocument(file, string(s.c.Files[file]))
		if err != nil {
			t.Fatal(err)
		}
		session.Policies, session.HasPolicies = append(session.Policies, doc), true
	}
	c, err := w.Mint(session)
	if err != nil {
		t.Fatal(err)
	}
	return aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}
}

// calls are the forms of the requests that the actions of the corpus stand for.
var calls = map[string]struct {
	method string
	query  url.Values
}{
	"s3:ListBucket":                 {http.MethodGet, url.Values{"list-type": {"2"}}},
	"s3:ListBucketVersions":         {http.MethodGet, url.Values{"versions": {""}}},
	"s3:ListBucketMultipartUploads": {http.MethodGet, url.Values{"uploads": {""}}},
	"s3:GetBucketLocation":          {http.MethodGet, url.Values{"location": {""}}},
	"s3:GetBucketVersioning":        {http.MethodGet, url.Values{"versioning": {""}}},
	"s3:GetObjectAcl":               {http.MethodGet, url.Values{"acl": {""}}},
	"s3:GetObject":                  {http.MethodGet, nil},
	"s3:PutObject":                  {http.MethodPut, nil},
	"s3:DeleteObject":               {http.MethodDelete, nil},
	"s3:GetObjectTagging":           {http.MethodGet, url.Values{"tagging": {""}}},
	"s3:PutObjectTagging":           {http.MethodPut, url.Values{"tagging": {""}}},
	"s3:GetBucketPolicy":            {http.MethodGet, url.Values{"policy": {""}}},
	"s3:PutBucketPolicy":            {http.MethodPut, url.Values{"policy": {""}}},
	"s3:DeleteBucketPolicy":         {http.MethodDelete, url.Values{"policy": {""}}},
}

// Condition keys that the request itself carries, in its query or a header; the
// other ones travel in X-Clearway-Context.
var (
	inQuery  = map[string]string{"s3:prefix": "prefix", "s3:delimiter": "delimiter", "s3:max-keys": "max-keys"}
	inHeader = map[string]string{
		"s3:x-amz-acl": "X-Amz-Acl", "s3:x-amz-storage-class": "X-Amz-Storage-Class",
		"s3:x-amz-server-side-encryption": "X-Amz-Server-Side-Encryption", "aws:UserAgent": "User-Agent",
	}
)

// send makes the request of the case.
func (s *stage) send(t *testing.T, at string, keys aws.Credentials) (status int, body string) {
	t.Helper()
	form, ok := calls[s.request.Action]
	if !ok {
		t.Fatalf("no request is known for %s; add it to calls, or say http: no", s.request.Action)
	}
	query := url.Values{}
	maps.Copy(query, form.query)
	header, sent := http.Header{}, map[string]bool{}
	for key, values := range s.request.Context {
		if len(values) != 1 {
			continue
		}
		if name, ok := inQuery[key]; ok {
			query.Set(name, values[0])
		} else if name, ok := inHeader[key]; ok {
			header.Set(name, values[0])
		} else {
			continue
		}
		sent[strings.ToLower(key)] = true
	}
	var payload []byte
	switch s.request.Action {
	case "s3:PutObject":
		payload = []byte("new content")
	case "s3:PutObjectTagging":
		payload = s.tagging(sent)
	case "s3:PutBucketPolicy":
		payload = s.c.Files["resource.json"]
		header.Set("X-Amz-Confirm-Remove-Self-Bucket-Access", "true")
	}
	r := newRequest(t, form.method, at, s.bucket, s.key, query, payload)
	maps.Copy(r.Header, header)
	r.Header.Set("X-Clearway-Context", s.context(t, sent))
	return do(t, r, keys, payload)
}

// tagging is a document with the tags that the case speaks of.
func (s *stage) tagging(sent map[string]bool) []byte {
	tags := map[string]string{}
	for key, values := range s.request.Context {
		if name, ok := strings.CutPrefix(key, "s3:RequestObjectTag/"); ok {
			tags[name] = values[0]
			sent[strings.ToLower(key)] = true
		}
		if key == "s3:RequestObjectTagKeys" {
			for _, name := range values {
				tags[name] = "x"
			}
			sent[strings.ToLower(key)] = true
		}
	}
	var set strings.Builder
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		fmt.Fprintf(&set, "<Tag><Key>%s</Key><Value>%s</Value></Tag>", name, tags[name])
	}
	return []byte("<Tagging><TagSet>" + set.String() + "</TagSet></Tagging>")
}

func newRequest(t *testing.T, method, at, bucket, key string, query url.Values, payload []byte) *http.Request {
	t.Helper()
	raw := "/" + bucket
	if key != "" {
		raw += "/" + httpbinding.EscapePath(key, false)
	}
	r, err := http.NewRequest(method, at+raw+"?"+strings.ReplaceAll(query.Encode(), "+", "%20"), bytes.NewReader(payload))
	if err != nil {
		t.Fatal(err)
	}
	if len(payload) > 0 {
		sum := md5.Sum(payload) //nolint:gosec // S3's Content-MD5
		r.Header.Set("Content-Md5", base64.StdEncoding.EncodeToString(sum[:]))
	}
	return r
}

// do signs the request, unless there are no credentials, and sends it.
func do(t *testing.T, r *http.Request, keys aws.Credentials, payload []byte) (status int, body string) {
	t.Helper()
	sum := sha256.Sum256(payload)
	hash := hex.EncodeToString(sum[:])
	if keys.AccessKeyID != "" {
		r.Header.Set("X-Amz-Content-Sha256", hash)
		signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
		if err := signer.SignHTTP(context.Background(), keys, r, hash, "s3", corpusRegion, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
