package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/grant"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/need"
	"clearway/policy"
)

var updateGrant = flag.Bool("update-grant", false, "write the golden files of grant anew")

const (
	setRole  = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	existing = `{"Version":"2012-10-17","Statement":[
  {"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::media-dr","arn:aws:s3:::media-dr/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}},
  {"Sid":"Logs","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::333333333333:role/reader","AROAEXAMPLEID12345678"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::media-dr/logs/*"}]}`
)

var readAt = time.Date(2026, 8, 4, 5, 5, 2, 0, time.UTC)

func planned(t *testing.T, old string, match grant.Match, purpose need.Purpose, prefix string, o grant.Options) Grant {
	t.Helper()
	who, err := grant.ParseGrantee(setRole, match)
	if err != nil {
		t.Fatal(err)
	}
	p, err := grant.Prepare([]byte(old), grant.Ask{Bucket: "media-dr", Prefix: prefix, Purpose: purpose, Grantee: who}, o)
	var guard *grant.GuardError
	if err != nil && !errors.As(err, &guard) {
		t.Fatal(err)
	}
	g := NewGrant(p)
	g.Owner, g.ReadAt, g.Grantee.Sure = "222222222222", readAt, "aws-said"
	if guard != nil {
		g.Guard, g.Outcome = GuardOf(guard), GrantGuarded
	}
	return g
}

