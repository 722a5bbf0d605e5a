package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clearway/grant"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/policy"
	"clearway/report"
)

type revokeOptions struct {
	bucket string
	id     string
	all    bool
	list   bool
	write  writeOptions
}

func newRevokeCmd(e *env) *cobra.Command {
	var o revokeOptions
	cmd := &cobra.Command{
		Use:   "revoke s3://BUCKET --owner-profile PROFILE [--list | --grant ID | --all]",
		Short: "Take grants out of a bucket's policy again",
		Long: `Takes out exactly the statements that clearway grant wrote, and nothing else: the
rest keeps every byte. Shows the change, asks, keeps the old policy in a file, writes
and reads back. Where nothing is left, the policy itself is deleted. Statements that
somebody changed since are left alone and named.

With --with-key, the policy of the KMS key that the bucket encrypts with is cleared of
the same grants, after the bucket's.

With several grants on the bucket, choose one with --grant or all with --all; --list
shows them and changes nothing.

Exit codes: 0 done or nothing to do, 1 failed, 2 usage or several grants, 3 AWS
refuses, 4 sign-in needed, 6 stopped by a guard or not confirmed.

AWS permissions: s3:GetBucketPolicy, s3:PutBucketPolicy, s3:DeleteBucketPolicy; with
--with-key s3:GetEncryptionConfiguration, kms:GetKeyPolicy, kms:PutKeyPolicy.`,
		Example: `  clearway revoke s3://media-dr --owner-profile dr-admin --list
  clearway revoke s3://media-dr --owner-profile dr-admin
  clearway revoke s3://media-dr --grant 7c1f --owner-profile dr-admin
  clearway revoke s3://media-dr --all --owner-profile dr-admin --yes`,
		Args: oneBucket,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := e.bucketsOnly(args[0]); err != nil {
				return err
			}
			bucket, prefix, err := parseTarget(args[0])
			switch {
			case err != nil:
				return usage(err)
			case prefix != "":
				return usagef("%s: a policy belongs to a whole bucket; choose the grant with --grant ID", args[0])
			case o.write.ownerProfile == "":
				return usagef("--owner-profile is missing: a profile in the account that owns the bucket")
			case o.write.check() != nil:
				return usage(o.write.check())
			case o.all && o.id != "", o.list && (o.all || o.id != ""):
				return usagef("--list, --all and --grant exclude each other")
			}
			o.bucket = bucket
			if o.write.asJSON, err = e.identityForm(); err != nil {
				return err
			}
			return runRevoke(cmd.Context(), e, o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	addWriteFlags(cmd, &o.write)
	flags.StringVar(&o.id, "grant", "", "the grant to take out, such as 7c1f")
	flags.BoolVar(&o.list, "list", false, "show the grants of clearway, and change nothing")
	flags.BoolVar(&o.all, "all", false, "take out all grants of clearway")
	completeTwo(cmd, e)
	return cmd
}

func runRevoke(ctx context.Context, e *env, o revokeOptions) error {
	owner, err := e.openOwner(ctx, o.write.ownerProfile, o.bucket)
	if err != nil {
		return err
	}
	old, err := owner.read(ctx)
	if err != nil {
		return e.ownerError(err, owner, o.bucket, "")
	}
	grants := grantsOf(old)
	if _, err := policy.Parse(old); len(old) > 0 && err != nil {
		return fmt.Errorf("read bucket policy of %s: %w", o.bucket, err)
	}
	if o.list {
		return e.listGrants(o, owner, grants)
	}
	var key *keyOwner
	if o.write.withKey {
		if key, err = e.openKey(ctx, o.write, owner); err != nil && !errors.As(err, new(*grant.GuardError)) {
			return err
		}
	}
	every := grants
	if key != nil {
		every = joined(grants, grantsOf(key.old))
	}
	chosen, err := e.chooseGrants(o, every)
	if err != nil {
		return err
	}
	withdrawal, guard, err := withdraw(o.bucket, old, sameGrants(grants, chosen), owner.around)
	if err != nil {
		return err
	}
	value := report.NewRevoke(withdrawal)
	value.Grants = report.FoundGrants(chosen)
	owner.describe(&value)
	switch {
	case guard != nil:
		return e.showGuard(o.write, value, guard)
	case len(chosen) == 0:
		value.Outcome, value.Grants = report.GrantNothing, report.FoundGrants(grants)
		return e.finish(o.write, value, msg.RevokeNone.In(e.lang, "s3://"+o.bucket))
	}
	s := settling{question: msg.RevokeQuestion.In(e.lang, o.bucket)}
	s.changes = append(s.changes, change{name: o.bucket, to: owner.bucket, old: withdrawal.Old, updated: withdrawal.New, kept: &value.KeptIn})
	if key == nil {
		value.KeyNote, value.KeyARN = keyHolds(owner, chosen)
		return e.settle(ctx, o.write, owner, &value, s)
	}
	if guard, err = takeFromKey(key, chosen, &value, &s); guard != nil {
		return e.showGuard(o.write, value, guard)
	}
	if err != nil {
		return err
	}
	s.question = msg.GrantBoth.In(e.lang, key.key.ID(), o.bucket)
	return e.settle(ctx, o.write, owner, &value, s)
}

// takeFromKey adds the change of the key's policy, after the bucket's: the way in
// is shut first.
func takeFromKey(key *keyOwner, chosen []grant.Found, value *report.Grant, s *settling) (*grant.GuardError, error) {
	fromKey, guard, err := withdraw(key.key.ID(), key.old, sameGrants(grantsOf(key.old), chosen), grant.Surroundings{})
	if err != nil {
		return nil, err
	}
	value.Key = report.NewRevokeKey(key.key.ARN, fromKey)
	if guard != nil {
		guard.Key = true
		return guard, nil
	}
	s.changes = append(s.changes, key.change(value, fromKey.Old, fromKey.New))
	return nil, nil
}

// withdraw plans to take grants out, with the guard that stops it, if any.
func withdraw(name string, old []byte, grants []grant.Found, around grant.Surroundings) (*grant.Withdrawal, *grant.GuardError, error) {
	if len(grants) == 0 {
		w := &grant.Withdrawal{Bucket: name, Old: old, New: old}
		var err error
		w.Changes, err = policy.Diff(old, old)
		return w, nil, err
	}
	w, err := grant.Withdraw(name, old, grants, around)
	var guard *grant.GuardError
	if err != nil && !errors.As(err, &guard) {
		return nil, nil, err
	}
	return w, guard, nil
}

// joined lists the grants of the bucket and those that only the key has.
func joined(bucket, key []grant.Found) []grant.Found {
	out := slices.Clone(bucket)
	for _, f := range key {
		if !slices.ContainsFunc(out, func(have grant.Found) bool { return have.ID == f.ID }) {
			out = append(out, f)
		}
	}
	return out
}

// listGrants shows the grants of a bucket.
func (e *env) listGrants(o revokeOptions, owner *policyOwner, grants []grant.Found) error {
	list := report.GrantList{
		Schema: report.GrantListSchema, Bucket: o.bucket, Owner: owner.caller.Account, ReadAt: owner.readAt.UTC(), Grants: report.FoundGrants(grants),
	}
	if o.write.asJSON {
		return e.printIdentityJSON(list)
	}
	if len(list.Grants) == 0 {
		_, err := fmt.Fprintf(e.out, "  %s %s\n", e.out.Mark(term.Absent), msg.RevokeNoGrants.In(e.lang, "s3://"+o.bucket))
		return err
	}
	return report.GrantListText(e.out, e.lang, list.Grants)
}

// chooseGrants picks the grants to take out. Several without a choice are
// listed, and that is a mistake on the command line.
func (e *env) chooseGrants(o revokeOptions, grants []grant.Found) ([]grant.Found, error) {
	url := "s3://" + o.bucket
	if o.id != "" {
		at := slices.IndexFunc(grants, func(f grant.Found) bool { return f.ID == o.id })
		switch {
		case len(grants) == 0:
			return nil, nil
		case at < 0:
			return nil, usagef("%s", msg.RevokeNoSuch.In(e.lang, url, o.id, grantIDs(grants)))
		case len(grants[at].Statements) == 0:
			return nil, coded(exitGuarded, errors.New(msg.RevokeStays.In(e.lang, o.id, strings.Join(grants[at].Changed, ", "))))
		}
		return grants[at : at+1], nil
	}
	whole := slices.DeleteFunc(slices.Clone(grants), func(f grant.Found) bool { return len(f.Statements) == 0 })
	if len(whole) <= 1 || o.all {
		return whole, nil
	}
	if err := report.GrantListText(e.err, e.lang, report.FoundGrants(grants)); err != nil {
		return nil, err
	}
	return nil, usagef("%s", msg.RevokeWhich.In(e.lang, url, len(whole)))
}

func grantIDs(grants []grant.Found) string {
	var ids []string
	for _, g := range grants {
		ids = append(ids, g.ID)
	}
	return strings.Join(ids, ", ")
}
