package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/demo"
	"clearway/internal/msg"
	"clearway/lab"
	"clearway/shell"
	"clearway/store"
	"clearway/store/s3"
)

// demoOptions say how the story is told.
type demoOptions struct {
	pause bool // wait for Enter before each command
	keep  bool // leave the lab running afterwards
}

func newDemoCmd(e *env) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Tell the whole story in a lab on this machine, with real commands",
		Long: `Starts a lab on a free loopback port and tells the story of the refused copy:
who you are, the refusal, three mends that do not work, the explanation, the
grant, the copy. Every command is run for real. Nothing outside the lab is
touched: no AWS account, no home directory.

Exit codes: 0 everything turned out as told, 1 a step did not.`,
		Example: `  clearway demo
  clearway demo --pause         Enter runs each command
  clearway demo --keep          the lab goes on, for the AWS CLI
  clearway demo --lang ja`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), e, o) },
	}
	cmd.Flags().BoolVar(&o.pause, "pause", false, "wait for Enter before each command")
	cmd.Flags().BoolVar(&o.keep, "keep", false, "leave the lab running and say how to go on")
	return cmd
}

func runDemo(ctx context.Context, e *env, o demoOptions) error {
	program, err := thisProgram()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "clearway-demo-")
	if err != nil {
		return fmt.Errorf("make a directory for the demo: %w", err)
	}
	defer os.RemoveAll(dir)
	l, err := lab.Start(ctx, lab.Options{CredentialCommand: []string{program}, Now: e.now})
	if err != nil {
		return fmt.Errorf("start the lab: %w", err)
	}
	defer l.Close()

	options := demo.Options{
		Program: program, Env: commandEnv(l, e), Dir: dir, Lang: e.lang,
		Compare: func(ctx context.Context, source, destination string) (int, error) {
			return compareBuckets(ctx, l, source, destination)
		},
	}
	if o.pause {
		options.Pause = func(ctx context.Context) error {
			_, err := e.ask(ctx, msg.DemoEnter.In(e.lang))
			return err
		}
	}
	if err := demo.Run(ctx, e.out, options); err != nil {
		return err
	}
	if o.keep {
		return keepLab(ctx, e, l)
	}
	return nil
}

// commandEnv is the environment of the demo's commands: the lab's, on top of
// the user's without what would lead elsewhere or change the output.
func commandEnv(l *lab.Lab, e *env) []string {
	out := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "AWS_") || strings.HasPrefix(v, "CLEARWAY_") || strings.HasPrefix(v, "CLICOLOR_FORCE=")
	})
	out = append(out, l.Env()...)
	out = append(out, "AWS_EC2_METADATA_DISABLED=true", "CLEARWAY_LANG="+string(e.lang))
	if e.out.Colour {
		out = append(out, "CLICOLOR_FORCE=1")
	}
	return out
}

// keepLab holds the lab until the user ends it.
func keepLab(ctx context.Context, e *env, l *lab.Lab) error {
	fmt.Fprintf(e.out, "\n%s\n\n", msg.DemoKept.In(e.lang, l.URL()))
	for _, variable := range l.Env() {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(e.out, "  export %s=%s\n", name, shell.Quote(value))
	}
	fmt.Fprintf(e.out, "  aws s3 ls s3://dev-cm-bbbbbbbbbbbb --recursive --profile b\n\n%s\n", msg.DemoStop.In(e.lang))
	<-ctx.Done()
	return nil
}

// compareBuckets reads both buckets whole, each with its owner's profile, and
// gives the number of objects. The error names the first difference.
func compareBuckets(ctx context.Context, l *lab.Lab, source, destination string) (int, error) {
	from, err := openBucket(ctx, l, "a", source)
	if err != nil {
		return 0, err
	}
	to, err := openBucket(ctx, l, "b", destination)
	if err != nil {
		return 0, err
	}
	left, err := contents(ctx, from)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", source, err)
	}
	right, err := contents(ctx, to)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", destination, err)
	}
	if len(left) != len(right) {
		return 0, fmt.Errorf("%s has %d objects, %s has %d", source, len(left), destination, len(right))
	}
	for key, a := range left {
		if b, ok := right[key]; !ok || !a.same(b) {
			return 0, fmt.Errorf("%s differs between %s and %s", key, source, destination)
		}
	}
	return len(left), nil
}

func openBucket(ctx context.Context, l *lab.Lab, profile, url string) (store.Store, error) {
	getenv := func(name string) string {
		for _, variable := range l.Env() {
			if value, ok := strings.CutPrefix(variable, name+"="); ok {
				return value
			}
		}
		return ""
	}
	who, err := identity.Open(ctx, identity.Options{Profile: profile, EndpointURL: l.URL(), Getenv: getenv})
	if err != nil {
		return nil, err
	}
	return s3.New(who.Config, strings.TrimPrefix(url, "s3://"), s3.Options{EndpointURL: who.EndpointURL}), nil
}

// content is all that a copy has to keep of an object.
type content struct {
	bytes      []byte
	properties store.Properties
}

func (c content) same(other content) bool {
	a, b := c.properties, other.properties
	return bytes.Equal(c.bytes, other.bytes) && a.ContentType == b.ContentType && a.CacheControl == b.CacheControl &&
		a.ContentEncoding == b.ContentEncoding && a.ContentLanguage == b.ContentLanguage &&
		a.ContentDisposition == b.ContentDisposition && maps.Equal(a.Metadata, b.Metadata)
}

func contents(ctx context.Context, bucket store.Store) (map[string]content, error) {
	out := make(map[string]content)
	for entry, err := range bucket.List(ctx, store.Range{}) {
		if err != nil {
			return nil, err
		}
		object, err := bucket.Get(ctx, entry, store.Span{})
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(object.Body)
		object.Body.Close()
		if err != nil {
			return nil, err
		}
		out[entry.Key] = content{data, object.Properties}
	}
	return out, nil
}
