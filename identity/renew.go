package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// renewalWindow is how long before its end a sign-in is renewed, the AWS CLI's
// choice.
const renewalWindow = 15 * time.Minute

const grantRefresh = "refresh_token"

// renew trades the refresh token for a new access token and keeps it.
//
// AWS: IAM Identity Center OIDC API Reference, CreateToken
func renew(ctx context.Context, client *ssooidc.Client, cache Cache, sso SSO, old Token, now func() time.Time) (Token, error) {
	out, err := client.CreateToken(ctx, &ssooidc.CreateTokenInput{
		ClientId:     aws.String(old.ClientID),
		ClientSecret: aws.String(old.ClientSecret),
		GrantType:    aws.String(grantRefresh),
		RefreshToken: aws.String(old.RefreshToken),
	})
	if err != nil {
		return Token{}, err
	}
	fresh := old
	fresh.StartURL, fresh.Region = sso.StartURL, sso.Region
	fresh.take(out, now())
	if err := cache.save(sso, fresh); err != nil {
		return Token{}, fmt.Errorf("renew the sign-in: %w", err)
	}
	return fresh, nil
}

// take fills in what CreateToken answered at now. A refresh token serves once:
// without a new one there is none.
func (t *Token) take(out *ssooidc.CreateTokenOutput, now time.Time) {
	t.AccessToken = aws.ToString(out.AccessToken)
	t.ExpiresAt = stamp{now.Add(time.Duration(out.ExpiresIn) * time.Second).UTC().Truncate(time.Second)}
	t.RefreshToken = aws.ToString(out.RefreshToken)
}

// oidc is a client of Identity Center's token service for the identity's own
// sign-in.
func (i *Identity) oidc() *ssooidc.Client {
	return oidcClient(i.Config, i.root.SSO.Region)
}

// oidcClient calls the token service in the region where Identity Center lives,
// without credentials.
func oidcClient(cfg aws.Config, region string) *ssooidc.Client {
	return ssooidc.NewFromConfig(cfg, func(o *ssooidc.Options) { o.Region = region })
}
