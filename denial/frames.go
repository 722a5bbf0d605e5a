package denial

import (
	"regexp"
	"strconv"
	"strings"
)

// frame is how tools wrap an error of AWS. Its pattern names what it finds:
// op, code, status, msg, url. Without msg, the message is what follows.
type frame struct {
	tool    string
	pattern *regexp.Regexp
	// codes limits the frame to codes of AWS, where its form is too common.
	codes bool
}

// frames holds the wrappings, the most telling first.
var frames = []frame{
	// An error occurred (AccessDenied) when calling the ListObjectsV2 operation: …
	{tool: "aws-cli and botocore", pattern: regexp.MustCompile(
		`An\s+error\s+occurred\s+\((?P<code>[^)]*)\)\s+when\s+calling\s+the\s+(?P<op>\w+)\s+operation(?:\s+\(reached\s+max\s+retries:\s+\d+\))?:`)},
	// operation error S3: ListObjectsV2, https response error StatusCode: 403, …, api error AccessDenied: …
	{tool: "AWS SDK for Go v2", pattern: regexp.MustCompile(
		`operation\s+error\s+[\w ]+?:\s+(?P<op>\w+),(?:[^:]|:[^:])*?StatusCode:\s+(?P<status>\d+),[^:]*?RequestID:\s*[^,]*,(?:\s*HostID:\s*[^,]*,)?\s*(?:api\s+error\s+)?(?P<code>[\w.]+):`)},
	// Error executing "ListObjectsV2" on "https://…"; AWS HTTP error: … AccessDenied (client): …
	{tool: "AWS SDK for PHP", pattern: regexp.MustCompile(
		`(?s)Error executing "(?P<op>\w+)" on "(?P<url>[^"]*)"; AWS HTTP error: .*?(?P<status>\d{3}) .*?(?P<code>\w+) \((?:client|server)\): (?P<msg>[^\n]*?)(?: - (?:<\?xml|$).*?</Error>|\n|$)`)},
	// … Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; …)
	{tool: "AWS SDKs for Java and Kotlin", pattern: regexp.MustCompile(
		`(?s)(?:Exception: )?(?P<msg>(?:User: .+?|[^\n]*?))\s\(Service: [^;,)]+[;,]\s+Status\s+Code:\s+(?P<status>\d+)[;,](?:[^)]*?Error\s+Code:\s+(?P<code>[\w.]+))?[^)]*\)`)},
	// Error { code: "AccessDenied", message: "…" }, ErrorMetadata { code: Some("…"), message: Some("…") }
	{tool: "AWS SDK for Rust", pattern: regexp.MustCompile(
		`code: (?:Some\()?"(?P<code>[\w.]+)"\)?, message: (?:Some\()?"(?P<msg>(?:[^"\\]|\\.)*)"`)},
	// {'Code': 'AccessDenied', 'Message': '…'}
	{tool: "a response of boto3, JSON", pattern: regexp.MustCompile(
		`['"](?:C|c)ode['"]:\s*['"](?P<code>[\w.]+)['"],\s*['"](?:M|m)essage['"]:\s*(?:'(?P<msg>(?:[^'\\]|\\.)*)'|"(?P<msg2>(?:[^"\\]|\\.)*)")`)},
	// Aws::S3::Errors::AccessDenied: …, … (Aws::S3::Errors::AccessDenied)
	{tool: "AWS SDK for Ruby", pattern: regexp.MustCompile(`(?P<msg>[^\n:]*) \(Aws::\w+::Errors::(?P<code>\w+)\)`)},
	{tool: "AWS SDK for Ruby", pattern: regexp.MustCompile(`Aws::\w+::Errors::(?P<code>\w+):`)},
	// Amazon.S3.AmazonS3Exception: …
	{tool: "AWS SDK for .NET", pattern: regexp.MustCompile(`Amazon\.[\w.]+Exception: (?P<msg>(?:User: )?[^\n]*?)(?: --->|\n|$)`)},
	// S3 error: 403 (AccessDenied): …
	{tool: "s3cmd", pattern: regexp.MustCompile(`S3 error: (?P<status>\d+) \((?P<code>\w+)\):`)},
	// S3ServiceException [AccessDenied]: …
	{tool: "AWS SDK for JavaScript", pattern: regexp.MustCompile(`\w*(?:Exception|Error) \[(?P<code>\w+)\]:`)},
	{tool: "AWS SDK for JavaScript, HEAD", pattern: regexp.MustCompile(`\b(?P<code>403|Forbidden): (?P<msg>UnknownError|null|Forbidden)\b`)},
	// AccessDenied: …
	{tool: "AWS SDK for Go v1, JavaScript, s5cmd, rclone", codes: true, pattern: regexp.MustCompile(
		`(?:^|[\s"'(:])(?P<code>[A-Z][A-Za-z0-9]+(?:\.[A-Z]\w+)?):`)},
	// (AccessDenied) …, as logs shorten it
	{tool: "logs", codes: true, pattern: regexp.MustCompile(`\((?P<code>[A-Z][A-Za-z0-9]+(?:\.[A-Z]\w+)?)\):?`)},
}

var statusLine = regexp.MustCompile(`(?i)status code: (\d{3})|httpStatusCode['"]?: (\d{3})|StatusCode: (\d{3})`)

// innerCall: the Go SDK tells every call on the way to the one that failed, the
// last.
var innerCall = regexp.MustCompile(`operation\s+error\s+[\w ]+?:\s+(\w+),`)

