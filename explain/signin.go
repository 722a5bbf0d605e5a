package explain

import (
	"slices"
	"strings"

	"clearway/denial"
)

// signInCauses stand between a person and AWS's first decision.
var signInCauses = []cause{
	{"CW105", SSONotAssigned, SetOwner, isNotAssigned},
	{"CW101", SSOSessionExpired, You, anyOf(local(denial.LocalSignIn), isSignedOut)},
	{"CW109", NoCredentials, You, local(denial.LocalNoProfile)},
	{"CW102", NoCredentials, You, anyOf(local(denial.LocalNoCredentials), code("MissingAuthenticationToken", "MissingAuthenticationTokenException"))},
	{"CW108", ClockSkew, You, anyOf(code("RequestTimeTooSkewed", "RequestInTheFuture"), isStaleSignature)},
	{"CW110", ExpiredCredentials, You, func(d *denial.Denial) bool {
		return d.Meaning() == "AccessDenied" && d.Message == "Request has expired"
	}},
	{"CW103", ExpiredCredentials, You, anyOf(local(denial.LocalExpired), code("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"))},
	{"CW106", InvalidCredentials, You, code("InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken", "UnrecognizedClientException",
		"InvalidIdentityToken", "InvalidSecurity", "AuthFailure")},
	{"CW107", SignatureMismatch, You, code("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException")},
	{"CW104", SSOSessionExpired, You, nil}, // sync sees it coming, before AWS says anything
}

// portalCalls are those of Identity Center's portal and token service.
//
// AWS: IAM Identity Center Portal API Reference, Welcome; OIDC API Reference,
// Welcome
var portalCalls = []string{"GetRoleCredentials", "ListAccounts", "ListAccountRoles", "CreateToken", "Logout"}

// isNotAssigned: the portal answers ForbiddenException, "No access", to a
// sign-in that holds but lacks the assignment.
//
// AWS: IAM Identity Center Portal API Reference, API_GetRoleCredentials
// (errors); the code is observed
func isNotAssigned(d *denial.Denial) bool {
	if d.Operation == "GetRoleCredentials" {
		return d.Meaning() == "ForbiddenException" || d.Meaning() == "ResourceNotFoundException" || strings.Contains(d.Message, "No access")
	}
	return d.Meaning() == "ForbiddenException" && strings.Contains(d.Message, "No access")
}

// isSignedOut: the portal or the token service no longer takes the sign-in.
//
// AWS: IAM Identity Center Portal API Reference, API_GetRoleCredentials
// (errors); OIDC API Reference, API_CreateToken (errors)
func isSignedOut(d *denial.Denial) bool {
	switch d.Meaning() {
	case "UnauthorizedException", "InvalidGrantException", "UnauthorizedSSOTokenError", "SSOTokenLoadError":
		return true
	case "ExpiredTokenException":
		return slices.Contains(portalCalls, d.Operation)
	}
	return strings.Contains(d.Message, "Session token not found or invalid")
}

// isStaleSignature: other services than S3 word a wrong clock as a signature
// that has expired or is not yet valid.
//
// AWS: IAM User Guide, reference_sigv-troubleshooting
func isStaleSignature(d *denial.Denial) bool {
	return strings.HasPrefix(d.Message, "Signature expired") || strings.HasPrefix(d.Message, "Signature not yet current") ||
		strings.Contains(d.Message, "is now earlier than")
}
