package s3sync

import (
	"errors"
	"fmt"
	"strings"

	"clearway/store"
)

// Options are what the command line asks for. The zero value of each field is
// the default of aws-cli.
type Options struct {
	Source, Dest string // as typed: s3://BUCKET/PREFIX or a directory
	Cwd          string // absolute: relative paths begin here, output lines too

	Mode            Mode
	DestIsDirectory bool // of CopyOne: Dest is a directory that is there

	DryRun          bool
	Delete          bool
	MaxDelete       *int64 // where a run would delete more, it deletes nothing; nil is no limit
	SizeOnly        bool
	ExactTimestamps bool
	NoOverwrite     bool
	AllowOverlap    bool // one end may lie inside the other
	Filters         []Filter

	// CaseConflict is what becomes of names of a download that differ only in
	// their case from one that is there or on its way: "ignore", "skip", "warn"
	// or "error", as aws-cli's --case-conflict. "" refuses those that the file
	// system takes for the same.
	CaseConflict string

	IgnoreGlacierWarnings bool
	ForceGlacierTransfer  bool
	NoGuessMimeType       bool

	Writing  store.Writing // how each object is written
	Requests int           // most objects in flight; 0 is DefaultRequests
}

// DefaultRequests is the most objects in flight at once; how many there are
// follows what the stores take.
const DefaultRequests = 1024

// Direction is what kind of sync it is.
type Direction string

// The directions; each is also the word that its output lines begin with.
const (
	Upload   Direction = "upload"
	Download Direction = "download"
	Copy     Direction = "copy"
)

// End is one end of a plan. The caller of NewPlan opens the stores.
type End struct {
	Location
	Store store.Store
}

// Plan is a sync that can be run: its two ends, and the rules.
type Plan struct {
	Options      Options
	Source, Dest End
	Direction    Direction
	Two          *Two // each end has an identity of its own; nil: one has both
	filters      *filters
	name, as     string // of a single object, at the source and at the destination
}

// NewPlan checks what can be checked without looking at either end; every error
// is the command line's.
func NewPlan(o Options) (*Plan, error) {
	source, dest, name, as, err := o.ends()
	if err != nil {
		return nil, err
	}
	p := &Plan{Options: o, Source: End{Location: source}, Dest: End{Location: dest}, name: name, as: as}
	switch {
	case o.Mode.removes():
		p.Direction, p.Options.Delete = Remove, true
	case source.Local() && dest.Local():
		//lint:ignore ST1005 aws-cli's words
		return nil, errors.New("Invalid argument type: one of the two paths has to begin with s3://")
	case source.Local():
		p.Direction = Upload
	case dest.Local():
		p.Direction = Download
	default:
		p.Direction = Copy
	}
	if err := p.checkOverlap(); err != nil {
		return nil, err
	}
	if err := checkWriting(o.Writing); err != nil {
		return nil, err
	}
	if !source.Stream && !dest.Stream {
		p.filters = newFilters(o.Filters, source, dest)
	}
	if p.Options.Requests <= 0 {
		p.Options.Requests = DefaultRequests
	}
	return p, nil
}

// checkOverlap refuses a copy whose one end lies in the other: it would copy
// its own copies on every run, and --delete could take away the source. A place
// onto itself is let through: there is never anything to do.
//
// Ours: aws-cli does not refuse; AllowOverlap does as it does.
func (p *Plan) checkOverlap() error {
	if p.Direction != Copy || p.Options.Mode == CopyOne || p.Source.Bucket != p.Dest.Bucket || p.Options.AllowOverlap {
		return nil
	}
	const advice = "; choose another destination, or say --allow-overlap to copy all the same"
	from, to := p.Source.Prefix, p.Dest.Prefix
	switch {
	case from == to:
		return nil
	case strings.HasPrefix(to, from):
		return fmt.Errorf("the destination %s lies inside the source %s: each run would copy its own copies%s", p.Dest.Location, p.Source.Location, advice)
	case strings.HasPrefix(from, to):
		return fmt.Errorf("the source %s lies inside the destination %s: --delete would take the source away%s", p.Source.Location, p.Dest.Location, advice)
	}
	return nil
}

// Values that the flags take.
//
// AWS: Amazon S3 API Reference, API_PutObject#API_PutObject_RequestSyntax
var (
	acls = []string{"private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read",
		"bucket-owner-read", "bucket-owner-full-control", "log-delivery-write"}
	storageClasses = []string{"STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
		"GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"}
	encryptions = []string{"AES256", "aws:kms", "aws:kms:dsse"}
	directives  = []string{"COPY", "REPLACE"}
)

func checkWriting(w store.Writing) error {
	for _, choice := range []struct {
		flag, value string
		from        []string
	}{
		{"--acl", w.ACL, acls},
		{"--storage-class", w.StorageClass, storageClasses},
		{"--sse", w.SSE, encryptions},
		{"--metadata-directive", string(w.Directive), directives},
	} {
		if err := oneOf(choice.flag, choice.value, choice.from); err != nil {
			return err
		}
	}
	if w.Properties.Expires == "" {
		return nil
	}
	if _, err := store.ParseExpires(w.Properties.Expires); err != nil {
		return fmt.Errorf("argument --expires: %w", err)
	}
	return nil
}

func oneOf(flag, value string, from []string) error {
	if value == "" {
		return nil
	}
	for _, allowed := range from {
		if value == allowed {
			return nil
		}
	}
	return fmt.Errorf("argument %s: %q is none of %s", flag, value, strings.Join(from, ", "))
}
