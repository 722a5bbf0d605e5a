package store

import (
	"context"
	"errors"
	"fmt"
)

// Ownership says what becomes of the objects that somebody of another account
// writes into a store.
type Ownership string

// The kinds of ownership.
const (
	OwnershipUnknown Ownership = ""       // nobody could be asked
	OwnerOwns        Ownership = "owner"  // they belong to the store's owner, who alone decides who reads them
	WriterOwns       Ownership = "writer" // the store's owner can read them only if the writer says so with an ACL
)

// Owned is a Store that can be asked what becomes of others' objects in it.
type Owned interface {
	Store
	Ownership(ctx context.Context) (Ownership, error)
	// WritersKey reports whether an object for whose encryption nothing is asked
	// is encrypted with a key of whoever writes it, which no other account can
	// use.
	WritersKey(ctx context.Context) (bool, error)
}

// OwnerControl is the canned ACL by which a writer gives the store's owner all
// that he has himself.
//
// AWS: Amazon S3 User Guide, acl-overview#canned-acl; about-object-ownership
const OwnerControl = "bucket-owner-full-control"

// RefusesACLs reports whether err says that the bucket takes no ACLs.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func RefusesACLs(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == "AccessControlListNotSupported"
}

// Leftover says that something was left behind that takes up room and costs
// money: an upload in parts that could not be given up.
type Leftover struct {
	Key    string
	Upload string // its id
	Err    error  // why
}

func (e *Leftover) Error() string {
	return fmt.Sprintf("the upload %s of %s could not be aborted: %v", e.Upload, e.Key, e.Err)
}

// Unwrap gives the cause.
func (e *Leftover) Unwrap() error { return e.Err }
