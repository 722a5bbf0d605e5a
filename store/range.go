package store

import "strings"

// Holds reports whether key lies in the range.
func (r Range) Holds(key string) bool {
	return strings.HasPrefix(key, r.Prefix) && key > r.After && (r.Through == "" || key <= r.Through)
}

// Past reports whether key and every key after it lie beyond the range's end.
func (r Range) Past(key string) bool {
	if r.Through != "" && key > r.Through {
		return true
	}
	return key > r.Prefix && !strings.HasPrefix(key, r.Prefix)
}

// Touches reports whether any key that begins with prefix may lie in the range.
func (r Range) Touches(prefix string) bool {
	if !strings.HasPrefix(prefix, r.Prefix) && !strings.HasPrefix(r.Prefix, prefix) {
		return false
	}
	if r.Through != "" && prefix > r.Through {
		return false
	}
	return prefix > r.After || strings.HasPrefix(r.After, prefix)
}
