package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"clearway/authz"
	"clearway/denial"
	"clearway/grant"
	"clearway/grant/emit"
	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/store/s3/bucketpolicy"
	"clearway/survey"
)

// policyOwner is the profile that reads and writes a bucket's policy.
type policyOwner struct {
	profile string
	as      *identity.Identity
	caller  identity.Caller
	bucket  *bucketpolicy.Bucket
	now     func() time.Time
	readAt  time.Time

	facts  *survey.Facts // nil: nothing could be read
	around grant.Surroundings
}

func (e *env) openOwner(ctx context.Context, profile, bucket string) (*policyOwner, error) {
	as, err := e.openIdentity(ctx, profile)
	if err != nil {
		return nil, err
	}
	caller, err := as.Caller(ctx)
	if err != nil {
		return nil, e.identityError(err)
	}
	return &policyOwner{profile: profile, as: as, caller: caller, now: e.now,
		bucket: bucketpolicy.New(as.Config, as.EndpointURL, bucket)}, nil
}

// read gets the policy. Only an identity of the bucket's own account can, so
// from here on that account is asserted.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy
func (o *policyOwner) read(ctx context.Context) ([]byte, error) {
	o.readAt = o.now()
	text, err := o.bucket.ReadPolicy(ctx)
	if err == nil {
		o.bucket.Owner = o.caller.Account
		o.lookAround(ctx)
	}
	return text, err
}

func (o *policyOwner) describe(g *report.Grant) {
	g.Owner, g.ReadAt = o.caller.Account, o.readAt.UTC()
	g.Around(o.around)
}

// principal is the owner's profile as a request shows it.
func (o *policyOwner) principal() authz.Principal {
	c := o.caller
	p := authz.Principal{Type: authz.PrincipalType(c.Kind), ARN: c.ARN, Account: c.Account, UserID: c.UserID}
	if c.Kind == identity.RoleSession {
		p.RoleARN = c.Role.String()
		if c.WriteThis != "" {
			p.RoleARN = c.WriteThis
		}
	}
	return p
}

// ownerError explains a policy call that failed. request is the command that
// asks the owner instead; "" where there is none.
func (e *env) ownerError(err error, o *policyOwner, bucket, request string) error {
	if told := o.as.Refine(err); told != nil {
		if _, known := identityCode(told); known {
			return e.identityError(told)
		}
	}
	refusal, ok := denial.As(err)
	if !ok || !foreignCaller(refusal.Denial) && !refusal.Denial.IsRefusal() {
		return err
	}
	f := report.GrantForeign{
		Bucket: bucket, Profile: o.profile, Account: o.caller.Account, Call: "s3:" + string(refusal.Call),
		Sure: foreignCaller(refusal.Denial), Said: refusal.Error(), Request: request,
	}
	if err := report.GrantForeignText(e.err, e.lang, f); err != nil {
		return err
	}
	return coded(exitNo, nil)
}

// foreignCaller reports a refusal that only callers of other accounts get: they
// may not touch a bucket's policy even where it lets them, and within the
// bucket's own account nobody is refused for want of a resource-based Allow.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy; IAM User Guide,
// reference_policies_evaluation-logic_policy-eval-basics-single-account
func foreignCaller(d denial.Denial) bool {
	return d.Status == http.StatusMethodNotAllowed || d.Code == "MethodNotAllowed" ||
		d.Deny == denial.Implicit && d.Layer == denial.LayerResource
}

// refusedAsPublic reports S3's refusal of a public policy, where the settings
// that make it could not be read before.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors (Block Public Access)
func refusedAsPublic(err error) bool {
	refusal, ok := denial.As(err)
	return ok && refusal.Denial.Layer == denial.LayerBPA
}

// settling is what settle has to know of a planned change.
type settling struct {
	question   string
	changes    []change // in the order in which they are written
	roleExists bool
	check      func(context.Context) *report.GrantCheck // nil: nothing to check
	takeBack   string                                   // the command that undoes the first of two changes
}

// change is one policy that is written.
type change struct {
	name         string // of the bucket, or the ID of the key
	key          bool
	to           grant.Policied
	old, updated []byte
	kept         *string // where the old policy is kept
}

// nothing: the policy is as it would be.
func (c change) nothing() bool { return bytes.Equal(c.old, c.updated) }

// settle shows a planned change, asks, writes, and says how it went.
func (e *env) settle(ctx context.Context, o writeOptions, owner *policyOwner, value *report.Grant, s settling) error {
	if err := e.showPlan(o, *value, false); err != nil {
		return err
	}
	if o.dryRun {
		return e.finish(o, *value, msg.GrantDryRun.In(e.lang))
	}
	if guard := behindItsBack(o, value.Bucket, grant.ManagedBy(owner.around.Tags)); guard != nil {
		return e.showGuard(o, *value, guard)
	}
	if yes, err := e.confirmed(ctx, o, *value, s.question); err != nil || !yes {
		return err
	}
	if err := e.writeAll(ctx, o, owner, value, s); err != nil {
		return err
	}
	value.Outcome = report.GrantWritten
	if value.Command == "revoke" && value.KeptIn != "" {
		value.Undo = emit.PutBack(value.Bucket, value.KeptIn, o.ownerProfile)
	}
	if k := value.Key; value.Command == "revoke" && k != nil && k.Written {
		k.Undo = emit.PutKeyBack(k.ARN, k.KeptIn, o.ownerProfile)
	}
	if s.check != nil {
		value.Check = s.check(ctx)
	}
	if err := e.finish(o, *value, ""); err != nil {
		return err
	}
	if c := value.Check; c != nil && c.Problem == "" && len(c.Refused()) > 0 {
		return coded(exitNo, nil)
	}
	return nil
}

