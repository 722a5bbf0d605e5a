package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/preflight"
	"clearway/report"
	"clearway/store"
)

// checkOptions are the flags of check, and what its arguments say.
type checkOptions struct {
	source, dest checkEnd
	two          twoFlags
	look         lookFlags

	delete, noMultipart            bool
	copyProps                      string
	acl, sse, kmsKey, storageClass string
	sessionPolicy, endpointPolicy  string
	strict, probe                  bool
	picture                        bool
	report                         string
	asJSON                         bool
}

// lookFlags name further profiles that may read what decides a copy.
type lookFlags struct{ owners, org []string }

func addLookFlags(f *pflag.FlagSet, o *lookFlags) {
	f.StringArrayVar(&o.owners, "owner-profile", nil, "profile in the account of a bucket or key, to read what it says; may be repeated")
	f.StringArrayVar(&o.org, "org-profile", nil, "profile in the organization's management account or a delegated administrator's, to read SCPs and RCPs; may be repeated")
}

// checkEnd is one end of the copy: a bucket, or a path on this machine.
type checkEnd struct {
	path           string // as it was typed
	bucket, prefix string // "" for this machine
}

func (c checkEnd) local() bool { return c.bucket == "" }

func newCheckCmd(e *env) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check SOURCE DESTINATION",
		Short: "Hold a copy against every gate before a byte moves",
		Long: `Reads what decides a copy, and shows every call that it makes against every gate
that the call meets: the identity's policies with boundary and session, SCPs and
RCPs, bucket policies, Block Public Access, Object Ownership, KMS keys. SOURCE and
DESTINATION are those of sync, and so are the flags that decide what is needed.
Nothing is changed; check only reads.

Each piece is read by whichever profile may: the copy's own, those of
--owner-profile (accounts that own a bucket or key) and of --org-profile (the
organization). What none may read is "not known", with the action and account that
would reveal it. A session's policies are shown to nobody: Identity Center makes
sessions without any, and of others --session-policy says.

--probe asks AWS as well, with calls that change nothing (docs/probes.md), and adds
a column; it settles what could not be read.

Not seen are keys and owners of other objects than the first of the source, and
whether a bucket is Requester Pays (which wants --request-payer of sync).

Below 80 columns, or with --plain, each call is one line with the gates that are
not open.

Exit codes: 0 every call is let through, 1 failed, 2 usage, 3 a call would be
refused or a bucket does not exist, 4 sign-in needed, 5 only unknowns are left.

AWS permissions, all optional, each missing one leaves a gate not known; docs/check.md
lists them by account: iam:Get* and iam:List* of the caller's role or user;
s3:GetBucketPolicy, s3:GetBucketPolicyStatus, s3:GetBucketPublicAccessBlock,
s3:GetAccountPublicAccessBlock, s3:GetBucketOwnershipControls, s3:GetBucketAcl,
s3:GetEncryptionConfiguration, s3:GetBucketVersioning,
s3:GetBucketObjectLockConfiguration, s3:ListBucket, s3:ListAllMyBuckets,
kms:DescribeKey, kms:GetKeyPolicy, kms:ListGrants in the owners' accounts;
organizations:DescribeOrganization, ListRoots, ListParents, ListPoliciesForTarget and
DescribePolicy in the management account.`,
		Example: `  clearway check s3://media-prod s3://media-dr --profile prod-admin
  clearway check s3://media-prod s3://media-dr/in/ --profile prod-admin \
    --owner-profile dr-admin --org-profile org-reader
  clearway check s3://media-prod s3://media-dr --source-profile prod-admin \
    --dest-profile dr-admin --delete
  clearway check ./site s3://www.example.com --delete --acl public-read
  clearway check s3://media-prod s3://media-dr --probe --report path.html`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := e.bucketsOnly(args...); err != nil {
				return err
			}
			if err := o.read(e, args); err != nil {
				return usage(err)
			}
			return runCheck(cmd.Context(), e, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	addTwoFlags(f, &o.two)
	addLookFlags(f, &o.look)
	f.BoolVar(&o.delete, "delete", false, "the copy deletes what the source does not have")
	f.StringVar(&o.acl, "acl", "", "canned ACL that the copy sends with each object")
	f.StringVar(&o.sse, "sse", "", "encryption that the copy asks for: AES256 (also without a value), aws:kms, aws:kms:dsse")
	takesOptionally(f, "sse", "AES256", "aws:kms", "aws:kms:dsse")
	f.StringVar(&o.kmsKey, "sse-kms-key-id", "", "KMS key that the copy asks for")
	f.StringVar(&o.storageClass, "storage-class", "", "storage class that the copy asks for")
	f.StringVar(&o.copyProps, "copy-props", "default", "properties that a copy keeps: none, metadata-directive or default; tags with default only")
	f.BoolVar(&o.noMultipart, "no-multipart", false, "no object is large enough (8 MiB) to be copied in parts")
	f.StringVar(&o.sessionPolicy, "session-policy", "", "`FILE` of the policy that the session was made with, or none")
	f.StringVar(&o.endpointPolicy, "endpoint-policy", "", "`FILE` of the policy of the VPC endpoint that requests pass")
	f.BoolVar(&o.strict, "strict", false, "answer \"not known\" where the answer rests on a point that AWS leaves open")
	f.BoolVar(&o.probe, "probe", false, "ask AWS as well, with calls that change nothing")
	f.BoolVar(&o.picture, "picture", false, "also draw the access path")
	f.StringVar(&o.report, "report", "", "also write a page with the drawn access path to this `FILE`.html")
	completeTwo(cmd, e)
	return cmd
}

