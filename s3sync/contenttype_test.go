package s3sync

import "testing"

func TestGuessType(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt": "text/plain", "d.d/a.html": "text/html", "a.HTML": "text/html", "a.JPG": "image/jpeg", "a.js": "text/javascript",
		"x.tar.gz": "application/x-tar", "x.tgz": "application/x-tar", "x.html.gz": "text/html", "x.svgz": "image/svg+xml",
		"x.gz": "", "x": "", ".html": "", "..html": "", "x.": "", "dir.html/x": "", "x.unknown": "", "a.json.br": "application/json",
		"x.txt.Z": "text/plain", "x.txt.z": "", "日本.png": "image/png",
	} {
		if got := guessType(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
