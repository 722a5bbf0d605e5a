package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"clearway/authz/bucket"
	"clearway/preflight"
	"clearway/report"
)

// copyOptions are the flags of simulate that describe a whole copy.
type copyOptions struct {
	what         string // of --for; "" decides a single request
	source, dest sideOptions
	destCaller   callerOptions

	delete, noTags, multipart bool
	acl, sse, storageClass    string
}

// sideOptions are the flags of one side of a copy.
type sideOptions struct {
	prefix          string // of the flags: "source-" or "dest-"
	account, region string
	policy          string
	block           []string
	ownership       string
	objectOwner     string
	expectedOwner   string
	rcp             []string

	key, keyPolicy, keyGrants, keyState string
	bucketKey                           string
}

func (o *copyOptions) add(f *pflag.FlagSet) {
	o.source.prefix, o.dest.prefix, o.destCaller.prefix = "source-", "dest-", "dest-"
	f.StringVar(&o.what, "for", "", "decide a whole copy: sync")
	o.source.add(f, "the source")
	f.StringVar(&o.source.objectOwner, "source-object-owner", "", "account that owns the source's objects, where the bucket has ACLs")
	o.dest.add(f, "the destination")
	f.BoolVar(&o.delete, "delete", false, "the copy deletes what the source does not have")
	f.BoolVar(&o.noTags, "no-tags", false, "the copy leaves object tags behind")
	f.BoolVar(&o.multipart, "multipart", false, "there are large objects, which are copied in parts")
	f.StringVar(&o.acl, "acl", "", "canned ACL that the copy sends with each object")
	f.StringVar(&o.sse, "sse", "", "encryption that the copy asks for: AES256, aws:kms or aws:kms:dsse")
	f.StringVar(&o.storageClass, "storage-class", "", "storage class that the copy asks for")
	o.destCaller.who(f)
	o.destCaller.policies(f)
	o.destCaller.details(f)
}

func (o *sideOptions) add(f *pflag.FlagSet, side string) {
	f.StringVar(&o.account, o.prefix+"account", "", "account that owns "+side)
	f.StringVar(&o.region, o.prefix+"region", "", "region of "+side)
	f.StringVar(&o.policy, o.prefix+"bucket-policy", "", "file of the bucket policy of "+side)
	f.StringArrayVar(&o.rcp, o.prefix+"rcp", nil, "--rcp for "+side+" alone")
	f.StringArrayVar(&o.block, o.prefix+"block-public-access", nil, "file of Block Public Access settings of "+side+"; repeat for bucket, account and organization")
	f.StringVar(&o.ownership, o.prefix+"ownership", string(bucket.BucketOwnerEnforced), "Object Ownership of "+side)
	f.StringVar(&o.expectedOwner, o.prefix+"expected-owner", "", "account that the requests to "+side+" expect")
	f.StringVar(&o.key, o.prefix+"key", "", "KMS key of the objects in "+side+": its ARN, or aws/s3")
	f.StringVar(&o.keyPolicy, o.prefix+"key-policy", "", "file of the policy of that key")
	f.StringVar(&o.keyGrants, o.prefix+"key-grants", "", "file of its grants, as aws kms list-grants prints them")
	f.StringVar(&o.keyState, o.prefix+"key-state", "", "its state, such as Disabled")
	f.StringVar(&o.bucketKey, o.prefix+"bucket-key", "", "whether S3 Bucket Keys are on: on or off")
}

// forCopy are the flags that only a copy has, and forRequest those that only a
// single request has; checkForm refuses the one among the others, since a flag
// that is not looked at would pass for an answer.
var (
	forCopy = []string{
		"delete", "no-tags", "multipart", "acl", "sse", "storage-class",
	}
	forRequest = []string{"action", "on", "resource-account", "bucket-policy"}
)

