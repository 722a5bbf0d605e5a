package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
	"clearway/internal/term"
)

func watchedSync(lang msg.Language, form SyncForm) (*Sync, *bytes.Buffer) {
	var err bytes.Buffer
	o := term.Options{Getenv: func(string) string { return "" }}
	out, e := term.NewStream(&bytes.Buffer{}, o), term.NewStream(&err, o)
	e.Terminal = true
	return NewSync(out, e, lang, form), &err
}

func TestTheHeadTellsWhatIsKnown(t *testing.T) {
	now := time.Date(2026, 8, 4, 14, 3, 12, 0, time.UTC)
	evening := now.Add(3*time.Hour + 39*time.Minute)
	how := []string{"copied inside S3"}
	set := SyncActor{Who: "AdministratorAccess in account 111111111111 (profile a)", SignIn: true, Ends: evening, Renewal: "itself"}
	cases := []struct {
		name string
		h    SyncHeader
		want string
	}{
		{"all", SyncHeader{From: SyncPlace{"s3://media-prod/", "111111111111", "ap-northeast-1"}, To: SyncPlace{"s3://media-dr/", "222222222222", "us-west-2"},
			As: []SyncActor{set}, How: how, Now: now}, `
  from     s3://media-prod/   account 111111111111   ap-northeast-1
  to       s3://media-dr/     account 222222222222   us-west-2
  as       AdministratorAccess in account 111111111111 (profile a)   sign-in until 17:42, renews by itself
  how      copied inside S3

`},
		{"one account is not known", SyncHeader{From: SyncPlace{"s3://media-prod/", "", "ap-northeast-1"}, To: SyncPlace{"/home/me", "", ""},
			As: []SyncActor{{Who: "profile x", Ends: evening, Renewal: ""}}, How: how, Now: now}, `
  from     s3://media-prod/   ap-northeast-1
  to       /home/me
  as       profile x   credentials until 17:42, does not renew by itself
  how      copied inside S3

`},
		{"what renews itself without a sign-in", SyncHeader{From: SyncPlace{Name: "s3://a/"}, To: SyncPlace{Name: "s3://b/"},
			As: []SyncActor{{Who: "profile x", Ends: evening, Renewal: "itself"}, {Who: "profile y"}}, How: how, Now: now}, `
  from     s3://a/
  to       s3://b/
  as       profile x
           profile y
  how      copied inside S3

`},
	}
	for _, c := range cases {
		s, err := watchedSync(msg.English, SyncForm{})
		s.Header(c.h)
		if diff := cmp.Diff(c.want, "\n"+err.String()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestASignInThatEndsTooEarlyIsSaidOnce, as soon as there is an honest time
// left, and only where nobody but a person can renew it.
func TestASignInThatEndsTooEarlyIsSaidOnce(t *testing.T) {
	begun := time.Date(2026, 8, 4, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		actor   SyncActor
		want    string
		seconds int
	}{
		{"it ends before", SyncActor{Ends: begun.Add(20 * time.Minute)}, "! sign-in ends 14:20, about 13 m 20 s too early, and cannot renew itself. It will stop cleanly and can go on. CW104\n", 60},
		{"it needs a code", SyncActor{Ends: begun.Add(20 * time.Minute), Renewal: "mfa"}, "CW104", 60},
		{"nothing is known yet", SyncActor{Ends: begun.Add(20 * time.Minute)}, "", 3},
		{"it ends after", SyncActor{Ends: begun.Add(40 * time.Minute)}, "", 60},
		{"it renews itself", SyncActor{Ends: begun.Add(20 * time.Minute), Renewal: "itself"}, "", 60},
		{"it does not end", SyncActor{}, "", 60},
	} {
		s, err := watchedSync(msg.English, SyncForm{Every: time.Hour})
		s.Header(SyncHeader{As: []SyncActor{{}, c.actor}, Now: begun})
		err.Reset()
		for i := range c.seconds {
			at := time.Duration(i) * time.Second
			s.Progress(SyncFigures{Complete: true, Done: int64(i), ToDo: 2000, Took: at, At: begun.Add(at)})
		}
		if got := err.String(); !strings.Contains(got, c.want) || strings.Count(got, "CW104") != strings.Count(c.want, "CW104") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
