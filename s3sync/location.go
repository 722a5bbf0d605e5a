package s3sync

import (
	"errors"
	"path/filepath"
	"strings"
)

// Location is one end of a sync: a prefix of a bucket, or a directory.
type Location struct {
	Bucket string // name, alias or access point ARN; "" for a directory
	Prefix string // of keys, "" or ending in "/"
	Dir    string // absolute, without a trailing separator (but "/"); "" for a bucket or a stream
	Stream bool   // standard input or output
	typed  string
}

// Local reports whether the location is a directory or a stream.
func (l Location) Local() bool { return l.Bucket == "" }

// stream is what is typed for standard input or output.
const stream = "-"

// String is the location as s3:// URL or absolute path.
func (l Location) String() string {
	if l.Stream {
		return l.typed
	}
	if l.Local() {
		return l.Dir
	}
	return "s3://" + l.Bucket + "/" + l.Prefix
}

// Typed is the location as the user wrote it.
func (l Location) Typed() string { return l.typed }

// parseLocation reads a path of the command line. A prefix is always a folder:
// "s3://b/pre" means the keys below "pre/". Nothing is decoded or tidied in a
// key; a local path is made absolute from cwd.
func parseLocation(text, cwd string) (Location, error) {
	rest, isS3 := strings.CutPrefix(text, "s3://")
	typed := text
	switch {
	case text == stream:
		//lint:ignore ST1005 aws-cli's words
		return Location{}, errors.New("Streaming currently is only compatible with non-recursive cp commands")
	case text == "":
		return Location{}, errors.New("a path is empty: write s3://BUCKET/PREFIX or a directory")
	case !isS3:
		if !filepath.IsAbs(text) {
			text = filepath.Join(cwd, text)
		}
		return Location{Dir: filepath.Clean(text), typed: typed}, nil
	}
	bucket, key := splitBucket(rest)
	if err := checkBucket(bucket); err != nil {
		return Location{}, err
	}
	if key != "" && !strings.HasSuffix(key, "/") {
		key += "/"
	}
	return Location{Bucket: bucket, Prefix: key, typed: typed}, nil
}

// root is where the paths that filters see begin: bucket and prefix, or the
// absolute path.
func (l Location) root() string {
	if l.Local() {
		return strings.TrimSuffix(filepath.ToSlash(l.Dir), "/") + "/"
	}
	return l.Bucket + "/" + l.Prefix
}

// show names an object of the location as the output lines do: an s3:// URL,
// or a path from cwd that is made of its directory and its name, so that a
// file in cwd itself is "./name".
func (l Location) show(relative, cwd string) string {
	if l.Stream {
		return l.typed
	}
	if !l.Local() {
		return "s3://" + l.Bucket + "/" + l.Prefix + relative
	}
	path := strings.TrimSuffix(l.Dir, string(filepath.Separator)) + string(filepath.Separator) + filepath.FromSlash(relative)
	dir, name := filepath.Split(path)
	short, err := filepath.Rel(cwd, dir)
	if err != nil {
		return path
	}
	return short + string(filepath.Separator) + name
}
