package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"clearway/authz"
	"clearway/identity"
	"clearway/internal/msg"
	"clearway/preflight"
	"clearway/report"
	"clearway/survey"
)

func checkUnsigned(e *env) string { return msg.CheckUnsigned.In(e.lang) }

// foretell reads what decides a copy, and decides it.
func (e *env) foretell(ctx context.Context, o checkOptions, open opener) (*foretold, error) {
	if err := e.bucketsOnly("s3://"+o.source.bucket, "s3://"+o.dest.bucket); err != nil {
		return nil, err // of a sync, which copies to and from more than buckets
	}
	r := survey.New()
	lang := e.lang
	if o.asJSON {
		lang = msg.English // details are for programs, whatever the person reads
	}
	r.Say = func(m survey.Missing) string { return missingText(lang, m) }
	ask, err := e.surveyAsk(ctx, r, o, open)
	if err != nil {
		return nil, err
	}
	found, err := r.Copy(ctx, ask)
	if err != nil {
		return nil, e.surveyError(err)
	}
	found.Copy.Strict = o.strict
	atThisTime(&found.Copy, e.now())
	out := &foretold{copy: found.Copy}
	if out.table, err = preflight.Check(found.Copy); err != nil {
		return nil, usage(err)
	}
	var probes map[int]report.PreflightProbe
	if o.probe {
		probes = e.probe(ctx, out, ask)
	}
	out.value = report.NewCheck(out.copy, out.table, e.now(), checkProfiles(ask))
	out.value.Empty = found.Empty
	if o.probe {
		out.value.Probed(probes)
	}
	for _, m := range found.Missing {
		out.value.Missing = append(out.value.Missing, report.CheckMissing{
			Gate: string(m.Gate), Side: m.Side, Call: string(m.Call), Action: m.Action, Resource: m.Resource, Account: m.Account,
			Organization: m.Management, Why: string(m.Why), Code: m.Code, Tried: append([]string{}, m.Tried...),
		})
	}
	return out, nil
}

// atThisTime decides the copy as one that is made now: policies that end at a
// date compare the time of each request.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:CurrentTime,
// aws:EpochTime)
func atThisTime(c *preflight.Copy, now time.Time) {
	for _, caller := range []*preflight.Caller{&c.As, c.DestAs} {
		if caller != nil {
			caller.Context["aws:CurrentTime"] = []string{now.UTC().Format(time.RFC3339)}
			caller.Context["aws:EpochTime"] = []string{strconv.FormatInt(now.Unix(), 10)}
		}
	}
}

// surveyAsk opens the profiles and puts the flags into survey's terms.
func (e *env) surveyAsk(ctx context.Context, r *survey.Reader, o checkOptions, open opener) (ask survey.Ask, err error) {
	ask = survey.Ask{Delete: o.delete, Tags: o.tags(), Multipart: !o.noMultipart, ACL: o.acl, SSE: o.sse, KMSKey: o.kmsKey, StorageClass: o.storageClass}
	if !o.source.local() {
		ask.Source = &survey.End{Bucket: o.source.bucket, Prefix: o.source.prefix, Owner: o.two.sourceOwner}
	}
	if !o.dest.local() {
		ask.Dest = &survey.End{Bucket: o.dest.bucket, Prefix: o.dest.prefix, Owner: o.two.destOwner}
	}
	met := map[string]*survey.Profile{}
	meet := func(name string) (*survey.Profile, error) {
		if p := met[name]; p != nil {
			return p, nil
		}
		p, err := e.meet(ctx, r, name, open)
		met[name] = p
		return p, err
	}
	first, second := o.two.sourceProfile, o.two.destProfile
	if o.source.local() {
		first = second
	}
	if ask.As, err = meet(first); err != nil {
		return ask, err
	}
	if ask.Source != nil && ask.Dest != nil && second != first {
		other, err := meet(second)
		if err != nil {
			return ask, err
		}
		if other.Name != ask.As.Name {
			ask.DestAs = other
		}
	}
	for _, look := range []struct {
		names []string
		to    *[]*survey.Profile
	}{{o.look.owners, &ask.Owners}, {o.look.org, &ask.Org}} {
		for _, name := range look.names {
			p, err := meet(name)
			if err != nil {
				return ask, err
			}
			*look.to = append(*look.to, p)
		}
	}
	return ask, o.readPolicies(&ask)
}

