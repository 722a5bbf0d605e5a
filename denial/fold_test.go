package denial

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// whole are texts on one line, of many tools.
var whole = []string{
	"fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: " + words,
	"aws: [ERROR]: An error occurred (AccessDenied) when calling the PutObject operation: User: " + session + ` is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::dev-b/reports/2026/quarterly.parquet" with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-abcdefghij/service_control_policy/p-12345678`,
	"operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: 4TZQ1, HostID: abcdefghij/klmnopqrstuvwxyz=, api error AccessDenied: " + words,
	"copy failed: s3://dev-a/big to s3://dev-b/big An error occurred (AccessDenied) when calling the GetObjectTagging operation: User: " + session + ` is not authorized to perform: s3:GetObjectTagging on resource: "arn:aws:s3:::dev-a/big" because no identity-based policy allows the s3:GetObjectTagging action`,
	"software.amazon.awssdk.services.s3.model.S3Exception: User: " + session + ` is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::media/k" because no permissions boundary allows the s3:GetObject action (Service: S3, Status Code: 403, Request ID: 7F3, Extended Request ID: abc=) (SDK Attempt Count: 1)`,
	"An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111111111111:user/dev is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/platform/deploy because no role trust policy allows the sts:AssumeRole action",
	"An error occurred (AccessDenied) when calling the GetObject operation: User: " + session + " is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:222222222222:key/0f1e2d3c-1111-2222-3333-444455556666 because no resource-based policy allows the kms:Decrypt action",
	words,
}

// fields leaves out what keeps the text's own form.
var fields = cmpopts.IgnoreFields(Denial{}, "Message", "Raw", "RequestID")

// cut breaks a line at a width, as a terminal does.
func cut(line string, width int) string {
	var lines []string
	for runes := []rune(line); ; runes = runes[width:] {
		if len(runes) <= width {
			return strings.Join(append(lines, string(runes)), "\n")
		}
		lines = append(lines, string(runes[:width]))
	}
}

// broken breaks a line at spaces; words that are too long stay whole, or are
// cut if long is set.
func broken(line string, width int, long bool) string {
	var lines []string
	current := ""
	for _, word := range strings.Split(line, " ") {
		switch {
		case current == "":
			current = word
		case len(current)+1+len(word) <= width:
			current += " " + word
		default:
			if room := width - len(current) - 1; long && len(word) > width && room > 0 {
				current, word = current+" "+word[:room], word[room:]
			}
			lines = append(lines, current)
			current = word
		}
		for long && len(current) > width {
			lines = append(lines, current[:width])
			current = current[width:]
		}
	}
	return strings.Join(append(lines, current), "\n")
}

func checkSame(t *testing.T, name, line, changed string) {
	t.Helper()
	if diff := cmp.Diff(Parse(line), Parse(changed), fields); diff != "" {
		t.Errorf("%s: %s\n%s", name, diff, changed)
	}
}

// TestFoldsDoNotMatter: at any width.
func TestFoldsDoNotMatter(t *testing.T) {
	for n, line := range whole {
		for width := 24; width <= 200; width += 7 {
			checkSame(t, fmt.Sprintf("%d cut at %d", n, width), line, cut(line, width))
			checkSame(t, fmt.Sprintf("%d broken at %d", n, width), line, broken(line, width, false))
			checkSame(t, fmt.Sprintf("%d broken and cut at %d", n, width), line, broken(line, width, true))
			checkSame(t, fmt.Sprintf("%d in a box of %d", n, width), line, "╷\n│ "+strings.ReplaceAll(broken(line, width, false), "\n", "\n│ ")+"\n╵")
		}
	}
}

// TestWrappingsDoNotMatter: colours, line ends, stamps, folds, in any mixture.
func TestWrappingsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom(whole).Draw(t, "line")
		changed := line
		switch width := rapid.IntRange(40, 220).Draw(t, "width"); rapid.IntRange(0, 3).Draw(t, "fold") {
		case 1:
			changed = cut(line, width)
		case 2:
			changed = broken(line, width, false)
		case 3:
			changed = broken(line, width, true)
		}
		prefix := rapid.SampledFrom([]string{
			"", "2026-05-04T05:06:07.123456Z ", "2026-05-04T05:06:07Z ##[error]", "app-1  | ", "May  4 05:06:07 host app[12]: ",
			"[2026-05-04 05:06:07,123] ERROR ", "> ", "    ", "2026-05-04T05:06:07.1Z stderr F ",
		}).Draw(t, "prefix")
		changed = prefix + strings.ReplaceAll(changed, "\n", "\n"+prefix)
		if rapid.Bool().Draw(t, "windows") {
			changed = strings.ReplaceAll(changed, "\n", "\r\n") + "\r\n"
		}
		at := len(changed)
		for range rapid.IntRange(0, 4).Draw(t, "colours") {
			at = rapid.IntRange(0, at).Draw(t, "at")
			changed = changed[:at] + rapid.SampledFrom([]string{"\x1b[31m", "\x1b[0m", "\x1b[1;38;5;9m", "\x1b[K"}).Draw(t, "colour") + changed[at:]
		}
		if diff := cmp.Diff(Parse(line), Parse(changed), fields); diff != "" {
			t.Fatalf("%s\n%s", diff, changed)
		}
	})
}
