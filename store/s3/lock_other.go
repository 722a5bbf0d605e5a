//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package s3

import "os"

// lock: where files cannot be locked, S3 is what keeps two runs apart: a part
// that another run wrote has another ETag than the record tells, or the same
// bytes.
func lock(*os.File) bool { return true }
