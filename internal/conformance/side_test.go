package conformance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"clearway/lab"
	"clearway/lab/clienttest"
	"clearway/lab/world"
)

const (
	account   = "111111111111"
	keyID     = "AKIACONFORMANCE00001"
	keySecret = "secret-of-conformance"
)

// side is one of the two programs with its own directory and lab.
type side struct {
	name    string
	program clienttest.Program
	before  []string // arguments before those of a run
	home    string   // configuration, and what goes in and out
	work    string
	lab     *lab.Lab
	now     time.Time // when the scenario began
	env     map[string]string
}

// newSide prepares what a scenario begins with.
func newSide(t *testing.T, name string, program clienttest.Program, before []string, s scenario, now time.Time) *side {
	t.Helper()
	file := world.File{
		Region:   "us-east-1",
		Accounts: []world.FileAccount{{ID: account, Users: []world.FileUser{{Name: "admin", Attached: []string{"AdministratorAccess"}, AccessKey: &world.FileKey{ID: keyID, Secret: keySecret}}}}},
		Buckets:  []world.Bucket{{Name: "src", Account: account}, {Name: "dst", Account: account}},
	}
	dir := t.TempDir()
	w := &side{name: name, program: program, before: before, now: now, home: filepath.Join(dir, "home"), work: filepath.Join(dir, "work")}
	for _, made := range []string{w.home, w.work} {
		if err := os.Mkdir(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range s.setup {
		if err := w.prepare(l, &file, now); err != nil {
			t.Fatalf("%s: %v", l.place, err)
		}
	}
	var err error
	if w.lab, err = lab.Start(context.Background(), lab.Options{World: &file}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.lab.Close(); err != nil {
			t.Error(err)
		}
	})
	w.configure(t, s)
	return w
}

// configure writes the AWS configuration and the environment: nothing of the
// machine that runs the test but its PATH comes through.
func (w *side) configure(t *testing.T, s scenario) {
	t.Helper()
	config := "[default]\nregion = us-east-1\n"
	for _, l := range s.profile {
		config += strings.Replace(l, "=", " = ", 1) + "\n"
	}
	if len(s.config) > 0 {
		config += "s3 =\n"
		for _, l := range s.config {
			config += "    " + strings.Replace(l, "=", " = ", 1) + "\n"
		}
	}
	file := filepath.Join(w.home, "config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	w.env = map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": w.home, "LC_ALL": "C.UTF-8", "TMPDIR": os.TempDir(), "TZ": "UTC",
		"AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(w.home, "credentials"),
		"AWS_ACCESS_KEY_ID": keyID, "AWS_SECRET_ACCESS_KEY": keySecret, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ENDPOINT_URL": w.lab.URL(),
	}
	for _, l := range s.env {
		name, value, _ := strings.Cut(l, "=")
		w.env[name] = value
	}
}

// prepare carries out one line of set-up.
func (w *side) prepare(l line, file *world.File, now time.Time) error {
	words := l.words
	switch {
	case l.verb == "bucket" && len(words) >= 1:
		a, err := attributes(words[1:])
		file.Buckets = append(file.Buckets, world.Bucket{Name: words[0], Account: account, Region: a["region"]})
		return err
	case l.verb == "many" && len(words) >= 3:
		return addMany(file, words, now)
	case l.verb == "object" && len(words) >= 2:
		return addObject(file, words[0], words[1], words[2:], now)
	case l.verb == "dir" && len(words) == 1:
		return os.MkdirAll(filepath.Join(w.work, words[0]), 0o755)
	case l.verb == "link" && len(words) == 2:
		path := filepath.Join(w.work, words[0])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.Symlink(words[1], path)
	case l.verb == "file" && len(words) >= 1:
		return w.addFile(words[0], words[1:], now)
	}
	return fmt.Errorf("%s: wrong number of words", l.verb)
}

func (w *side) addFile(name string, words []string, now time.Time) error {
	a, err := attributes(words)
	if err != nil {
		return err
	}
	text, err := content(a)
	if err != nil {
		return err
	}
	path := filepath.Join(w.work, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return err
	}
	if mode, ok := a["mode"]; ok {
		bits, err := strconv.ParseUint(mode, 8, 32)
		if err != nil {
			return err
		}
		if err := os.Chmod(path, os.FileMode(bits)); err != nil {
			return err
		}
	}
	at, err := modified(a, now)
	if err != nil {
		return err
	}
	return os.Chtimes(path, at, at)
}

// addMany adds numbered objects: a bucket, a count, a key with %d.
func addMany(file *world.File, words []string, now time.Time) error {
	count, err := strconv.Atoi(words[1])
	for i := 0; i < count && err == nil; i++ {
		err = addObject(file, words[0], fmt.Sprintf(words[2], i), words[3:], now)
	}
	return err
}

func addObject(file *world.File, bucket, key string, words []string, now time.Time) error {
	a, err := attributes(words)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(file.Buckets, func(b world.Bucket) bool { return b.Name == bucket })
	if i < 0 {
		return fmt.Errorf("there is no bucket %s", bucket)
	}
	o := world.Object{Key: key, ContentType: a["type"], StorageClass: a["class"], Metadata: map[string]string{}, Tags: map[string]string{}}
	if o.Text, err = content(a); err != nil {
		return err
	}
	if o.Modified, err = modified(a, now); err != nil {
		return err
	}
	for name, value := range a {
		switch {
		case strings.HasPrefix(name, "meta."):
			o.Metadata[name[len("meta."):]] = value
		case strings.HasPrefix(name, "tag."):
			o.Tags[name[len("tag."):]] = value
		case name == "header.Cache-Control":
			o.CacheControl = value
		case name == "header.Content-Disposition":
			o.ContentDisposition = value
		case name == "header.Content-Encoding":
			o.ContentEncoding = value
		case name == "header.Content-Language":
			o.ContentLanguage = value
		}
	}
	file.Buckets[i].Objects = append(file.Buckets[i].Objects, o)
	return nil
}

// outcome is what a run printed and how it ended.
type outcome struct {
	exit           int
	stdout, stderr []string
	raw            string
}

// run carries out one command.
func (w *side) run(ctx context.Context, c command) (outcome, error) {
	o := clienttest.Order{Args: append(slices.Clone(w.before), c.args...), Cwd: w.work, Env: w.env,
		Stdin: filepath.Join(w.home, "stdin"), Stdout: filepath.Join(w.home, "stdout"), Stderr: filepath.Join(w.home, "stderr")}
	for name, text := range map[string]string{o.Stdin: c.input, o.Stdout: "", o.Stderr: ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return outcome{}, err
		}
	}
	exit, err := w.program.Run(ctx, o)
	if err != nil {
		return outcome{}, err
	}
	out, err := os.ReadFile(o.Stdout)
	if err != nil {
		return outcome{}, err
	}
	errs, err := os.ReadFile(o.Stderr)
	if err != nil {
		return outcome{}, err
	}
	return outcome{exit: exit, stdout: w.lines(string(out), c.ordered), stderr: w.complaints(string(errs)), raw: string(out) + string(errs)}, nil
}

var progress = regexp.MustCompile(`Completed [^\r]*remaining[^\r]*\r`)

// lines are what was printed without progress and padding, sorted unless their
// order counts: transfers end in any order.
func (w *side) lines(text string, ordered bool) []string {
	text = strings.ReplaceAll(progress.ReplaceAllString(text, ""), w.work, "$WORK")
	text = strings.ReplaceAll(text, w.lab.URL(), "$LAB")
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimRight(l, " \r"); l != "" {
			out = append(out, l)
		}
	}
	if !ordered {
		slices.Sort(out)
	}
	return out
}

// complaints are the lines of stderr that scripts may look for.
func (w *side) complaints(text string) []string {
	var out []string
	for _, l := range w.lines(text, false) {
		if complaint.MatchString(l) {
			out = append(out, l)
		}
	}
	return out
}

var complaint = regexp.MustCompile(`^((upload|download|copy|delete|move) failed: |fatal error: |warning: |cancelled: |remove_bucket failed: )`)
