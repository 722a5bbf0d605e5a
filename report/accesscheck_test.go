package report

import (
	"strings"
	"testing"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// checkPage is the page of a check with something not read, and AWS asked.
func checkPage(t *testing.T, lang msg.Language) string {
	t.Helper()
	c := Check{Preflight: accessWorlds(t)["shut"], ReadAt: accessTime, Empty: true, Missing: []CheckMissing{
		{Gate: "rcp", Side: "destination", Action: "organizations:DescribePolicy", Account: "222222222222", Tried: []string{"prod-admin"}},
		{Gate: "bpa", Side: "destination", Action: "s3:GetAccountPublicAccessBlock", Account: "222222222222"},
	}}
	c.Probed(map[int]PreflightProbe{
		0: {Answer: "yes", Call: "ListObjectsV2"}, 1: {Answer: "yes", Call: "HeadObject", Object: "a"},
		3: {Answer: "no", Call: "ListObjectsV2", Said: "Access Denied"}, 4: {Answer: "yes", Call: "PutObject"},
	})
	var out strings.Builder
	if err := CheckHTML(&out, lang, c); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestThePageOfACheck says what was read, what would tell more, and what AWS
// said.
func TestThePageOfACheck(t *testing.T) {
	page := checkPage(t, msg.English)
	checkStructure(t, page)
	for _, want := range []string{
		"2 accounts, 2 buckets, 1 key, read at 14:03:11", "s3://media-prod/ holds nothing that could be copied",
		"<dd>organizations:DescribePolicy in account 222222222222</dd>", ">ListObjectsV2</small>",
		"AWS was asked, and refuses s3:ListBucket too", "AWS was asked, and lets s3:ListBucket, s3:GetObject, s3:PutObject through",
		"AWS lets s3:PutObject on media-dr through, although the policies as read do not",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "GetAccountPublicAccessBlock") {
		t.Error("a gate that is not in play need not be read")
	}
	checkStructure(t, checkPage(t, msg.Japanese))
}

// TestWhatAServerStoredIsNamed: a server that looks at no digest stored what the
// probe wrote, and somebody has to take it away.
func TestWhatAServerStoredIsNamed(t *testing.T) {
	c := Check{Preflight: accessWorlds(t)["shut"], ReadAt: accessTime}
	c.Probed(map[int]PreflightProbe{4: {Answer: "yes", Why: "stored", Call: "PutObject", Object: "in/clearway-probe-1"}, 5: {Answer: "not known", Why: "stored", Call: "PutObject", Object: "in/clearway-probe-1"}})
	var text, page strings.Builder
	if err := CheckText(&term.Stream{Writer: &text, Columns: 200}, msg.English, c); err != nil {
		t.Fatal(err)
	}
	if err := CheckHTML(&page, msg.English, c); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{text.String(), page.String()} {
		if want := "take s3://media-dr/in/clearway-probe-1 away"; strings.Count(strings.Join(strings.Fields(out), " "), want) != 1 {
			t.Errorf("%q is missing, or twice, in\n%s", want, out)
		}
	}
}
