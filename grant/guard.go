package grant

import "fmt"

// MaxSize is how many bytes a bucket policy may have. Whether S3 counts white
// space is not documented, so it is counted.
//
// AWS: Amazon S3 User Guide, access-policy-language-overview; bucket-policies
const MaxSize = 20 * 1024

// Guard names what kept a plan from being written.
type Guard string

// The guards.
const (
	GuardDead     Guard = "dead-principal" // S3 would refuse the document because of it
	GuardSize     Guard = "size"
	GuardPublic   Guard = "public"
	GuardBlocked  Guard = "block-public-policy" // it is public already, and S3 takes no public policy
	GuardManaged  Guard = "managed"             // another tool manages the bucket
	GuardLockOut  Guard = "lock-out"
	GuardOthers   Guard = "others" // somebody else would gain or lose access
	GuardChanged  Guard = "changed"
	GuardReadBack Guard = "read-back"
)

// GuardError says that nothing was written (or, for GuardReadBack, that what was
// written is not what S3 shows), and why.
type GuardError struct {
	Guard  Guard
	Bucket string
	Dead   []Dead  // GuardDead
	Size   int     // GuardSize
	Shifts []Shift // GuardOthers
	Calls  []string
	By     *Manager // GuardManaged
}

// Code is the stable code of the cause, for `clearway explain`; "" where there
// is none.
func (e *GuardError) Code() string {
	switch e.Guard {
	case GuardDead:
		return "CW401"
	case GuardChanged:
		return "CW501"
	}
	return ""
}

func (e *GuardError) Error() string {
	what := map[Guard]string{
		GuardDead:     "it names principals that no longer exist, and S3 does not take them back",
		GuardSize:     fmt.Sprintf("it would have %d bytes, and S3 takes %d", e.Size, MaxSize),
		GuardPublic:   "it would become public",
		GuardBlocked:  "it is public already, and BlockPublicPolicy keeps S3 from taking any public policy",
		GuardManaged:  "another tool manages the bucket",
		GuardLockOut:  "it would bar its owner from the policy",
		GuardOthers:   "somebody else's access would change",
		GuardChanged:  "it changed since it was read",
		GuardReadBack: "what S3 shows after the write is not what was written",
	}
	return fmt.Sprintf("bucket policy of %s: %s", e.Bucket, what[e.Guard])
}
