package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/sync/errgroup"

	"clearway/denial"
	"clearway/need"
	"clearway/store"
)

// mostDeletes is how many keys one request may name.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects
const mostDeletes = 1000

// DeleteAll removes up to 1,000 objects by a request. Each is decided by itself,
// by the same rights that removing it alone takes. One by one go keys that XML
// would change, and all of them where the bucket does not take such requests.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects
func (s *Store) DeleteAll(ctx context.Context, keys []string) []error {
	d := &deletion{store: s, keys: keys, errs: make([]error, len(keys))}
	var named, alone []int
	for i, key := range keys {
		if survivesXML(key) {
			named = append(named, i)
		} else {
			alone = append(alone, i)
		}
	}
	for batch := range slices.Chunk(named, mostDeletes) {
		alone = append(alone, d.batch(ctx, batch)...)
	}
	d.oneByOne(ctx, alone)
	return d.errs
}

// deletion is one DeleteAll under way.
type deletion struct {
	store *Store
	keys  []string
	errs  []error // one for each key
}

// batch makes one request for the keys at these places, and gives the places of
// those that have to be removed alone.
func (d *deletion) batch(ctx context.Context, at []int) (alone []int) {
	s := d.store
	objects := make([]types.ObjectIdentifier, len(at))
	place := make(map[string]int, len(at))
	for n, i := range at {
		objects[n].Key = &d.keys[i]
		place[d.keys[i]] = i
		d.errs[i] = fmt.Errorf("DeleteObjects: the answer does not say what became of %q", d.keys[i])
	}
	input := &s3.DeleteObjectsInput{Bucket: &s.bucket, Delete: &types.Delete{Objects: objects}, RequestPayer: s.payer()}
	out, err := request(ctx, s, "DeleteObjects", "", func(region ...func(*s3.Options)) (*s3.DeleteObjectsOutput, error) {
		return s.client.DeleteObjects(ctx, input, append(region, withMD5)...)
	})
	if err != nil {
		return d.refused(ctx, at, err)
	}
	for _, o := range out.Deleted {
		if i, ok := place[aws.ToString(o.Key)]; ok {
			d.errs[i] = nil
		}
	}
	for _, o := range out.Errors {
		i, ok := place[aws.ToString(o.Key)]
		switch {
		case !ok:
		case isPassing(aws.ToString(o.Code)):
			alone = append(alone, i)
		default:
			d.errs[i] = notDeleted(aws.ToString(o.Code), aws.ToString(o.Message))
		}
	}
	return alone
}

// withMD5 adds the digest that older servers ask for.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects (Content-MD5)
func withMD5(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, smithyhttp.AddContentChecksumMiddleware)
}

// refused is for a request that failed as a whole. Where it may be the kind of
// request that is not taken, the keys are removed alone; the first of them shows
// whether that is any better.
func (d *deletion) refused(ctx context.Context, at []int, err error) (alone []int) {
	var e *store.Error
	if errors.As(err, &e) {
		switch e.Status {
		case http.StatusBadRequest, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotImplemented:
			var single *store.Error
			d.errs[at[0]] = d.store.Delete(ctx, d.keys[at[0]])
			if !errors.As(d.errs[at[0]], &single) || single.Code != e.Code || e.Code == "AccessDenied" {
				return at[1:]
			}
			err = single
		}
	}
	for _, i := range at {
		d.errs[i] = err
	}
	return nil
}

// oneByOne removes each key by a request of its own.
func (d *deletion) oneByOne(ctx context.Context, at []int) {
	var group errgroup.Group
	group.SetLimit(max(d.store.writes.width(), 1))
	for _, i := range at {
		group.Go(func() error {
			d.errs[i] = d.store.Delete(ctx, d.keys[i])
			return nil
		})
	}
	group.Wait() //nolint:errcheck // there is an error for each key
}

// survivesXML reports whether a key comes through XML as it is, whatever reads
// or writes it: no control characters, no ends of lines, nothing that is no
// character.
//
// AWS: Amazon S3 User Guide, object-keys#object-key-xml-related-constraints
func survivesXML(key string) bool {
	if checkKey(key) != nil {
		return false
	}
	for _, r := range key {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfffe || r == 0xffff {
			return false
		}
	}
	return true
}

// isPassing reports whether a key's error may be gone at the next attempt.
//
// AWS: Amazon S3 API Reference, ErrorResponses#ErrorCodeList
func isPassing(code string) bool {
	switch code {
	case "InternalError", "SlowDown", "ServiceUnavailable", "OperationAborted", "RequestTimeout":
		return true
	}
	return false
}

// notDeleted is a key's error in the form that Delete would give it: scripts
// know DeleteObject's.
func notDeleted(code, message string) error {
	const call = need.DeleteObject
	e := &store.Error{Operation: string(call), Code: code, Message: message}
	if code == "AccessDenied" {
		e.Status = http.StatusForbidden
	}
	if refusal := denial.FromError(call, code, message, e.Status, nil); refusal.Denial.IsRefusal() {
		e.Cause = refusal
	}
	return e
}
