package denial

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const bareCopy = "copy failed: s3://dev-a/%[1]d to s3://dev-b/%[1]d An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied\n"

// TestWhatIsSaidTwiceIsCounted: the same object again is the same error.
func TestWhatIsSaidTwiceIsCounted(t *testing.T) {
	line := fmt.Sprintf(bareCopy, 1)
	got := Parse(line + line + fmt.Sprintf(bareCopy, 2))
	if len(got) != 2 || got[0].Count != 2 || got[1].Count != 1 {
		t.Errorf("got %+v", got)
	}
	trace := "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied\n"
	if got := Parse(trace + "Caused by: " + trace); len(got) != 1 || got[0].Count != 1 {
		t.Errorf("a stack trace: got %+v", got)
	}
}

// TestALongLogIsReadInABreath: megabytes, most of them about what went
// well, hold few distinct errors.
func TestALongLogIsReadInABreath(t *testing.T) {
	var log strings.Builder
	failed := 0
	for i := 0; log.Len() < 4<<20; i++ {
		if i%20 == 0 {
			failed++
			fmt.Fprintf(&log, bareCopy, i)
			continue
		}
		fmt.Fprintf(&log, "copy: s3://dev-a/%d to s3://dev-b/%d\n", i, i)
	}
	log.WriteString("fatal error: An error occurred (ExpiredToken) when calling the ListObjectsV2 operation: The provided token has expired.\n")
	start := time.Now()
	got := Parse(log.String())
	if len(got) != 2 || got[0].Count != failed || got[0].Bucket != "dev-b" || got[1].Code != "ExpiredToken" {
		t.Errorf("got %d: %+v", len(got), got)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestALongListOfEventsIsCounted: CloudTrail's files hold thousands.
func TestALongListOfEventsIsCounted(t *testing.T) {
	const event = `{"eventName":"GetObject","eventSource":"s3.amazonaws.com","errorCode":"AccessDenied","errorMessage":"Access Denied","userIdentity":{"arn":"arn:aws:iam::111111111111:user/dev","accountId":"111111111111"},"requestParameters":{"bucketName":"b","key":"%d"}}`
	var list []string
	for i := range 2_000 {
		list = append(list, fmt.Sprintf(event, i))
	}
	for _, text := range []string{strings.Join(list, "\n"), `{"Records":[` + strings.Join(list, ",") + "]}", "[" + strings.Join(list, ",\n") + "]"} {
		if got := Parse(text); len(got) != 1 || got[0].Count != 2_000 {
			t.Errorf("%d denials of %.40q", len(got), text)
		}
	}
}

// TestHostileTextsEnd: nothing repeats work for each repetition.
func TestHostileTextsEnd(t *testing.T) {
	for _, hostile := range []string{
		"User: ", "An error occurred (", "AccessDenied: ", "<Error>", "User: a is not authorized to perform: s3:x ", "(Service: ",
		"\n\n", "operation error S3: ", `\"`, "SSO ", "│ ", "a\n",
	} {
		start := time.Now()
		Parse(strings.Repeat(hostile, 60_000/len(hostile)))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q took %v", hostile, took)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		for _, line := range whole {
			Parse(line)
		}
	}
}

func BenchmarkParseFolded(b *testing.B) {
	for b.Loop() {
		for _, line := range whole {
			Parse(cut(line, 80))
		}
	}
}
