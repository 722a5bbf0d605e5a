package s3sync

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// splitBucket cuts what follows s3:// into bucket and key. The bucket may be
// the ARN of an access point, which has a slash or a colon before its name.
//
// AWS: Amazon S3 User Guide, access-points-naming
func splitBucket(text string) (bucket, key string) {
	if found := accessPoint.FindString(text); found != "" {
		return found, strings.TrimPrefix(text[len(found):], "/")
	}
	bucket, key, _ = strings.Cut(text, "/")
	return bucket, key
}

var (
	accessPoint = regexp.MustCompile(`^arn:[a-z0-9-]+:(s3:[a-z0-9-]*:[0-9]{12}:accesspoint[:/][a-zA-Z0-9.-]{1,63}|s3-outposts:[a-z0-9-]+:[0-9]{12}:outpost[/:][a-zA-Z0-9-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9-]{1,63})`)
	fourNumbers = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$`)
	directory   = regexp.MustCompile(`--[a-z0-9-]+--x-s3$`)
)

// checkBucket refuses what can be no bucket, naming the rule, before any
// request is made. Names with capitals or underscores, which S3 gave away in
// us-east-1 before 2018, are refused too: such a bucket cannot be addressed in
// today's way.
//
// AWS: Amazon S3 User Guide, bucketnamingrules
func checkBucket(name string) error {
	if strings.HasPrefix(name, "arn:") {
		return checkBucketARN(name)
	}
	problem := ""
	switch {
	case name == "":
		return errors.New("the bucket is missing: write s3://BUCKET or s3://BUCKET/PREFIX")
	case directory.MatchString(name):
		return fmt.Errorf("bucket %s: sync cannot be used with an S3 Express directory bucket, which lists its keys in no order", name)
	case strings.ToLower(name) != name:
		problem = fmt.Sprintf("a bucket's name has no capital letters; did you mean %s?", strings.ToLower(name))
	case len(name) < 3 || len(name) > 63:
		problem = fmt.Sprintf("a bucket's name has 3 to 63 characters, this one %d", len(name))
	case strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-", r) }):
		problem = "a bucket's name is made of small letters, digits, dots and hyphens"
	case !alphanumeric(name[0]) || !alphanumeric(name[len(name)-1]):
		problem = "a bucket's name begins and ends with a small letter or a digit"
	case strings.Contains(name, ".."):
		problem = "a bucket's name has no two dots side by side"
	case fourNumbers.MatchString(name):
		problem = "a bucket's name is not made like an IP address"
	default:
		return nil
	}
	return fmt.Errorf("%q cannot be a bucket: %s", name, problem)
}

func alphanumeric(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

func checkBucketARN(name string) error {
	switch {
	case accessPoint.FindString(name) == name:
		return nil
	case strings.Contains(name, ":s3-object-lambda:"):
		return fmt.Errorf("%s: sync does not support S3 Object Lambda resources", name)
	case strings.Contains(name, ":s3-outposts:"):
		return fmt.Errorf("%s: sync does not support Outposts bucket ARNs, use an access point of the bucket", name)
	}
	return fmt.Errorf("%s is not the ARN of an access point; a bucket is named by its name", name)
}
