package denial

import "strings"

// Codes of our own for errors that tools make themselves, before AWS is asked.
const (
	CodeSignIn        = "SSOTokenExpired"
	CodeNoCredentials = "NoCredentials"
)

// signIn are the sentences of tools whose user has to sign in.
var signIn = []struct{ code, text string }{
	{CodeSignIn, "Error loading SSO Token"},
	{CodeSignIn, "The SSO session associated with this profile has expired"},
	{CodeSignIn, "Token has expired and refresh failed"},
	{CodeSignIn, "Error when retrieving token from sso"},
	{CodeSignIn, "failed to refresh cached SSO token"},
	{CodeSignIn, "cached SSO token is expired"},
	{CodeSignIn, "Session token not found or invalid"},
	{CodeNoCredentials, "Unable to locate credentials"},
	{CodeNoCredentials, "NoCredentialProviders"},
	{CodeNoCredentials, "no EC2 IMDS role found"},
	{CodeNoCredentials, "Could not load credentials from any providers"},
}

func parseSignIn(text string) []Denial {
	folded := strings.Join(strings.Fields(text), " ")
	for _, s := range signIn {
		if at := strings.Index(folded, s.text); at >= 0 {
			d := Denial{Code: s.code, Message: folded[at:], Raw: strings.TrimSpace(text)}
			d.complete()
			return []Denial{d}
		}
	}
	return nil
}
