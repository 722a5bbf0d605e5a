package s3_test

import (
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
	smithyendpoints "github.com/aws/smithy-go/endpoints"

	"clearway/lab/clienttest"
)

// asItIs leaves the account out of the host: an address has no names below it.
type asItIs struct{ url string }

func (r asItIs) ResolveEndpoint(context.Context, s3control.EndpointParameters) (endpoint smithyendpoints.Endpoint, err error) {
	u, err := url.Parse(r.url)
	if err == nil {
		endpoint.URI = *u
	}
	return endpoint, err
}

func control(at string, c aws.Credentials, options ...func(*s3control.Options)) *s3control.Client {
	o := s3control.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(at), EndpointResolverV2: asItIs{at}, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, ""),
	}
	return s3control.New(o, options...)
}

func setBlock(c *s3control.Client, account string, b types.PublicAccessBlockConfiguration) error {
	_, err := c.PutPublicAccessBlock(context.Background(), &s3control.PutPublicAccessBlockInput{AccountId: &account, PublicAccessBlockConfiguration: &b})
	return err
}

func getBlock(c *s3control.Client, account string) (*types.PublicAccessBlockConfiguration, error) {
	out, err := c.GetPublicAccessBlock(context.Background(), &s3control.GetPublicAccessBlockInput{AccountId: &account})
	if err != nil {
		return nil, err
	}
	return out.PublicAccessBlockConfiguration, nil
}

const publicPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket-a"}]}`

// TestAccountBlockIsJoinedWithTheBucketsOwn: what the account blocks is blocked
// in a bucket that blocks nothing.
func TestAccountBlockIsJoinedWithTheBucketsOwn(t *testing.T) {
	at, ctx := start(t).URL(), t.Context()
	a, stranger, c := client(at, adminA), client(at, adminC), control(at, adminA)
	e := wantCode(t, func() error { _, err := getBlock(c, "111111111111"); return err }(), "NoSuchPublicAccessBlockConfiguration")
	if e.ErrorMessage() != "The public access block configuration was not found" {
		t.Errorf("said %q", e.ErrorMessage())
	}
	_, err := a.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: aws.String("bucket-a")})
	ok(t, err)
	ok(t, putPolicy(a, "bucket-a", aws.String(publicPolicy)))
	ok(t, list(stranger, "bucket-a"))

	ok(t, setBlock(c, "111111111111", types.PublicAccessBlockConfiguration{RestrictPublicBuckets: aws.Bool(true)}))
	wantCode(t, list(stranger, "bucket-a"), "AccessDenied")
	ok(t, list(a, "bucket-a"))
	ok(t, putPolicy(a, "bucket-a", aws.String(publicPolicy)))

	ok(t, setBlock(c, "111111111111", types.PublicAccessBlockConfiguration{BlockPublicPolicy: aws.Bool(true)}))
	ok(t, list(stranger, "bucket-a")) // the policy that is there stays
	e = wantCode(t, putPolicy(a, "bucket-a", aws.String(publicPolicy)), "AccessDenied")
	if !strings.Contains(e.ErrorMessage(), "the BlockPublicPolicy setting in S3 Block Public Access") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	got, err := getBlock(c, "111111111111")
	ok(t, err)
	if !*got.BlockPublicPolicy || *got.RestrictPublicBuckets || *got.BlockPublicAcls || *got.IgnorePublicAcls {
		t.Errorf("got %+v", got)
	}
	_, err = c.DeletePublicAccessBlock(ctx, &s3control.DeletePublicAccessBlockInput{AccountId: aws.String("111111111111")})
	ok(t, err)
	ok(t, putPolicy(a, "bucket-a", aws.String(publicPolicy)))
}

func TestAccountBlockIsForTheAccountItself(t *testing.T) {
	at := start(t).URL()
	_, err := getBlock(control(at, adminB), "111111111111")
	wantCode(t, err, "AccessDenied")
	_, err = getBlock(control(at, nobodyA), "111111111111")
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "user/nobody is not authorized to perform: s3:GetAccountPublicAccessBlock") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	wrong := adminA
	wrong.SecretAccessKey = "wrong"
	_, err = getBlock(control(at, wrong), "111111111111")
	wantCode(t, err, "SignatureDoesNotMatch")
}

