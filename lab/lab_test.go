package lab_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"clearway/lab"
	"clearway/lab/world"
)

func TestCloseLeavesNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	l, err := lab.Start(t.Context(), lab.Options{State: dir, Pointer: filepath.Join(dir, "last")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lab.FindLast(t.Context(), filepath.Join(dir, "last")); err != nil {
		t.Errorf("while it runs: %v", err)
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if _, err := lab.Find(t.Context(), dir); !errors.Is(err, lab.ErrNotRunning) {
		t.Errorf("after its end, Find gives %v", err)
	}
}

func TestALabInMemoryTakesItsFilesAlong(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	l, err := lab.Start(ctx, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, config, _ := strings.Cut(l.Env()[1], "=")
	if _, err := os.Stat(config); err != nil {
		t.Errorf("while it runs: %v", err)
	}
	stop() // the context's end is the lab's end, too
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(config)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is still there: %v", err)
	}
}

func TestStartRefusesAddressesThatOthersReach(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "8080"} {
		if l, err := lab.Start(t.Context(), lab.Options{Listen: address}); err == nil {
			l.Close()
			t.Errorf("the lab listens on %q", address)
		}
	}
}

func TestStartNamesAnAddressThatIsTaken(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	_, err = lab.Start(t.Context(), lab.Options{Listen: other.Addr().String()})
	if !errors.Is(err, lab.ErrAddressTaken) || !strings.Contains(err.Error(), other.Addr().String()) {
		t.Errorf("got %v", err)
	}
}

// start runs a lab for one test; its log comes back.
func start(t *testing.T, o lab.Options) (*lab.Lab, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	o.Log = &out
	l, err := lab.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, &out
}

func TestARestartedLabGoesOn(t *testing.T) {
	dir := t.TempDir()
	first, _ := start(t, lab.Options{State: dir})
	keys, err := lab.Credentials(t.Context(), dir, "111111111111", "AdministratorAccess", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, _ := start(t, lab.Options{State: dir})
	client := sts.New(sts.Options{
		Region: "ap-northeast-1", BaseEndpoint: aws.String(second.URL()),
		Credentials: credentials.NewStaticCredentialsProvider(keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken),
	})
	out, err := client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || aws.ToString(out.Account) != "111111111111" {
		t.Errorf("with the keys of before: %v, %v", out, err)
	}
}

func TestAnotherWorldIsNotMixedIntoAState(t *testing.T) {
	dir := t.TempDir()
	first, _ := start(t, lab.Options{State: dir})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := world.Parse("other.yaml", []byte("accounts: [{id: \"333333333333\"}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if l, err := lab.Start(t.Context(), lab.Options{State: dir, World: file}); err == nil {
		l.Close()
		t.Error("a state of the built-in world took another file")
	}
}

func TestWrongKeysAreNamedAsEachProtocolDoes(t *testing.T) {
	l, _ := start(t, lab.Options{})
	keys, err := lab.Credentials(t.Context(), stateOf(l), "111111111111", "AdministratorAccess", "")
	if err != nil {
		t.Fatal(err)
	}
	for code, with := range map[string]aws.Credentials{
		"InvalidClientTokenId":  {AccessKeyID: "AKIANOBODYNOBODYNOBO", SecretAccessKey: "x"},
		"SignatureDoesNotMatch": {AccessKeyID: keys.AccessKeyID, SecretAccessKey: "x", SessionToken: keys.SessionToken},
	} {
		client := sts.New(sts.Options{
			Region: "ap-northeast-1", BaseEndpoint: aws.String(l.URL()),
			Credentials: credentials.StaticCredentialsProvider{Value: with},
		})
		_, err := client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

// stateOf is the directory of the lab's files.
func stateOf(l *lab.Lab) string {
	_, config, _ := strings.Cut(l.Env()[1], "=")
	return filepath.Dir(config)
}

func TestEachDecisionIsALine(t *testing.T) {
	l, out := start(t, lab.Options{Now: func() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }})
	response, err := http.Get(l.URL() + "/dev-cm-aaaaaaaaaaaa")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "<Message>Access Denied</Message>") {
		t.Errorf("unsigned: %d %s, %v", response.StatusCode, body, err)
	}
	if err := l.Close(); err != nil { // the log is complete only then
		t.Fatal(err)
	}
	line := out.String()
	for _, want := range []string{"08:00:00.000 ", " anonymous s3:ListObjects ", " s3:ListBucket arn:aws:s3:::dev-cm-aaaaaaaaaaaa deny resource: no statement allows it 403 "} {
		if !strings.Contains(line, want) {
			t.Errorf("the log lacks %q: %s", want, line)
		}
	}
}

func TestPagesAnswerToTheLabsOwnAddressOnly(t *testing.T) {
	l, _ := start(t, lab.Options{})
	for host, want := range map[string]int{"": http.StatusOK, "evil.example": http.StatusMisdirectedRequest} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.URL()+"/_lab/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("host %q: %d, want %d", host, response.StatusCode, want)
		}
	}
}
