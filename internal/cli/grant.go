package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"clearway/grant"
	"clearway/grant/emit"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/shell"
)

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
	if err := e.samePartition(o.to, ask, owner); err != nil {
		return err
	}
	old, err := owner.read(ctx)
	if err != nil {
		return e.ownerError(err, owner, o.bucket, emit.Request(ask, o.to))
	}
	options := grant.Options{DropDead: o.dropDead, Owner: owner.principal(), Now: e.now(), Roles: who.fits, Around: owner.around}
	plan, guard, err := prepare(old, ask, options)
	if err != nil {
		return err
	}
	value := report.NewGrant(plan)
	owner.describe(&value)
	value.Grantee.Sure, value.Grantee.Asked, value.Grantee.Fits = who.sure, who.asked, who.fits
	value.Code = codeCommand(o, ask, grant.ManagedBy(owner.around.Tags))
	value.SameOwners = value.Owner == value.Grantee.Account
	if guard != nil {
		return e.showGuard(o.write, value, guard)
	}
	s := settling{
		question:   msg.GrantQuestion.In(e.lang, o.bucket),
		roleExists: who.exists,
		check: func(ctx context.Context) *report.GrantCheck {
			return e.checkGrantee(ctx, who, plan, owner.caller.Account)
		},
		takeBack: emit.Revoke(o.bucket, plan.ID, o.write.ownerProfile) + o.write.keyFlags(),
	}
	var onKey *grant.Plan
	if !o.write.withKey {
		value.KeyNote, value.KeyARN = keyNote(owner, ask, options)
	} else if onKey, err = e.addKey(ctx, o, owner, ask, options, &value, &s); err != nil {
		return err
	}
	if o.code != "" {
		return e.printCode(o.code, emit.Page{Plan: plan, KeyPlan: onKey, Read: true, ReadAt: owner.readAt, Owner: owner.caller.Account})
	}
	s.changes = append(s.changes, change{name: o.bucket, to: owner.bucket, old: plan.Old, updated: plan.New, kept: &value.KeptIn})
	if !slices.ContainsFunc(s.changes, func(c change) bool { return !c.nothing() }) {
		value.Outcome = report.GrantNothing
		return e.finish(o.write, value, msg.GrantNothing.In(e.lang, emit.URL(ask), plan.ID))
	}
	value.Undo = emit.Revoke(o.bucket, plan.ID, o.write.ownerProfile) + o.write.keyFlags()
	return e.settle(ctx, o.write, owner, &value, s)
}

// samePartition refuses a grantee whom no policy of the bucket can name.
//
// AWS: IAM User Guide, reference_policies_elements_principal (partitions)
func (e *env) samePartition(to string, ask grant.Ask, owner *policyOwner) error {
	if theirs, ours := ask.Grantee.Partition(), owner.caller.Partition; theirs != ours {
		return usagef("%s", msg.UnfitPartition.In(e.lang, to, theirs, ours))
	}
	return nil
}

// prepare plans, with the guard that stops it, if any.
func prepare(old []byte, ask grant.Ask, o grant.Options) (*grant.Plan, *grant.GuardError, error) {
	plan, err := grant.Prepare(old, ask, o)
	var guard *grant.GuardError
	if err != nil && !errors.As(err, &guard) {
		return nil, nil, err
	}
	return plan, guard, nil
}

// addKey adds the change of the key's policy, before the bucket's: a key opens
// nothing by itself, a bucket without its key lets copies begin that fail. The
// plan is nil where the bucket encrypts without a KMS key.
func (e *env) addKey(ctx context.Context, o grantOptions, owner *policyOwner, ask grant.Ask, options grant.Options, value *report.Grant, s *settling) (*grant.Plan, error) {
	key, err := e.openKey(ctx, o.write, owner)
	var guard *grant.GuardError
	switch {
	case errors.As(err, &guard):
		return nil, e.showGuard(o.write, *value, guard)
	case err != nil:
		return nil, err
	case key == nil:
		value.KeyNote = report.KeyNone
		return nil, nil
	}
	onKey, err := ask.OnKey(key.key.ARN)
	if err != nil {
		return nil, usagef("--with-key: %w", err)
	}
	plan, guard, err := prepare(key.old, onKey, options)
	if err != nil {
		return nil, err
	}
	value.Key = report.NewGrantKey(plan)
	if guard != nil {
		return nil, e.showGuard(o.write, *value, guard)
	}
	s.question = msg.GrantBoth.In(e.lang, key.key.ID(), o.bucket)
	s.changes = append(s.changes, key.change(value, plan.Old, plan.New))
	return plan, nil
}

// keyFlags are the flags by which a command is about the key, too.
func (o writeOptions) keyFlags() string {
	switch {
	case o.key != "":
		return " --key " + shell.Word(o.key)
	case o.withKey:
		return " --with-key"
	}
	return ""
}

// codeCommand prints the grant for the tool that manages the bucket; "" where
// none does or clearway does not speak its language.
func codeCommand(o grantOptions, ask grant.Ask, by *grant.Manager) string {
	if by == nil {
		return ""
	}
	form := map[string]emit.Form{
		"CloudFormation": emit.FormCloudFormation, "Terraform": emit.FormTerraform, "OpenTofu": emit.FormTerraform,
		"Terragrunt": emit.FormTerraform, "AWS CDK": emit.FormCDK,
	}[by.Tool]
	if form == "" {
		return ""
	}
	return emit.AsCode(ask, o.to, o.write.ownerProfile, form)
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
	page := emit.Page{Key: o.write.key, Confidence: emit.Confidence(map[string]string{sureSaid: "said", sureDerived: "derived", sureGiven: "given"}[who.sure])}
	var old []byte
	options := grant.Options{DropDead: o.dropDead, Now: e.now(), Roles: who.fits}
	if o.write.ownerProfile != "" {
		owner, err := e.openOwner(ctx, o.write.ownerProfile, o.bucket)
		if err != nil {
			return err
		}
		if err := e.samePartition(o.to, ask, owner); err != nil {
			return err
		}
		if old, err = owner.read(ctx); err != nil {
			return e.ownerError(err, owner, o.bucket, emit.Request(ask, o.to))
		}
		page.Read, page.Owner, page.OwnerProfile = true, owner.caller.Account, o.write.ownerProfile
		page.ReadAt = owner.readAt
		options.Owner, options.Around = owner.principal(), owner.around
		if o.write.withKey {
			if page.Key, err = e.keyOf(o.write, owner); err != nil {
				return err
			}
		}
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
	if o.html {
		return report.RequestHTML(e.out, e.lang, text)
	}
	_, err = fmt.Fprint(e.out, text)
	return err
}

// keepOld puts an old policy into a new file of dir and says where.
func keepOld(e *env, dir, bucket string, old []byte) (path string, err error) {
	name := bucket + "." + e.now().UTC().Format(keptStamp)
	if dir != "" && dir != "." {
		name = strings.TrimRight(dir, "/") + "/" + name
	}
	return keepCopy(name, ".json", old)
}
