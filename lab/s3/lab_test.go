package s3_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"clearway/lab"
	"clearway/lab/world"
)

// testWorld has two accounts of one organization and a stranger. Each account
// has an administrator and somebody who may do nothing by himself.
const testWorld = `
region: eu-west-1
organizations:
  - id: o-testtest01
    management: "999999999999"
    root:
      id: r-test
      accounts:
        - id: "999999999999"
        - id: "111111111111"
        - id: "222222222222"
accounts:
  - id: "999999999999"
  - id: "111111111111"
    root-access-key: {id: AKIAAAAAAAAAAAAAROOT, secret: secret-a-root}
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}
      - name: nobody
        access-key: {id: AKIAAAAAAAAAAANOBODY, secret: secret-a-nobody}
    roles:
      - name: deploy
        path: /ci/
        trust: {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}]}
  - id: "222222222222"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIABBBBBBBBBBBADMIN, secret: secret-b-admin}
  - id: "333333333333"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIACCCCCCCCCCCADMIN, secret: secret-c-admin}
buckets:
  - name: bucket-a
    account: "111111111111"
  - name: bucket-b
    account: "222222222222"
  - name: bucket-us
    account: "111111111111"
    region: us-west-2
`

// The callers of testWorld.
var (
	adminA  = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAADMIN", SecretAccessKey: "secret-a-admin"}
	nobodyA = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAANOBODY", SecretAccessKey: "secret-a-nobody"}
	rootA   = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAROOT", SecretAccessKey: "secret-a-root"}
	adminB  = aws.Credentials{AccessKeyID: "AKIABBBBBBBBBBBADMIN", SecretAccessKey: "secret-b-admin"}
	adminC  = aws.Credentials{AccessKeyID: "AKIACCCCCCCCCCCADMIN", SecretAccessKey: "secret-c-admin"}
)

// start brings a lab with testWorld up.
func start(t testing.TB) *lab.Lab {
	t.Helper()
	file, err := world.Parse("test world", []byte(testWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// client signs as one of the callers; no credentials, no signature.
func client(at string, c aws.Credentials, options ...func(*s3.Options)) *s3.Client {
	o := s3.Options{Region: "eu-west-1", BaseEndpoint: aws.String(at), UsePathStyle: true, RetryMaxAttempts: 1}
	if c.AccessKeyID == "" {
		o.Credentials = aws.AnonymousCredentials{}
	} else {
		o.Credentials = credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, "")
	}
	return s3.New(o, options...)
}

// overTLS puts TLS in front of a lab: SDKs send checksums in trailers only then.
func overTLS(t *testing.T, at string) (string, func(*s3.Options)) {
	t.Helper()
	target, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}})
	t.Cleanup(server.Close)
	return server.URL, func(o *s3.Options) {
		o.HTTPClient = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}}
	}
}

// wantCode fails unless err is an error of S3 with that code.
func wantCode(t *testing.T, err error, code string) smithy.APIError {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	return e
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