func (o *simulateOptions) checkForm(f *pflag.FlagSet, args []string) error {
	var wrong error
	if given := slices.DeleteFunc([]string{"jsonl", "case", "as"}, func(name string) bool { return !f.Changed(name) }); len(given) > 1 {
		return fmt.Errorf("--%s and --%s exclude each other", given[0], given[1])
	}
	for _, shown := range []string{"picture", "report"} {
		if f.Changed(shown) && (o.jsonl || len(o.cases) > 0) {
			return fmt.Errorf("--%s shows one answer, not those of --jsonl or --case", shown)
		}
	}
	isCopy := o.copies.what != ""
	f.Visit(func(flag *pflag.Flag) {
		ofCopy := slices.Contains(forCopy, flag.Name) || strings.HasPrefix(flag.Name, "source-") || strings.HasPrefix(flag.Name, "dest-")
		switch {
		case wrong != nil:
		case isCopy && (flag.Name == "jsonl" || flag.Name == "case"):
			wrong = fmt.Errorf("--%s decides single requests: leave out --for", flag.Name)
		case isCopy && slices.Contains(forRequest, flag.Name):
			wrong = fmt.Errorf("--%s is for a single request: a copy (--for) has --source-… and --dest-… flags", flag.Name)
		case !isCopy && ofCopy:
			wrong = fmt.Errorf("--%s is for a copy: add --for sync SOURCE DESTINATION", flag.Name)
		}
	})
	switch {
	case wrong != nil:
		return wrong
	case !isCopy && len(args) > 0:
		return fmt.Errorf("%q: a single request takes no arguments; for a copy add --for sync", args[0])
	case isCopy && o.copies.what != "sync":
		return fmt.Errorf("--for %q: want sync", o.copies.what)
	case isCopy && len(args) != 2:
		return fmt.Errorf("--for sync takes SOURCE and DESTINATION, such as s3://media-prod s3://media-dr/in/; got %d", len(args))
	}
	return nil
}

// runSimulateCopy decides a copy from files.
func runSimulateCopy(e *env, o simulateOptions, args []string) error {
	asJSON, err := e.identityForm()
	if err != nil {
		return err
	}
	c, err := o.copyOf(args[0], args[1])
	if err != nil {
		return usage(err)
	}
	table, err := preflight.Check(c)
	if err != nil {
		return usage(err)
	}
	value := report.NewPreflight(c, table)
	value.Expected = o.expect
	if o.picture && !asJSON {
		if err := report.AccessPathText(e.out, e.lang, value); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		fmt.Fprintln(e.out)
	}
	if asJSON {
		err = e.printIdentityJSON(value)
	} else {
		err = report.PreflightText(e.out, e.lang, value)
	}
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	err = e.writeReport(o.report, func(w io.Writer) error { return report.AccessHTML(w, e.lang, value, e.now()) })
	if err != nil {
		return err
	}
	return simulateCode(copyDecision(table.Answer), o.expect)
}

// copyDecision is the answer of a table in the words of --expect.
func copyDecision(a bucket.Answer) string {
	switch a {
	case bucket.Yes:
		return "allow"
	case bucket.No:
		return "deny"
	}
	return "unknown"
}

// copyOf makes the copy that the flags describe.
func (o *simulateOptions) copyOf(source, dest string) (c preflight.Copy, err error) {
	if o.caller.as == "" {
		return c, errors.New("--as is needed: who would make the copy\nsee `clearway simulate --help`")
	}
	if c.As, err = o.copyCaller(&o.caller, "source-"); err != nil {
		return c, err
	}
	if o.copies.destCaller.as != "" {
		other, err := o.copyCaller(&o.copies.destCaller, "dest-")
		if err != nil {
			return c, err
		}
		c.DestAs = &other
	}
	f := &o.copies
	c.Delete, c.Tags, c.Multipart, c.ACL, c.SSE, c.StorageClass = f.delete, !f.noTags, f.multipart, f.acl, f.sse, f.storageClass
	c.Strict = o.strict
	if err := f.check(); err != nil {
		return c, err
	}
	writer := c.As.Principal.Account
	if c.DestAs != nil {
		writer = c.DestAs.Principal.Account
	}
	if c.Source, err = o.side(&f.source, source, ""); err != nil {
		return c, err
	}
	if strings.HasPrefix(f.sse, "aws:kms") && f.dest.key == "" {
		f.dest.key = managedKey // what S3 takes when the header names no key
	}
	c.Dest, err = o.side(&f.dest, dest, writer)
	return c, err
}

// check says what of the flags makes no sense by itself.
func (o *copyOptions) check() error {
	if _, ok := bucket.Canned(o.acl, "", ""); o.acl != "" && !ok {
		return fmt.Errorf("--acl %q: there is no such canned ACL", o.acl)
	}
	if o.sse != "" && !slices.Contains([]string{"AES256", "aws:kms", "aws:kms:dsse"}, o.sse) {
		return fmt.Errorf("--sse %q: want AES256, aws:kms or aws:kms:dsse", o.sse)
	}
	if o.sse == "AES256" && o.dest.key != "" {
		return errors.New("--sse AES256 uses no KMS key: leave out --dest-key")
	}
	return nil
}
