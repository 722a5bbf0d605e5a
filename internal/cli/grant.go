package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"clearway/grant"
	"clearway/grant/emit"
	"clearway/internal/msg"
	"clearway/need"
	"clearway/report"
)

// grantOptions are the flags of grant, and what the URL says.
type grantOptions struct {
	bucket, prefix string
	purpose        string
	to             string
	match          string
	withTags       bool
	withACL        bool
	withMultipart  bool
	org            string
	secure         bool
	expires        string
	dropDead       bool
	request        bool
	code           emit.Form // "" writes to the bucket
	write          writeOptions
}

// writeOptions are the flags that grant and revoke share.
type writeOptions struct {
	ownerProfile string
	yes, dryRun  bool
	backupDir    string
	asJSON       bool
}

func addWriteFlags(cmd *cobra.Command, o *writeOptions) {
	flags := cmd.Flags()
	flags.StringVar(&o.ownerProfile, "owner-profile", "", "profile in the account that owns the bucket")
	flags.BoolVar(&o.yes, "yes", false, "write without asking")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be written, and write nothing")
	flags.StringVar(&o.backupDir, "backup-dir", ".", "where the old policy is kept")
}

func newGrantCmd(e *env) *cobra.Command {
	var o grantOptions
	cmd := &cobra.Command{
		Use:   "grant s3://BUCKET[/PREFIX/] --for PURPOSE --to PROFILE|ARN --owner-profile PROFILE",
		Short: "Let one role do one kind of copy, in the bucket's own policy",
		Long: `Makes the smallest change to a bucket's policy that lets one role or user copy
to it or from it. Shows the change, tries it against the policies (what opens, and
that nobody else gains anything), asks, keeps the old policy in a file, writes, reads
back, and asks AWS whether the grantee gets in now. Granting twice is granting once;
clearway revoke takes it out again.

Purposes (--for):
  sync-dest     list the bucket, write objects
  sync-source   list the bucket, read objects
  sync-delete   sync-dest, and delete objects (for sync --delete)
  list          see what is there, and nothing else
  multipart     see and clean up unfinished uploads, and nothing else

The grant may be narrowed: --org to an organization, --secure-transport to TLS,
--expires to a time. Granting again with another --expires moves the end of the
same grant; without it, the grant no longer ends. Other conditions make another
grant beside it.

--to is a profile, or the ARN of a role (with its path) or user. With --match name
the policy names the account and, in a condition, the role by its name: that goes on
working when an Identity Center permission set is assigned anew. S3 does not check
names in conditions, so IAM is asked which roles the name fits today.

--request writes a page (Markdown) that asks the bucket's owner instead; it needs no
owner profile, and puts the merged policy in where one is given.

--output terraform, cloudformation, cdk or cli prints the same policy as code for
whoever manages the bucket so, and writes nothing.

Never written, whatever the flags: a policy that changed since it was read, one that
would become public, lock its owner out, change anybody else's access, or exceed
20,480 bytes.

Exit codes: 0 done or nothing to do, 1 failed, 2 usage, 3 AWS refuses, 4 sign-in
needed, 5 the role's path is not known, 6 stopped by a guard or not confirmed.

AWS permissions: s3:GetBucketPolicy, s3:PutBucketPolicy (owner profile);
sts:GetCallerIdentity, iam:GetRole, iam:ListRoles (optional), s3:ListBucket (grantee,
to check).`,
		Example: `  clearway grant s3://media-dr --for sync-dest --to prod-admin \
    --owner-profile dr-admin
  clearway grant s3://media-dr/in/ --for sync-delete --to prod-admin \
    --owner-profile dr-admin --match name
  clearway grant s3://media-dr --for sync-dest --to prod-admin \
    --owner-profile dr-admin --dry-run
  clearway grant s3://media-dr --for sync-dest --to prod-admin \
    --request > to-owner.md
  clearway grant s3://media-dr --for sync-dest --to prod-admin \
    --owner-profile dr-admin --output terraform > media-dr.tf`,
		Args: oneBucket,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.bucket, o.prefix, err = parseTarget(args[0]); err != nil {
				return usage(err)
			}
			if err := o.readForm(e.global.output); err != nil {
				return usage(err)
			}
			ask, err := o.ask(e.now())
			if err != nil {
				return usage(err)
			}
			return runGrant(cmd.Context(), e, o, ask)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.purpose, "for", "", "what to open: "+purposeNames())
	flags.StringVar(&o.to, "to", "", "profile, or ARN of a role or user, to open it for")
	addWriteFlags(cmd, &o.write)
	flags.StringVar(&o.match, "match", string(grant.MatchExact), "how the policy names a role: exact, or name")
	flags.BoolVar(&o.withTags, "with-tags", false, "object tags are copied too")
	flags.BoolVar(&o.withACL, "with-acl", false, "objects are written with an ACL (--acl of sync)")
	flags.BoolVar(&o.withMultipart, "with-multipart", false, "unfinished uploads are seen and cleaned up, too")
	flags.StringVar(&o.org, "org", "", "only while the grantee's account is in this organization (o-…)")
	flags.BoolVar(&o.secure, "secure-transport", false, "over TLS only")
	flags.StringVar(&o.expires, "expires", "", "nothing is allowed from then on: 2027-01-31 (UTC) or RFC 3339")
	flags.BoolVar(&o.dropDead, "drop-dead", false, "take out principals that no longer exist")
	flags.BoolVar(&o.request, "request", false, "write a page that asks the bucket's owner")
	return cmd
}

