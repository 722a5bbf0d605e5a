package denial

import (
	"regexp"
	"strings"

	"clearway/arn"
)

var (
	s3URL = regexp.MustCompile(`s3[an]?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/[^\s"']*)?`)
	// hostURL holds a bucket in front of S3's host name, pathURL behind it.
	//
	// AWS: Amazon S3 User Guide, VirtualHosting
	hostURL = regexp.MustCompile(`https?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.s3[.-](?:dualstack\.)?(?:[a-z0-9-]+\.)?amazonaws\.com`)
	pathURL = regexp.MustCompile(`https?://s3[.-](?:dualstack\.)?(?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:[/?"'\s]|$)`)
	toPlain = regexp.MustCompile(`Failed to upload \S+ to ([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/`)
	// named is how tools name a bucket in words: Terraform the one whose setting
	// it writes, rclone the remote's, pyarrow, s3cmd and aws-cli the one that
	// was asked.
	named = regexp.MustCompile(`S3 Bucket (?:\()?"?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"?\)?:? (?:Policy|policy|ACL|Object|Versioning|Server|Public|Ownership)` +
		`|(?:S3 bucket|in bucket|[Bb]ucket|BucketName:|Bucket:|bucket[= ]) ?["'\x60]([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])["'\x60]` +
		`|(?:\bS3 bucket|\bBucketName:|\bBucket:) ([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:[:,\n]| path |$)`)
)

// toURL stands between the two sides of a copy.
var toURL = regexp.MustCompile(`\s(?:to\s+)?s3[an]?://\S+\s+(?:to\s+)?s3[an]?://|\sto\s+s3[an]?://`)

// findBucket looks for an s3:// URL when the message names no bucket: on the
// error's own lines, then before it, then anywhere.
func (d *Denial) findBucket(text string, p piece) {
	own := ownLines(text, p)
	if urls := s3URL.FindAllStringSubmatch(own, -1); len(urls) > 1 && toURL.MatchString(own) {
		d.SourceBucket = urls[0][1]
	}
	for _, where := range []string{own, before(text, p), around(text, p)} {
		if d.Bucket != "" {
			return
		}
		d.Bucket = d.bucketIn(where)
	}
}

// bucketIn finds the bucket that an operation went to among the URLs of a text:
// a write goes to the last one, a read comes from the first, and where a
// listing could be of either it stays open.
func (d *Denial) bucketIn(text string) string {
	if !strings.Contains(text, "://") && !strings.Contains(text, "ucket") && !strings.Contains(text, "Failed to upload") {
		return ""
	}
	var names []string
	for _, form := range []*regexp.Regexp{s3URL, hostURL, pathURL, toPlain, named} {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			names = append(names, strings.Join(m[1:], "")) // one of the alternatives
		}
		if len(names) > 0 {
			break
		}
	}
	if len(names) == 0 {
		return ""
	}
	first, last := names[0], names[len(names)-1]
	reads := strings.HasPrefix(d.Operation, "Get") || strings.HasPrefix(d.Operation, "Head")
	lists := strings.HasPrefix(d.Operation, "List")
	switch {
	case first == last, reads:
		return first
	case lists, d.Operation == "" && len(names) > 2:
		return ""
	}
	return last
}

var ssoRole = regexp.MustCompile(`AWSReservedSSO_[\w+=,.@-]+`)

// findRole keeps the Identity Center role that a text shows beside its caller:
// the principal that a policy was refused for.
func (d *Denial) findRole(text string) {
	if s, ok := d.Session(); ok {
		if _, isSSO := arn.ParsePermissionSetRole(s.RoleName); isSSO {
			d.SSORole = s.RoleName
		}
		return
	}
	if d.PrincipalARN == "" && strings.Contains(text, "AWSReservedSSO_") {
		d.SSORole = strings.TrimRight(ssoRole.FindString(text), ".,")
	}
}

var regions = []*regexp.Regexp{
	regexp.MustCompile(`expecting '([a-z]{2,4}(?:-[a-z]+)+-\d)'`),
	regexp.MustCompile(`(?i)x-amz-bucket-region:? "?([a-z]{2,4}(?:-[a-z]+)+-\d)`),
	regexp.MustCompile(`<Region>([a-z]{2,4}(?:-[a-z]+)+-\d)</Region>`),
	regexp.MustCompile(`s3[.-]([a-z]{2,4}(?:-[a-z]+)+-\d)\.amazonaws\.com</Endpoint>`),
	regexp.MustCompile(`the bucket is in '([a-z]{2,4}(?:-[a-z]+)+-\d)'`),
}

// findRegion reads where a bucket is from what a redirect says.
//
// AWS: Amazon S3 User Guide, Redirects
func (d *Denial) findRegion(text string) {
	switch d.Code {
	case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "BucketRegionError", "301", "307":
	default:
		return
	}
	for _, form := range regions {
		if m := form.FindStringSubmatch(text); m != nil {
			d.Region = m[1]
			return
		}
	}
}
