package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// flowKind is one of the two ways in which a person signs in.
type flowKind int

const (
	flowDevice flowKind = iota // a code to confirm, on any device
	flowCode                   // the browser of this machine brings a code back
)

// register gives this tool's entry at Identity Center: the one on this machine
// while it is good (kept), else a new one. One that was made for the other flow
// does not serve, so it is made anew, as the CLI does.
//
// AWS: IAM Identity Center OIDC API Reference, RegisterClient
func (s *signIn) register(ctx context.Context, flow flowKind, anew bool) (client registration, kept bool, err error) {
	name := registrationName(s.sso)
	if !anew && s.cache.read(name, &client) && client.ClientID != "" && client.ClientSecret != "" &&
		client.ExpiresAt.Sub(s.now()) >= renewalWindow && slices.Contains(client.GrantTypes, grantCode) == (flow == flowCode) {
		return client, true, nil
	}
	in := s.registration(flow)
	out, err := s.oidc.RegisterClient(ctx, in)
	if err != nil {
		return registration{}, false, fmt.Errorf("register at Identity Center in %s: %w", s.sso.Region, concise(err))
	}
	client = registration{
		ClientID: aws.ToString(out.ClientId), ClientSecret: aws.ToString(out.ClientSecret),
		ExpiresAt: stamp{time.Unix(out.ClientSecretExpiresAt, 0).UTC()}, Scopes: in.Scopes, GrantTypes: in.GrantTypes,
	}
	return client, false, s.cache.write(name, client)
}

// registration is what is asked for. Only the flow by code says which grants it
// will use: the CLI tells the kept entries apart by that.
func (s *signIn) registration(flow flowKind) *ssooidc.RegisterClientInput {
	in := &ssooidc.RegisterClientInput{ClientName: aws.String("clearway"), ClientType: aws.String("public"), Scopes: s.sso.Scopes}
	if len(in.Scopes) == 0 && s.sso.Session != "" {
		in.Scopes = []string{accountScope}
	}
	if flow == flowCode {
		in.GrantTypes = []string{grantCode, grantRefresh}
		in.RedirectUris = []string{callbackNoPort}
		in.IssuerUrl = aws.String(s.sso.StartURL)
	}
	return in
}
