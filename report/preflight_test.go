package report

import (
	"bytes"
	"strings"
	"testing"

	"clearway/authz"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/preflight"
)

// foretold is a table with one gate shut for a reason and one not known.
func foretold(gate preflight.Gate, reason preflight.Reason, detail string) Preflight {
	row := PreflightRow{Call: "PutObject", Action: "s3:PutObject", Bucket: "media-dr", Reason: "write", Caller: "me", Answer: "no", Codes: []string{"CW201"}}
	if gate == preflight.GateKey {
		row.Key, row.Reason = "9f3e0000-aaaa", "encrypt"
	}
	row.Gates = []PreflightGate{
		{Gate: string(gate), State: "shut", Code: "CW201", Reason: string(reason), Detail: detail},
		{Gate: "scp", State: "not known", Reason: "unread", Detail: "the organization says nothing"},
	}
	return Preflight{
		Answer: "no", How: "through", Summary: PreflightSummary{Calls: 1, Refused: 1},
		Dest:    &PreflightSide{Bucket: "media-dr", Account: "222222222222"},
		Callers: []PreflightCaller{{Name: "me", Account: "111111111111"}},
		Rows:    []PreflightRow{row}, Ways: []PreflightWay{{How: "through", Reader: "me", Writer: "me", Answer: "no", Refused: 1}},
		Open: []PreflightOpening{{
			Gate: string(gate), Code: "CW201", Reason: string(reason), Detail: detail, Bucket: "media-dr", Key: row.Key,
			Caller: "me", Account: "222222222222", Who: "owner", Actions: []string{row.Action}, Calls: 1,
		}},
	}
}

func preflightText(t *testing.T, lang msg.Language, columns int, p Preflight) string {
	t.Helper()
	var b bytes.Buffer
	if err := PreflightText(&term.Stream{Writer: &b, Columns: columns}, lang, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEveryReasonHasWords: in both languages, with its detail and with nothing
// left unfilled.
func TestEveryReasonHasWords(t *testing.T) {
	all := map[preflight.Reason]preflight.Gate{
		preflight.ReasonNoAllow: preflight.GateResource, preflight.ReasonDeny: preflight.GateIdentity, preflight.ReasonLevel: preflight.GateSCP,
		preflight.ReasonOlderRole: preflight.GateResource, preflight.ReasonDeadID: preflight.GateResource, preflight.ReasonNear: preflight.GateResource,
		preflight.ReasonPublicPolicy: preflight.GateBlock, preflight.ReasonMaybePublic: preflight.GateBlock, preflight.ReasonPublicACL: preflight.GateBlock,
		preflight.ReasonNoACLs: preflight.GateOwnership, preflight.ReasonOthersOwn: preflight.GateOwnership, preflight.ReasonOtherOwner: preflight.GateOwner,
		preflight.ReasonManagedKey: preflight.GateKey, preflight.ReasonKeyState: preflight.GateKey, preflight.ReasonKeyRegion: preflight.GateKey,
		preflight.ReasonGrantAlone: preflight.GateIdentity, preflight.ReasonOpenKeys: preflight.GateResource, preflight.ReasonUnread: preflight.GateRCP,
		preflight.ReasonNoOwner: preflight.GateOwner,
	}
	details := map[preflight.Reason]string{
		preflight.ReasonNear: string(authz.HintPath), preflight.ReasonOlderRole: "arn:aws:iam::111111111111:role/x/Older",
	}
	seen := map[string]preflight.Reason{}
	for reason, gate := range all {
		detail := details[reason]
		if detail == "" {
			detail = "d-e-t-a-i-l"
		}
		for _, lang := range []msg.Language{msg.English, msg.Japanese} {
			text := preflightText(t, lang, 400, foretold(gate, reason, detail))
			if strings.Contains(text, "%!") {
				t.Errorf("%s in %s: %s", reason, lang, text)
			}
			_, sentence, found := strings.Cut(text, "\n  CW201 ")
			sentence, _, _ = strings.Cut(sentence, "\n")
			if other, twice := seen[sentence]; !found || twice && other != reason {
				t.Errorf("%s in %s says the same as %s: %s", reason, lang, other, sentence)
			}
			seen[sentence] = reason
		}
	}
}

func TestEveryAssumptionHasWords(t *testing.T) {
	for _, a := range authz.Assumptions() {
		if text, ok := assumptionText(string(a)); !ok || text.En == "" || text.Ja == "" {
			t.Errorf("%s has none", a)
		}
	}
}

// TestTableGivesWayToLines where it does not fit.
func TestTableGivesWayToLines(t *testing.T) {
	p := foretold(preflight.GateResource, preflight.ReasonNoAllow, "")
	if text := preflightText(t, msg.English, 80, p); !strings.Contains(text, "─────") {
		t.Errorf("no table at 80 columns:\n%s", text)
	}
	text := preflightText(t, msg.English, 40, p)
	if strings.Contains(text, "─────") || !strings.Contains(text, "media-dr  write  no   CW201  shut: bucket policy  not known: SCP") {
		t.Errorf("no lines at 40 columns:\n%s", text)
	}
}

// TestLongNamesKeepTheTableNarrow, and stand whole below it.
func TestLongNamesKeepTheTableNarrow(t *testing.T) {
	p := foretold(preflight.GateResource, preflight.ReasonNoAllow, "")
	long := strings.Repeat("abcdefghi-", 6) + "xyz"
	p.Rows[0].Bucket, p.Open[0].Bucket, p.Dest.Bucket = long, long, long
	text := preflightText(t, msg.English, 80, p)
	for line := range strings.Lines(text) {
		if strings.Contains(line, "✓") && term.Cells(line) > 80 {
			t.Errorf("too wide: %s", line)
		}
	}
	if !strings.Contains(text, " "+long+":") {
		t.Errorf("the whole name is nowhere:\n%s", text)
	}
}

// TestGrantCoversTheWholeCopy: the command takes up all that the copy needs at
// the bucket, and no more.
func TestGrantCoversTheWholeCopy(t *testing.T) {
	opening := preflight.Opening{Gate: preflight.GateResource, Caller: "me"}
	c := preflight.Copy{
		Source: &preflight.Side{Bucket: "media-prod"}, Dest: &preflight.Side{Bucket: "media-dr", Prefix: "in/"},
		As: preflight.Caller{Name: "me", Principal: authz.Principal{Type: authz.User, ARN: "arn:aws:iam::111111111111:user/me"}},
	}
	everything := c
	everything.Delete, everything.Tags, everything.ACL, everything.Multipart = true, true, "bucket-owner-full-control", true
	source := opening
	source.Source = true
	for want, words := range map[string][]string{
		"grant s3://media-dr/in/ --for sync-dest --to arn:aws:iam::111111111111:user/me": grantWords(&c, opening),
		"grant s3://media-dr/in/ --for sync-delete --with-tags --with-acl --with-multipart --to arn:aws:iam::111111111111:user/me": grantWords(
			&everything, opening),
		"grant s3://media-prod --for sync-source --with-tags --to arn:aws:iam::111111111111:user/me": grantWords(&everything, source),
	} {
		if got := strings.Join(words, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
