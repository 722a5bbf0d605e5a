package s3sync

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"clearway/store"
)

// control sees to it that the destination's owner can read what the source's
// identity writes there.
type control struct {
	once   sync.Once
	owns   store.Ownership
	its    bool        // the destination encrypts with a key of whoever writes
	bare   atomic.Bool // no ACL is sent any more
	warned sync.Once
}

// WritersKey says that the source's identity must not copy: only its own
// account could read the result.
type WritersKey struct{ Bucket string }

func (e *WritersKey) Error() string {
	return fmt.Sprintf("what another account writes to %s is encrypted with the key aws/s3 of that account, which nobody else can use: name a key with --sse-kms-key-id", e.Bucket)
}

// copyBySource has the source's identity copy, with an ACL that gives the
// destination's owner control where the destination takes ACLs or may take
// them. Where it is known to take none, nothing is sent: that would need
// s3:PutObjectAcl for nothing. Where nobody could tell, an ACL that is refused
// is left out and a warning says so. Where the owner could not read the object
// without, the refusal stands, and another way is gone.
//
// AWS: Amazon S3 User Guide, about-object-ownership; UsingKMSEncryption
func (s *ways) copyBySource(ctx context.Context, a Action, key string, w store.Writing) error {
	by := s.plan.Two.BySource
	owns := s.ownership(ctx)
	if w.KMSKey == "" && (strings.HasPrefix(w.SSE, "aws:kms") || w.SSE == "" && s.acl.its) {
		return &WritersKey{s.plan.Dest.Bucket}
	}
	if w.ACL != "" || len(w.Grants) > 0 || s.acl.bare.Load() || owns == store.OwnerOwns {
		return s.copy(ctx, by, a, key, w)
	}
	with := w
	with.ACL = store.OwnerControl
	err := s.copy(ctx, by, a, key, with)
	noACLs := store.RefusesACLs(err)
	if !noACLs && (refusalIn(err) == nil || owns == store.WriterOwns) {
		return err
	}
	s.report.left(err)
	if without := s.copy(ctx, by, a, key, w); without != nil {
		return without
	}
	s.acl.bare.Store(true)
	if !noACLs {
		s.acl.warned.Do(func() { s.report.notice(&NotOwned{err}) })
	}
	return nil
}

// ownership asks once, as the destination's identity, what becomes of others'
// objects there, and of their encryption. Not being told is no failure.
func (s *ways) ownership(ctx context.Context) store.Ownership {
	s.acl.once.Do(func() {
		if owned, ok := s.plan.Dest.Store.(store.Owned); ok {
			s.acl.owns, _ = owned.Ownership(ctx)
			s.acl.its, _ = owned.WritersKey(ctx)
		}
	})
	return s.acl.owns
}
