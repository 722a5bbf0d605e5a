package worlds

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const page, begin = "../../docs/worlds.md", "| world |"

// TestPage holds docs/worlds.md to the worlds. CLEARWAY_UPDATE=1 rewrites its
// table.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(text), begin)
	if !found {
		t.Fatalf("%s has no table", page)
	}
	wanted := before + table(loadScenes(t))
	if os.Getenv("CLEARWAY_UPDATE") != "" {
		if err := os.WriteFile(page, []byte(wanted), 0o644); err != nil { //nolint:gosec // a page of the documentation
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(wanted, string(text)); diff != "" {
		t.Errorf("%s is not what the worlds say; CLEARWAY_UPDATE=1 rewrites it:\n%s", page, diff)
	}
}

func table(scenes []scene) string {
	var b strings.Builder
	b.WriteString(begin + " what is wrong | gate | cause | who | opened by |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, s := range scenes {
		by := ""
		if s.Mend && s.Cannot == "" {
			by = "`clearway grant`"
		}
		fmt.Fprintf(&b, "| [%s](../internal/worlds/testdata/%s.yaml) | %s | %s | %s | %s | %s |\n",
			s.name, s.name, strings.TrimSpace(s.About), s.Want.Gate, s.Want.Code, s.Want.Who, by)
	}
	return b.String()
}
