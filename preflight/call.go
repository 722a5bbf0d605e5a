package preflight

import (
	"slices"

	"clearway/authz/bucket"
	"clearway/need"
)

// call is one need of the copy with who asks for it and where.
type call struct {
	need   need.Need
	caller *Caller
	side   *Side // whose bucket, or whose key
	onKey  bool
	region string // that is asked
}

// way is one of the ways in which a copy can be made: who reads the objects and
// who writes them.
type way struct {
	how            How
	reader, writer *Caller
}

// How says how objects get from one side to the other.
type How string

// The ways.
const (
	Inside  How = "inside"  // S3 copies: one identity reads and writes
	Through How = "through" // the bytes pass through this machine
)

// ways lists how the copy could be made, the best first: inside S3 by the
// destination's identity, whose objects they then are, or by the source's; else
// through this machine. No identity is known in two partitions.
//
// AWS: Amazon S3 API Reference, API_CopyObject; IAM User Guide,
// reference_policies_evaluation-logic-cross-account (partitions)
func (c *Copy) ways() []way {
	switch {
	case c.Source == nil || c.Dest == nil:
		return []way{{Through, &c.As, c.writer()}}
	case c.DestAs == nil:
		return []way{{Inside, &c.As, &c.As}}
	case c.Source.partition() != c.Dest.partition():
		return []way{{Through, &c.As, c.DestAs}}
	}
	return []way{{Inside, c.DestAs, c.DestAs}, {Inside, &c.As, &c.As}, {Through, &c.As, c.DestAs}}
}

// calls lists everything the copy asks for: the source's bucket, the
// destination's, then the keys.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; mpuoverview
func (c *Copy) calls(w way) []call {
	var out []call
	if s := c.Source; s != nil {
		for _, n := range need.For(need.SyncSource, s.Bucket, s.Prefix, need.CopyOptions{Partition: s.Partition, Tags: c.tags()}) {
			caller, region := w.reader, s.Region
			switch {
			case n.Reason == need.ReasonList:
				caller = &c.As
			case w.how == Inside:
				region = c.Dest.Region // the one request of a copy goes to its destination
			case n.Reason == need.ReasonRead:
				n.Call = need.GetObject
			}
			out = append(out, call{need: n, caller: caller, side: s, region: region})
		}
	}
	if s := c.Dest; s != nil {
		o := need.CopyOptions{Partition: s.Partition, Delete: c.Delete, ACL: c.ACL != "", Tags: c.tags(), Multipart: c.Multipart}
		for _, n := range need.For(need.SyncDest, s.Bucket, s.Prefix, o) {
			caller := c.writer()
			if writes(n.Reason) {
				caller = w.writer
			}
			if n.Call == need.CopyObject && w.how == Through {
				n.Call = need.PutObject
			}
			out = append(out, call{need: n, caller: caller, side: s, region: s.Region})
		}
	}
	return append(out, c.keyCalls(w)...)
}

// tags: tags are copied from bucket to bucket only.
func (c *Copy) tags() bool { return c.Tags && c.Source != nil && c.Dest != nil }

// writes reports whether a need belongs to the writing of objects itself, which
// in a copy inside S3 is one request with the reading.
func writes(r need.Reason) bool {
	return slices.Contains([]need.Reason{need.ReasonWrite, need.ReasonWriteTags, need.ReasonWriteACL}, r)
}

// keyCalls are the uses of keys: decrypting what is read, encrypting what is
// written, and for writing in parts decrypting there, too.
//
// AWS: Amazon S3 User Guide, mpuoverview; UsingKMSEncryption
func (c *Copy) keyCalls(w way) []call {
	var out []call
	add := func(s *Side, caller *Caller, source bool, name need.Call) {
		for _, n := range need.Of(name, need.Details{KMSKey: s.keyARN()}) {
			if n.Resource == s.keyARN() {
				n.Source = source
				out = append(out, call{need: n, caller: caller, side: s, onKey: true, region: s.Region})
			}
		}
	}
	if s := c.Source; s != nil && s.usesKey() {
		add(s, w.reader, true, need.GetObject)
	}
	if s := c.Dest; s != nil && s.usesKey() {
		s = s.writtenBy(w.writer)
		add(s, w.writer, false, need.PutObject)
		if c.Multipart {
			add(s, w.writer, false, need.CompleteMultipartUpload)
		}
	}
	return out
}

// usesKey reports whether a key is used, or may be.
func (s *Side) usesKey() bool { return s.Key != nil || s.Unknown[GateKey] != "" }

// keyARN names the key; a key that is not known stands for itself.
func (s *Side) keyARN() string {
	if s.Key == nil {
		return "*"
	}
	return s.Key.ARN
}

// writtenBy is the side as this caller writes to it: aws/s3 is the key of the
// writer's account, not of the bucket's.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func (s *Side) writtenBy(writer *Caller) *Side {
	if s.Key == nil || !s.Key.Managed || s.Key.Account() == writer.Principal.Account {
		return s
	}
	out, key := *s, *s.Key
	key.Key = bucket.Managed(s.partition(), writer.Principal.Account, s.Key.Region())
	out.Key = &key
	return &out
}
