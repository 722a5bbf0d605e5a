package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"
)

const (
	// callbackPath is where Identity Center sends the browser back to. It is
	// registered without a port, which is chosen anew for each sign-in.
	//
	// AWS: AWS CLI User Guide, cli-configure-sso (PKCE authorization); RFC 8252, 7.3
	callbackPath    = "/oauth/callback"
	callbackNoPort  = "http://127.0.0.1" + callbackPath
	codePatience    = 10 * time.Minute // the AWS CLI's
	authorizePath   = "/authorize"
	challengeMethod = "S256"
)

var (
	// ErrState: somebody else's page came back from the browser, or a forged
	// one.
	ErrState = errors.New("the browser came back from another sign-in")
	// ErrNoListener: no port of this machine can be listened on.
	ErrNoListener = errors.New("cannot listen for the browser")
)

// Browser is the page of a sign-in by authorization code. It has to be opened
// on this machine, since it comes back to it.
type Browser struct {
	URL   string
	Until time.Time
}

// byCode signs in with an authorization code and PKCE: the browser of this
// machine brings the code back.
//
// AWS: AWS CLI User Guide, cli-configure-sso (PKCE authorization is the
// default); IAM Identity Center OIDC API Reference, CreateToken; RFC 7636
func (s *signIn) byCode(ctx context.Context) (*ssooidc.CreateTokenOutput, registration, error) {
	back, err := listenForBrowser(s.options.Landed)
	if err != nil {
		return nil, registration{}, err
	}
	defer back.close()
	// An entry that AWS has forgotten would show in the browser only, and
	// nobody would come back: whoever asks for a new sign-in gets a new one.
	client, _, err := s.register(ctx, flowCode, s.options.Force)
	if err != nil {
		return nil, registration{}, err
	}
	verifier, state := proof(), rand.Text()
	page, err := s.authorizeURL(ctx, client, back.redirect(), state, verifier)
	if err != nil {
		return nil, registration{}, err
	}
	patience := s.options.Patience
	if patience == 0 {
		patience = codePatience
	}
	waiting, cancel := context.WithTimeoutCause(ctx, patience, ErrTimedOut)
	defer cancel()
	if err := s.options.Browse(Browser{URL: page, Until: s.now().Add(patience)}); err != nil {
		return nil, registration{}, err
	}
	came, err := back.wait(waiting)
	if err != nil {
		return nil, registration{}, err
	}
	out, err := s.redeem(ctx, client, came.query, state, verifier, back.redirect())
	came.outcome <- err // the page tells how it went
	return out, client, err
}

// redeem trades the code that the browser brought for a token.
func (s *signIn) redeem(ctx context.Context, client registration, came url.Values, state, verifier, redirect string) (*ssooidc.CreateTokenOutput, error) {
	refused := came.Get("error")
	switch {
	case came.Get("state") != state && (refused == "" || came.Has("state")):
		return nil, ErrState
	case refused == "access_denied":
		return nil, ErrDenied
	case refused != "":
		return nil, fmt.Errorf("sign in at %s: %s", s.sso.StartURL, plainWords(refused+" "+came.Get("error_description")))
	}
	out, err := s.oidc.CreateToken(ctx, &ssooidc.CreateTokenInput{
		ClientId: aws.String(client.ClientID), ClientSecret: aws.String(client.ClientSecret),
		GrantType: aws.String(grantCode), Code: aws.String(came.Get("code")),
		CodeVerifier: aws.String(verifier), RedirectUri: aws.String(redirect),
	})
	var expired *types.ExpiredTokenException
	switch {
	case errors.As(err, &expired):
		return nil, ErrTimedOut
	case err != nil:
		return nil, fmt.Errorf("finish the sign-in at %s: %w", s.sso.StartURL, concise(err))
	}
	return out, nil
}

// authorizeURL is the page on which the person signs in. It stands at the
// endpoint of the token service, but is no operation of its API.
//
// AWS: observed in the source of AWS CLI v2 (SSOTokenFetcherAuth), 2026-11: the
// parameter is called scopes, and they are separated by blanks
func (s *signIn) authorizeURL(ctx context.Context, client registration, redirect, state, verifier string) (string, error) {
	o := s.oidc.Options()
	endpoint, err := o.EndpointResolverV2.ResolveEndpoint(ctx, ssooidc.EndpointParameters{
		Region: aws.String(o.Region), Endpoint: o.BaseEndpoint,
		UseFIPS:      aws.Bool(o.EndpointOptions.UseFIPSEndpoint == aws.FIPSEndpointStateEnabled),
		UseDualStack: aws.Bool(o.EndpointOptions.UseDualStackEndpoint == aws.DualStackEndpointStateEnabled),
	})
	if err != nil {
		return "", fmt.Errorf("find the sign-in page of Identity Center in %s: %w", o.Region, err)
	}
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"response_type": {"code"}, "client_id": {client.ClientID}, "redirect_uri": {redirect}, "state": {state},
		"code_challenge_method": {challengeMethod}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
		"scopes": {strings.Join(client.Scopes, " ")},
	}
	page := endpoint.URI
	page.Path = strings.TrimSuffix(page.Path, "/") + authorizePath
	page.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return page.String(), nil
}

// proof is a secret of 64 letters that stays in this process: only who knows it
// can redeem the code.
//
// AWS: IAM Identity Center OIDC API Reference, CreateToken (codeVerifier); RFC 7636, 4.1
func proof() string {
	var random [48]byte
	rand.Read(random[:]) //nolint:errcheck // it never fails
	return base64.RawURLEncoding.EncodeToString(random[:])
}

// plainWords keeps what came in by the browser short, and free of what could
// play tricks on a terminal.
func plainWords(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text[:min(len(text), 200)])
}
