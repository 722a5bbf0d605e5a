package shell

import "testing"

func TestWord(t *testing.T) {
	for text, want := range map[string]string{
		"s3://bucket/key": "s3://bucket/key", "": "''", "two words": "'two words'", "it's": `'it'\''s'`,
		"$HOME": "'$HOME'", "<your profile>": "<your profile>", "<half": "'<half'", "日本": "'日本'", "a~b": "'a~b'",
	} {
		if got := Word(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got := Quote("<x>"); got != "'<x>'" {
		t.Errorf("Quote left %s", got)
	}
}
