package denial

import (
	"regexp"
	"strings"
)

// saying is a sentence that a tool makes itself, without a code of AWS. Spaces
// stand for any space, so that folded lines are found too.
type saying struct {
	local Local
	words string // a regular expression, without regard to letter case
}

// sayings are those of aws-cli, botocore, the SDKs and the tools built on them.
var sayings = compileSayings([]saying{
	{LocalSignIn, `Error loading SSO Token`},
	{LocalSignIn, `The SSO session(?: token)? (?:associated with (?:this )?profile|has expired)`},
	{LocalSignIn, `Token has expired and refresh failed`},
	{LocalSignIn, `Error when retrieving token from sso`},
	{LocalSignIn, `refresh cached SSO token failed`},
	{LocalSignIn, `cached SSO token (?:is expired|has expired|file)`},
	{LocalSignIn, `SSO (?:session|access token|token|sign-in)[^.\n]{0,60}(?:has (?:either )?expired|is expired|is invalid|was not found)`},
	{LocalSignIn, `Token is expired\. To refresh this SSO session`},
	{LocalSignIn, `(?:to refresh|please run|run:?) [^\n]{0,30}aws sso login`},
	{LocalSignIn, `the sign-in of (?:profile|sso-session) \S+ has expired`},
	{LocalSignIn, `not signed in with (?:profile|sso-session)`},
	{LocalSignIn, `Your session has expired\. Please reauthenticate`},
	{LocalSignIn, `No valid SSO Token could be found`},
	{LocalSignIn, `Unable to load SSO token`},
	{LocalSignIn, `SSOProviderInvalidToken`},
	{LocalSignIn, `InvalidSSO(?:Token|Credentials)`},
	{LocalNoProfile, `The config profile \(([^)]*)\) could not be found`},
	{LocalNoProfile, `failed to get shared config profile`},
	{LocalNoProfile, `there is no profile "`},
	{LocalNoProfile, `Profile \S+ (?:not found|could not be found|does not exist)`},
	{LocalNoCredentials, `Unable to locate (?:AWS )?credentials`},
	{LocalNoCredentials, `NoCredentialProviders`},
	{LocalNoCredentials, `(?:Unable to|Could not|can't|cannot|failed to) load (?:AWS )?credentials from any`},
	{LocalNoCredentials, `no EC2 IMDS role found`},
	{LocalNoCredentials, `No valid credential sources found`},
	{LocalNoCredentials, `Partial credentials found`},
	{LocalNoCredentials, `no providers in chain provided credentials`},
	{LocalNoCredentials, `(?:The )?credential(?:s)? provider was not enabled`},
	{LocalNoCredentials, `static credentials are empty`},
	{LocalNoCredentials, `Missing credentials in config`},
	{LocalNoCredentials, `Credentials could not be loaded`},
	{LocalNoCredentials, `no credentials have been configured`},
	{LocalNoCredentials, `unable to sign request without credentials`},
	{LocalNoCredentials, `Error retrieving credentials from the instance profile metadata service`},
	{LocalNoCredentials, `Unable to get IAM security credentials from EC2 Instance Metadata`},
	{LocalNoCredentials, `Failed to resolve AWS credentials`},
	{LocalNoCredentials, `No credentials specified or obtained from persisted/shell defaults`},
	{LocalNoCredentials, `could not determine how to establish security credentials`},
	{LocalExpired, `Credentials were refreshed, but the refreshed credentials are still expired`},
	{LocalExpired, `the (?:temporary )?credentials have expired`},
	{LocalRegion, `incorrect region, the bucket is not in`},
	{LocalRegion, `301 response missing Location header`},
	{LocalRegion, `The bucket is in this region: `},
	{LocalNetwork, `Could not connect to the endpoint URL`},
	{LocalNetwork, `SSL validation failed`},
	{LocalNetwork, `dial tcp: lookup `},
	{LocalNetwork, `Connection was closed before we received a valid response`},
})

type compiledSaying struct {
	local Local
	word  string // in lower case, of every text that the form fits
	form  *regexp.Regexp
}

func compileSayings(list []saying) []compiledSaying {
	var out []compiledSaying
	for _, s := range list {
		out = append(out, compiledSaying{s.local, longestWord(s.words), regexp.MustCompile(`(?i)` + strings.ReplaceAll(s.words, " ", `\s+`))})
	}
	return out
}

var (
	choices  = regexp.MustCompile(`\([^()]*\)\??|\[[^\]]*\]\S?|\\\w`)
	plainRun = regexp.MustCompile(`[a-z0-9]+`)
)

// longestWord is the longest run of letters that every text of a form holds.
func longestWord(form string) string {
	for choices.MatchString(form) {
		form = choices.ReplaceAllString(form, " ")
	}
	longest := ""
	for _, run := range plainRun.FindAllString(strings.ToLower(form), -1) {
		if len(run) > len(longest) {
			longest = run
		}
	}
	return longest
}

var namedProfile = []*regexp.Regexp{
	regexp.MustCompile(`aws\s+sso\s+login\s+--profile[ =]"?([\w.@/+-]+)`),
	regexp.MustCompile(`clearway login --profile ([\w.@/+-]+)`),
	regexp.MustCompile(`(?i)The config profile \(([^)]*)\)`),
	regexp.MustCompile(`(?i)associated\s+with\s+profile=(\S+)\s`),
	regexp.MustCompile(`--profile[ =]"?([\w.@/+-]+)`),
	regexp.MustCompile(`AWS_PROFILE=([\w.@/+-]+)`),
}

// localTrouble finds the trouble that a tool met itself: one piece, for tools
// say it in several sentences.
func localTrouble(text string) []piece {
	lower := strings.ToLower(text)
	for _, s := range sayings {
		if !strings.Contains(lower, s.word) {
			continue
		}
		at := s.form.FindStringIndex(text)
		if at == nil {
			continue
		}
		start := strings.LastIndexByte(text[:at[0]], '\n') + 1
		message, length := paragraph(text[start:])
		stop := max(at[1], start+length)
		d := Denial{Local: s.local, Message: message}
		if s.local == LocalSignIn || s.local == LocalNoProfile || s.local == LocalExpired {
			for _, form := range namedProfile {
				if m := form.FindStringSubmatch(text); m != nil {
					d.Profile = m[1]
					break
				}
			}
		}
		return []piece{{start, stop, d}}
	}
	return nil
}
