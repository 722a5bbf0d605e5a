package grant

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/need"
	"clearway/policy"
)

// others draws a policy that belongs to other people, in compact or wide layout.
func others(t *rapid.T) []byte {
	var list []string
	for i := range rapid.IntRange(0, 4).Draw(t, "n") {
		principal := rapid.SampledFrom([]string{`"*"`, `{"AWS":"arn:aws:iam::333333333333:role/x"}`, `{"AWS":["111111111111","arn:aws:iam::222222222222:root"]}`,
			`{"Service":"logging.s3.amazonaws.com"}`, `{"AWS":"` + roleARN + `"}`, `{"AWS":"arn:aws:iam::111111111111:user/u"}`}).Draw(t, "principal")
		effect := rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")
		action := rapid.SampledFrom([]string{`"s3:*"`, `["s3:GetObject","s3:ListBucket"]`, `"s3:PutObject"`, `"s3:Get*"`}).Draw(t, "action")
		condition := rapid.SampledFrom([]string{"", `,"Condition":{"Bool":{"aws:SecureTransport":"false"}}`,
			`,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-x"}}`, `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}}`}).Draw(t, "condition")
		sid := rapid.SampledFrom([]string{"", fmt.Sprintf(`"Sid": "S%d", `, i), fmt.Sprintf(`"Sid": "ClearwayList%04d", `, i)}).Draw(t, "sid")
		list = append(list, fmt.Sprintf(`{ %s"Effect": %q, "Principal": %s,%s"Action":%s,"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"]%s}`,
			sid, effect, principal, rapid.SampledFrom([]string{" ", "\n      "}).Draw(t, "space"), action, theirs, theirs, condition))
	}
	switch {
	case len(list) == 0:
		return nil
	case len(list) == 1 && rapid.Bool().Draw(t, "single"):
		return laidOut(t, `{"Statement": `+list[0]+"}")
	}
	all := `"Statement":[ ` + strings.Join(list, " , ") + "\n]"
	return laidOut(t, rapid.SampledFrom([]string{
		`{"Version":"2012-10-17",` + all + "}\n", `{` + all + `, "Version":"2012-10-17"}`, ` { "Id" : "\u0041 policy", "Version":"2008-10-17" , ` + all + ` }`,
	}).Draw(t, "document"))
}

// laidOut gives a document one of the layouts that people and tools write.
func laidOut(t *rapid.T, text string) []byte {
	var out bytes.Buffer
	var err error
	switch rapid.SampledFrom([]string{"as it is", "compact", "two", "four", "tabs", "crlf", "console"}).Draw(t, "layout") {
	case "compact":
		err = json.Compact(&out, []byte(text))
	case "two":
		err = json.Indent(&out, []byte(text), "", "  ")
	case "four":
		err = json.Indent(&out, []byte(text), "", "    ")
	case "tabs":
		err = json.Indent(&out, []byte(text), "", "\t")
	case "crlf":
		err = json.Indent(&out, []byte(text), "", "  ")
		out = *bytes.NewBuffer(bytes.ReplaceAll(out.Bytes(), []byte("\n"), []byte("\r\n")))
	case "console":
		err = json.Indent(&out, []byte(text), "", "  ")
		out = *bytes.NewBuffer(bytes.ReplaceAll(out.Bytes(), []byte("[\n    {"), []byte("[ {")))
	default:
		return []byte(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var drawnNow = time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)

func drawAsk(t *rapid.T) Ask {
	a := ask(t, rapid.SampledFrom(need.Purposes()).Draw(t, "purpose"),
		rapid.SampledFrom([]string{"", "in/", "日本/x/"}).Draw(t, "prefix"), rapid.SampledFrom([]Match{MatchExact, MatchName}).Draw(t, "match"))
	if a.Purpose.Reads() || a.Purpose.Writes() {
		a.WithTags = rapid.Bool().Draw(t, "tags")
	}
	if a.Purpose.Writes() {
		a.WithACL, a.WithMultipart = rapid.Bool().Draw(t, "acl"), rapid.Bool().Draw(t, "multipart")
	}
	a.Limits.Org = rapid.SampledFrom([]string{"", "o-a1b2c3d4e5"}).Draw(t, "org")
	a.Limits.SecureTransport = rapid.Bool().Draw(t, "tls")
	if rapid.Bool().Draw(t, "ends") {
		a.Limits.Expires = drawnNow.Add(time.Duration(rapid.IntRange(1, 1e9).Draw(t, "seconds")) * time.Second)
	}
	return a
}

// batches of rapid's hundred make a thousand policies.
const batches = 10

func TestGrantTwiceIsOnceAndRevokeRestores(t *testing.T) {
	for range batches {
		rapid.Check(t, grantTwiceAndRevoke)
	}
}

func grantTwiceAndRevoke(t *rapid.T) {
	old, a := others(t), drawAsk(t)
	once, err := Prepare(old, a, Options{Owner: owner, Now: drawnNow})
	if err != nil {
		t.Fatalf("%v: %s", err, old)
	}
	if once.Nothing() || len(once.Trial.Gains)+len(once.Trial.Losses) > 0 {
		t.Fatalf("gains %v, losses %v", once.Trial.Gains, once.Trial.Losses)
	}
	twice, err := Prepare(once.New, a, Options{Owner: owner})
	if err != nil || !twice.Nothing() {
		t.Fatalf("%v: %s", err, twice.New)
	}
	for _, c := range once.Changes {
		if c.Kind != policy.Kept && c.Kind != policy.Added {
			t.Fatalf("%s %s", c.Kind, c.Sid)
		}
	}
	w, err := Withdraw(theirs, once.New, mustFind(t, once.New), Surroundings{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(old), string(w.New)); diff != "" {
		t.Fatal(diff)
	}
}

func TestOneOfTwoGrantsGoesAndTheOtherStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := others(t)
		first := ask(t, need.SyncDest, "a/", MatchExact)
		second := ask(t, need.SyncSource, "b/", MatchName)
		one, err := Prepare(old, first, Options{})
		if err != nil {
			t.Fatal(err)
		}
		two, err := Prepare(one.New, second, Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.DeleteFunc(mustFind(t, two.New), func(f Found) bool { return len(f.Statements) == 0 })
		if len(found) != 2 {
			t.Fatalf("found %d", len(found))
		}
		at := slices.IndexFunc(found, func(f Found) bool { return f.ID == two.ID })
		w, err := Withdraw(theirs, two.New, found[at:at+1], Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(one.New), string(w.New)); diff != "" {
			t.Fatal(diff)
		}
	})
}
