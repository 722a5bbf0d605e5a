package cli

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/redact"
	"clearway/internal/term"
)

// streaming are the commands whose output is watched as it comes: --redact
// holds back no more than a line. That of all others is short, and held until
// the end, so that a name is masked before the place that tells what it is.
var streaming = []string{"sync", "cp", "rm", "ls", "clean", "login", "lab", "demo"}

// forMachines are the commands whose output another program goes on with: masked,
// it would lead that program astray.
var forMachines = []string{"clearway lab credentials", "clearway lab env"}

// redactOutput puts --redact before everything that this run writes. args are
// the command's own; names are learned from them, and from what is read from a
// pipe.
func (e *env) redactOutput(cmd *cobra.Command, args []string) {
	secret := e.global.redact
	if on, err := strconv.ParseBool(secret); secret == "" || err == nil && !on || slices.Contains(forMachines, cmd.CommandPath()) {
		return
	} else if err == nil {
		secret = ""
	}
	e.masker = redact.New(secret)
	e.door = redact.NewDoor(e.masker, !slices.Contains(streaming, cmd.Name()))
	for _, stream := range []*term.Stream{e.out, e.err} {
		stream.Writer = e.door.Through(stream.Writer, stream.Terminal)
	}
	e.stdout, e.stderr = e.out.Writer, e.err.Writer
	cmd.Root().SetOut(e.stdout)
	cmd.Root().SetErr(e.stderr)
	for _, arg := range args {
		e.masker.LearnText(arg)
		if !slices.Contains(streaming, cmd.Name()) {
			learnFile(e.masker, arg)
		}
	}
	// Files in the home directory are named in messages.
	e.masker.Learn(redact.Name, filepath.Base(cmp.Or(e.getenv("HOME"), e.getenv("USERPROFILE"))))
	if bucket := cmd.Flags().Lookup("bucket"); bucket != nil {
		e.masker.Learn(redact.Bucket, bucket.Value.String())
	}
	if !e.interactive() {
		e.stdin = io.TeeReader(e.stdin, e.door.Hear())
	}
}

// largestLearned bounds what is read of a file to learn names from, and
// mostLearned how many files of a folder are.
const (
	largestLearned = 1 << 20
	mostLearned    = 1000
)

// learnFile learns from a file that a command is about to read, or from those of
// a folder: an excerpt shows a part only, which may not tell what it is. What
// cannot be read, the command will complain of itself.
func learnFile(m *redact.Masker, path string) {
	left := mostLearned
	_ = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || left == 0 {
			return fs.SkipAll
		}
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() > largestLearned {
			return nil
		}
		left--
		if text, err := os.ReadFile(name); err == nil {
			m.LearnText(string(text))
		}
		return nil
	})
}

// learnAssigned makes known what Identity Center calls accounts and permission
// sets.
func (e *env) learnAssigned(accounts []identity.Account) {
	if e.masker == nil {
		return
	}
	for _, account := range accounts {
		e.masker.Learn(redact.Account, account.ID)
		e.masker.Learn(redact.Name, account.Name)
		for _, set := range account.Sets {
			e.masker.LearnSets(set.Name)
		}
	}
}

// flush lets out what --redact holds back.
func (e *env) flush() error {
	if e.door == nil {
		return nil
	}
	return e.door.Flush()
}

// masked hands write a way to w that --redact stands before. It is for reports
// in files; what another command reads back (kept policies, lists of failed
// keys) is written as it is.
func (e *env) masked(w io.Writer, write func(io.Writer) error) error {
	if e.masker == nil {
		return write(w)
	}
	door := redact.NewDoor(e.masker, true)
	return errors.Join(write(door.Through(w, false)), door.Flush())
}
