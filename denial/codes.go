package denial

import (
	"regexp"
	"strings"
)

// knownCodes are the codes that are taken for AWS's where only "Code: message"
// is printed.
//
// AWS: Amazon S3 API Reference, ErrorResponses; STS and IAM API References,
// CommonErrors; KMS Developer Guide, overview of errors
var knownCodes = wordSet(`
	AccessDenied AccessDeniedException AccessControlListNotSupported AllAccessDisabled AccountProblem AuthorizationHeaderMalformed
	AuthFailure BadDigest BadRequest BucketAlreadyExists BucketAlreadyOwnedByYou BucketNotEmpty BucketRegionError
	Client.UnauthorizedOperation EntityAlreadyExists EntityTooLarge ExpiredToken ExpiredTokenException Forbidden ForbiddenException
	IllegalLocationConstraintException IncompleteSignature IncompleteSignatureException InternalError InvalidAccessKeyId
	InvalidArgument InvalidBucketAclWithObjectOwnership InvalidBucketName InvalidBucketOwnerAWSAccountID InvalidClientTokenId
	InvalidGrantException InvalidIdentityToken InvalidLocationConstraint InvalidObjectState InvalidRange InvalidRequest
	InvalidSecurity InvalidSignatureException InvalidToken KMS.DisabledException KMS.InvalidKeyUsageException
	KMS.KMSInvalidStateException KMS.NotFoundException KMSInvalidStateException DisabledException MalformedPolicy
	MalformedPolicyDocument MalformedPolicyDocumentException MalformedXML MethodNotAllowed MissingAuthenticationToken
	MissingAuthenticationTokenException NoSuchBucket NoSuchBucketPolicy NoSuchKey NoSuchUpload NoSuchVersion NotFound NotSignedUp
	ObjectLockConfigurationNotFoundError OperationAborted OwnershipControlsNotFoundError NoSuchPublicAccessBlockConfiguration
	NoSuchLifecycleConfiguration ServerSideEncryptionConfigurationNotFoundError PermanentRedirect PreconditionFailed
	RequestExpired RequestInTheFuture RequestTimeTooSkewed RequestTimeout ServiceUnavailable SignatureDoesNotMatch SlowDown
	TemporaryRedirect ThrottlingException TokenRefreshRequired TooManyRequestsException UnauthorizedAccess
	UnauthorizedAccessError UnauthorizedException UnauthorizedOperation UnrecognizedClientException ValidationError`)

func wordSet(list string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(list) {
		all[word] = true
	}
	return all
}

// spellings finds a code by its letters: the SDK for C++ prints ACCESS_DENIED,
// typed exceptions NoSuchBucketException.
var spellings = func() map[string]string {
	all := map[string]string{}
	for code := range knownCodes {
		all[letters(code)] = code
	}
	return all
}()

func letters(code string) string { return strings.ToLower(strings.ReplaceAll(code, "_", "")) }

// wordings are AWS's own messages, in lower case, with the code that they
// belong to, for the tools that print the message alone. They are looked for in
// this order.
//
// AWS: Amazon S3 API Reference, ErrorResponses; STS API Reference,
// CommonErrors; IAM Identity Center Portal API Reference, API_GetRoleCredentials
var wordings = []struct{ words, code string }{
	{"access key id you provided does not exist", "InvalidAccessKeyId"},
	{"request signature we calculated does not match", "SignatureDoesNotMatch"},
	{"there were headers present in the request which were not signed", "SignatureDoesNotMatch"},
	{"difference between the request time and the", "RequestTimeTooSkewed"},
	{"provided token has expired", "ExpiredToken"},
	{"security token included in the request is expired", "ExpiredTokenException"},
	{"security token included in the request is invalid", "InvalidClientTokenId"},
	{"security token included in the request is malformed", "InvalidClientTokenId"},
	{"provided token is malformed or otherwise invalid", "InvalidToken"},
	{"session token not found or invalid", "UnauthorizedException"},
	{"must be addressed using the specified endpoint", "PermanentRedirect"},
	{"the authorization header is malformed", "AuthorizationHeaderMalformed"},
	{"location constraint is incompatible for the region", "IllegalLocationConstraintException"},
	{"the specified bucket does not exist", "NoSuchBucket"},
	{"the specified key does not exist", "NoSuchKey"},
	{"the specified version does not exist", "NoSuchVersion"},
	{"the specified upload does not exist", "NoSuchUpload"},
	{"bucket policy does not exist", "NoSuchBucketPolicy"},
	{"the bucket does not allow acls", "AccessControlListNotSupported"},
	{"bucket cannot have acls set with objectownership", "InvalidBucketAclWithObjectOwnership"},
	{"operation is not valid for the object's storage class", "InvalidObjectState"},
	{"operation is not valid for the object's access tier", "InvalidObjectState"},
	{" is of storage class glacier", "InvalidObjectState"},
	{" is of storage class deep_archive", "InvalidObjectState"},
	{"specified method is not allowed against this resource", "MethodNotAllowed"},
	{"invalid principal in policy", "MalformedPolicy"},
	{"missing required field principal", "MalformedPolicy"},
	{"missing required field statement", "MalformedPolicy"},
	{"policy has invalid resource", "MalformedPolicy"},
	{"policy has invalid action", "MalformedPolicy"},
	{"does not apply to any resource(s) in statement", "MalformedPolicy"},
	{"policies must be valid json", "MalformedPolicy"},
	{"the policy must contain a valid version string", "MalformedPolicy"},
	{"could not parse the policy", "MalformedPolicy"},
	{"invalid policy syntax", "MalformedPolicy"},
	{"all access to this object has been disabled", "AllAccessDisabled"},
	{"all access to this bucket has been disabled", "AllAccessDisabled"},
	{"please reduce your request rate", "SlowDown"},
	{"insufficient permissions to access this path", "AccessDenied"},
	{"permission denied on s3 path", "AccessDenied"},
}

// wordless are the messages that SDKs make up where the answer had none: a
// refusal of HEAD.
var wordless = wordSet("Forbidden null UnknownError 403 NullPointerException")

// plainCode is a code that says no more than a status.
var plainCode = regexp.MustCompile(`^(?:\d{3}(?: [A-Za-z ]+)?|UNKNOWN|Unknown|UnknownError)?$`)

// Meaning is AWS's code for what happened, also where the tool prints a status,
// its own spelling, or AWS's words alone. It is Code where nothing better is
// known.
func (d Denial) Meaning() string {
	switch {
	case knownCodes[d.Code]:
		return d.Code
	case !plainCode.MatchString(d.Code):
		code := letters(d.Code)
		for _, spelling := range []string{code, strings.TrimSuffix(code, "exception"), strings.TrimSuffix(code, "error")} {
			if known, ok := spellings[spelling]; ok {
				return known
			}
		}
		return d.Code
	}
	if d.Message == "No access" {
		return "ForbiddenException"
	}
	message := strings.ToLower(d.Message)
	for _, w := range wordings {
		if strings.Contains(message, w.words) {
			return w.code
		}
	}
	if d.Code == "403 Forbidden" {
		return "403"
	}
	return d.Code
}

// IsWordless reports whether a refusal came without any message, as an answer
// to HEAD does.
func (d Denial) IsWordless() bool {
	message := strings.TrimSuffix(d.Message, ".")
	return message == "" || wordless[message] || message == "No response body" || message == "No Body" || message == "Aws::S3::Errors::Forbidden"
}
