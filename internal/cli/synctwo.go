package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"clearway/arn"
	"clearway/identity"
	"clearway/s3sync"
	"clearway/store/s3"
)

// twoFlags are those that tell the two sides of a copy apart.
type twoFlags struct {
	sourceProfile, destProfile string
	sourceEndpoint             string
	sourceOwner, destOwner     string
}

func addTwoFlags(f *pflag.FlagSet, o *twoFlags) {
	f.StringVar(&o.sourceProfile, "source-profile", "", "profile that lists and reads the source (default: --profile)")
	f.StringVar(&o.destProfile, "dest-profile", "", "profile that lists and writes the destination (default: --profile)")
	f.StringVar(&o.sourceEndpoint, "source-endpoint-url", "", "the source is in the S3 service at this URL")
	f.StringVar(&o.sourceOwner, "source-owner", "", "`ACCOUNT` that has to own the source bucket; else all is refused")
	f.StringVar(&o.destOwner, "dest-owner", "", "`ACCOUNT` that has to own the destination bucket; else all is refused")
	markOwn(f, "source-profile", "dest-profile", "source-endpoint-url", "source-owner", "dest-owner")
}

// completeTwo offers profiles for the flags that name one.
func completeTwo(cmd *cobra.Command, e *env) {
	for _, name := range []string{"source-profile", "dest-profile", "owner-profile", "org-profile"} {
		//nolint:errcheck // fails for a flag that does not exist or has one already
		cmd.RegisterFlagCompletionFunc(name, e.completeProfiles)
	}
}

// completeProfiles offers the profiles of the AWS configuration.
func (e *env) completeProfiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	all, err := identity.Profiles(e.identityOptions(""))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// check refuses flags of a side that is a directory, and what cannot be meant.
func (o *twoFlags) check(p *s3sync.Plan, unsigned bool) error {
	for _, flag := range []struct {
		name, value string
		end         s3sync.Location
		side        string
	}{
		{"source-profile", o.sourceProfile, p.Source.Location, "source"},
		{"source-endpoint-url", o.sourceEndpoint, p.Source.Location, "source"},
		{"source-owner", o.sourceOwner, p.Source.Location, "source"},
		{"dest-profile", o.destProfile, p.Dest.Location, "destination"},
		{"dest-owner", o.destOwner, p.Dest.Location, "destination"},
	} {
		switch {
		case flag.value == "":
		case flag.end.Local():
			return fmt.Errorf("argument --%s: the %s %s is a directory, not a bucket", flag.name, flag.side, flag.end.Typed())
		case unsigned && (flag.name == "source-profile" || flag.name == "dest-profile"):
			return fmt.Errorf("argument --%s: with --no-sign-request nobody signs", flag.name)
		}
	}
	for name, account := range map[string]string{"source-owner": o.sourceOwner, "dest-owner": o.destOwner} {
		if account != "" && !arn.IsAccountID(account) {
			return fmt.Errorf("argument --%s: %q is no account ID of 12 digits", name, account)
		}
	}
	return nil
}

// syncSide is the identity that acts on one side of a sync.
type syncSide struct {
	who  *identity.Identity
	conf identity.S3Settings
}

// openSides opens the identity of each side that is a bucket; r.source and
// r.dest are the same where one identity acts on both.
func (r *syncRun) openSides(ctx context.Context) (err error) {
	two := r.o.two
	if err := two.check(r.plan, r.env.global.noSignRequest); err != nil {
		return coded(awsExitUsage, err)
	}
	if !r.plan.Source.Local() {
		if r.source, err = r.openSide(ctx, two.sourceProfile, two.sourceEndpoint); err != nil {
			return err
		}
	}
	switch {
	case r.plan.Dest.Local():
		r.dest = r.source
		return nil
	case r.source != nil && two.sourceProfile == two.destProfile && two.sourceEndpoint == "":
		r.dest = r.source
		return nil
	}
	if r.dest, err = r.openSide(ctx, two.destProfile, ""); err != nil {
		return err
	}
	if r.source == nil || r.source.same(r.dest) && two.sourceEndpoint == "" {
		r.source = r.dest
	}
	return nil
}

func (r *syncRun) openSide(ctx context.Context, profile, endpoint string) (*syncSide, error) {
	o := r.env.identityOptions(profile)
	if endpoint != "" {
		o.EndpointURL = endpoint
	}
	who, err := identity.Open(ctx, o)
	if err != nil {
		return nil, coded(awsExitFatal, &told{identityMessage(r.env.lang, err), err})
	}
	conf, err := who.Profile.S3()
	if err != nil {
		return nil, coded(awsExitFatal, err)
	}
	return &syncSide{who, conf}, nil
}

// same reports whether two sides are one identity, named twice.
func (s *syncSide) same(other *syncSide) bool {
	return s.who.FromEnvironment == other.who.FromEnvironment && s.who.Profile.Name == other.who.Profile.Name
}

// profile is what to type to act as the side; "" where it is no profile.
func (s *syncSide) profile() string {
	if s.who.FromEnvironment {
		return ""
	}
	return s.who.Profile.Name
}

// two reports whether each end has an identity of its own.
func (r *syncRun) two() bool { return r.source != r.dest }

// pair lets either identity copy, where one service holds both buckets: the
// destination is opened once more for the source's identity.
func (r *syncRun) pair() {
	if !r.two() {
		return
	}
	r.plan.Two = &s3sync.Two{}
	source, dest := r.plan.Source.Store.(*s3.Store), r.plan.Dest.Store.(*s3.Store)
	if dest.SameService(source) {
		o := r.storeOptions(r.dest, false)
		o.EndpointURL, o.Region = r.source.who.EndpointURL, r.dest.who.Config.Region
		r.plan.Two.BySource = s3.New(r.source.who.Config, r.plan.Dest.Bucket, o)
	}
}
