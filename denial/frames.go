package denial

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// frame is how tools wrap an error of AWS. Its pattern names what it finds:
// op, code, status, msg, url. Without msg, the message is what follows.
type frame struct {
	tool    string
	mark    string // words of every such text
	pattern *regexp.Regexp
	// codes limits the frame to codes of AWS, where its form is too common.
	codes bool
}

// frames holds the wrappings, the most telling first.
var frames = []frame{
	// An error occurred (AccessDenied) when calling the ListObjectsV2 operation: …
	{tool: "aws-cli and botocore", mark: `occurred`, pattern: regexp.MustCompile(
		`An?\s+(?:client\s+|server\s+)?error\s+(?:occurred\s+)?\((?P<code>[^)]*)\)\s+(?:occurred\s+)?when\s+calling\s+the\s+(?P<op>\w+)\s+operation(?:\s+\(reached\s+max\s+retries:\s+\d+\))?(?::|[ \t]*\n)`)},
	// operation error S3: ListObjectsV2, https response error StatusCode: 403, …, api error AccessDenied: …
	{tool: "AWS SDK for Go v2", mark: `StatusCode:`, pattern: regexp.MustCompile(
		`operation\s+error\s+(?P<service>[\w ]+?):\s+(?P<op>\w+),(?:[^:]|:[^:])*?StatusCode:\s+(?P<status>\d+),[^:]*?RequestID:\s*[^,]*,(?:\s*HostID:\s*[^,]*,)?\s*(?:api\s+error\s+)?(?P<code>[\w.]+):`)},
	// the same with the ids left out: …, https response error StatusCode: 403,... api error AccessDenied: …
	{tool: "AWS SDK for Go v2, cut", mark: `StatusCode:`, pattern: regexp.MustCompile(
		`operation\s+error\s+(?P<service>[\w ]+?):\s+(?P<op>\w+),[^:\n]*StatusCode:\s+(?P<status>\d+)[^:\n]*?api\s+error\s+(?P<code>[\w.]+):`)},
	// Error executing "ListObjectsV2" on "https://…"; AWS HTTP error: … AccessDenied (client): …
	{tool: "AWS SDK for PHP", mark: `Error executing "`, pattern: regexp.MustCompile(
		`(?s)Error executing "(?P<op>\w+)" on "(?P<url>[^"]*)"; AWS HTTP error: .*?(?P<status>\d{3}) .*?(?P<code>\w+) \((?:client|server)\): (?P<msg>[^\n]*?)(?: - (?:<\?xml|$).*?</Error>|\n|$)`)},
	// … Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; …)
	{tool: "AWS SDKs for Java and Kotlin", mark: `(Service: `, pattern: regexp.MustCompile(
		`(?s)(?:Exception: )?(?P<msg>(?:User: .+?|[^\n]*?))\s\(Service: (?P<service>[^;,)]+)[;,]\s+Status\s+Code:\s+(?P<status>\d+)[;,](?:[^)]*?(?:Error\s+|Handler)(?:Error)?Code:\s+(?P<code>[\w.]+(?: Forbidden)?))?[^)]*\)` +
			// Hadoop and CloudFormation add the code behind it.
			`(?: \(SDK Attempt Count: \d+\))?(?::(?P<code2>[A-Z]\w+):|[^\n]{0,120}?HandlerErrorCode: (?P<code3>AccessDenied))?`)},
	// Cause: [Access Denied (Status Code: 403; Error Code: AccessDenied)]
	{tool: "Snowflake", mark: `(Status Code: `, pattern: regexp.MustCompile(
		`(?P<msg>[^\[\n]*?)\s\(Status Code: (?P<status>\d{3}); Error Code: (?P<code>[\w.]+)[^)\n]*\)`)},
	// Error { code: "AccessDenied", message: "…" }, ErrorMetadata { code: Some("…"), message: Some("…") }
	{tool: "AWS SDK for Rust", mark: `message: `, pattern: regexp.MustCompile(
		`code: (?:Some\()?"(?P<code>[\w.]+)"\)?, message: (?:Some\()?"(?P<msg>(?:[^"\\]|\\.)*)"`)},
	// {'Code': 'AccessDenied', 'Message': '…'}
	{tool: "a response of boto3, JSON", mark: `ode`, pattern: regexp.MustCompile(
		`['"](?:C|c)ode['"]:\s*['"](?P<code>[\w.]+)['"],\s*['"](?:M|m)essage['"]:\s*(?:'(?P<msg>(?:[^'\\]|\\.)*)'|"(?P<msg2>(?:[^"\\]|\\.)*)")`)},
	{tool: "AWS SDK for JavaScript, JSON", mark: `ode"`, pattern: regexp.MustCompile(
		`"message":\s*"(?P<msg>(?:[^"\\]|\\.)*)",\s*"code":\s*"(?P<code>[A-Za-z.]+)"`)},
	// {"errorMessage": "Access Denied", "errorType": "AccessDenied"}, as Lambda logs it
	{tool: "AWS Lambda", mark: `"errorType"`, codes: true, pattern: regexp.MustCompile(
		`"errorMessage":\s*"(?P<msg>(?:[^"\\]|\\.)*)",\s*"errorType":\s*"(?P<code>\w+)"|"errorType":\s*"(?P<code2>\w+)",\s*"errorMessage":\s*"(?P<msg2>(?:[^"\\]|\\.)*)"`)},
	// Call failed: describeStacks(…) => … (code=ExpiredToken)
	{tool: "AWS CDK", mark: `(code=`, pattern: regexp.MustCompile(`=> (?P<msg>[^\n]*?) \(code=(?P<code>\w+)\)`)},
	// received: 403 Forbidden. Request failed with code: AccessDenied, message: …
	{tool: "GitLab Runner", mark: ` code: `, codes: true, pattern: regexp.MustCompile(`(?:\d{3} [A-Z][\w ]*\. )?\w[\w ]* with code: (?P<code>\w+), message:`)},
	// Aws::S3::Errors::AccessDenied: …, … (Aws::S3::Errors::AccessDenied)
	{tool: "AWS SDK for Ruby", mark: `::Errors::`, pattern: regexp.MustCompile("(?:[^\n]*?:in [`'][^'\n]*': )?(?P<msg>[^\n]*?) " + `\(Aws::\w+::Errors::(?P<code>\w+)\)`)},
	{tool: "AWS SDK for Ruby", mark: `::Errors::`, pattern: regexp.MustCompile(`Aws::\w+::Errors::(?P<code>\w+):`)},
	// Error making request with Error Code Forbidden and Http Status Code Forbidden. No further …
	{tool: "AWS SDK for .NET, HEAD", mark: `Error making request`, pattern: regexp.MustCompile(
		`Error making request with Error Code (?P<code>\w+) and Http Status Code (?P<msg>\w+)\.[^\n]*`)},
	// Amazon.SecurityToken.Model.ExpiredTokenException: …
	{tool: "AWS SDK for .NET", mark: `Amazon.`, pattern: regexp.MustCompile(`Amazon\.\w+\.Model\.(?P<code>\w+Exception): (?P<msg>(?:User: )?[^\n]*?)(?: --->|\n|$)`)},
	// Amazon.S3.AmazonS3Exception: …
	{tool: "AWS SDK for .NET", mark: `Amazon.`, pattern: regexp.MustCompile(`Amazon\.[\w.]+Exception: (?P<msg>(?:User: )?[^\n]*?)(?: --->|\n|$)`)},
	// AWS Error UNKNOWN (HTTP status 301) during ListObjectsV2 operation: Unable to parse ExceptionName: PermanentRedirect Message: …
	{tool: "AWS SDK for C++, what it cannot name", mark: `ExceptionName: `, pattern: regexp.MustCompile(
		`(?:AWS Error \w+ (?:\(HTTP status (?P<status>\d+)\) )?during (?P<op>\w+) operation: )?Unable to parse ExceptionName: (?P<code>\w+) Message:`)},
	// AWS Error ACCESS_DENIED during HeadObject operation: No response body.
	{tool: "AWS SDK for C++, pyarrow", mark: `AWS Error`, pattern: regexp.MustCompile(
		`AWS Error (?P<code>[A-Z_]+)? ?(?:\(HTTP status (?P<status>\d+)\) ?)?(?:\[code 15\])?(?: ?during (?P<op>\w+) operation)?:`)},
	// HTTP HEAD error on 's3://lake/x.parquet' (HTTP 403)
	{tool: "DuckDB, HEAD", mark: `HTTP HEAD error`, pattern: regexp.MustCompile(`HTTP HEAD error on '(?P<url>[^'\n]*)' \(HTTP (?P<status>\d{3})(?P<msg>)\)`)},
	{tool: "DuckDB", mark: ` error on '`, pattern: regexp.MustCompile(`(?P<msg>HTTP \w+ error on '(?P<url>[^'\n]*)' \(HTTP (?P<status>\d{3})[^\n]*?\))`)},
	{tool: "DuckDB", mark: `Unable to connect to URL`, pattern: regexp.MustCompile(`(?P<msg>Unable to connect to URL "?(?P<url>[^"\n]*?)"?: (?P<status>\d{3}) \(\w+( \w+)*\))`)},
	// S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid …
	{tool: "Amazon Redshift", mark: `S3ServiceException:`, pattern: regexp.MustCompile(`S3ServiceException:\s*(?P<msg>[^\n]*?),Status (?P<status>\d{3}),Error (?P<code>\w+)`)},
	// S3 error: 403 (AccessDenied): …
	{tool: "s3cmd", mark: `S3 error: `, pattern: regexp.MustCompile(`S3 error: (?P<status>\d+) \((?P<code>\w+)\):`)},
	// S3ServiceException [AccessDenied]: …
	{tool: "AWS SDK for JavaScript", mark: `[`, pattern: regexp.MustCompile(`\w*(?:Exception|Error) \[(?P<code>\w+)\]:`)},
	{tool: "AWS SDK for JavaScript, HEAD", pattern: regexp.MustCompile(`\b(?P<code>403|Forbidden): (?P<msg>UnknownError|null|Forbidden)\b`)},
	{tool: "AWS SDK for JavaScript, HEAD", mark: `UnknownError`, pattern: regexp.MustCompile(`(?s)\b(?P<msg>UnknownError)\n.{0,800}?httpStatusCode: (?P<status>403)`)},
	// PUT https://bucket.s3.amazonaws.com/key 403 (Forbidden)
	{tool: "browsers, HEAD", mark: `HEAD http`, pattern: regexp.MustCompile(`\bHEAD (?P<url>https?://\S+) (?P<status>403) \((?P<msg>Forbidden)\)`)},
	{tool: "browsers", mark: `http`, pattern: regexp.MustCompile(`\b(?P<msg>(?:GET|PUT|POST|DELETE) (?P<url>https?://\S+) (?P<status>403) \(Forbidden\))`)},
	// S3::putObject(): [AccessDenied] …
	{tool: "PHP, one-file S3 classes", mark: `[`, codes: true, pattern: regexp.MustCompile(`\[(?P<code>[A-Z]\w+)\](?:\s|$)`)},
	// AccessDenied: …
	{tool: "AWS SDK for Go v1, JavaScript, s5cmd, rclone", codes: true, pattern: regexp.MustCompile(
		`(?:^|[\s"'(:{\[])(?P<code>[A-Z][A-Za-z0-9]+(?:\.[A-Z]\w+)?):`)},
	// (AccessDenied) …, as logs shorten it
	{tool: "logs", codes: true, pattern: regexp.MustCompile(`\((?P<code>[A-Z][A-Za-z0-9]+(?:\.[A-Z]\w+)?)\):?`)},
}

