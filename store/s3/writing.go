package s3

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// text is nil for what is not set: such a header is not sent.
func text(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}

func expires(value string) (*time.Time, error) {
	if value == "" {
		return nil, nil
	}
	at, err := store.ParseExpires(value)
	return &at, err
}

// grants puts each permission's grantees into its header.
//
// AWS: Amazon S3 User Guide, acl-overview#sample-acl
type grants struct{ full, read, readACL, writeACL *string }

func newGrants(all []store.Grant) (g grants, err error) {
	for _, grant := range all {
		var header **string
		switch grant.Permission {
		case "full":
			header = &g.full
		case "read":
			header = &g.read
		case "readacl":
			header = &g.readACL
		case "writeacl":
			header = &g.writeACL
		default:
			return g, fmt.Errorf("permission must be one of: read|readacl|writeacl|full, not %q", grant.Permission)
		}
		grantee := grant.Grantee
		if *header != nil {
			grantee = **header + "," + grantee
		}
		*header = &grantee
	}
	return g, nil
}

func (s *Store) putInput(key string, w store.Writing) (*s3.PutObjectInput, error) {
	until, err := expires(w.Properties.Expires)
	if err != nil {
		return nil, err
	}
	g, err := newGrants(w.Grants)
	if err != nil {
		return nil, err
	}
	p := w.Properties
	return &s3.PutObjectInput{
		Bucket: &s.bucket, Key: &key, RequestPayer: s.payer(),
		ContentType: text(p.ContentType), CacheControl: text(p.CacheControl), ContentDisposition: text(p.ContentDisposition),
		ContentEncoding: text(p.ContentEncoding), ContentLanguage: text(p.ContentLanguage), Expires: until,
		WebsiteRedirectLocation: text(p.Redirect), Metadata: p.Metadata,
		ACL: types.ObjectCannedACL(w.ACL), GrantFullControl: g.full, GrantRead: g.read, GrantReadACP: g.readACL, GrantWriteACP: g.writeACL,
		StorageClass: types.StorageClass(w.StorageClass), ServerSideEncryption: types.ServerSideEncryption(w.SSE), SSEKMSKeyId: text(w.KMSKey),
		Tagging: text(shortTags(w.Tags)),
	}, nil
}

// createInput begins an object that is written in parts. sum is the checksum
// that the parts will carry; none for parts that S3 copies.
func (s *Store) createInput(key string, w store.Writing, sum types.ChecksumAlgorithm) (*s3.CreateMultipartUploadInput, error) {
	put, err := s.putInput(key, w)
	if err != nil {
		return nil, err
	}
	return &s3.CreateMultipartUploadInput{
		Bucket: put.Bucket, Key: put.Key, RequestPayer: put.RequestPayer, ChecksumAlgorithm: sum,
		ContentType: put.ContentType, CacheControl: put.CacheControl, ContentDisposition: put.ContentDisposition,
		ContentEncoding: put.ContentEncoding, ContentLanguage: put.ContentLanguage, Expires: put.Expires,
		WebsiteRedirectLocation: put.WebsiteRedirectLocation, Metadata: put.Metadata,
		ACL: put.ACL, GrantFullControl: put.GrantFullControl, GrantRead: put.GrantRead, GrantReadACP: put.GrantReadACP, GrantWriteACP: put.GrantWriteACP,
		StorageClass: put.StorageClass, ServerSideEncryption: put.ServerSideEncryption, SSEKMSKeyId: put.SSEKMSKeyId,
		Tagging: put.Tagging,
	}, nil
}

func (s *Store) copyInput(from, key string, w store.Writing) (*s3.CopyObjectInput, error) {
	put, err := s.putInput(key, w)
	if err != nil {
		return nil, err
	}
	return &s3.CopyObjectInput{
		Bucket: put.Bucket, Key: put.Key, CopySource: &from, RequestPayer: put.RequestPayer,
		MetadataDirective: types.MetadataDirective(w.Directive),
		ContentType:       put.ContentType, CacheControl: put.CacheControl, ContentDisposition: put.ContentDisposition,
		ContentEncoding: put.ContentEncoding, ContentLanguage: put.ContentLanguage, Expires: put.Expires,
		WebsiteRedirectLocation: put.WebsiteRedirectLocation, Metadata: put.Metadata,
		ACL: put.ACL, GrantFullControl: put.GrantFullControl, GrantRead: put.GrantRead, GrantReadACP: put.GrantReadACP, GrantWriteACP: put.GrantWriteACP,
		StorageClass: put.StorageClass, ServerSideEncryption: put.ServerSideEncryption, SSEKMSKeyId: put.SSEKMSKeyId,
	}, nil
}
