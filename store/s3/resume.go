package s3

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// Resume says where uploads and copies in parts are remembered while they are
// under way, so that what was interrupted can go on from its parts. A record
// names the upload, the source's bytes and how they are written; what became
// of the parts, S3 is asked. Records hold no secrets.
//
// Ours: docs/design/0006-resume.md
type Resume struct {
	Dir  string           // made when it is needed; only its owner may read it
	Keep bool             // leave the parts of what was interrupted for the next run, instead of aborting
	Now  func() time.Time // nil is time.Now
}

// Expiry is how long parts are kept at most. Nothing goes on from older ones.
const Expiry = 7 * 24 * time.Hour

func (r *Resume) now() time.Time {
	if r.Now == nil {
		return time.Now()
	}
	return r.Now()
}

// identity is all that has to be the same for an upload to go on: the
// destination, the bytes, the size of the parts and every header. A customer's
// key goes in by a digest.
func (u *upload) identity() (dest, whole string) {
	s := u.store
	key := sha256.Sum256(s.o.SSEC.Key)
	text, err := json.Marshal(struct {
		Endpoint, Source string
		Size, PartSize   int64
		Create           *s3.CreateMultipartUploadInput
		Key              [sha256.Size]byte
	}{s.endpoint(), u.source, u.size, partSize(u.size, s.o.PartSize), u.create, key})
	if err != nil {
		return "", ""
	}
	return digest(s.endpoint() + "\n" + s.bucket + "\n" + *u.create.Key)[:16], digest(string(text))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// endpoint is what is called if it is not AWS.
func (s *Store) endpoint() string { return aws.ToString(s.client.Options().BaseEndpoint) }

// remember looks whether an earlier run has begun this upload, and keeps a
// record of it. Where that cannot be done the upload is made without.
func (u *upload) remember(ctx context.Context) {
	r := u.store.o.Resume
	if r == nil || r.Dir == "" || u.source == "" {
		return
	}
	dest, identity := u.identity()
	if identity == "" || os.MkdirAll(r.Dir, 0o700) != nil {
		return
	}
	u.record = claim(filepath.Join(r.Dir, dest+"-"+identity+recordSuffix))
	if u.record == nil {
		return // another run is at it
	}
	u.record.header = Unfinished{Schema: recordSchema, Identity: identity, Bucket: u.store.bucket, Key: *u.create.Key, Endpoint: u.store.endpoint(),
		Region: u.store.client.Options().Region, Source: u.source, Size: u.size, PartSize: partSize(u.size, u.store.o.PartSize), Begun: r.now()}
	u.store.dropStale(ctx, r, dest, identity)
	before, parts, err := u.record.read()
	if err != nil || before.Identity != identity || before.Key != *u.create.Key || before.Bucket != u.store.bucket {
		return
	}
	if before.Expired(r.now()) {
		u.store.abortUpload(ctx, before.Key, before.Upload) //nolint:errcheck // S3's own rule, or clean, takes it away
		return
	}
	there, err := u.store.listParts(ctx, before.Key, before.Upload)
	if err != nil {
		return
	}
	u.id, u.before = &before.Upload, agreeing(there, parts, spans(u.size, u.record.header.PartSize))
	u.record.goOn(before, u.before)
}

// agreeing are the parts that S3 has as the record says they were written.
func agreeing(there map[int32]types.Part, parts []recordedPart, all []store.Span) map[int32]types.CompletedPart {
	agree := make(map[int32]types.CompletedPart)
	for _, p := range parts {
		found, ok := there[p.Part]
		if !ok || p.Part < 1 || int(p.Part) > len(all) || aws.ToString(found.ETag) != p.ETag || aws.ToInt64(found.Size) != all[p.Part-1].Length {
			continue
		}
		c := sums{found.ChecksumCRC64NVME, found.ChecksumCRC32, found.ChecksumCRC32C, found.ChecksumSHA1, found.ChecksumSHA256, found.ChecksumSHA512}
		agree[p.Part] = c.part(p.Part, found.ETag)
	}
	return agree
}

// listParts asks what an upload has.
//
// AWS: Amazon S3 API Reference, API_ListParts
func (s *Store) listParts(ctx context.Context, key, id string) (map[int32]types.Part, error) {
	all := make(map[int32]types.Part)
	var marker *string
	for {
		out, err := request(ctx, s, "ListParts", "parts", func(region ...func(*s3.Options)) (*s3.ListPartsOutput, error) {
			return s.client.ListParts(ctx, &s3.ListPartsInput{Bucket: &s.bucket, Key: &key, UploadId: &id, PartNumberMarker: marker, RequestPayer: s.payer()}, region...)
		})
		if err != nil {
			return nil, err
		}
		for _, p := range out.Parts {
			all[aws.ToInt32(p.PartNumber)] = p
		}
		if !aws.ToBool(out.IsTruncated) || out.NextPartNumberMarker == nil {
			return all, nil
		}
		marker = out.NextPartNumberMarker
	}
}

// dropStale aborts what was begun for the same object from other bytes, or with
// other headers: nothing can go on from it.
func (s *Store) dropStale(ctx context.Context, r *Resume, dest, identity string) {
	names, err := filepath.Glob(filepath.Join(r.Dir, dest+"-*"+recordSuffix))
	if err != nil {
		return
	}
	for _, name := range names {
		if strings.Contains(name, identity) {
			continue
		}
		if u, err := readUnfinished(name); err == nil {
			s.Abort(ctx, u) //nolint:errcheck // clean takes it away
		}
	}
}

// Unfinished is an upload that was begun and not ended, as its record tells.
type Unfinished struct {
	Schema   string    `json:"schema"`
	Identity string    `json:"identity"`
	Bucket   string    `json:"bucket"`
	Key      string    `json:"key"`
	Upload   string    `json:"upload"`
	Endpoint string    `json:"endpoint,omitempty"` // "" is AWS's
	Region   string    `json:"region,omitempty"`
	Source   string    `json:"source"`
	Size     int64     `json:"size"`
	PartSize int64     `json:"part_size"`
	Begun    time.Time `json:"begun"`

	Parts int  `json:"-"` // that were written
	InUse bool `json:"-"` // a run is at it

	path string
}

// Expired reports whether the parts are too old to go on from.
func (u Unfinished) Expired(now time.Time) bool {
	return now.Sub(u.Begun) > Expiry || u.Begun.Sub(now) > Expiry
}

// Unfinished gives the uploads that are remembered, by bucket and key. Files
// that are no records are left out.
func (r *Resume) Unfinished() ([]Unfinished, error) {
	entries, err := os.ReadDir(r.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for interrupted uploads: %w", err)
	}
	var all []Unfinished
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), recordSuffix) {
			continue
		}
		if u, err := readUnfinished(filepath.Join(r.Dir, entry.Name())); err == nil {
			all = append(all, u)
		}
	}
	sortUnfinished(all)
	return all, nil
}

// ErrInUse refuses to abort what a run is at.
var ErrInUse = errors.New("a run that is under way is writing it")

// Abort gives up an upload in this bucket and forgets it.
//
// AWS: Amazon S3 API Reference, API_AbortMultipartUpload
func (s *Store) Abort(ctx context.Context, u Unfinished) error {
	if u.Bucket != s.bucket {
		return fmt.Errorf("abort the upload of %s: it is in the bucket %s, not in %s", u.Key, u.Bucket, s.bucket)
	}
	r := claim(u.path)
	if r == nil {
		return fmt.Errorf("abort the upload of %s: %w", u.Key, ErrInUse)
	}
	defer r.release()
	if err := s.abortUpload(ctx, u.Key, u.Upload); err != nil {
		return err
	}
	r.remove()
	return nil
}
