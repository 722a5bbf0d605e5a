package identity

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
)

// Where credentials may come from beside the kinds of profiles: Origin.From is
// one of these or a Kind.
const (
	FromEnvironment = "environment" // AWS_ACCESS_KEY_ID
	FromContainer   = "container"   // the agent of a task or pod
	FromInstance    = "instance"    // the role of an EC2 instance
)

// Origin is where the credentials in force come from, so that somebody who is
// not who they thought sees why.
type Origin struct {
	From    string   // a Kind or one of the words above; "" while nothing is known
	Name    string   // the profile that holds the keys, the process or the sign-in
	Session string   // its sso-session
	Chain   []string // profiles whose roles are taken on the way, the one in force first
	Beats   string   // the profile of AWS_PROFILE that keys in the environment beat
	MFA     string   // the device that a role on the way asks for
}

// origin follows the profile in force to where its credentials start.
func (i *Identity) origin(source string) Origin {
	if i.FromEnvironment {
		o := Origin{From: FromEnvironment}
		if _, chosen := i.options.profileName(); chosen {
			o.Beats = i.Profile.Name
		}
		return o
	}
	o := Origin{From: string(i.root.Kind), Name: i.root.Name, Session: i.root.SSO.Session, MFA: i.mfaSerial()}
	for p, seen := i.Profile, map[string]bool{}; p.Kind == KindRole && p.Name != i.root.Name && !seen[p.Name]; {
		seen[p.Name] = true
		o.Chain = append(o.Chain, p.Name)
		p, _ = i.files.find(p.SourceProfile)
	}
	if i.root.Kind == KindNone {
		switch source {
		case endpointcreds.ProviderName:
			o.From = FromContainer
		case ec2rolecreds.ProviderName:
			o.From = FromInstance
		case stscreds.WebIdentityProviderName:
			o.From = string(KindWebIdentity)
		}
	}
	return o
}

// mfaSerial is the device that a role on the way to the credentials asks for.
func (i *Identity) mfaSerial() string {
	p, seen := i.Profile, map[string]bool{}
	for !seen[p.Name] {
		if p.MFASerial != "" {
			return p.MFASerial
		}
		seen[p.Name] = true
		p, _ = i.files.find(p.SourceProfile)
	}
	return ""
}

// addValidity says where the caller's credentials come from, until when they
// last, and what happens then.
//
// AWS: IAM User Guide, id_credentials_temp_use-resources (temporary credentials
// have a session token)
func (i *Identity) addValidity(ctx context.Context, c *Caller) {
	credentials, err := i.Config.Credentials.Retrieve(ctx) // from the cache: the call was just signed
	c.Origin = i.origin(credentials.Source)
	if err == nil {
		c.Temporary = credentials.SessionToken != "" || credentials.CanExpire
		c.Expires = i.end(credentials)
	}
	switch {
	case i.FromEnvironment:
	case i.usesSSO():
		token, err := i.signedIn(ctx)
		if err != nil {
			return
		}
		c.Expires = token.ExpiresAt.Time
		if token.refreshable(i.options.now()) {
			c.Renewal = RenewsItself
		}
	case i.root.Kind == KindProcess:
		c.Renewal = RenewsProcess
	case i.root.Kind == KindStatic && len(c.Origin.Chain) == 0:
	case !c.Expires.IsZero():
		c.Renewal = RenewsItself // a role, a container, an instance: asked again
	}
	if c.Origin.MFA != "" && !c.Expires.IsZero() {
		c.Renewal = RenewsMFA
	}
}

// end is when credentials end; zero where they do not, or nothing tells.
// Whoever exports temporary keys into the environment can say it beside them.
//
// AWS: AWS CLI Command Reference, configure/export-credentials
func (i *Identity) end(credentials aws.Credentials) time.Time {
	if credentials.CanExpire {
		return credentials.Expires.Add(expiryWindow) // the SDK took it off
	}
	if i.FromEnvironment && credentials.SessionToken != "" {
		if end, err := time.Parse(time.RFC3339, i.options.getenv("AWS_CREDENTIAL_EXPIRATION")); err == nil {
			return end
		}
	}
	return time.Time{}
}
