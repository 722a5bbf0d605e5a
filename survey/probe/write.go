package probe

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/need"
	"clearway/preflight"
)

// writing is a PutObject with the headers that the copy's writes carry, as far
// as policies look at them.
type writing struct {
	place
	acl, sse, kms, class string
}

// written is what S3 said to it.
type written struct {
	key  string
	said *denial.Refusal
	err  error
}

func writingOf(r *preflight.Row) writing {
	header := func(key string) string { return first(r.Request.Context["s3:"+key]) }
	return writing{
		place: placeOf(r), acl: header("x-amz-acl"), class: header("x-amz-storage-class"),
		sse: header("x-amz-server-side-encryption"), kms: header("x-amz-server-side-encryption-aws-kms-key-id"),
	}
}

// body is what the probe pretends to write.
var body = []byte("clearway asks whether this could be written; it is not meant to be\n")

// wrongDigests are two digests that body does not have, of different kinds.
func wrongDigests() (contentMD5, crc string) {
	sum := md5.Sum(body)
	check := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))
	for i := range sum {
		sum[i] = ^sum[i]
	}
	for i := range check {
		check[i] = ^check[i]
	}
	return base64.StdEncoding.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(check)
}

// put asks S3 to store body under two wrong digests. S3 compares a digest that
// comes with an upload before it stores the object, and refuses; it never adds
// part of an object. The name is one that no object has, so that even a server
// that looked at no digest would overwrite nothing.
//
// AWS: Amazon S3 User Guide, checking-object-integrity; Amazon S3 API
// Reference, API_PutObject (Content-MD5), ErrorResponses (BadDigest)
func (p *prober) put(ctx context.Context, w writing, client *s3.Client) written {
	out := written{key: p.freshKey(w.site)}
	contentMD5, crc := wrongDigests()
	in := &s3.PutObjectInput{
		Bucket: &w.bucket, Key: &out.key, ExpectedBucketOwner: p.owner(w.bucket),
		ContentMD5: &contentMD5, ChecksumCRC32: &crc,
		ACL: types.ObjectCannedACL(w.acl), ServerSideEncryption: types.ServerSideEncryption(w.sse), StorageClass: types.StorageClass(w.class),
	}
	if w.kms != "" {
		in.SSEKMSKeyId = &w.kms
	}
	out.said, out.err = ask(ctx, need.PutObject, func(region inRegion) error {
		in.Body = bytes.NewReader(body)
		_, err := client.PutObject(ctx, in, region)
		return err
	})
	return out
}

func (p *prober) refusedPut(ctx context.Context, w writing) written {
	return p.writes.get(w, func() written { return p.put(ctx, w, p.client(w.caller, w.bucket)) })
}

// decidesFirst is the control of the yes: nobody asks for the same, without a
// signature. If S3 refuses that for want of permission although the digests are
// wrong as well, it decides who may before it compares digests. Where nobody at
// all may write, or the digests were found first, it is not known.
//
// AWS: Amazon S3 User Guide, s3-access-control (anonymous requests)
func (p *prober) decidesFirst(ctx context.Context, at place) bool {
	return p.controls.get(at.site, func() bool {
		cfg := p.o.Callers[at.caller].Copy()
		cfg.Credentials = aws.AnonymousCredentials{}
		anonymous := &prober{o: p.o, prefixes: p.prefixes}
		anonymous.o.Callers = map[string]aws.Config{"": cfg}
		out := anonymous.put(ctx, writing{place: place{site: at.site}}, anonymous.client("", at.bucket))
		return out.said != nil && out.said.Denial.Code == "AccessDenied"
	})
}

// write asks for an object that S3 must refuse after it has decided.
func (p *prober) write(ctx context.Context, r *preflight.Row) Result {
	w := writingOf(r)
	put := p.refusedPut(ctx, w)
	out := result(need.PutObject, put.key, r.Need.Action, put.said, put.err)
	switch {
	case put.said == nil && put.err == nil:
		out.Why = WhyStored
	case put.said == nil:
	case put.said.Denial.Code == "BadDigest":
		out.Answer, out.Why = bucket.NotKnown, WhyOrder
		if p.decidesFirst(ctx, w.place) {
			out.Answer, out.Why = bucket.Yes, WhyControl
		}
	case noACL(put.said):
		out.Answer, out.Why = bucket.No, "" // whatever S3 looks at first, it takes no write with that ACL
	case w.acl != "" && !put.said.Denial.ActionNamed && out.Answer == bucket.No:
		out.Answer, out.Why = bucket.NotKnown, WhyOther // or the ACL was refused
	}
	return out
}

// writeACL reads the same answer for the ACL: a refusal that names
// s3:PutObjectAcl, or a bucket that takes no such ACL, is a no. That S3 came to
// compare digests tells of s3:PutObject; nothing says that ACLs are decided by
// then.
//
// AWS: Amazon S3 User Guide, object-ownership-error-responses
func (p *prober) writeACL(ctx context.Context, r *preflight.Row) Result {
	put := p.refusedPut(ctx, writingOf(r))
	out := result(need.PutObject, put.key, r.Need.Action, put.said, put.err)
	switch {
	case put.said == nil && put.err == nil:
		out.Why = WhyStored
	case put.said == nil:
	case noACL(put.said) || refusesNamed(put.said, r.Need.Action):
		out.Answer, out.Why = bucket.No, ""
	case put.said.Denial.Code == "BadDigest":
		out.Answer, out.Why = bucket.NotKnown, WhyOrder
	default:
		out.Answer, out.Why = bucket.NotKnown, WhyOther
	}
	return out
}

// noACL reports that the bucket takes no such ACL, whoever sends it.
func noACL(said *denial.Refusal) bool {
	return said.Denial.Code == "AccessControlListNotSupported" || said.Denial.Layer == denial.LayerBPA
}
