package worlds

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"clearway/lab/world"
)

// scene is one file of testdata; doc.go says what its parts mean.
type scene struct {
	About    string             `yaml:"about"`
	World    map[string]any     `yaml:"world"`
	Through  string             `yaml:"through"`
	Profiles map[string]profile `yaml:"profiles"`
	Before   []step             `yaml:"before"`
	Sync     string             `yaml:"sync"`
	Only     string             `yaml:"only"`
	Check    string             `yaml:"check"`
	Want     want               `yaml:"want"`
	Mend     bool               `yaml:"mend"`
	Cannot   string             `yaml:"cannot"`

	name string
	file *world.File
}

// copier is the profile that copies.
const copier = "copier"

// profile is what a world file cannot say of one.
type profile struct {
	SessionPolicy world.PolicyText `yaml:"session-policy"`
	Ended         bool             `yaml:"ended"`     // its keys have expired; with SSO, its sign-in
	SSO           bool             `yaml:"sso"`       // signs in itself, and nobody has
	SignedIn      bool             `yaml:"signed-in"` // with SSO: somebody has
	Role          string           `yaml:"role"`      // permission set that it names instead of its own
	Region        string           `yaml:"region"`
}

// step is something that happens before the copy is tried.
type step struct {
	Delete string `yaml:"delete"` // ARN of a role that vanishes
	As     string `yaml:"as"`     // profile that puts an object:
	Bucket string `yaml:"bucket"`
	Key    string `yaml:"key"`
	Text   string `yaml:"text"`
	ACL    string `yaml:"acl"`
	File   string `yaml:"file"` // or a file of this machine that is written
}

// want is what has to come out; all of it empty is a copy that is made.
type want struct {
	Says    string `yaml:"says"`
	AWS     string `yaml:"aws"`   // what aws prints in place of Says
	Exit    int    `yaml:"exit"`  // of clearway, and of aws unless AWS says something else; 1 when left out
	Check   int    `yaml:"check"` // 3 when left out and something is refused
	Gate    string `yaml:"gate"`
	Code    string `yaml:"code"`
	Reason  string `yaml:"reason"`
	Bucket  string `yaml:"bucket"`
	Account string `yaml:"account"`
	Who     string `yaml:"who"`
	Explain string `yaml:"explain"` // cause that AWS's words lead to, where that is another
}

func (w want) refused() bool { return w.Says != "" }

// loadScenes reads every file beside base.yaml.
func loadScenes(t *testing.T) []scene {
	t.Helper()
	base := read[map[string]any](t, filepath.Join("testdata", "base.yaml"))
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []scene
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		if name == "base" {
			continue
		}
		s := read[scene](t, path)
		s.name = name
		text, err := yaml.Marshal(merge(base, s.World))
		if err == nil {
			s.file, err = world.Parse(name, text)
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if s.Sync == "" {
			s.Sync = "s3://media-prod s3://media-dr"
		}
		out = append(out, s)
	}
	return out
}

func read[T any](t *testing.T, path string) T {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := yaml.UnmarshalWithOptions(text, &out, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// merge lays a world's differences over the base: maps key by key, lists whose
// items have a name item by item, and everything else as a whole. null takes a
// key away.
func merge(base, over any) any {
	switch o := over.(type) {
	case map[string]any:
		b, _ := base.(map[string]any)
		out := map[string]any{}
		for key, value := range b {
			out[key] = value
		}
		for key, value := range o {
			if value == nil {
				delete(out, key)
			} else {
				out[key] = merge(b[key], value)
			}
		}
		return out
	case []any:
		b, _ := base.([]any)
		if !slices.ContainsFunc(o, func(item any) bool { return nameOf(item) != "" }) {
			return over
		}
		out := slices.Clone(b)
		for _, item := range o {
			if at := slices.IndexFunc(out, func(old any) bool { return nameOf(old) == nameOf(item) }); at >= 0 {
				out[at] = merge(out[at], item)
			} else {
				out = append(out, item)
			}
		}
		return out
	}
	return over
}

// nameOf is how an item of a list is told from the others; "" for a policy's
// statement, a key or a word.
func nameOf(item any) string {
	m, _ := item.(map[string]any)
	for _, key := range []string{"id", "name", "key"} {
		if text, ok := m[key].(string); ok {
			return text
		}
	}
	return ""
}

// explain is what a failed world is told by.
func (s *scene) explain() string { return fmt.Sprintf("%s: %s", s.name, strings.TrimSpace(s.About)) }
