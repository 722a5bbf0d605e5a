package store

import "testing"

func TestEscapes(t *testing.T) {
	for key, want := range map[string]bool{
		"a": false, "a/../b": false, "a/..": false, "..a/b": false, "a/./b": false, "//a": false,
		"..": true, "../a": true, "/../a": true, "a/../../b": true, "./..": true,
		"a/../../root/b": true, // back in by name, but through the outside
	} {
		if Escapes(key) != want {
			t.Errorf("%q: got %v", key, !want)
		}
	}
}
