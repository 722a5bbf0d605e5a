package identity

import (
	"context"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// expiryWindow is how long before their end credentials are fetched anew, so
// that none end on the way to AWS.
const expiryWindow = time.Minute

// renewing stands before the SDK's chain: it renews the sign-in that the chain
// rests on while that works without a person, and puts what goes wrong into
// this package's words.
type renewing struct {
	identity *Identity
	chain    aws.CredentialsProvider
}

// Retrieve fetches credentials. Their Expires is expiryWindow before their real
// end.
func (r *renewing) Retrieve(ctx context.Context) (aws.Credentials, error) {
	i := r.identity
	if i.usesSSO() {
		if _, err := i.signedIn(ctx); err != nil {
			return aws.Credentials{}, err
		}
	}
	credentials, err := r.chain.Retrieve(ctx)
	if err != nil {
		return aws.Credentials{}, i.noCredentials(err)
	}
	return credentials, nil
}

// noCredentials refines what a provider of the chain said; a chain that ends
// at the instance metadata found nothing anywhere.
func (i *Identity) noCredentials(err error) error {
	refined := i.Refine(err)
	if refined != err || i.FromEnvironment || i.root.Kind != KindNone {
		return refined
	}
	return &CredentialsError{Kind: ErrNoCredentials, Cause: CauseNothing, Of: i.Profile.Name, Err: err}
}

// signedIn gives the sign-in of an SSO profile, renewed if it ends within
// renewalWindow and can be. A renewal that fails does no harm while the old
// token lasts.
func (i *Identity) signedIn(ctx context.Context) (Token, error) {
	token, ok := i.tokens.Token(i.root.SSO)
	if !ok {
		return Token{}, i.signInError(ReasonNever, nil)
	}
	now := i.options.now()
	if token.ExpiresAt.Sub(now) >= renewalWindow {
		return token, nil
	}
	if token.refreshable(now) {
		fresh, err := renew(ctx, i.oidc(), i.tokens, i.root.SSO, token, i.options.now)
		if err == nil {
			return fresh, nil
		}
		if !isAnswer(err) && !now.Before(token.ExpiresAt.Time) {
			return Token{}, i.wrap("renew the sign-in", err)
		}
	}
	if now.Before(token.ExpiresAt.Time) {
		return token, nil
	}
	return Token{}, i.signInError(ReasonExpired, nil)
}

// credentialOptions tune the SDK's providers: the cache of the home directory
// in use, the MFA question, and the general endpoint (AWS_ENDPOINT_URL, or
// endpoint_url of the profile), which the SDK gives to every client but those
// that fetch credentials.
func (i *Identity) credentialOptions() []func(*config.LoadOptions) error {
	return []func(*config.LoadOptions) error{
		config.WithSSOProviderOptions(func(o *ssocreds.Options) {
			o.Client = portalAt{o.Client, i}
			o.CachedTokenFilepath = filepath.Join(i.tokens.Dir, tokenName(i.root.SSO))
		}),
		config.WithSSOTokenProviderOptions(func(o *ssocreds.SSOTokenProviderOptions) {
			o.Client = oidcAt{o.Client, i}
			o.CachedTokenFilepath = filepath.Join(i.tokens.Dir, tokenName(i.root.SSO))
		}),
		config.WithAssumeRoleCredentialOptions(func(o *stscreds.AssumeRoleOptions) {
			if o.Client != nil { // nil while the SDK only looks what the options say
				o.Client = assumeAt{o.Client, i}
			}
			serial := aws.ToString(o.SerialNumber)
			o.TokenProvider = func() (string, error) {
				if i.options.MFACode == nil {
					return "", &SignInError{Profile: i.Profile.Name, Reason: ReasonMFA}
				}
				return i.options.MFACode(context.Background(), serial)
			}
		}),
		config.WithWebIdentityRoleCredentialOptions(func(o *stscreds.WebIdentityRoleOptions) {
			if o.Client != nil {
				o.Client = webIdentityAt{o.Client, i}
			}
		}),
	}
}

// The four clients below hand each call on to the SDK's, with the general
// endpoint where no endpoint of the service's own is set.
type (
	portalAt struct {
		ssocreds.GetRoleCredentialsAPIClient
		identity *Identity
	}
	oidcAt struct {
		ssocreds.CreateTokenAPIClient
		identity *Identity
	}
	assumeAt struct {
		stscreds.AssumeRoleAPIClient
		identity *Identity
	}
	webIdentityAt struct {
		stscreds.AssumeRoleWithWebIdentityAPIClient
		identity *Identity
	}
)

func (c portalAt) GetRoleCredentials(ctx context.Context, in *sso.GetRoleCredentialsInput, options ...func(*sso.Options)) (*sso.GetRoleCredentialsOutput, error) {
	return c.GetRoleCredentialsAPIClient.GetRoleCredentials(ctx, in, append(options, func(o *sso.Options) { c.identity.at(&o.BaseEndpoint) })...)
}

func (c oidcAt) CreateToken(ctx context.Context, in *ssooidc.CreateTokenInput, options ...func(*ssooidc.Options)) (*ssooidc.CreateTokenOutput, error) {
	return c.CreateTokenAPIClient.CreateToken(ctx, in, append(options, func(o *ssooidc.Options) { c.identity.at(&o.BaseEndpoint) })...)
}

func (c assumeAt) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput, options ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	return c.AssumeRoleAPIClient.AssumeRole(ctx, in, append(options, func(o *sts.Options) { c.identity.at(&o.BaseEndpoint) })...)
}

func (c webIdentityAt) AssumeRoleWithWebIdentity(ctx context.Context, in *sts.AssumeRoleWithWebIdentityInput, options ...func(*sts.Options)) (*sts.AssumeRoleWithWebIdentityOutput, error) {
	return c.AssumeRoleWithWebIdentityAPIClient.AssumeRoleWithWebIdentity(ctx, in, append(options, func(o *sts.Options) { c.identity.at(&o.BaseEndpoint) })...)
}

// at sets the general endpoint if there is one and nothing nearer is set.
func (i *Identity) at(endpoint **string) {
	if *endpoint == nil {
		*endpoint = i.base
	}
}
