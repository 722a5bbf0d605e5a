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
	GuardAWSKey   Guard = "aws-managed-key"     // of the bucket: nobody can change its policy
	GuardLockOut  Guard = "lock-out"
	GuardOthers   Guard = "others" // somebody else would gain or lose access
	GuardChanged  Guard = "changed"
	GuardReadBack Guard = "read-back"
)

// GuardError says that nothing was written (or, for GuardReadBack, that what was
// written is not what S3 shows), and why.
type GuardError struct {
	Guard  Guard
	Bucket string  // whose policy it is: a bucket, or the ID of a key
	Key    bool    // it is a key
	Dead   []Dead  // GuardDead
	Size   int     // GuardSize
	Max    int     // GuardSize
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
		GuardSize:     fmt.Sprintf("it would have %d bytes, and AWS takes %d", e.Size, e.Max),
		GuardPublic:   "it would become public",
		GuardBlocked:  "it is public already, and BlockPublicPolicy keeps S3 from taking any public policy",
		GuardManaged:  "another tool manages the bucket",
		GuardAWSKey:   "its objects are under aws/s3, whose policy nobody can change",
		GuardLockOut:  "it would bar its owner from the policy",
		GuardOthers:   "somebody else's access would change",
		GuardChanged:  "it changed since it was read",
		GuardReadBack: "what S3 shows after the write is not what was written",
	}
	whose := "bucket"
	if e.Key {
		whose = "key"
	}
	return fmt.Sprintf("%s policy of %s: %s", whose, e.Bucket, what[e.Guard])
}
