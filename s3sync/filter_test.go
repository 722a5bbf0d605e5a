package s3sync

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// TestPatternsAsPython compares with what Python 3.11's fnmatch.fnmatchcase
// says, written down in testdata: pattern, text, whether it matches.
func TestPatternsAsPython(t *testing.T) {
	file, err := os.Open("testdata/fnmatch.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows := 0
	for lines := bufio.NewScanner(file); lines.Scan(); rows++ {
		var row [3]any
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if got := newPattern(row[0].(string)).match(row[1].(string)); got != row[2].(bool) {
			t.Errorf("%q on %q: got %v", row[0], row[1], got)
		}
	}
	if rows < 500 {
		t.Errorf("only %d rows", rows)
	}
}

func TestPatternsTakeBytesThatAreNoText(t *testing.T) {
	if !newPattern("a?b*").match("a\xffb\xfe") || newPattern("[a-z]").match("\xff") || newPattern("\ufffd").match("\xff") {
		t.Error("a byte that is no UTF-8 is one character, unlike every other")
	}
}

func TestManyRunsTakeNoLongerThanTheyMust(t *testing.T) {
	text := make([]byte, 2000)
	for i := range text {
		text[i] = 'a'
	}
	start := time.Now()
	if newPattern("*a*a*a*a*a*a*a*a*a*a*b").match(string(text)) {
		t.Error("matched")
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestFilters(t *testing.T) {
	in, out := func(p string) Filter { return Filter{true, p} }, func(p string) Filter { return Filter{false, p} }
	const s3 = "bucket/pre/"
	cases := []struct {
		name    string
		filters []Filter
		path    string
		want    bool
	}{
		{"nothing is left out by itself", nil, s3 + "a", true},
		{"an include alone changes nothing", []Filter{in("*.txt")}, s3 + "a.jpg", true},
		{"excluded", []Filter{out("*.jpg")}, s3 + "d/a.jpg", false},
		{"the last match decides: included again", []Filter{out("*"), in("*.txt")}, s3 + "a.txt", true},
		{"the last match decides: excluded after all", []Filter{out("*"), in("*.txt"), out("secret*")}, s3 + "secret.txt", false},
		{"the name of a directory excludes nothing", []Filter{out("dir"), out("dir/")}, s3 + "dir/a", true},
		{"a directory's contents", []Filter{out("dir/*")}, s3 + "dir/sub/a", false},
		{"a prefix catches more than the directory", []Filter{out("sub*")}, s3 + "subway/a", false},
		{"./ is not tidied away", []Filter{out("./a")}, s3 + "a", true},
		{"the root is not part of the pattern", []Filter{out("pre/*")}, s3 + "a", true},
		{"patterns hold below the other root too", []Filter{out("a*")}, "/home/me [x]/a.txt", false},
		{"the root is taken literally", []Filter{out("*.txt")}, "/home/me [x]/a.txt", false},
		{"an absolute pattern is not below the root", []Filter{out("/a.txt")}, "/home/me [x]/a.txt", true},
		{"an absolute pattern that spells the root", []Filter{out("/home/*.txt")}, "/home/me [x]/a.txt", false},
		{"an absolute pattern says nothing of buckets", []Filter{out("/*")}, s3 + "a", true},
		{"an empty pattern matches nothing", []Filter{out("")}, s3 + "a", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newFilters(c.filters, Location{Dir: "/home/me [x]"}, Location{Bucket: "bucket", Prefix: "pre/"})
			if got := f.takes(c.path); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
