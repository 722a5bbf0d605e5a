package scenario

import (
	"encoding/json"
	"os"
	"testing"

	"clearway/authz"
)

// TestCorpus runs every case of testdata/corpus in memory.
func TestCorpus(t *testing.T) {
	cases, err := Load(os.DirFS("../../testdata/corpus"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 700 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			r, l, err := c.Decode()
			if err != nil {
				t.Fatal(err)
			}
			var got Want
			decision := authz.Decide(r, l)
			if err := json.Unmarshal(Answer(decision), &got); err != nil {
				t.Fatal(err)
			}
			if got != c.Want {
				t.Errorf("got %s, want %s: %s\n%s", got, c.Want, c.Sentence, c.AWS)
			}
		})
	}
}
