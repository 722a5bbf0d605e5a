package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"clearway/s3sync"
	"clearway/store"
)

// filterFlag gathers --exclude and --include in the order of the command line,
// which decides.
type filterFlag struct {
	to      *[]s3sync.Filter
	include bool
}

func (f *filterFlag) String() string { return "" }
func (f *filterFlag) Type() string   { return "pattern" }
func (f *filterFlag) Set(pattern string) error {
	*f.to = append(*f.to, s3sync.Filter{Include: f.include, Pattern: pattern})
	return nil
}

// linkFlags is what the last of --follow-symlinks and --no-follow-symlinks said.
type linkFlags struct{ noFollow bool }

type linkFlag struct {
	to     *linkFlags
	follow bool
}

func (f *linkFlag) String() string   { return "" }
func (f *linkFlag) Type() string     { return "bool" }
func (f *linkFlag) IsBoolFlag() bool { return true }
func (f *linkFlag) Set(value string) error {
	switch value {
	case "true":
		f.to.noFollow = !f.follow
	case "false":
		f.to.noFollow = f.follow
	default:
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return nil
}

func parseGrants(words []string) ([]store.Grant, error) {
	var grants []store.Grant
	for _, word := range words {
		permission, grantee, ok := strings.Cut(word, "=")
		if !ok || grantee == "" || !slices.Contains([]string{"read", "readacl", "writeacl", "full"}, permission) {
			return nil, fmt.Errorf("argument --grants: %q: write permission=grantee, permission one of read, readacl, writeacl, full", word)
		}
		grants = append(grants, store.Grant{Permission: permission, Grantee: grantee})
	}
	return grants, nil
}

// parseCopyProps reads --copy-props.
//
// AWS: AWS CLI v2 Command Reference, s3/sync#options (--copy-props)
func parseCopyProps(text string) (store.CopyProps, error) {
	switch text {
	case "default", "":
		return store.CopyPropsDefault, nil
	case "metadata-directive":
		return store.CopyPropsMetadata, nil
	case "none":
		return store.CopyPropsNone, nil
	case "all":
		return "", errors.New("argument --copy-props: clearway cannot copy annotations, which all includes; the rest is what default keeps")
	}
	return "", fmt.Errorf("argument --copy-props: %q is none of none, metadata-directive, default", text)
}

// parseMetadata reads a map as aws-cli takes one: k=v,k2=v2, a JSON object of
// strings, or either in a file named by file://. Nothing gives no map.
//
// AWS: AWS CLI User Guide, cli-usage-shorthand
func parseMetadata(text string) (map[string]string, error) {
	if path, ok := strings.CutPrefix(text, "file://"); ok {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("argument --metadata: %w", err)
		}
		text = strings.TrimSpace(string(data))
	}
	if text == "" {
		return nil, nil
	}
	metadata := make(map[string]string)
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		if err := json.Unmarshal([]byte(text), &metadata); err != nil {
			return nil, fmt.Errorf("argument --metadata: not a JSON object of strings: %w", err)
		}
		return metadata, nil
	}
	for text != "" {
		key, rest, ok := strings.Cut(text, "=")
		if key = strings.TrimSpace(key); !ok || key == "" {
			return nil, fmt.Errorf("argument --metadata: %q: write k=v,k2=v2 or a JSON object", text)
		}
		value, after, err := shorthandValue(rest)
		if err != nil {
			return nil, err
		}
		metadata[key], text = value, after
	}
	return metadata, nil
}

// shorthandValue takes one value off the shorthand syntax: quoted, or up to a
// comma that no backslash stands before.
func shorthandValue(text string) (value, rest string, err error) {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		return quotedValue(text)
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == ',':
			i++
			b.WriteByte(',')
		case text[i] == ',':
			return b.String(), text[i+1:], nil
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), "", nil
}

func quotedValue(text string) (value, rest string, err error) {
	quote := text[0]
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == quote:
			i++
			b.WriteByte(quote)
		case text[i] == quote:
			rest = text[i+1:]
			if rest != "" && rest[0] != ',' {
				return "", "", fmt.Errorf("argument --metadata: after %s a comma is expected", text[:i+1])
			}
			return b.String(), strings.TrimPrefix(rest, ","), nil
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", fmt.Errorf("argument --metadata: the quote of %s is not closed", text)
}
