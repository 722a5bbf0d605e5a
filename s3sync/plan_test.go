package s3sync

import (
	"strings"
	"testing"

	"clearway/store"
)

func TestPlanRefuses(t *testing.T) {
	cases := []struct {
		name    string
		o       Options
		mention string // "" when it is no refusal
	}{
		{"two directories", Options{Source: "a", Dest: "b"}, "Invalid argument type"},
		{"a stream", Options{Source: "-", Dest: "s3://bucket"}, "Streaming"},
		{"no bucket", Options{Source: "s3://", Dest: "s3://bucket"}, "bucket is missing"},
		{"capital letters", Options{Source: "s3://Bucket", Dest: "d"}, "did you mean bucket?"},
		{"a short name", Options{Source: "s3://ab", Dest: "d"}, "3 to 63"},
		{"an underscore", Options{Source: "s3://a_b_c", Dest: "d"}, "small letters"},
		{"an address", Options{Source: "s3://127.0.0.1", Dest: "d"}, "IP address"},
		{"an end in a hyphen", Options{Source: "s3://abc-", Dest: "d"}, "begins and ends"},
		{"a directory bucket", Options{Source: "s3://abc--usw2-az1--x-s3", Dest: "d"}, "directory bucket"},
		{"an object lambda", Options{Source: "s3://arn:aws:s3-object-lambda:us-east-1:111111111111:accesspoint/x", Dest: "d"}, "Object Lambda"},
		{"the destination inside the source", Options{Source: "s3://bucket", Dest: "s3://bucket/p"}, "s3://bucket/p/ lies inside the source s3://bucket/"},
		{"the source inside the destination", Options{Source: "s3://bucket/p/q", Dest: "s3://bucket/p"}, "s3://bucket/p/q/ lies inside the destination s3://bucket/p/"},
		{"a place onto itself", Options{Source: "s3://bucket/p", Dest: "s3://bucket/p/"}, ""},
		{"an overlap that is wanted", Options{Source: "s3://bucket", Dest: "s3://bucket/p", AllowOverlap: true}, ""},
		{"names that only begin alike", Options{Source: "s3://bucket/p", Dest: "s3://bucket/pq"}, ""},
		{"an access point", Options{Source: "s3://arn:aws:s3:us-east-1:111111111111:accesspoint/x/p", Dest: "d"}, ""},
		{"an unknown ACL", Options{Source: "a", Dest: "s3://bucket", Writing: store.Writing{ACL: "mine"}}, "--acl"},
		{"an unknown class", Options{Source: "a", Dest: "s3://bucket", Writing: store.Writing{StorageClass: "COLD"}}, "--storage-class"},
		{"a time that is none", Options{Source: "a", Dest: "s3://bucket", Writing: store.Writing{Properties: store.Properties{Expires: "soon"}}}, "--expires"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.o.Cwd = "/home"
			_, err := NewPlan(c.o)
			switch {
			case c.mention == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.mention != "" && (err == nil || !strings.Contains(err.Error(), c.mention)):
				t.Errorf("got %v, want %q", err, c.mention)
			}
		})
	}
}

func TestLocations(t *testing.T) {
	const arn = "arn:aws:s3:us-east-1:111111111111:accesspoint/x"
	for _, c := range []struct{ typed, cwd, whole, shown string }{
		{"s3://bucket", "/home", "s3://bucket/", "s3://bucket/k"},
		{"s3://bucket/", "/home", "s3://bucket/", "s3://bucket/k"},
		{"s3://bucket/pre", "/home", "s3://bucket/pre/", "s3://bucket/pre/k"},
		{"s3://bucket//p", "/home", "s3://bucket//p/", "s3://bucket//p/k"},
		{"s3://bucket/p//", "/home", "s3://bucket/p//", "s3://bucket/p//k"},
		{"s3://" + arn + "/pre", "/home", "s3://" + arn + "/pre/", "s3://" + arn + "/pre/k"},
		{".", "/home", "/home", "./k"},
		{"sub/../sub//", "/home", "/home/sub", "sub/k"},
		{"/home", "/home", "/home", "./k"},
		{"../x", "/home", "/x", "../x/k"},
		{"/x", "/", "/x", "x/k"},
		{"/", "/home/me", "/", "../../k"},
	} {
		l, err := parseLocation(c.typed, c.cwd)
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		if l.Typed() != c.typed || l.String() != c.whole || l.show("k", c.cwd) != c.shown {
			t.Errorf("%s from %s: %s, %s", c.typed, c.cwd, l, l.show("k", c.cwd))
		}
	}
}
