// Package store keeps the lab's buckets and objects: an index in one bbolt
// file, ordered by (bucket, key) in byte order so that a page of a listing is
// a walk of a cursor, and the contents in files beside it.
//
// A content is written under a temporary name, synced, renamed, and only then
// indexed, in one transaction with everything else that the operation changes:
// whoever reads sees an object whole or not at all. Files that a crash left
// without an entry are swept when the store is opened. Contents of at most
// [SmallSize] bytes live in the index itself. Concurrent writers share
// transactions, so that ten thousand small objects cost some dozen syncs.
//
// The store knows nothing of permissions, HTTP or XML; lab/s3 is its front.
//
//	s, err := store.Open("") // in memory's place: a temporary directory
//	defer s.Close()
//	err = s.CreateBucket(store.Bucket{Name: "b", Account: "111111111111"})
//	body, err := s.Receive(strings.NewReader("hello"))
//	defer body.Discard()
//	err = s.Put("b", store.Object{Entry: store.Entry{Key: "k"}}, body, nil)
//	page, err := s.List("b", store.Query{Prefix: "k", Max: 1000})
//
// # Layout of the index
//
//	buckets            name → Bucket as JSON
//	objects/<bucket>   key → the current version
//	small              number → content
//	files              name → nothing; the content files that are in use
//	uploads/<bucket>   key, upload ID → Upload as JSON
//	parts              upload ID, part number → Part as JSON
//	versions/<bucket>  key, order → what is not the current version, and delete markers
//
// The tree of versions exists once versioning was switched on in a bucket;
// listings of objects never look at it.
package store
