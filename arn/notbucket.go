package arn

import "strings"

// NotBucket is what a name may be that stands in a bucket's place.
type NotBucket string

// What is asked in a bucket's place, by policies of its own. The zero value is a
// general purpose bucket, as far as a name can tell.
const (
	AccessPoint     NotBucket = "access point"
	DirectoryBucket NotBucket = "directory bucket"
	TableBucket     NotBucket = "table bucket"
)

// InPlaceOfBucket tells by a name what stands in a bucket's place: the ARN or
// alias of an access point, or a bucket of another kind.
//
// AWS: Amazon S3 User Guide, bucketnamingrules (reserved suffixes); s3-arn-format
func InPlaceOfBucket(name string) NotBucket {
	if strings.HasPrefix(name, "arn:") {
		return AccessPoint
	}
	for _, suffix := range []struct {
		text string
		what NotBucket
	}{
		{"-s3alias", AccessPoint}, {"--ol-s3", AccessPoint}, {"--op-s3", AccessPoint}, {".mrap", AccessPoint}, {"--xa-s3", AccessPoint},
		{"--x-s3", DirectoryBucket}, {"--table-s3", TableBucket},
	} {
		if strings.HasSuffix(name, suffix.text) {
			return suffix.what
		}
	}
	return ""
}
