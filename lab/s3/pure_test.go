package s3

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/lab/call"
	"clearway/need"
	"clearway/policy"
)

func TestEveryOperationHasNeeds(t *testing.T) {
	for _, op := range Operations() {
		if !need.Known(op) || len(need.Of(op, need.Details{Bucket: "b", Key: "k", SourceBucket: "s", SourceKey: "k"})) == 0 {
			t.Errorf("%s would not be decided", op)
		}
	}
}

func TestCombinedChecksumsAreThoseOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "first")
		second := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "second")
		for name := range combinable {
			a, _ := algorithmNamed(name)
			sum := func(p []byte) string {
				d, err := newDigests(a).all(bytes.NewReader(p))
				if err != nil {
					t.Fatal(err)
				}
				return d.sum()
			}
			got, ok := combineCRC(name, sum(first), sum(second), int64(len(second)))
			if want := sum(slices.Concat(first, second)); !ok || got != want {
				t.Fatalf("%s: got %s, want %s", name, got, want)
			}
		}
	})
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ name, host, path, bucket, key string }{
		{"service", "127.0.0.1:4566", "/", "", ""},
		{"bucket", "127.0.0.1:4566", "/b", "b", ""},
		{"bucket with slash", "127.0.0.1:4566", "/b/", "b", ""},
		{"key", "localhost:4566", "/b/a/b%20c", "b", "a/b c"},
		{"plus stays", "localhost", "/b/a+b", "b", "a+b"},
		{"escaped slash", "localhost", "/b/a%2Fb", "b", "a/b"},
		{"double slash", "localhost", "/b//x", "b", "/x"},
		{"virtual host", "bkt.localhost:4566", "/k", "bkt", "k"},
		{"virtual host with s3", "my.bkt.s3.localhost", "/", "my.bkt", ""},
		{"virtual host at an address", "bkt.127.0.0.1:4566", "/k", "bkt", "k"},
		{"AWS's own name", "bkt.s3.eu-west-1.amazonaws.com", "/k", "bkt", "k"},
		{"AWS's own name, path style", "s3.eu-west-1.amazonaws.com", "/b/k", "b", "k"},
		{"IPv6", "[::1]:80", "/b/k", "b", "k"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodGet, "http://"+c.host+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			bucket, key, err := address(r)
			if err != nil || bucket != c.bucket || key != c.key {
				t.Errorf("got %q %q %v, want %q %q", bucket, key, err, c.bucket, c.key)
			}
		})
	}
}

func TestByteRange(t *testing.T) {
	for _, c := range []struct {
		header        string
		first, length int64
		ok, outside   bool
	}{
		{"bytes=0-0", 0, 1, true, false},
		{"bytes=2-", 2, 8, true, false},
		{"bytes=-3", 7, 3, true, false},
		{"bytes=-30", 0, 10, true, false},
		{"bytes=5-500", 5, 5, true, false},
		{"bytes=10-", 0, 0, false, true},
		{"bytes=-0", 0, 0, false, true},
		{"bytes=3-2", 0, 10, false, false},
		{"bytes=0-1,3-4", 0, 10, false, false},
		{"lines=0-1", 0, 10, false, false},
		{"bytes=x", 0, 10, false, false},
	} {
		first, length, ok, outside := byteRange(c.header, 10)
		if first != c.first || length != c.length || ok != c.ok || outside != c.outside {
			t.Errorf("%s: got %d+%d %v %v", c.header, first, length, ok, outside)
		}
	}
}

