package bucketpolicy_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"clearway/grant"
	"clearway/store/s3/bucketpolicy"
)

const (
	oldPolicy   = `{"Statement":[{"Sid":"Old","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"*"}]}`
	newPolicy   = `{"Statement":[{"Sid":"New","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"*"}]}`
	otherPolicy = `{"Statement":[{"Sid":"Other","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"*"}]}`
)

// aBucket is a bucket of which the first write is answered with 503, taken or
// not, and that may be changed by somebody else right then.
type aBucket struct {
	policy    string
	takes     bool   // the write that is answered with 503
	inBetween string // what somebody else writes then
	writes    int
}

func (b *aBucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, b.policy)
		return
	}
	b.writes++
	text, _ := io.ReadAll(r.Body)
	if b.writes == 1 {
		if b.takes {
			b.policy = string(text)
		}
		if b.inBetween != "" {
			b.policy = b.inBetween
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`)
		return
	}
	b.policy = string(text)
	w.WriteHeader(http.StatusNoContent)
}

// A write that AWS could not take is tried again by nobody who has not looked
// before: somebody may have changed the policy in the meantime.
func TestWritesAgainOnlyWhatItHasReadAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		bucket  aBucket
		want    string
		changed bool
		writes  int
	}{
		{"tries again", aBucket{}, newPolicy, false, 2},
		{"sees that the write went through", aBucket{takes: true}, newPolicy, false, 1},
		{"leaves alone what somebody else wrote", aBucket{inBetween: otherPolicy}, otherPolicy, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.bucket.policy = oldPolicy
			server := httptest.NewServer(&c.bucket)
			defer server.Close()
			b := bucketpolicy.New(aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", "")}, server.URL, "media-dr")
			err := grant.Apply(t.Context(), b, grant.Writing{
				Bucket: "media-dr", Old: []byte(oldPolicy), New: []byte(newPolicy), Keep: func([]byte) error { return nil },
				Wait: func(context.Context, time.Duration) error { return nil },
			})
			if guard, _ := err.(*grant.GuardError); (guard != nil && guard.Guard == grant.GuardChanged) != c.changed || err != nil && !c.changed {
				t.Errorf("got %v", err)
			}
			if c.bucket.policy != c.want || c.bucket.writes != c.writes {
				t.Errorf("%d writes, and the policy is %s", c.bucket.writes, c.bucket.policy)
			}
		})
	}
}
