package cli

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestStampsAreThoseOfTheLibrary compares times of the years that have four
// digits, in the zone of the machine.
func TestStampsAreThoseOfTheLibrary(t *testing.T) {
	var d days
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-3e10, 2.5e11).Draw(t, "seconds"), 0)
		if got, want := string(d.stamp(nil, at)), at.Local().Format("2006-01-02 15:04:05"); got != want {
			t.Fatalf("%d is %s, want %s", at.Unix(), got, want)
		}
	})
}