// read takes the arguments and refuses what makes no sense.
func (o *checkOptions) read(e *env, args []string) (err error) {
	if len(args) != 2 {
		return fmt.Errorf("check takes SOURCE and DESTINATION, such as s3://media-prod s3://media-dr/in/; got %d\nsee `clearway check --help`", len(args))
	}
	if o.source, err = readCheckEnd(args[0]); err != nil {
		return err
	}
	if o.dest, err = readCheckEnd(args[1]); err != nil {
		return err
	}
	if o.asJSON, err = e.identityForm(); err != nil {
		return err
	}
	if e.global.noSignRequest {
		return errors.New(checkUnsigned(e))
	}
	if err := o.checkSides(); err != nil {
		return err
	}
	return o.checkFlags()
}

func readCheckEnd(text string) (checkEnd, error) {
	end := checkEnd{path: text}
	if !strings.HasPrefix(text, "s3://") {
		return end, nil
	}
	var err error
	end.bucket, end.prefix, err = parseTarget(text)
	return end, err
}

func (o *checkOptions) checkSides() error {
	switch {
	case o.source.local() && o.dest.local():
		return errors.New("one of SOURCE and DESTINATION has to be a bucket, s3://BUCKET/PREFIX")
	case o.source.bucket == o.dest.bucket && o.source.prefix == o.dest.prefix:
		return errors.New("source and destination are the same")
	}
	if o.source.local() {
		if _, err := os.Stat(o.source.path); err != nil {
			return fmt.Errorf("the source %s: %w", o.source.path, err)
		}
	}
	for _, flag := range []struct {
		name, value string
		end         checkEnd
	}{
		{"source-profile", o.two.sourceProfile, o.source}, {"source-owner", o.two.sourceOwner, o.source},
		{"dest-profile", o.two.destProfile, o.dest}, {"dest-owner", o.two.destOwner, o.dest},
	} {
		switch isOwner := strings.HasSuffix(flag.name, "owner"); {
		case flag.value == "":
		case flag.end.local():
			return fmt.Errorf("--%s: %s is on this machine, not a bucket", flag.name, flag.end.path)
		case isOwner && !arn.IsAccountID(flag.value):
			return fmt.Errorf("--%s: %q is no account ID of 12 digits", flag.name, flag.value)
		}
	}
	return nil
}

func (o *checkOptions) checkFlags() error {
	if _, err := parseCopyProps(o.copyProps); err != nil {
		return err
	}
	if _, ok := bucket.Canned(o.acl, "", ""); o.acl != "" && !ok {
		return fmt.Errorf("--acl %q: there is no such canned ACL", o.acl)
	}
	switch {
	case o.sse != "" && !slices.Contains([]string{"AES256", "aws:kms", "aws:kms:dsse"}, o.sse):
		return fmt.Errorf("--sse %q: want AES256, aws:kms or aws:kms:dsse", o.sse)
	case o.kmsKey != "" && !strings.HasPrefix(o.sse, "aws:kms"):
		return errors.New("--sse-kms-key-id is for --sse aws:kms or aws:kms:dsse")
	case o.two.sourceEndpoint != "":
		return errors.New("--source-endpoint-url: check reads one service; leave it out")
	case o.dest.local() && (o.delete || o.acl != "" || o.sse != "" || o.storageClass != ""):
		return errors.New("--delete, --acl, --sse and --storage-class decide what is needed at a bucket, and the destination is on this machine")
	}
	return nil
}

// tags reports whether the copy takes object tags along, as sync does.
func (o *checkOptions) tags() bool {
	props, err := parseCopyProps(o.copyProps)
	return err == nil && props == store.CopyPropsDefault
}

func runCheck(ctx context.Context, e *env, o checkOptions) error {
	found, err := e.foretell(ctx, o, e.openIdentity)
	if err != nil {
		return err
	}
	e.seekOwners(ctx, o, found)
	err = e.writeReport(o.report, func(w io.Writer) error { return report.CheckHTML(w, e.lang, found.value) })
	if err != nil {
		return err
	}
	if o.picture && !o.asJSON {
		if err := report.AccessPathText(e.out, e.lang, found.value.Preflight); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		fmt.Fprintln(e.out)
	}
	if o.asJSON {
		err = e.printIdentityJSON(found.value)
	} else {
		err = report.CheckText(e.out, e.lang, found.value)
	}
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return checkCode(bucket.Answer(found.value.Answer))
}

// checkCode is the exit code of an answer that was already shown.
func checkCode(answer bucket.Answer) error {
	switch answer {
	case bucket.No:
		return coded(exitNo, nil)
	case bucket.NotKnown:
		return coded(exitUnknown, nil)
	}
	return nil
}

// foretold is a copy with what it will meet.
type foretold struct {
	copy  preflight.Copy
	table preflight.Table
	value report.Check
}
