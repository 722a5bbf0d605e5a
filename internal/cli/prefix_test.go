package cli

import (
	"slices"
	"strings"
	"testing"
)

func TestCompleteFlags(t *testing.T) {
	for name, c := range map[string]struct{ args, want string }{
		"a prefix of one flag":                 {"sync a s3://b --dryr", "sync a s3://b --dryrun"},
		"with a value":                         {"sync a s3://b --exc=*.log --storage GLACIER", "sync a s3://b --exclude=*.log --storage-class GLACIER"},
		"a whole name that others begin with":  {"sync a s3://b --sse AES256", "sync a s3://b --sse AES256"},
		"a global flag":                        {"sync a s3://b --prof x", "sync a s3://b --profile x"},
		"what we add makes nothing ambiguous":  {"sync a s3://b --ac private --exp x", "sync a s3://b --acl private --expires x"},
		"a prefix of several flags":            {"sync a s3://b --ex x", "error"},
		"a prefix of our flags only":           {"sync a s3://b --max-c 3", "sync a s3://b --max-concurrent-requests 3"},
		"no flag at all is left to the parser": {"sync a s3://b --nonsense", "sync a s3://b --nonsense"},
		"after two dashes all is a path":       {"sync -- --dryr s3://b", "sync -- --dryr s3://b"},
		"other commands take whole names only": {"whoami --prof x", "whoami --prof x"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := completeFlags(newRootCmd(&env{}), strings.Fields(c.args))
			switch {
			case c.want == "error" && err == nil:
				t.Errorf("%q: no error", got)
			case c.want != "error" && (err != nil || !slices.Equal(got, strings.Fields(c.want))):
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestOwnFlagsExist(t *testing.T) {
	root := newRootCmd(&env{})
	for _, cmd := range root.Commands() {
		if cmd.Annotations[s3Command] == "" {
			continue
		}
		theirs, all := flagNames(cmd)
		for _, own := range []string{"allow-overlap", "explain", "max-concurrent-requests", "plain", "lang"} {
			if slices.Contains(theirs, own) || cmd.Name() == "sync" && !slices.Contains(all, own) {
				t.Errorf("%s: --%s is not marked as clearway's own", cmd.Name(), own)
			}
		}
	}
}