// readPolicies reads the files of policies that AWS does not show.
func (o *checkOptions) readPolicies(ask *survey.Ask) error {
	if o.endpointPolicy != "" {
		p, err := readPolicy(o.endpointPolicy)
		if err != nil {
			return usage(err)
		}
		ask.Endpoint = p
	}
	ask.SessionKnown = o.sessionPolicy != ""
	if o.sessionPolicy != "" && o.sessionPolicy != "none" {
		p, err := readPolicy(o.sessionPolicy)
		if err != nil {
			return usage(err)
		}
		ask.Session = []*authz.Policy{p}
	}
	return nil
}

// opener gives the identity of a profile by its name; "" is --profile's.
type opener func(ctx context.Context, name string) (*identity.Identity, error)

// meet opens a profile and finds out who it is.
func (e *env) meet(ctx context.Context, r *survey.Reader, name string, open opener) (*survey.Profile, error) {
	who, err := open(ctx, name)
	if err != nil {
		return nil, e.identityError(err)
	}
	if name = who.Profile.Name; who.FromEnvironment {
		name = ""
	}
	p, err := r.Meet(ctx, name, who)
	return p, e.identityError(err)
}

// surveyError gives an error of survey its exit code and the user's words.
func (e *env) surveyError(err error) error {
	var none *survey.NoBucketError
	if errors.As(err, &none) {
		return coded(exitNo, errors.New(msg.CheckNoBucket.In(e.lang, none.Bucket, none.Partition)))
	}
	return e.identityError(err)
}

// checkProfiles are the profiles that commands may name.
func checkProfiles(ask survey.Ask) report.CheckProfiles {
	out := report.CheckProfiles{Callers: map[string]string{}, Owners: map[string]string{}}
	for _, p := range []*survey.Profile{ask.As, ask.DestAs} {
		if p != nil && p.Name != "" {
			out.Callers[p.Name] = p.Name
		}
	}
	for _, p := range append([]*survey.Profile{ask.As, ask.DestAs}, ask.Owners...) {
		if p != nil && p.Name != "" && out.Owners[p.Account()] == "" {
			out.Owners[p.Account()] = p.Name
		}
	}
	return out
}

// missingText says why a piece is missing and what would reveal it.
func missingText(lang msg.Language, m survey.Missing) string {
	switch m.Why {
	case survey.WhyRefused:
		return msg.MissingRefused.In(lang, string(m.Call), missingTried(lang, m), m.Action, missingPlace(lang, m))
	case survey.WhyFailed:
		code := m.Code
		if code == "" {
			code = msg.MissingNoAnswer.In(lang)
		}
		return msg.MissingFailed.In(lang, string(m.Call), missingTried(lang, m), m.Action, missingPlace(lang, m), code)
	case survey.WhyUnreadable:
		return msg.MissingUnreadable.In(lang)
	case survey.WhyOtherOrg:
		return msg.MissingOtherOrg.In(lang, m.Resource, m.Action)
	case survey.WhyNoOwner:
		return msg.MissingNoOwner.In(lang)
	case survey.WhyPathless:
		return msg.MissingPathless.In(lang, m.Resource, m.Action, missingPlace(lang, m))
	case survey.WhyDocument:
		return msg.MissingDocument.In(lang, m.Code)
	}
	return msg.MissingNobody.In(lang, m.Action, missingPlace(lang, m))
}

func missingTried(lang msg.Language, m survey.Missing) string {
	var names []string
	for _, name := range m.Tried {
		if name == "" {
			name = msg.MissingKeys.In(lang)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func missingPlace(lang msg.Language, m survey.Missing) string {
	switch {
	case m.Management != "" && m.Account != "":
		return msg.MissingInThat.In(lang, m.Account, m.Management)
	case m.Management != "":
		return msg.MissingInManagement.In(lang, m.Management)
	case m.Account != "":
		return msg.MissingInAccount.In(lang, m.Account)
	case strings.HasPrefix(m.Action, "s3:"):
		return msg.MissingInOwners.In(lang, m.Resource)
	}
	return ""
}