// oneBucket wants exactly one argument, and says which.
func oneBucket(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("one bucket is needed, such as s3://media-dr; got %d", len(args))
	}
	return nil
}

func purposeNames() string {
	var names []string
	for _, p := range need.Purposes() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

// ask is what the flags ask for, but for the grantee.
func (o grantOptions) ask(now time.Time) (grant.Ask, error) {
	if err := o.check(); err != nil {
		return grant.Ask{}, err
	}
	purpose, err := need.ParsePurpose(o.purpose)
	if err != nil {
		return grant.Ask{}, fmt.Errorf("--for: %w", err)
	}
	ask := grant.Ask{
		Bucket: o.bucket, Prefix: o.prefix, Purpose: purpose, WithTags: o.withTags, WithACL: o.withACL, WithMultipart: o.withMultipart,
		Limits: grant.Limits{Org: o.org, SecureTransport: o.secure},
	}
	if o.expires != "" {
		if ask.Limits.Expires, err = grant.ParseExpiry(o.expires, now); err != nil {
			return grant.Ask{}, fmt.Errorf("--expires: %w", err)
		}
	}
	return ask, ask.Check()
}

// readForm reads --output.
func (o *grantOptions) readForm(output string) error {
	switch form := emit.Form(output); {
	case output == "" || output == "text":
	case output == "json":
		o.write.asJSON = true
	case slices.Contains(emit.Forms(), form):
		o.code = form
	default:
		return fmt.Errorf("--output %s: this command knows text, json, terraform, cloudformation, cdk and cli", output)
	}
	return nil
}

func (o grantOptions) check() error {
	switch {
	case o.purpose == "":
		return errors.New("--for is missing: " + purposeNames())
	case o.to == "":
		return errors.New("--to is missing: the profile or the role ARN to open the bucket for")
	case o.match != string(grant.MatchExact) && o.match != string(grant.MatchName):
		return fmt.Errorf("--match %s: use exact or name", o.match)
	case o.request && o.write.asJSON:
		return errors.New("--request writes Markdown: leave out --output json")
	case o.request && o.code != "":
		return fmt.Errorf("--request writes Markdown: leave out --output %s", o.code)
	case o.code != "" && o.write.yes:
		return fmt.Errorf("--output %s writes nothing to the bucket: leave out --yes", o.code)
	case o.request && o.write.yes:
		return errors.New("--request writes nothing to the bucket: leave out --yes")
	case !o.request && o.write.ownerProfile == "":
		return errors.New("--owner-profile is missing: a profile in the account that owns the bucket; without one, --request writes a page that asks the owner")
	}
	return nil
}

// bucketName is the form of a general purpose bucket's name.
//
// AWS: Amazon S3 User Guide, bucketnamingrules
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// parseTarget takes s3://BUCKET[/PREFIX/] apart; a prefix means a folder and
// gets its slash.
func parseTarget(text string) (bucket, prefix string, err error) {
	rest, isS3 := strings.CutPrefix(text, "s3://")
	if !isS3 {
		return "", "", fmt.Errorf("%q is no bucket: want s3://BUCKET or s3://BUCKET/PREFIX/", text)
	}
	bucket, prefix, _ = strings.Cut(rest, "/")
	switch {
	case bucket != strings.ToLower(bucket):
		return "", "", fmt.Errorf("%q: bucket names have no capital letters", bucket)
	case !bucketName.MatchString(bucket):
		return "", "", fmt.Errorf("%q is no bucket name: 3 to 63 lower-case letters, digits, dots and hyphens", bucket)
	}
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return bucket, prefix, nil
}

func runGrant(ctx context.Context, e *env, o grantOptions, ask grant.Ask) error {
	who, err := e.findGrantee(ctx, o.to, grant.Match(o.match))
	if err != nil {
		return err
	}
	ask.Grantee = who.Grantee
	if o.request {
		return runRequest(ctx, e, o, ask, who)
	}
	owner, err := e.openOwner(ctx, o.write.ownerProfile, o.bucket)
	if err != nil {
		return err
	}
	old, err := owner.read(ctx)
	if err != nil {
		return e.ownerError(err, owner, o.bucket, emit.Request(ask, o.to))
	}
	plan, err := grant.Prepare(old, ask, grant.Options{DropDead: o.dropDead, Owner: owner.principal(), Now: e.now(), Roles: who.fits})
	var guard *grant.GuardError
	if err != nil && !errors.As(err, &guard) {
		return err
	}
	value := report.NewGrant(plan)
	owner.describe(&value)
	value.Grantee.Sure, value.Grantee.Asked, value.Grantee.Fits = who.sure, who.asked, who.fits
	value.SameOwners = value.Owner == value.Grantee.Account
	if guard != nil {
		return e.showGuard(o.write, value, guard)
	}
	if o.code != "" {
		return e.printCode(o.code, emit.Page{Plan: plan, Read: true, ReadAt: owner.readAt, Owner: owner.caller.Account})
	}
	if plan.Nothing() {
		value.Outcome = report.GrantNothing
		return e.finish(o.write, value, msg.GrantNothing.In(e.lang, emit.URL(ask), plan.ID))
	}
	value.Undo = emit.Revoke(o.bucket, plan.ID, o.write.ownerProfile)
	return e.settle(ctx, o.write, owner, value, settling{
		question: msg.GrantQuestion, old: plan.Old, updated: plan.New, roleExists: who.exists,
		check: func(ctx context.Context) *report.GrantCheck { return e.checkGrantee(ctx, who, ask) },
	})
}

// printCode prints the plan in a form for whoever manages the bucket by code.
func (e *env) printCode(form emit.Form, page emit.Page) error {
	text, err := emit.Code(form, string(e.lang), page)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.out, text)
	return err
}

