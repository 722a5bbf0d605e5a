package emit_test

import (
	"strings"
	"testing"

	"clearway/grant/emit"
)

// TestACommandAboutAKeyNamesItsRegion: the profile's may be another, and KMS
// knows a key in its own only.
func TestACommandAboutAKeyNamesItsRegion(t *testing.T) {
	got := emit.PutKeyBack("arn:aws:kms:us-west-2:222222222222:key/9f3e", "9f3e.json", "dr admin")
	if want := "--key-id arn:aws:kms:us-west-2:222222222222:key/9f3e --region us-west-2 "; !strings.Contains(got, want) {
		t.Errorf("%q is missing in %s", want, got)
	}
}
