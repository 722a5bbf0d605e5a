package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/grant"
	"clearway/grant/emit"
	"clearway/internal/msg"
	"clearway/need"
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
	html           bool      // the page of request
	code           emit.Form // "" writes to the bucket
	write          writeOptions
}

// writeOptions are the flags that grant and revoke share.
type writeOptions struct {
	ownerProfile string
	yes, dryRun  bool
	backupDir    string
	asJSON       bool

	evenIfManaged bool   // by another tool
	withKey       bool   // the policy of the KMS key, too
	key           string // its ARN; "" is that of the bucket's default encryption
}

func addWriteFlags(cmd *cobra.Command, o *writeOptions) {
	flags := cmd.Flags()
	flags.StringVar(&o.ownerProfile, "owner-profile", "", "profile in the account that owns the bucket")
	flags.BoolVar(&o.yes, "yes", false, "write without asking")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be written, and write nothing")
	flags.StringVar(&o.backupDir, "backup-dir", ".", "where the old policy is kept")
	flags.BoolVar(&o.evenIfManaged, "even-if-managed", false, "write although CloudFormation, Terraform or the like manages the bucket")
	flags.BoolVar(&o.withKey, "with-key", false, "the same in the policy of the KMS key that the objects are under")
	flags.StringVar(&o.key, "key", "", "ARN of that key (default: the key of the bucket's default encryption)")
}

// check reads --key.
func (o *writeOptions) check() error {
	if o.key == "" {
		return nil
	}
	o.withKey = true
	if _, err := bucket.ParseKey(o.key); err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	return nil
}

func newGrantCmd(e *env) *cobra.Command {
	var o grantOptions
	cmd := &cobra.Command{
		Use:   "grant s3://BUCKET[/PREFIX/] --for PURPOSE --to PROFILE|ARN --owner-profile PROFILE",
		Short: "Let one role do one kind of copy, in the bucket's own policy",
		Long: `Makes the smallest change to a bucket's policy that lets one role or user copy
to it or from it. Shows the change, tries it against the policies (what opens, and
that nobody else gains anything), asks, keeps the old policy in a file, writes, reads
back, and asks AWS as the grantee whether each call is allowed now. Granting twice is
granting once; clearway revoke takes it out again.

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

With --with-key, the policy of the KMS key that the bucket encrypts with is changed with
the same care, through S3 only (kms:ViaService). Both changes are shown together and
asked once; the key comes first, since it opens nothing by itself.

--request writes a page (Markdown, or one file of HTML with --output html) that asks the
bucket's owner instead; it needs no owner profile, and puts the merged policy in where
one is given.

--output terraform, cloudformation, cdk or cli prints the same policy as code for
whoever manages the bucket so, and writes nothing.

Where CloudFormation made the bucket, nothing is written without --even-if-managed;
where tags only hint at a tool such as Terraform, --yes needs it too.

Never written, whatever the flags: a policy that changed since it was read, one that
would become public, lock its owner out, change anybody else's access, or exceed
20,480 bytes.

Exit codes: 0 done or nothing to do, 1 failed, 2 usage, 3 AWS refuses, 4 sign-in
needed, 5 the role's path is not known, 6 stopped by a guard or not confirmed.

AWS permissions: s3:GetBucketPolicy, s3:PutBucketPolicy (owner profile), and to know
more of the bucket, where allowed: s3:GetBucketPublicAccessBlock,
s3:GetAccountPublicAccessBlock, s3:GetBucketOwnershipControls, s3:GetBucketTagging,
s3:GetEncryptionConfiguration, kms:DescribeKey, kms:GetKeyPolicy; with --with-key
kms:PutKeyPolicy;
sts:GetCallerIdentity, iam:GetRole, iam:ListRoles (optional). After the write, the
grantee's own calls are made in ways that change nothing (docs/probes.md).`,
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
			err := e.bucketsOnly(args[0])
			if err != nil {
				return err
			}
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
	flags.BoolVar(&o.request, "request", false, "write a page that asks the bucket's owner (Markdown, or --output html)")
	completeTwo(cmd, e)
	//nolint:errcheck // fails for a flag that does not exist
	cmd.RegisterFlagCompletionFunc("to", e.completeProfiles)
	for name, words := range map[string][]string{
		"for": strings.Split(purposeNames(), ", "), "match": {string(grant.MatchExact), string(grant.MatchName)},
	} {
		//nolint:errcheck // fails for a flag that does not exist
		cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
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
func (o *grantOptions) ask(now time.Time) (grant.Ask, error) {
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
	case output == "html":
		o.html = true
	case slices.Contains(emit.Forms(), form):
		o.code = form
	default:
		return fmt.Errorf("--output %s: this command knows text, json, terraform, cloudformation, cdk and cli, and html for --request", output)
	}
	return nil
}

func (o *grantOptions) check() error {
	if err := o.write.check(); err != nil {
		return err
	}
	switch {
	case o.purpose == "":
		return errors.New("--for is missing: " + purposeNames())
	case o.to == "":
		return errors.New("--to is missing: the profile or the role ARN to open the bucket for")
	case o.match != string(grant.MatchExact) && o.match != string(grant.MatchName):
		return fmt.Errorf("--match %s: use exact or name", o.match)
	case o.request && o.write.asJSON:
		return errors.New("--request writes Markdown or HTML: leave out --output json")
	case o.request && o.code != "":
		return fmt.Errorf("--request writes Markdown or HTML: leave out --output %s", o.code)
	case o.code != "" && o.write.yes:
		return fmt.Errorf("--output %s writes nothing to the bucket: leave out --yes", o.code)
	case o.request && o.write.withKey && o.write.key == "" && o.write.ownerProfile == "":
		return errors.New("--with-key: nobody is there to read which key the bucket has: name it with --key ARN")
	case o.html && !o.request:
		return errors.New("--output html is for --request")
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

// bucketsOnly refuses what stands in a bucket's place and is decided by other
// policies.
//
// AWS: Amazon S3 User Guide, access-points-policies; s3-express-security-iam
func (e *env) bucketsOnly(urls ...string) error {
	for _, url := range urls {
		rest, isS3 := strings.CutPrefix(url, "s3://")
		name, _, _ := strings.Cut(rest, "/")
		if what := arn.InPlaceOfBucket(name); isS3 && what != "" {
			return usagef("%s", msg.NotABucket[string(what)].In(e.lang, url))
		}
	}
	return nil
}