// framed finds every wrapped error.
func framed(text string) []piece {
	var out []piece
	for _, f := range frames {
		read := 0 // up to where this frame's errors have been read
		for _, at := range f.pattern.FindAllStringSubmatchIndex(text, -1) {
			group := func(name string) string {
				if i := f.pattern.SubexpIndex(name); i > 0 && at[2*i] >= 0 {
					return text[at[2*i]:at[2*i+1]]
				}
				return ""
			}
			if at[0] < read || f.codes && !knownCodes[group("code")] {
				continue
			}
			p := f.piece(text, at[0], at[1], group)
			read = p.stop
			out = append(out, p)
		}
	}
	return out
}

// piece reads one match of a frame, from start to stop.
func (f frame) piece(text string, start, stop int, group func(string) string) piece {
	d := Denial{Code: strings.TrimSpace(group("code")), Operation: group("op")}
	if inner := innerCall.FindAllStringSubmatch(text[start:stop], -1); len(inner) > 1 {
		d.Operation = inner[len(inner)-1][1]
	}
	d.Status, _ = strconv.Atoi(group("status"))
	if status, err := strconv.Atoi(d.Code); err == nil {
		d.Status = status
	}
	message := group("msg") + group("msg2")
	switch {
	case message != "":
		if cut := strings.LastIndex(message, "Exception: "); cut >= 0 {
			message = message[cut+len("Exception: "):]
		}
		message = cutTail(unfold(strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\n`, "\n").Replace(message)))
	case f.pattern.SubexpIndex("msg") < 0:
		var length int
		message, length = paragraph(text[stop:])
		stop += length
	}
	if d.Code == "" && d.Status != 0 {
		d.Code = strconv.Itoa(d.Status)
	}
	if m := statusLine.FindStringSubmatch(text[stop:min(len(text), stop+300)]); m != nil && d.Status == 0 && f.codes {
		d.Status, _ = strconv.Atoi(m[1] + m[2] + m[3])
	}
	d.readMessage(message)
	p := piece{start, stop, d}
	p.d.findRegion(around(text, p))
	return p
}

// knownCodes are the codes that are taken for AWS's where only "Code: message"
// is printed.
//
// AWS: Amazon S3 API Reference, ErrorResponses; STS and IAM API References,
// CommonErrors; KMS Developer Guide, overview of errors
var knownCodes = wordSet(`
	AccessDenied AccessDeniedException AccessControlListNotSupported AllAccessDisabled AccountProblem AuthorizationHeaderMalformed
	AuthFailure BadRequest BucketAlreadyExists BucketAlreadyOwnedByYou BucketNotEmpty BucketRegionError Client.UnauthorizedOperation
	EntityTooLarge ExpiredToken ExpiredTokenException Forbidden ForbiddenException IllegalLocationConstraintException InternalError
	IncompleteSignature InvalidAccessKeyId InvalidArgument InvalidBucketAclWithObjectOwnership InvalidBucketName
	InvalidBucketOwnerAWSAccountID InvalidClientTokenId InvalidIdentityToken InvalidObjectState InvalidRange InvalidRequest
	InvalidSecurity InvalidSignatureException InvalidToken KMS.DisabledException KMS.InvalidKeyUsageException
	KMS.KMSInvalidStateException KMS.NotFoundException KMSInvalidStateException DisabledException MalformedPolicy
	MalformedPolicyDocument MalformedPolicyDocumentException MethodNotAllowed MissingAuthenticationToken
	MissingAuthenticationTokenException NoSuchBucket NoSuchBucketPolicy NoSuchKey NoSuchUpload NoSuchVersion NotFound NotSignedUp
	OperationAborted PermanentRedirect PreconditionFailed RequestExpired RequestTimeTooSkewed RequestTimeout ServiceUnavailable
	SignatureDoesNotMatch SlowDown TemporaryRedirect ThrottlingException TokenRefreshRequired TooManyRequestsException
	UnauthorizedAccess UnauthorizedAccessError UnauthorizedException UnauthorizedOperation UnrecognizedClientException`)

func wordSet(list string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(list) {
		all[word] = true
	}
	return all
}

// sentences finds AWS's sentence where nothing wraps it.
func sentences(text string, known []piece) []piece {
	const user = "User: "
	var out []piece
	for start := 0; ; {
		at := strings.Index(text[start:], user)
		if at < 0 {
			return out
		}
		start += at
		own, _, _ := strings.Cut(text[start+len(user):], user)
		if !strings.Contains(squeeze(own[:min(len(own), longest)]), "isnotauthorizedtoperform:") || covered(known, start) {
			start += len(user)
			continue
		}
		message, length := paragraph(text[start:])
		var d Denial
		if d.readMessage(message); d.ActionNamed {
			out = append(out, piece{start, start + length, d})
		}
		start += max(length, len(user))
	}
}

func covered(pieces []piece, at int) bool {
	for _, p := range pieces {
		if p.start <= at && at < p.stop {
			return true
		}
	}
	return false
}

var (
	bareWords  = regexp.MustCompile(`(?i)\baccess ?denied\b|\b403 forbidden\b|\bforbidden \(?403\b|\b(?:error|status|http)[: ]+403\b`)
	encoded    = regexp.MustCompile(`(?i)you are not authorized to perform this operation`)
	plainStart = regexp.MustCompile(`User:\s`)
)

// unframed reads a text in which no frame is known but AWS's words are.
func unframed(text string) []piece {
	if plainStart.MatchString(text) && len(sentences(text, nil)) > 0 {
		return nil
	}
	at := bareWords.FindStringIndex(text)
	if at == nil {
		at = encoded.FindStringIndex(text)
	}
	if at == nil {
		return nil
	}
	var d Denial
	switch found := text[at[0]:at[1]]; {
	case found == "AccessDenied":
		d.Code, d.Message = found, bare
	case strings.Contains(found, "403"):
		d.Code, d.Status, d.Message = "403", 403, "Forbidden"
	default:
		d.Message = bare
	}
	d.readPublicAccess()
	return []piece{{0, len(text), d}}
}
