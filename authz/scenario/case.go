package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"clearway/authz"
)

// Case is one corpus file: a request, its policies, and what AWS's
// documentation says of it.
type Case struct {
	Name     string   // path without .txtar: "cross-account/bucket-silent"
	Sentence string   // what it shows
	AWS      []string // the pages it follows from: "IAM User Guide, <slug>"
	Want     Want
	NoHTTP   string // why a bucket of the lab cannot express it; "" if it can
	Files    map[string][]byte
	Names    []string // of Files, in the order of the file
}

// Want is what a case expects, in the words of the simulate contract.
type Want struct{ Decision, Kind, Layer string }

func (w Want) String() string {
	if w.Decision == "allow" {
		return "allow"
	}
	return w.Decision + " " + w.Kind + " " + w.Layer
}

// ParseCase reads a corpus file. Its comment is a sentence, then lines of
// "aws:", "want:" and, if need be, "http: no <reason>"; its files are
// request.json and the policies: identity/*.json, boundary.json,
// session/*.json, scp/<level>/*.json, rcp/<level>/*.json, resource.json and
// vpce.json.
func ParseCase(name string, data []byte) (Case, error) {
	comment, names, files := split(string(data))
	c := Case{Name: name, Names: names, Files: files}
	var sentence []string
	for _, text := range strings.Split(comment, "\n") {
		key, value, _ := strings.Cut(text, ": ")
		value = strings.TrimSpace(value)
		switch key {
		case "aws":
			c.AWS = append(c.AWS, value)
		case "want":
			want := append(strings.Fields(value), "", "", "")
			c.Want = Want{want[0], want[1], want[2]}
		case "http":
			c.NoHTTP = strings.TrimSpace(strings.TrimPrefix(value, "no"))
		default:
			sentence = append(sentence, text)
		}
	}
	c.Sentence = strings.TrimSpace(strings.Join(sentence, "\n"))
	if c.Want.Decision == "allow" {
		c.Want.Kind, c.Want.Layer = "none", "none"
	}
	return c, c.check()
}

func (c *Case) check() error {
	switch {
	case c.Sentence == "":
		return fmt.Errorf("%s: the sentence is missing", c.Name)
	case len(c.AWS) == 0:
		return fmt.Errorf("%s: no \"aws:\" line names a page of AWS", c.Name)
	case c.Want.Decision != "allow" && c.Want.Decision != "deny":
		return fmt.Errorf("%s: want is %q: it is \"allow\" or \"deny explicit|implicit <layer>\"", c.Name, c.Want.Decision)
	case c.Want.Decision == "deny" && (c.Want.Kind != "explicit" && c.Want.Kind != "implicit" ||
		!slices.Contains(authz.Gates(), authz.Gate(c.Want.Layer))):
		return fmt.Errorf("%s: want is %q: a deny is explicit or implicit and names a layer", c.Name, c.Want)
	case c.Files["request.json"] == nil:
		return fmt.Errorf("%s: request.json is missing", c.Name)
	}
	return nil
}

// split takes a txtar archive apart: a comment, then files behind lines of the
// form "-- name --".
func split(text string) (comment string, names []string, files map[string][]byte) {
	files = make(map[string][]byte)
	current := ""
	var body strings.Builder
	flush := func() {
		if current == "" {
			comment = body.String()
		} else {
			files[current] = []byte(body.String())
		}
		body.Reset()
	}
	for text := range strings.Lines(text) {
		inner, opens := strings.CutPrefix(strings.TrimSpace(text), "-- ")
		name, closes := strings.CutSuffix(inner, " --")
		if !opens || !closes {
			body.WriteString(text)
			continue
		}
		flush()
		current = strings.TrimSpace(name)
		names = append(names, current)
	}
	flush()
	return comment, names, files
}

// Line is the case as an input line of the simulate contract.
func (c *Case) Line() ([]byte, error) {
	var in line
	in.Request = c.Files["request.json"]
	for _, name := range c.Names {
		if err := in.Policies.place(name, c.Files[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	data, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	return data, nil
}

// Decode gives the case as authz takes it.
func (c *Case) Decode() (authz.Request, authz.Layers, error) {
	data, err := c.Line()
	if err != nil {
		return authz.Request{}, authz.Layers{}, err
	}
	r, l, err := Decode(data)
	if err != nil {
		err = fmt.Errorf("%s: %w", c.Name, err)
	}
	return r, l, err
}

// place puts one file of a case where it belongs. The levels of control
// policies are folders, in the order of their first files.
func (p *policies) place(name string, data []byte) error {
	parts := strings.Split(name, "/")
	switch kind := strings.TrimSuffix(parts[0], ".json"); {
	case name == "request.json":
	case kind == "identity" && len(parts) == 2:
		p.Identity = append(p.Identity, data)
	case kind == "session" && len(parts) == 2:
		p.Session = append(p.Session, data)
	case kind == "scp" && len(parts) == 3:
		return addLevel(&p.SCP, parts[1], data)
	case kind == "rcp" && len(parts) == 3:
		return addLevel(&p.RCP, parts[1], data)
	case name == "boundary.json":
		p.Boundary = data
	case name == "resource.json":
		p.Resource = data
	case name == "vpce.json":
		p.VPCE = data
	default:
		return fmt.Errorf("%s: no such file in a case", name)
	}
	return nil
}

// addLevel takes levels named "0-root", "1-…": the number is the level.
func addLevel(levels *[][]json.RawMessage, folder string, data []byte) error {
	number := int(folder[0] - '0')
	if number < 0 || number > 9 {
		return fmt.Errorf("level %q: a level's folder begins with its number, 0 for the root", folder)
	}
	for len(*levels) <= number {
		*levels = append(*levels, nil)
	}
	(*levels)[number] = append((*levels)[number], data)
	return nil
}

// Load reads all cases below a directory, in the order of their names.
func Load(files fs.FS) ([]Case, error) {
	var cases []Case
	var failures []error
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".txtar") {
			return err
		}
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		c, err := ParseCase(strings.TrimSuffix(path, ".txtar"), data)
		if err != nil {
			failures = append(failures, err)
		}
		cases = append(cases, c)
		return nil
	})
	return cases, errors.Join(append(failures, err)...)
}
