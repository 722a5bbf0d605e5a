package worlds

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"clearway/internal/cli"
	"clearway/lab/clienttest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"clearway": func() { os.Exit(cli.Main(os.Args[1:])) }})
}

// least is how many broken worlds there have to be.
const least = 40

// programs are what every world is tried with. An AWS CLI that is forked looks
// for sign-ins where it did when its code was read; fresh starts anew.
type programs struct{ aws, fresh, clearway clienttest.Program }

// TestWorlds tries every world. -run TestWorlds/NAME picks one.
func TestWorlds(t *testing.T) {
	clearway, err := exec.LookPath("clearway")
	if err != nil {
		t.Fatal(err)
	}
	with := programs{clearway: clienttest.Executable(clearway)}
	t.Run("aws", func(t *testing.T) { clienttest.AWSCLI(t) }) // says why it is missing
	if path, err := exec.LookPath("aws"); err == nil && !testing.Short() {
		with.aws, with.fresh = clienttest.StartAWS(t, path), clienttest.Executable(path)
	}
	scenes := loadScenes(t)
	if broken := slices.DeleteFunc(slices.Clone(scenes), func(s scene) bool { return !s.Want.refused() }); len(broken) < least {
		t.Errorf("%d broken worlds, want at least %d", len(broken), least)
	}
	for i := range scenes {
		s := &scenes[i]
		if raced && i%8 != 0 { // what the race detector looks for, all have in common, and it makes them slow
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			with.try(t, s)
		})
	}
}

// try carries a scene out: both copies, what check says, and the mending.
func (with programs) try(t *testing.T, s *scene) {
	for _, p := range s.Profiles {
		if p.SignedIn && with.aws != nil {
			with.aws = with.fresh
		}
	}
	ours := newHome(t, s, with.clearway)
	printed := ours.copies(with.clearway, s.Want)
	sides := map[string]*home{"clearway": ours}
	if with.aws != nil && s.Only == "" {
		theirs := newHome(t, s, with.clearway)
		printed = theirs.copies(with.aws, s.Want)
		sides["aws"] = theirs
		if d := diff.Diff(theirs.state(), ours.state()); d != "" {
			t.Errorf("%s: what is in the buckets differs (-aws +clearway):\n%s", s.explain(), d)
		}
	}
	ours.explains(printed)
	command := ours.checks()
	switch {
	case !s.Mend && command != nil:
		t.Errorf("%s: check believes that %s opens it", s.explain(), strings.Join(command, " "))
	case s.Mend && command == nil:
		t.Fatalf("%s: check prints no command", s.explain())
	case !s.Mend:
		return
	}
	for name, h := range sides {
		program := with.clearway
		if name == "aws" {
			program = with.aws
		}
		h.mends(program, command)
	}
}

// copies carries the copy out with one of the programs.
func (h *home) copies(p clienttest.Program, w want) outcome {
	h.t.Helper()
	args, name := append([]string{"sync"}, strings.Fields(h.s.Sync)...), "clearway"
	if p != h.clearway {
		args, name = append([]string{"s3"}, args...), "aws"
	}
	got, exit := h.run(p, name, args...), 0
	if w.refused() {
		exit = cmp.Or(w.Exit, 1)
	}
	ok := got.exit == exit && strings.Contains(got.stderr, w.Says)
	switch {
	case !w.refused() && ok:
		h.same()
	case name == "aws" && w.AWS != "": // where versions 1 and 2 end with different codes
		ok = got.exit != 0 && strings.Contains(got.stderr, w.AWS)
	}
	if !ok {
		h.t.Errorf("%s\nwant exit %d and %q, got\n%s", h.s.explain(), exit, w.Says, got)
	}
	return got
}

// explains has explain read what a refused copy printed: it comes to the same
// cause as check, as far as AWS's words tell it.
func (h *home) explains(printed outcome) {
	h.t.Helper()
	want := cmp.Or(h.s.Want.Explain, h.s.Want.Code)
	if want == "" || h.s.Want.AWS != "" && printed.args[0] != "aws" {
		return
	}
	h.write("stdin", printed.stderr)
	got := h.run(h.clearway, "clearway", "explain", "--json")
	var read struct {
		Cause string `json:"cause"`
	}
	if err := json.Unmarshal([]byte(got.stdout), &read); err != nil || read.Cause != want {
		h.t.Errorf("%s\nwant explain to say %s, got\n%s\nof %s", h.s.explain(), want, got, printed)
	}
}

// same holds what was copied against its source.
func (h *home) same() {
	h.t.Helper()
	ends := strings.Fields(h.s.Sync)
	if d := diff.Diff(h.end(ends[0]), h.end(ends[1])); d != "" {
		h.t.Errorf("%s: the copy is not its source: %s", h.s.explain(), d)
	}
}

// end is what one end of the copy holds: a bucket, or a directory of the home.
func (h *home) end(path string) (lines []string) {
	h.t.Helper()
	if bucket, ok := strings.CutPrefix(path, "s3://"); ok {
		return h.objects(bucket)
	}
	root := filepath.Join(h.dir, path)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		lines = append(lines, fmt.Sprint(filepath.ToSlash(name), " ", info.Size()))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return lines
}

// state is what all buckets of the world hold.
func (h *home) state() map[string][]string {
	out := map[string][]string{}
	for _, b := range h.s.file.Buckets {
		out[b.Name] = h.objects(b.Name)
	}
	return out
}