var statusLine = regexp.MustCompile(`(?i)status code: (\d{3})|httpStatusCode['"]?: (\d{3})|StatusCode: (\d{3})`)

// innerCall: the Go SDK tells every call on the way to the one that failed, the
// last.
var innerCall = regexp.MustCompile(`operation\s+error\s+([\w ]+?):\s+(\w+),`)

// wrapper is what CloudFormation puts before a message.
var wrapper = regexp.MustCompile(`(?s)^.*returned message: "`)

// framed finds every wrapped error.
func framed(text string) []piece {
	var out []piece
	taken := make([]bool, len(text)) // by an earlier frame
	for _, f := range frames {
		if !strings.Contains(text, f.mark) {
			continue
		}
		read := 0 // up to where this frame's errors have been read
		for _, at := range f.pattern.FindAllStringSubmatchIndex(text, -1) {
			group := func(name string) string {
				if i := f.pattern.SubexpIndex(name); i > 0 && at[2*i] >= 0 {
					return text[at[2*i]:at[2*i+1]]
				}
				return ""
			}
			if at[0] < read || taken[at[0]] || f.codes && !knownCodes[group("code")] {
				continue
			}
			p := f.piece(text, at[0], at[1], group)
			if strings.HasPrefix(p.d.Message, "<") || f.codes && strings.Contains(text[at[1]:p.stop], "<Error>") {
				continue // the document behind a status is the error
			}
			if f.codes && slices.Contains(taken[at[1]:p.stop], true) {
				continue // a name before an error that a better frame has read
			}
			read = p.stop
			for i := p.start; i < p.stop; i++ {
				taken[i] = true
			}
			out = append(out, p)
		}
	}
	return out
}