// runRequest writes the page for the owner. Where an owner profile is named and
// may read the policy, the page holds the merged document.
func runRequest(ctx context.Context, e *env, o grantOptions, ask grant.Ask, who *granteeFound) error {
	page := emit.Page{Confidence: emit.Confidence(map[string]string{sureSaid: "said", sureDerived: "derived", sureGiven: "given"}[who.sure])}
	var old []byte
	options := grant.Options{DropDead: o.dropDead, Now: e.now(), Roles: who.fits}
	if o.write.ownerProfile != "" {
		owner, err := e.openOwner(ctx, o.write.ownerProfile, o.bucket)
		if err != nil {
			return err
		}
		if old, err = owner.read(ctx); err != nil {
			return e.ownerError(err, owner, o.bucket, emit.Request(ask, o.to))
		}
		page.Read, page.Owner, page.OwnerProfile = true, owner.caller.Account, o.write.ownerProfile
		options.Owner = owner.principal()
	}
	plan, err := grant.Prepare(old, ask, options)
	var guard *grant.GuardError
	if errors.As(err, &guard) {
		return e.showGuard(o.write, report.NewGrant(plan), guard)
	}
	if err != nil {
		return err
	}
	page.Plan = plan
	text, err := emit.Markdown(string(e.lang), page)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.out, text)
	return err
}

// keepOld puts an old policy into a new file of dir and says where.
func keepOld(e *env, dir, bucket string, old []byte) (path string, err error) {
	name := bucket + "." + e.now().UTC().Format("20060102T150405Z")
	for n := 1; n < 100; n++ {
		path = name + ".json"
		if n > 1 {
			path = fmt.Sprintf("%s-%d.json", name, n)
		}
		if dir != "" && dir != "." {
			path = strings.TrimRight(dir, "/") + "/" + path
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(old)
		return path, errors.Join(err, file.Close())
	}
	return "", fmt.Errorf("%s.json and 98 more exist already", name)
}