func TestGrantTexts(t *testing.T) {
	living := strings.Replace(existing, `,"AROAEXAMPLEID12345678"`, "", 1)
	denying := strings.Replace(living, `"Bool":{"aws:SecureTransport":"false"}`, `"StringNotEquals":{"aws:SourceVpce":"vpce-1"}`, 1)
	written := planned(t, living, grant.MatchExact, need.SyncDest, "", grant.Options{})
	withdrawal, err := grant.Withdraw("media-dr", []byte(written.Policy), grantsIn(t, written.Policy), grant.Surroundings{})
	if err != nil {
		t.Fatal(err)
	}
	revoked := NewRevoke(withdrawal)
	revoked.Owner, revoked.ReadAt, revoked.KeptIn = "222222222222", readAt, "media-dr.20260804T050502Z.json"
	done := written
	done.KeptIn, done.Undo = "media-dr.20260804T050502Z.json", "clearway revoke s3://media-dr --grant 59a6 --owner-profile dr-admin"
	done.Check = &GrantCheck{As: "prod-admin", Seconds: 6, Calls: []GrantTried{{Action: "s3:ListBucket", Answer: "yes"}, {Action: "s3:PutObject", Answer: "yes", Why: "control"}, {Action: "s3:PutObjectTagging", Answer: "not known", Why: "no-probe"}}}
	refused := done
	refused.Check = &GrantCheck{As: "prod-admin", Seconds: 55, Calls: []GrantTried{{Action: "s3:ListBucket", Answer: "yes"}, {Action: "s3:PutObject", Answer: "no"}}}

	limited := planned(t, living, grant.MatchName, need.SyncDest, "in/", grant.Options{})
	until := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	limited.Limits = &GrantLimits{Org: "o-a1b2c3d4e5", SecureTransport: true, Expires: &until, MovedFrom: "2026-12-31T00:00:00Z"}
	limited.Grantee.Asked, limited.Grantee.Fits = true, []string{setRole}

	elsewhere := done
	elsewhere.Check = &GrantCheck{As: "prod-admin", Calls: []GrantTried{{Action: "s3:PutObject", Answer: "yes", Why: "stored", Stored: "clearway-probe-1"}, {Action: "s3:GetObject", Answer: "not known", Why: "no-object"}}}

	plan := func(g Grant, whole bool) func(*term.Stream, msg.Language) error {
		return func(out *term.Stream, lang msg.Language) error { return GrantPlanText(out, lang, g, whole, readAt) }
	}
	guard := func(g Grant) func(*term.Stream, msg.Language) error {
		return func(out *term.Stream, lang msg.Language) error { return GrantGuardText(out, lang, g) }
	}
	after := func(g Grant) func(*term.Stream, msg.Language) error {
		return func(out *term.Stream, lang msg.Language) error { return GrantDoneText(out, lang, g) }
	}
	foreign := func(sure bool) func(*term.Stream, msg.Language) error {
		return func(out *term.Stream, lang msg.Language) error {
			return GrantForeignText(out, lang, GrantForeign{
				Bucket: "media-dr", Profile: "prod-admin", Account: "111111111111", Call: "s3:GetBucketPolicy", Sure: sure,
				Said:    "An error occurred (MethodNotAllowed) when calling the GetBucketPolicy operation: The specified method is not allowed against this resource.",
				Request: "clearway grant s3://media-dr --for sync-dest \\\n  --to prod-admin --request > to-owner.md",
			})
		}
	}
	for name, render := range map[string]func(*term.Stream, msg.Language) error{
		"plan-new":       plan(planned(t, "", grant.MatchExact, need.SyncDest, "", grant.Options{}), false),
		"plan-merged":    plan(written, false),
		"plan-whole":     plan(written, true),
		"plan-name":      plan(planned(t, living, grant.MatchName, need.SyncDelete, "in/", grant.Options{}), false),
		"plan-limited":   plan(limited, false),
		"plan-denied":    plan(planned(t, denying, grant.MatchExact, need.SyncSource, "", grant.Options{}), false),
		"plan-drop":      plan(planned(t, existing, grant.MatchExact, need.SyncDest, "", grant.Options{DropDead: true}), false),
		"guard-dead":     guard(planned(t, existing, grant.MatchExact, need.SyncDest, "", grant.Options{})),
		"guard-changed":  guard(Grant{Bucket: "media-dr", Guard: GuardOf(&grant.GuardError{Guard: grant.GuardChanged})}),
		"guard-size":     guard(Grant{Bucket: "media-dr", Size: 21000, MaxSize: grant.MaxSize, Guard: GuardOf(&grant.GuardError{Guard: grant.GuardSize})}),
		"revoke":         plan(revoked, false),
		"done":           after(done),
		"done-elsewhere": after(elsewhere),
		"done-refused":   after(refused),
		"done-revoked":   after(revoked),
		"foreign-sure":   foreign(true),
		"foreign-maybe":  foreign(false),
		"list": func(out *term.Stream, lang msg.Language) error {
			return GrantListText(out, lang, FoundGrants(append(grantsIn(t, written.Policy), grant.Found{ID: "dead", Changed: []string{"ClearwayListdead"}})))
		},
	} {
		for _, lang := range []msg.Language{msg.English, msg.Japanese} {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				var text bytes.Buffer
				if err := render(term.NewStream(&text, term.Options{Getenv: func(string) string { return "" }}), lang); err != nil {
					t.Fatal(err)
				}
				fits(t, text.String())
				goldenGrant(t, "testdata/grant/"+name+"."+string(lang)+".txt", text.String())
			})
		}
	}
}

// fits fails for a line over 80 cells that could have been broken: one without
// an ARN, a command or JSON in it.
func fits(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); term.Cells(line) > term.Width && !strings.ContainsAny(line, `{"`) &&
			!strings.Contains(line, "arn:") && !strings.Contains(line, "clearway ") {
			t.Errorf("%d cells: %s", term.Cells(line), line)
		}
	}
}

func TestGrantJSON(t *testing.T) {
	g := planned(t, "", grant.MatchExact, need.SyncDest, "", grant.Options{})
	text, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	goldenGrant(t, "testdata/grant/plan.json", string(text)+"\n")
}

func goldenGrant(t *testing.T, path, got string) {
	t.Helper()
	if *updateGrant {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func grantsIn(t *testing.T, text string) []grant.Found {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return grant.Find(doc)
}
