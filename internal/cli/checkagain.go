package cli

import (
	"context"

	"clearway/identity"
	"clearway/preflight"
	"clearway/report"
)

// command is the check of these flags, word by word. It leaves out what only
// says how the answer is shown.
func (o *checkOptions) command(profile string) []string {
	words := []string{"check", o.source.path, o.dest.path}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name, value)
		}
	}
	add("--profile", profile)
	add("--source-profile", o.two.sourceProfile)
	add("--dest-profile", o.two.destProfile)
	add("--source-owner", o.two.sourceOwner)
	add("--dest-owner", o.two.destOwner)
	for _, name := range o.look.owners {
		add("--owner-profile", name)
	}
	for _, name := range o.look.org {
		add("--org-profile", name)
	}
	add("--acl", o.acl)
	add("--sse", o.sse)
	add("--sse-kms-key-id", o.kmsKey)
	add("--storage-class", o.storageClass)
	if !o.tags() && !o.source.local() && !o.dest.local() {
		add("--copy-props", o.copyProps)
	}
	add("--session-policy", o.sessionPolicy)
	add("--endpoint-policy", o.endpointPolicy)
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--delete", o.delete}, {"--no-multipart", o.noMultipart}, {"--strict", o.strict}, {"--probe", o.probe}} {
		if flag.set {
			words = append(words, flag.name)
		}
	}
	return words
}

// seekOwners looks among the configuration's profiles for the owners of the
// buckets whose policy nobody could read, and names them: whether they are used
// is the person's to say.
func (e *env) seekOwners(ctx context.Context, o checkOptions, f *foretold) {
	var seek []*preflight.Side
	for _, s := range []*preflight.Side{f.copy.Source, f.copy.Dest} {
		if s != nil && s.Unknown[preflight.GateResource] != "" {
			seek = append(seek, s)
		}
	}
	if len(seek) == 0 {
		return
	}
	profiles, err := identity.Profiles(e.identityOptions(""))
	if err != nil {
		return // it is only for what more could be read
	}
	more := o
	more.look.owners = append([]string{}, o.look.owners...)
	for _, s := range seek {
		profile, account := ownerOf(ctx, e, profiles, s.Bucket, f.copy.As.Principal.Account)
		if profile == "" {
			continue
		}
		more.look.owners = append(more.look.owners, profile)
		f.value.Owned(report.CheckOwner{Bucket: s.Bucket, Profile: profile, Account: account})
	}
	if len(f.value.Owners) > 0 {
		f.value.Again = more.command(e.global.profile)
	}
}