func TestPublic(t *testing.T) {
	statement := func(principal, condition string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":"s3:GetObject","Resource":"*"` + condition + `}]}`
	}
	for _, c := range []struct {
		name, principal, condition string
		public                     bool
	}{
		{"a role", `{"AWS":"arn:aws:iam::111111111111:role/r"}`, "", false},
		{"an account with a pattern of names", `{"AWS":"111111111111"}`, `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/x_*"}}`, false},
		{"everybody", `"*"`, "", true},
		{"everybody, long form", `{"AWS":"*"}`, "", true},
		{"a role and everybody", `{"AWS":["arn:aws:iam::111111111111:role/r","*"]}`, "", true},
		{"one role by condition", `"*"`, `,"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r"}}`, false},
		{"an organization", `"*"`, `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}}`, false},
		{"an organization by pattern", `"*"`, `,"Condition":{"StringLike":{"aws:PrincipalOrgID":"o-*"}}`, true},
		{"a role's sessions by ID", `"*"`, `,"Condition":{"StringLike":{"aws:userid":"AROAEXAMPLE:*"}}`, true},
		{"a network", `"*"`, `,"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, false},
		{"half the internet", `"*"`, `,"Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","128.0.0.0/1"]}}`, true},
		{"a variable", `"*"`, `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}}`, true},
		{"organization paths", `"*"`, `,"Condition":{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/"}}`, false},
		{"organization paths without a set operator", `"*"`, `,"Condition":{"StringEquals":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/"}}`, true},
		{"a transport", `"*"`, `,"Condition":{"Bool":{"aws:SecureTransport":"true"}}`, true},
		{"if it exists", `"*"`, `,"Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}`, true},
		{"all but a VPC", `"*"`, `,"Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := policy.Parse([]byte(statement(c.principal, c.condition)))
			if err != nil {
				t.Fatal(err)
			}
			if got := isPublic(doc); got != c.public {
				t.Errorf("public: %v, want %v", got, c.public)
			}
		})
	}
}

func TestCheckPolicy(t *testing.T) {
	with := func(element string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` + element + `}]}`
	}
	const who, what, on = `"Principal":"*"`, `"Action":"s3:GetObject"`, `"Resource":"arn:aws:s3:::b/*"`
	for _, c := range []struct{ name, text, want string }{
		{"good", with(who + "," + what + "," + on), ""},
		{"not JSON", "hello", "Policies must be valid JSON and the first byte must be '{'"},
		{"empty", "", "Policies must be valid JSON and the first byte must be '{'"},
		{"white space first", " {}", "Policies must be valid JSON and the first byte must be '{'"},
		{"a list", "[]", "Policies must be valid JSON and the first byte must be '{'"},
		{"no statement", `{"Version":"2012-10-17"}`, "Missing required field Statement"},
		{"no statements", `{"Version":"2012-10-17","Statement":[]}`, "Could not parse the policy: Statement is empty!"},
		{"another version", `{"Version":"2013-10-17","Statement":[]}`, "The policy must contain a valid version string"},
		{"no principal", with(what + "," + on), "Missing required field Principal"},
		{"no action", with(who + "," + on), "Missing required field Action"},
		{"no resource", with(who + "," + what), "Missing required field Resource"},
		{"an API call as action", with(who + `,"Action":"s3:ListObjectsV2",` + on), "Policy has invalid action"},
		{"an action of KMS", with(who + `,"Action":"kms:Decrypt",` + on), "Policy has invalid action"},
		{"a pattern of no action", with(who + `,"Action":"s3:Foo*",` + on), "Policy has invalid action"},
		{"a pattern of actions", with(who + `,"Action":"S3:get*",` + on), ""},
		{"another bucket", with(who + "," + what + `,"Resource":"arn:aws:s3:::c/*"`), "Policy has invalid resource"},
		{"another partition", with(who + "," + what + `,"Resource":"arn:aws-cn:s3:::b/*"`), "Policy has invalid resource"},
		{"no ARN", with(who + "," + what + `,"Resource":"b/*"`), "Policy has invalid resource"},
		{"an object action on the bucket", with(who + "," + what + `,"Resource":"arn:aws:s3:::b"`), "Action does not apply to any resource(s) in statement"},
		{"a bucket action on objects", with(who + `,"Action":"s3:ListBucket",` + on), "Action does not apply to any resource(s) in statement"},
		{"an unknown operator", with(who + "," + what + "," + on + `,"Condition":{"StringIs":{"aws:userid":"x"}}`), "Invalid Condition type : StringIs"},
		{"a set operator", with(who + "," + what + "," + on + `,"Condition":{"ForAnyValue:StringLikeIfExists":{"aws:userid":"x"}}`), ""},
		{"too long", with(who + "," + what + "," + on + strings.Repeat(" ", maxPolicy)), "Policy exceeds the maximum allowed document size."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := checkPolicy([]byte(c.text), "aws", "b")
			got := ""
			if e, ok := err.(*call.Error); ok {
				got = e.Message
			} else if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestXMLEscapes(t *testing.T) {
	x := newXML()
	x.text("Key", "a<b>&\"é\x01\n")
	_, got, _ := strings.Cut(x.b.String(), "?>\n")
	if diff := cmp.Diff(`<Key>a&lt;b&gt;&amp;&quot;é&#x1;&#xa;</Key>`, got); diff != "" {
		t.Error(diff)
	}
	if got := urlEncode("a b/ü(1)+*~"); got != "a+b/%C3%BC%281%29%2B*%7E" {
		t.Error(got)
	}
}

func TestBucketNames(t *testing.T) {
	for name, want := range map[string]bool{
		"dev-cm-aaaaaaaaaaaa": true, "a.b.c": true, "abc": true, "ab": false, "Abc": false, "a_b": false, "-abc": false,
		"abc-": false, "a..b": false, "192.168.5.4": false, "xn--abc": false, "abc-s3alias": false, strings.Repeat("a", 64): false,
	} {
		if got := validBucketName(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
