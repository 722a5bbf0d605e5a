package store

import (
	"context"
	"io"
	"iter"
	"time"
)

// Store holds objects under keys. All methods may be called by several
// goroutines at once. Keys are bytes; a store that cannot hold a key refuses
// it with an error rather than changing it.
type Store interface {
	// List gives the entries of r in byte order of their keys, reading ahead
	// no further than a page. An error of type *Skipped concerns one entry and
	// the listing goes on; after any other error it has ended, and what came
	// before is not the whole. Breaking off the loop ends the listing.
	List(ctx context.Context, r Range) iter.Seq2[Entry, error]

	// Get reads what span names of the object that e describes. When e has an
	// ETag and span is only a part, the object must still be the listed one.
	// An object that is not there gives an error that is fs.ErrNotExist.
	Get(ctx context.Context, e Entry, span Span) (*Object, error)

	// Put makes c the object under key: wholly, or not at all.
	Put(ctx context.Context, key string, c Content, w Writing) error

	// Delete removes the object under key. A key that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// Copier is a Store that can copy from another without the bytes passing
// through this process.
type Copier interface {
	Store
	// CanCopyFrom reports whether Copy works for objects of source.
	CanCopyFrom(source Store) bool
	// Copy makes the object e of source the object under key here: wholly, or
	// not at all.
	Copy(ctx context.Context, source Store, e Entry, key string, w Writing) error
}

// Entry is what a listing tells of an object.
type Entry struct {
	Key          string
	Size         int64
	Modified     time.Time
	ETag         string // as the store writes it, with its quotes; empty where there is none
	StorageClass string // empty where there is none
}

// UnknownSize is the size of what has to be read to its end for it to be known.
const UnknownSize = -1

// Range is a piece of a store's keys: those that begin with Prefix, come after
// After, and not after Through. An empty After or Through is no limit.
type Range struct{ Prefix, After, Through string }

// Span is a piece of an object in bytes. The zero Span is the whole object,
// whatever its size.
type Span struct{ Offset, Length int64 }

// Whole reports whether the span is the whole object.
func (s Span) Whole() bool { return s == Span{} }

// Object is one object being read. The reader closes Body.
type Object struct {
	Body       io.ReadCloser
	Properties Properties
}

// Content is what is to be written: its size, and a way to read any part of
// it, several parts at once. Of UnknownSize, the whole can be read, once.
type Content struct {
	Size int64
	Open func(ctx context.Context, span Span) (*Object, error)

	// OpenAt opens content that can be read from any place again and again,
	// all of it by one handle, as a file can; nil where it cannot.
	OpenAt func(ctx context.Context) (ReadAtCloser, error)

	// Identity names the bytes: what has the same one has the same bytes. ""
	// is not known.
	Identity string

	// Sum asks the source for its checksum of the whole; nil where it cannot
	// be asked. What is written in parts to where nobody else compares is
	// compared with it.
	Sum func(ctx context.Context) (Sum, error)

	// Describe tells, where the content carries properties that are to be
	// written with it, those and the checksum of the whole (CRC64NVME in base64,
	// "" is not known), with which what is written in parts has to come out. It
	// is for those who do not open the whole: that tells the same properties.
	// nil: the content carries nothing.
	Describe func(ctx context.Context) (p Properties, crc64nvme string, err error)
}

// ReadAtCloser is content that is read from any place, several at once.
type ReadAtCloser interface {
	io.ReaderAt
	io.Closer
}

// Seekable is a Store whose objects can be read from any place again and again.
type Seekable interface {
	Store
	// OpenAt opens the object that e describes, which has to have its size.
	OpenAt(ctx context.Context, e Entry) (ReadAtCloser, error)
}

// Identified is a Store whose entries name the bytes behind them.
type Identified interface {
	Store
	// Identity names the bytes of e: no other bytes have that name. "" where e
	// does not tell enough.
	Identity(e Entry) string
}

// Sum is the checksum that a store keeps of a whole object. The zero Sum is
// none.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
type Sum struct {
	Algorithm string // "CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256", "SHA512"
	Value     []byte
	PartSize  int64 // composite: the sum is of the sums of parts of this size; 0: of the bytes
}

// Summed is a Store that keeps checksums of its objects.
type Summed interface {
	Store
	// Sum gives the checksum of the object that e describes.
	Sum(ctx context.Context, e Entry) (Sum, error)
}

// ContentOf reads the content of the object e of s.
func ContentOf(s Store, e Entry) Content {
	c := Content{Size: e.Size, Open: func(ctx context.Context, span Span) (*Object, error) {
		return s.Get(ctx, e, span)
	}}
	if s, ok := s.(Seekable); ok {
		c.OpenAt = func(ctx context.Context) (ReadAtCloser, error) { return s.OpenAt(ctx, e) }
	}
	if s, ok := s.(Identified); ok {
		c.Identity = s.Identity(e)
	}
	if s, ok := s.(Summed); ok {
		c.Sum = func(ctx context.Context) (Sum, error) { return s.Sum(ctx, e) }
	}
	return c
}

// Properties are what an object carries beside its bytes. Empty means not set.
//
// AWS: Amazon S3 User Guide, UsingMetadata
type Properties struct {
	ContentType        string
	CacheControl       string
	ContentDisposition string
	ContentEncoding    string
	ContentLanguage    string
	Expires            string // as it was written
	Redirect           string // website redirect location
	Metadata           map[string]string
}

// Empty reports whether nothing is set.
func (p Properties) Empty() bool {
	return p.ContentType == "" && p.CacheControl == "" && p.ContentDisposition == "" && p.ContentEncoding == "" &&
		p.ContentLanguage == "" && p.Expires == "" && p.Redirect == "" && p.Metadata == nil
}

// Over gives p with what it does not set taken from base. Metadata is taken
// as a whole from one of them.
func (p Properties) Over(base Properties) Properties {
	first := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	merged := Properties{
		ContentType:        first(p.ContentType, base.ContentType),
		CacheControl:       first(p.CacheControl, base.CacheControl),
		ContentDisposition: first(p.ContentDisposition, base.ContentDisposition),
		ContentEncoding:    first(p.ContentEncoding, base.ContentEncoding),
		ContentLanguage:    first(p.ContentLanguage, base.ContentLanguage),
		Expires:            first(p.Expires, base.Expires),
		Redirect:           first(p.Redirect, base.Redirect),
		Metadata:           p.Metadata,
	}
	if merged.Metadata == nil {
		merged.Metadata = base.Metadata
	}
	return merged
}

// Writing says how an object is to be written. The zero value leaves every
// choice to the store.
type Writing struct {
	Properties   Properties
	Modified     time.Time // a directory's file gets this time; a bucket ignores it
	ACL          string
	Grants       []Grant
	Tags         []Tag // a copy inside the store keeps the source's instead
	StorageClass string
	SSE          string // "AES256", "aws:kms", "aws:kms:dsse"
	KMSKey       string
	Checksum     string    // "CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256", "SHA512"; "" is the store's choice
	Directive    Directive // copies only
	CopyProps    CopyProps // copies only

	// Parts is told of how many parts a large object is, once it is known.
	Parts func(parts int)
	// Progress is told the bytes that were done since it was last told, parts
	// of large objects only; it may be called from several goroutines.
	Progress func(bytes int64)
}

// CustomerKey is a key of the customer's own, which S3 encrypts an object with
// and does not keep. The zero key is none.
//
// AWS: Amazon S3 User Guide, ServerSideEncryptionCustomerKeys
type CustomerKey struct {
	Algorithm string // "" is AES256, the only one there is
	Key       []byte // 32 bytes
}

// Grant gives one permission on the written object.
type Grant struct {
	Permission string // "read", "full", "readacl", "writeacl"
	Grantee    string // as AWS's grant headers take it: id=…, uri=…, emailaddress=…
}

// Directive is what a copy does with the source's properties.
//
// AWS: Amazon S3 API Reference, API_CopyObject
type Directive string

// Unset keeps the source's properties, except those that Writing names.
const (
	DirectiveUnset   Directive = ""
	DirectiveCopy    Directive = "COPY"
	DirectiveReplace Directive = "REPLACE"
)

// CopyProps is how much a copy takes care to keep where the service alone
// would not, as in parts of a large object.
type CopyProps string

// The choices of aws-cli v2's --copy-props. The zero value is "default":
// properties and tags.
const (
	CopyPropsDefault   CopyProps = ""
	CopyPropsMetadata  CopyProps = "metadata-directive" // without tags
	CopyPropsNone      CopyProps = "none"
	CopyPropsDirective CopyProps = "off" // --metadata-directive was given: as the service does
)
