package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/lint"
	"clearway/report"
)

// fixAll mends what is certain in every source: it shows the change, asks, and
// writes. A document from stdin is printed. The sources hold the mended text
// afterwards, so that what is left is reported.
func (e *env) fixAll(ctx context.Context, o lintOptions, sources []*lintSource, lists *lintFiles) error {
	mended := false
	for _, s := range sources {
		fixed, what, err := o.repair(s, lists)
		if err != nil {
			return fmt.Errorf("mend %s: %w", s.name, err)
		}
		if s.path == "" {
			if _, err := e.stdout.Write(fixed); err != nil {
				return fmt.Errorf("write the mended policy: %w", err)
			}
			s.text = fixed
			continue
		}
		if len(what) == 0 {
			continue
		}
		mended = true
		if err := e.fixFile(ctx, o, s, fixed, what); err != nil {
			return err
		}
	}
	if !mended && !o.json && e.global.output == "text" {
		fmt.Fprintf(e.err, "clearway: %s\n", msg.LintFixNothing.In(e.lang))
	}
	return nil
}

// repair mends what is certain and wanted. Findings that somebody decided to
// live with stay, and so does a file that is something else than a policy.
func (o *lintOptions) repair(s *lintSource, lists *lintFiles) (fixed []byte, done []lint.Fix, err error) {
	if !looksLikePolicy(s.text) {
		return s.text, nil, nil
	}
	fixed, mended, err := lint.Repair(s.text, s.about, func(f lint.Finding) bool {
		rule, _ := findRule(f.Code)
		return o.wanted(rule) && lists.of[s].suppression(s, f) == nil
	})
	for _, f := range mended {
		done = append(done, *f.Fix)
	}
	return fixed, done, err
}

// fixFile shows one file's change, asks, and writes.
func (e *env) fixFile(ctx context.Context, o lintOptions, s *lintSource, fixed []byte, what []lint.Fix) error {
	out := e.out
	if o.json || e.global.output == "sarif" {
		out = e.err // stdout is for the result
	}
	if err := report.LintFixText(out, e.lang, s.name, s.text, fixed, what); err != nil {
		return err
	}
	yes, err := e.mayFix(ctx, o, s.name)
	if err != nil || !yes {
		return err
	}
	if err := replaceFile(s.path, fixed); err != nil {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	s.text = fixed
	_, err = fmt.Fprintf(out, "  %s %s\n\n", out.Mark(term.Yes), msg.LintFixWritten.In(e.lang, s.name))
	return err
}

// mayFix asks whether a file may be written. No leaves that file as it was.
func (e *env) mayFix(ctx context.Context, o lintOptions, name string) (bool, error) {
	if o.yes {
		return true, nil
	}
	if !e.interactive() {
		return false, coded(exitGuarded, errors.New(msg.LintFixNeedsYes.In(e.lang)))
	}
	for {
		answer, err := e.ask(ctx, msg.LintFixQuestion.In(e.lang, name))
		if err != nil {
			return false, err
		}
		switch answer {
		case "yes", "y", "はい":
			return true, nil
		case "no", "n", "いいえ", "":
			fmt.Fprintf(e.err, "  %s\n\n", msg.LintFixDeclined.In(e.lang, name))
			return false, nil
		}
	}
}

// replaceFile puts a new text in the place of a file in one step, so that
// nobody ever reads half of it. The file's mode stays, and a link goes on
// pointing to it.
func replaceFile(name string, text []byte) (err error) {
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(text)
	err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
