package identity

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sso/types"
	"github.com/google/go-cmp/cmp"
)

// crowd is a portal of many accounts, which come in pages.
type crowd struct {
	sync.Mutex
	accounts, page int
	asking, most   int
	refuse         bool
}

func (c *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	c.asking++
	c.most = max(c.most, c.asking)
	refuse := c.refuse
	account := r.URL.Query().Get("account_id")
	c.Unlock()
	defer func() {
		c.Lock()
		c.asking--
		c.Unlock()
	}()
	switch {
	case refuse || r.Header.Get("X-Amz-Sso_bearer_token") != "hidden access":
		w.Header().Set("X-Amzn-Errortype", "UnauthorizedException")
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/assignment/roles" && r.URL.Query().Get("next_token") == "":
		fmt.Fprintf(w, `{"nextToken":"more","roleList":[{"roleName":"ReadOnly","accountId":%q}]}`, account)
	case r.URL.Path == "/assignment/roles":
		fmt.Fprintf(w, `{"roleList":[{"roleName":"AdministratorAccess","accountId":%q}]}`, account)
	default:
		from, _ := strconv.Atoi(r.URL.Query().Get("next_token"))
		var list []string
		for n := from; n < min(from+c.page, c.accounts); n++ {
			list = append(list, fmt.Sprintf(`{"accountId":"%012d","accountName":"team %02d","emailAddress":"t%d@example.com"}`, n, c.accounts-n, n))
		}
		next := ""
		if from+c.page < c.accounts {
			next = fmt.Sprintf(`"nextToken":"%d",`, from+c.page)
		}
		fmt.Fprintf(w, `{%s"accountList":[%s]}`, next, strings.Join(list, ","))
	}
}

func TestAccountsOfManyPages(t *testing.T) {
	f := newFakeAWS(t)
	portal := &crowd{accounts: 20, page: 9}
	server := httptest.NewServer(portal)
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	f.config(ssoConfig + "[profile second]\nsso_session = work\nsso_account_id = 000000000002\nsso_role_name = ReadOnly\n" +
		"[profile old]\nsso_start_url = https://d-1234567890.awsapps.com/start/#/\nsso_region = ap-northeast-1\nsso_account_id = 000000000002\nsso_role_name = ReadOnly\n" +
		"[profile elsewhere]\nsso_start_url = https://other.awsapps.com/start\nsso_region = ap-northeast-1\nsso_account_id = 000000000002\nsso_role_name = ReadOnly\n")
	o := LoginOptions{Options: Options{Profile: "admin"}}

	var signIn *SignInError
	if _, err := Accounts(t.Context(), o); !errors.As(err, &signIn) || signIn.Reason != ReasonNever || signIn.Command != "clearway login --profile admin" {
		t.Errorf("never signed in: %v", err)
	}
	f.signedInUntil(time.Now().Add(time.Hour))
	got, err := Accounts(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Accounts) != 20 || got.Accounts[0].Name != "team 01" || got.Accounts[19].ID != "000000000000" || !got.Renews {
		t.Errorf("%d accounts, %+v", len(got.Accounts), got.Accounts[:1])
	}
	want := Account{ID: "000000000002", Name: "team 18", Email: "t2@example.com", Sets: []AssignedSet{
		{"AdministratorAccess", []string{}}, {"ReadOnly", []string{"second", "old"}}}}
	if diff := cmp.Diff(want, got.Accounts[17]); diff != "" {
		t.Error(diff)
	}
	if portal.most > rolesAtATime {
		t.Errorf("%d questions at a time, want at most %d", portal.most, rolesAtATime)
	}

	portal.refuse = true
	if _, err := Accounts(t.Context(), LoginOptions{Session: "work"}); !errors.As(err, &signIn) || signIn.Reason != ReasonRefused || signIn.Command != "clearway login --sso-session work" {
		t.Errorf("signed out elsewhere: %v", err)
	}
}

// What AWS finds too much is asked again.
func TestAccountsArePatient(t *testing.T) {
	retryer := patient(sso.New(sso.Options{})).Options().Retryer
	if !retryer.IsErrorRetryable(&types.TooManyRequestsException{}) || retryer.MaxAttempts() != portalAttempts {
		t.Errorf("asked %d times", retryer.MaxAttempts())
	}
}
