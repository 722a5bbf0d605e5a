package grant

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"clearway/need"
)

// Ask is what somebody wants opened: one kind of copy, on one bucket or on one
// prefix of it, for one role or user.
type Ask struct {
	Bucket        string
	Prefix        string // "" for the whole bucket, else ends with "/"
	Purpose       need.Purpose
	WithTags      bool // object tags are copied too
	WithACL       bool // each object is written with an ACL
	WithMultipart bool // unfinished uploads are seen and cleaned up
	Grantee       Grantee
	Limits        Limits
	Key           string // ARN of a KMS key: the ask is about its policy, not the bucket's; see OnKey
}

// Check refuses an ask that no statement could express.
func (a Ask) Check() error {
	switch {
	case a.Bucket == "":
		return fmt.Errorf("the bucket is missing")
	case strings.ContainsAny(a.Prefix, "*?$"):
		return fmt.Errorf("prefix %q: *, ? and $ have a meaning of their own in a policy", a.Prefix)
	case a.Prefix != "" && !strings.HasSuffix(a.Prefix, "/"):
		return fmt.Errorf("prefix %q does not end with a slash", a.Prefix)
	case len(a.Needs()) == 0:
		return fmt.Errorf("unknown purpose %q", a.Purpose)
	case a.WithTags && !a.Purpose.Reads() && !a.Purpose.Writes():
		return fmt.Errorf("%s copies no objects, so there are no tags to copy", a.Purpose)
	case a.WithACL && !a.Purpose.Writes():
		return fmt.Errorf("%s writes no objects, so there is no ACL to write", a.Purpose)
	case a.WithMultipart && !a.Purpose.Writes() && a.Purpose != need.Multipart:
		return fmt.Errorf("%s writes no objects, so there are no uploads to clean up", a.Purpose)
	}
	return a.Limits.check()
}

// Needs lists the actions that the purpose takes, on resource patterns.
func (a Ask) Needs() []need.Need {
	if a.Key != "" {
		return need.ForKey(a.Purpose, a.Key)
	}
	return need.For(a.Purpose, a.Bucket, a.Prefix, need.CopyOptions{
		Partition: a.Grantee.Partition(),
		Delete:    a.Purpose == need.SyncDelete,
		Tags:      a.WithTags,
		ACL:       a.WithACL,
		Multipart: a.WithMultipart,
	})
}

// idDigits is how many digits of an ID are shown; more are taken where somebody
// else's statement already has the Sid.
const idDigits = 4

// ID names the grant in its Sids. It is worked out from grantee, purpose, bucket,
// prefix and lasting conditions alone, so that asking twice gives the same grant;
// digits says how much of it is wanted. The expiry is no part of it: to ask with
// another one is to give the same grant another end.
func (a Ask) ID(digits int) string {
	principal := a.Grantee.ARN
	if a.Grantee.Match == MatchName {
		principal = a.Grantee.Pattern()
	}
	parts := []string{"clearway/grant/v1", string(a.Grantee.Match), principal, string(a.Purpose), a.Bucket, a.Prefix}
	parts = append(parts, a.Limits.lasting()...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:])[:digits]
}
