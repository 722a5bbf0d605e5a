package store

import "context"

// Tag is one tag of an object.
type Tag struct{ Key, Value string }

// Described is a Store that tells what its objects carry beside their bytes,
// for those who write the same object elsewhere.
type Described interface {
	Store
	// Describe tells of the object e what Get tells, without its bytes, and the
	// checksum of the whole, CRC64NVME in base64, where the store keeps one.
	Describe(ctx context.Context, e Entry) (p Properties, crc64nvme string, err error)
	// Tags gives the object's tags, in the store's order.
	Tags(ctx context.Context, key string) ([]Tag, error)
}