// piece reads one match of a frame, from start to stop.
func (f frame) piece(text string, start, stop int, group func(string) string) piece {
	d := Denial{Code: strings.TrimSpace(group("code") + group("code2") + group("code3")), Operation: group("op")}
	service := group("service")
	if inner := innerCall.FindAllStringSubmatch(text[start:stop], -1); len(inner) > 1 {
		last := inner[len(inner)-1]
		service, d.Operation = last[1], last[2]
	}
	d.Action = actionOf(service, d.Operation)
	d.Status, _ = strconv.Atoi(group("status"))
	if status, err := strconv.Atoi(d.Code); err == nil {
		d.Status = status
	}
	message := group("msg") + group("msg2")
	switch {
	case message != "":
		if cut := strings.LastIndex(message, "Exception: "); cut >= 0 {
			class := message[:cut+len("Exception")]
			if class = class[strings.LastIndexAny(class, ". \n")+1:]; d.Code == "" && spellings[letters(class)] != "" {
				d.Code = class // Java's newer SDK prints no code, but has a class for some
			}
			message = message[cut+len("Exception: "):]
		}
		message = wrapper.ReplaceAllString(message, "")
		message = cutTail(unfold(unquoted.Replace(message)))
	case f.pattern.SubexpIndex("msg") < 0:
		var length int
		rest := text[stop:]
		if first, _, _ := strings.Cut(rest, "\n"); text[stop-1] == ')' && !strings.Contains(first, "authorized to perform:") { // no colon: what is meant stands on the same line
			rest = first
		}
		message, length = paragraph(rest)
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
