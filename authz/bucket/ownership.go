package bucket

import (
	"errors"
	"fmt"

	"clearway/arn"
)

// Ownership is a bucket's setting of Object Ownership. A bucket without the
// setting behaves like ObjectWriter.
//
// AWS: Amazon S3 User Guide, about-object-ownership
type Ownership string

// The settings. New buckets have BucketOwnerEnforced.
const (
	BucketOwnerEnforced  Ownership = "BucketOwnerEnforced"
	BucketOwnerPreferred Ownership = "BucketOwnerPreferred"
	ObjectWriter         Ownership = "ObjectWriter"
)

// ParseOwnership reads the name of a setting.
func ParseOwnership(text string) (Ownership, error) {
	switch o := Ownership(text); o {
	case BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter:
		return o, nil
	}
	return "", fmt.Errorf("%q is no Object Ownership: use %s, %s or %s", text, BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter)
}

// ACLs reports whether access control lists count.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (o Ownership) ACLs() bool { return o != BucketOwnerEnforced }

// ObjectOwner is the account that will own an object that writer puts into the
// bucket with that canned ACL ("" for none). An anonymous writer has no account.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (o Ownership) ObjectOwner(writer, bucketOwner, canned string) string {
	switch {
	case o == BucketOwnerEnforced, writer == "":
		return bucketOwner
	case o == BucketOwnerPreferred && canned == FullControlToOwner:
		return bucketOwner
	}
	return writer
}

// RefusesACL reports whether S3 answers 400 AccessControlListNotSupported to a
// request that puts an object with an ACL: a canned one, or grants. Without
// ACLs in the bucket, S3 takes only the one that changes nothing, which gives
// the bucket's owner full control.
//
// AWS: Amazon S3 User Guide, about-object-ownership;
// object-ownership-error-responses
func (o Ownership) RefusesACL(canned string, grants []Grant, bucketOwner string) bool {
	switch {
	case o.ACLs():
		return false
	case canned != "":
		return canned != FullControlToOwner
	case len(grants) == 0:
		return false
	}
	return len(grants) > 1 || grants[0].Account != bucketOwner || grants[0].Permission != FullControl
}

// ObjectAccount is the account that guards an object: its owner's. Without ACLs
// that is the bucket's owner, whoever wrote the object.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (o Ownership) ObjectAccount(objectOwner, bucketOwner string) string {
	if !o.ACLs() || objectOwner == "" {
		return bucketOwner
	}
	return objectOwner
}

// The ways in which a request is refused for the owner that it expects.
var (
	ErrOtherOwner     = errors.New("the bucket belongs to another account than expected") // 403 AccessDenied
	ErrMalformedOwner = errors.New("the expected owner is no account of 12 digits")       // 400 InvalidBucketOwnerAWSAccountID
)

// CheckOwner compares the owner of a bucket with the one that a request expects
// in x-amz-expected-bucket-owner, or of a copy's source in
// x-amz-source-expected-bucket-owner; "" expects nothing.
//
// AWS: Amazon S3 User Guide, bucket-owner-condition
func CheckOwner(expected, owner string) error {
	switch {
	case expected == "" || expected == owner:
		return nil
	case !arn.IsAccountID(expected):
		return ErrMalformedOwner
	}
	return ErrOtherOwner
}
