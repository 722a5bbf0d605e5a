package dir

import "testing"

func TestNamesForWindows(t *testing.T) {
	for key, want := range map[string]bool{
		"a/b.txt": false, "console": false, "com10": false, "a b": false, "../x": false, "/lead": false, "é": false,
		"con": true, "a/NUL.txt": true, "Com1": true, "lpt².log": true, "aux /x": true, "a:b": true, `a\..\..\x`: true, "c:/x": true,
		"tail.": true, "tail /x": true, "a?": true, "tab\tx": true,
	} {
		if got := windowsRefuses(key); got != want {
			t.Errorf("%q: %v", key, got)
		}
	}
}