// writeAll writes the changes one after the other. Where one fails after another
// was written, that is said, and how to go on or back.
func (e *env) writeAll(ctx context.Context, o writeOptions, owner *policyOwner, value *report.Grant, s settling) error {
	written := ""
	for _, c := range s.changes {
		if c.nothing() {
			continue
		}
		if err := e.writeOne(ctx, o, c, s.roleExists); err != nil {
			if written != "" {
				report.GrantHalfText(e.err, e.lang, written, c.name, s.takeBack) //nolint:errcheck // the error below is what counts
			}
			return e.notWritten(err, o, owner, value, c)
		}
		written = c.name
		if c.key {
			value.Key.Written = true
		}
	}
	return nil
}

// writeOne keeps the old policy and writes the new one.
func (e *env) writeOne(ctx context.Context, o writeOptions, c change, roleExists bool) error {
	err := grant.Apply(ctx, c.to, grant.Writing{
		Bucket: c.name, Key: c.key, Old: c.old, New: c.updated, RoleExists: roleExists, Wait: pause,
		Keep: func(old []byte) (err error) {
			*c.kept, err = keepOld(e, o.backupDir, c.name, old)
			return err
		},
	})
	var guard *grant.GuardError
	if errors.As(err, &guard) && guard.Guard == grant.GuardChanged && *c.kept != "" {
		_ = os.Remove(*c.kept) // it is not what the bucket has any more
		*c.kept = ""
	}
	return err
}

// notWritten says why a change was not written.
func (e *env) notWritten(err error, o writeOptions, owner *policyOwner, value *report.Grant, c change) error {
	var guard *grant.GuardError
	switch {
	case errors.As(err, &guard):
		return e.showGuard(o, *value, guard)
	case refusedAsPublic(err):
		return e.showGuard(o, *value, &grant.GuardError{Guard: grant.GuardBlocked, Bucket: value.Bucket})
	case c.key:
		return fmt.Errorf("write the policy of key %s: %w", c.name, err)
	}
	return e.ownerError(err, owner, value.Bucket, "")
}

// showPlan prints the change where people look: with JSON asked for, stdout is
// for the result alone.
func (e *env) showPlan(o writeOptions, value report.Grant, whole bool) error {
	out := e.out
	if o.asJSON {
		if o.yes || o.dryRun {
			return nil
		}
		out = e.err
	}
	return report.GrantPlanText(out, e.lang, value, whole, e.now())
}

// confirmed asks the owner. An answer other than yes ends the run with the code
// of a guard.
func (e *env) confirmed(ctx context.Context, o writeOptions, value report.Grant, question string) (bool, error) {
	if o.yes {
		return true, nil
	}
	value.Outcome = report.GrantDeclined
	if !e.interactive() {
		if o.asJSON {
			if err := e.printIdentityJSON(value); err != nil {
				return false, err
			}
		}
		return false, coded(exitGuarded, errors.New(msg.GrantNeedsYes.In(e.lang)))
	}
	for {
		answer, err := e.ask(ctx, question)
		if err != nil {
			return false, err
		}
		switch answer {
		case "yes", "y", "はい":
			fmt.Fprintln(e.err)
			return true, nil
		case "all", "a", "すべて":
			if err := e.showPlan(o, value, true); err != nil {
				return false, err
			}
		case "no", "n", "いいえ", "":
			if err := e.finish(o, value, msg.GrantDeclined.In(e.lang)); err != nil {
				return false, err
			}
			return false, coded(exitGuarded, nil)
		}
	}
}

// finish prints the result: JSON, or what was written, or one sentence where
// nothing was.
func (e *env) finish(o writeOptions, value report.Grant, sentence string) error {
	if o.asJSON {
		return e.printIdentityJSON(value)
	}
	if sentence == "" {
		return report.GrantDoneText(e.out, e.lang, value)
	}
	return report.GrantNothingText(e.out, e.lang, value, sentence)
}

// showGuard says what stopped the change.
func (e *env) showGuard(o writeOptions, value report.Grant, guard *grant.GuardError) error {
	value.Outcome, value.Guard = report.GrantGuarded, report.GuardOf(guard)
	value.Guard.KeptIn = value.KeptIn
	if guard.Key && value.Key != nil {
		value.Guard.KeptIn = value.Key.KeptIn
	}
	if o.asJSON {
		if err := e.printIdentityJSON(value); err != nil {
			return err
		}
	} else if err := report.GrantGuardText(e.err, e.lang, value); err != nil {
		return err
	}
	return coded(exitGuarded, nil)
}
