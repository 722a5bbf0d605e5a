package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"
)

const (
	grantDevice = "urn:ietf:params:oauth:grant-type:device_code"
	grantCode   = "authorization_code"

	// accountScope is what a session without sso_registration_scopes asks for.
	//
	// AWS: IAM Identity Center User Guide, customermanagedapps-saml2-oauth2-scopes;
	// AWS CLI User Guide, sso-configure-profile-token
	accountScope = "sso:account:access"

	// How often to ask whether the person has confirmed, where AWS does not
	// say, and how much slower after each slow_down.
	//
	// AWS: IAM Identity Center OIDC API Reference, StartDeviceAuthorization; RFC 8628, 3.5
	defaultInterval = 5 * time.Second
	slowDown        = 5 * time.Second
)

// device signs in by a code that the person confirms on a page, on this
// machine or any other.
func (s *signIn) device(ctx context.Context) (*ssooidc.CreateTokenOutput, registration, error) {
	client, kept, err := s.register(ctx, flowDevice, false)
	if err != nil {
		return nil, registration{}, err
	}
	started, err := s.start(ctx, client)
	var unknown *types.InvalidClientException
	var unauthorized *types.UnauthorizedClientException
	if kept && (errors.As(err, &unknown) || errors.As(err, &unauthorized)) {
		// The registration on this machine is one that AWS no longer knows.
		if client, _, err = s.register(ctx, flowDevice, true); err != nil {
			return nil, registration{}, err
		}
		started, err = s.start(ctx, client)
	}
	if err != nil {
		return nil, registration{}, fmt.Errorf("start the sign-in at %s: %w", s.sso.StartURL, concise(err))
	}
	until := s.now().Add(time.Duration(started.ExpiresIn) * time.Second)
	show := Device{URL: aws.ToString(started.VerificationUri), Code: aws.ToString(started.UserCode),
		WithCode: aws.ToString(started.VerificationUriComplete), Until: until}
	if err := s.options.Show(show); err != nil {
		return nil, registration{}, err
	}
	out, err := s.poll(ctx, client, started, until)
	return out, client, err
}

func (s *signIn) start(ctx context.Context, client registration) (*ssooidc.StartDeviceAuthorizationOutput, error) {
	return s.oidc.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: aws.String(client.ClientID), ClientSecret: aws.String(client.ClientSecret),
		StartUrl: aws.String(s.sso.StartURL),
	})
}

// poll asks for the token until the person has answered, or the code has run
// out.
func (s *signIn) poll(ctx context.Context, client registration, started *ssooidc.StartDeviceAuthorizationOutput, until time.Time) (*ssooidc.CreateTokenOutput, error) {
	interval := time.Duration(started.Interval) * time.Second
	if interval <= 0 {
		interval = defaultInterval
	}
	for {
		out, err := s.oidc.CreateToken(ctx, &ssooidc.CreateTokenInput{
			ClientId: aws.String(client.ClientID), ClientSecret: aws.String(client.ClientSecret),
			GrantType: aws.String(grantDevice), DeviceCode: started.DeviceCode,
		})
		var pending *types.AuthorizationPendingException
		var tooFast *types.SlowDownException
		var expired *types.ExpiredTokenException
		var denied *types.AccessDeniedException
		switch {
		case err == nil:
			return out, nil
		case errors.As(err, &tooFast):
			interval += slowDown
		case errors.As(err, &pending):
		case errors.As(err, &expired):
			return nil, ErrTimedOut
		case errors.As(err, &denied):
			return nil, ErrDenied
		default:
			return nil, fmt.Errorf("wait for the sign-in at %s: %w", s.sso.StartURL, concise(err))
		}
		if started.ExpiresIn > 0 && !s.now().Before(until) {
			return nil, ErrTimedOut
		}
		if err := s.sleep(ctx, interval); err != nil {
			return nil, err
		}
	}
}

func (s *signIn) sleep(ctx context.Context, d time.Duration) error {
	if s.options.Sleep != nil {
		return s.options.Sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