// TestAccountInTheHost: clients put the account in front of the endpoint's name.
// Where that name does not resolve, the lab is its own proxy.
func TestAccountInTheHost(t *testing.T) {
	at := start(t).URL()
	proxy, err := url.Parse(at)
	ok(t, err)
	c := control(at, adminA, func(o *s3control.Options) {
		o.EndpointResolverV2 = s3control.NewDefaultEndpointResolverV2()
		o.HTTPClient = &http.Client{Transport: &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Host != "111111111111."+proxy.Host {
				t.Errorf("the client asked %s", r.URL.Host)
			}
			return proxy, nil
		}}}
	})
	ok(t, setBlock(c, "111111111111", types.PublicAccessBlockConfiguration{BlockPublicAcls: aws.Bool(true)}))
	got, err := getBlock(c, "111111111111")
	ok(t, err)
	if !*got.BlockPublicAcls {
		t.Errorf("got %+v", got)
	}
}

// TestAccountBlockOfTheFile also has a bucket with the path's first word as its
// name, which is no account.
func TestAccountBlockOfTheFile(t *testing.T) {
	l := clienttest.Lab(t, `
region: eu-west-1
accounts:
  - id: "111111111111"
    block-public-access: {restrict-public-buckets: true}
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}}]
buckets: [{name: v20180820, account: "111111111111", objects: [{key: configuration/publicAccessBlock, text: an object}]}]
`)
	got, err := getBlock(control(l.URL(), adminA), "111111111111")
	ok(t, err)
	if !*got.RestrictPublicBuckets || *got.BlockPublicPolicy {
		t.Errorf("got %+v", got)
	}
	out, err := client(l.URL(), adminA).GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("v20180820"), Key: aws.String("configuration/publicAccessBlock")})
	ok(t, err)
	out.Body.Close()
}

// TestTheOrganizationBlocks: what an S3 policy assigns stands in place of the
// account's own settings, which cannot be changed then.
func TestTheOrganizationBlocks(t *testing.T) {
	l := clienttest.Lab(t, `
region: eu-west-1
organizations:
  - id: o-example1234
    management: "999999999999"
    s3-policies: {closed: {s3_attributes: {public_access_block_configuration: {"@@assign": all}}}}
    root: {id: r-ab12, s3: [closed], accounts: [{id: "999999999999"}, {id: "111111111111"}]}
accounts:
  - id: "999999999999"
  - id: "111111111111"
    block-public-access: {}
    users: [{name: admin, attached: [AdministratorAccess], access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}}]
buckets: [{name: bucket-a, account: "111111111111", block-public-access: {}}]
`)
	got, err := getBlock(control(l.URL(), adminA), "111111111111")
	ok(t, err)
	if !*got.RestrictPublicBuckets || !*got.BlockPublicPolicy || !*got.BlockPublicAcls || !*got.IgnorePublicAcls {
		t.Errorf("got %+v", got)
	}
	wantCode(t, setBlock(control(l.URL(), adminA), "111111111111", types.PublicAccessBlockConfiguration{}), "AccessDenied")
	e := wantCode(t, putPolicy(client(l.URL(), adminA), "bucket-a", aws.String(publicPolicy)), "AccessDenied")
	if !strings.Contains(e.ErrorMessage(), "the BlockPublicPolicy setting in S3 Block Public Access") {
		t.Errorf("said %q", e.ErrorMessage())
	}
}

func TestAccountBlockByTheAWSCLI(t *testing.T) {
	path := clienttest.AWSCLI(t)
	at := start(t).URL()
	for _, c := range []struct{ args, says string }{
		{"get-public-access-block --account-id 111111111111", "(NoSuchPublicAccessBlockConfiguration) when calling the GetPublicAccessBlock operation"},
		{"put-public-access-block --account-id 111111111111 --public-access-block-configuration BlockPublicAcls=true,RestrictPublicBuckets=true", ""},
		{"get-public-access-block --account-id 111111111111 --query PublicAccessBlockConfiguration.[BlockPublicAcls,BlockPublicPolicy] --output text", "True\tFalse\n"},
		{"get-public-access-block --account-id 222222222222", "(AccessDenied)"},
		{"delete-public-access-block --account-id 111111111111", ""},
	} {
		cmd := exec.CommandContext(t.Context(), path, append([]string{"s3control"}, strings.Fields(c.args)...)...)
		cmd.Env = append(clienttest.Env(at, adminA.AccessKeyID, adminA.SecretAccessKey, ""), "HTTP_PROXY="+at, "http_proxy="+at, "no_proxy=", "NO_PROXY=")
		if out, err := cmd.CombinedOutput(); !strings.Contains(string(out), c.says) || c.says == "" && err != nil {
			t.Errorf("aws s3control %s: %v\n%s\nwant %q", c.args, err, out, c.says)
		}
	}
}
