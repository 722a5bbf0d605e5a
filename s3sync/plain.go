package s3sync

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"clearway/store"
)

// Mode is what a plan does with what it finds. The zero Mode compares.
type Mode string

// The modes of cp and rm. They do not compare: the end that does not matter is
// not looked at.
const (
	CopyAll   Mode = "copy all"   // everything at the source
	CopyOne   Mode = "copy one"   // one object or file; Dest names it, or the folder
	RemoveAll Mode = "remove all" // everything at Source, folder markers too
	RemoveOne Mode = "remove one" // one object
)

// Remove is the direction of RemoveAll and RemoveOne.
const Remove Direction = "delete"

func (m Mode) removes() bool { return m == RemoveAll || m == RemoveOne }

// One reports whether the mode is for a single object.
func (m Mode) One() bool { return m == CopyOne || m == RemoveOne }

// ends reads the two paths as the mode takes them. Of a single object name is
// what it is called at the source, as what it is to be called at the
// destination.
func (o Options) ends() (source, dest Location, name, as string, err error) {
	switch o.Mode {
	case CopyOne:
		return o.oneEach()
	case RemoveOne:
		source, name, err = parseObject(o.Source, o.Cwd)
		if err == nil && source.Local() {
			err = errNoBucket
		}
		return source, source, name, name, err
	case RemoveAll:
		o.Dest = o.Source
	}
	if source, err = parseLocation(o.Source, o.Cwd); err != nil {
		return source, dest, "", "", err
	}
	if o.Mode.removes() && source.Local() {
		return source, dest, "", "", errNoBucket
	}
	dest, err = parseLocation(o.Dest, o.Cwd)
	return source, dest, "", "", err
}

//lint:ignore ST1005 aws-cli's words
var errNoBucket = errors.New("Invalid argument type: the path has to begin with s3://")

// oneEach reads the paths of a single copy. A destination that ends in a
// slash, is a bucket, or a directory that is there, keeps the name.
func (o Options) oneEach() (source, dest Location, name, as string, err error) {
	if source, name, err = parseObject(o.Source, o.Cwd); err != nil {
		return source, dest, "", "", err
	}
	if keepsName(o.Dest, o.DestIsDirectory) {
		dest, err = parseLocation(o.Dest, o.Cwd)
		return source, dest, name, name, err
	}
	dest, as, err = parseObject(o.Dest, o.Cwd)
	return source, dest, name, as, err
}

func keepsName(dest string, isDirectory bool) bool {
	rest, isS3 := strings.CutPrefix(dest, "s3://")
	if !isS3 {
		return isDirectory || strings.HasSuffix(dest, string(filepath.Separator))
	}
	_, key := splitBucket(rest)
	return key == "" || strings.HasSuffix(key, "/")
}

// parseObject reads the path of one object or file: where it is, and its name.
func parseObject(text, cwd string) (Location, string, error) {
	if text == stream {
		return Location{Stream: true, typed: text}, text, nil
	}
	rest, isS3 := strings.CutPrefix(text, "s3://")
	if !isS3 {
		l, err := parseLocation(text, cwd)
		if err != nil {
			return l, "", err
		}
		l.Dir, text = filepath.Dir(l.Dir), filepath.Base(l.Dir)
		return l, text, nil
	}
	bucket, key := splitBucket(rest)
	if err := checkBucket(bucket); err != nil {
		return Location{}, "", err
	}
	if key == "" {
		return Location{}, "", fmt.Errorf("s3://%s is a whole bucket: name an object, or say --recursive", bucket)
	}
	at := strings.LastIndexByte(key, '/') + 1
	return Location{Bucket: bucket, Prefix: key[:at], typed: text}, key[at:], nil
}

// there is what an object is called at the destination.
func (p *Plan) there(name string) string {
	if p.Options.Mode == CopyOne {
		return p.as
	}
	return name
}

// listed are the two ends as far as they are to be listed.
func (p *Plan) listed() (source, dest End) {
	source, dest = p.Source, p.Dest
	switch {
	case p.Options.Mode.removes():
		source.Store = nothing{}
	case p.Options.Mode == CopyAll && !p.Options.NoOverwrite:
		dest.Store = nothing{}
	}
	return source, dest
}

// nothing is a store that lists nothing.
type nothing struct{ store.Store }

func (nothing) Page(_ context.Context, _ store.Query, p *store.Page) error {
	p.Entries, p.More, p.Token = p.Entries[:0], false, ""
	return nil
}

// one gives what is to be done with a single object; false: nothing.
func (p *Plan) one(ctx context.Context, from *listing) (Action, bool, error) {
	key := p.Source.Prefix + p.name
	if !p.filters.takes(from.path(&store.Entry{Key: key})) {
		return Action{}, false, nil
	}
	if p.Options.Mode == RemoveOne {
		return Action{Kind: Delete, Reason: Asked, Name: p.name, Dest: store.Entry{Key: key}}, true, nil
	}
	if p.Options.NoOverwrite {
		switch _, err := look(ctx, p.Dest.Store, p.Dest.Prefix+p.as); {
		case err == nil:
			return Action{Kind: Skip, Reason: Same, Name: p.name}, true, nil
		case !isMissing(err):
			return Action{}, false, err
		}
	}
	if p.Dest.Stream { // its transfer looks, and fails as one
		return Action{Kind: Transfer, Reason: Asked, Name: p.name, Source: store.Entry{Key: key, Size: store.UnknownSize}}, true, nil
	}
	e, err := look(ctx, p.Source.Store, key)
	var missing *store.Error
	switch {
	case isMissing(err) && errors.As(err, &missing):
		missing.Message = fmt.Sprintf("Key %q does not exist", key) // aws-cli's words
		return Action{}, false, err
	case err != nil:
		return Action{}, false, err
	}
	return p.admit(Action{Kind: Transfer, Reason: Asked, Name: p.name, Source: e}), true, nil
}

func look(ctx context.Context, s store.Store, key string) (store.Entry, error) {
	looker, ok := s.(store.Looker)
	if !ok {
		return store.Entry{}, fmt.Errorf("%s: its store cannot be asked for one object", key)
	}
	return looker.Look(ctx, key)
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// emitOne does the whole work of a plan for a single object.
func (p *Plan) emitOne(ctx context.Context, from *listing, emit func(context.Context, Action) error) error {
	a, found, err := p.one(ctx, from)
	var skipped *store.Skipped
	switch {
	case errors.As(err, &skipped):
		from.warn(skipped)
		return nil
	case isMissing(err) && p.Source.Local():
		return nil // a link that is not followed
	case err != nil:
		return err
	case !found:
		return nil
	}
	return emit(ctx, a)
}

// SplitURL cuts what follows s3:// into bucket and key, and refuses what can be
// no bucket.
func SplitURL(text string) (bucket, key string, err error) {
	bucket, key = splitBucket(text)
	return bucket, key, checkBucket(bucket)
}
