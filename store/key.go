package store

import "strings"

// Escapes reports whether a key, taken as a path below some directory, climbs
// out of it at any point, slashes at its beginning notwithstanding.
func Escapes(key string) bool {
	depth := 0
	for part := range strings.SplitSeq(key, "/") {
		switch part {
		case "", ".":
		case "..":
			depth--
		default:
			depth++
		}
		if depth < 0 {
			return true
		}
	}
	return false
}
