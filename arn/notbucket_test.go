package arn

import (
	"testing"
)

func TestInPlaceOfBucket(t *testing.T) {
	for name, want := range map[string]NotBucket{
		"media-prod": "", "x-s3": "", "mrap": "", "my-s3aliases": "",
		"arn:aws:s3:us-west-2:111111111111:accesspoint": AccessPoint,
		"metadata-b1gbz7x3y4qe5w6r-s3alias":             AccessPoint,
		"ol-b1gbz7x3y4qe5w6r--ol-s3":                    AccessPoint,
		"mfzwi23gnjvgw.mrap":                            AccessPoint,
		"fast--usw2-az1--xa-s3":                         AccessPoint,
		"fast--usw2-az1--x-s3":                          DirectoryBucket,
		"tables--table-s3":                              TableBucket,
	} {
		if got := InPlaceOfBucket(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
