package identity

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"clearway/arn"
)

// DefaultTemplate names new profiles.
const DefaultTemplate = "{account-name}-{set}"

// TemplateError is a template of profile names with a placeholder that does not
// exist.
type TemplateError struct{ Template string }

func (e *TemplateError) Error() string {
	return "a name is made of {account-name}, {account-id}, {set} and {session}, not as in " + e.Template
}

// SessionTakenError is an sso-session of that name that leads elsewhere.
type SessionTakenError struct{ Session, File, StartURL, Region string }

func (e *SessionTakenError) Error() string {
	return fmt.Sprintf("sso-session %s in %s leads to %s in %s already; choose another name with --sso-session", e.Session, e.File, e.StartURL, e.Region)
}

// StartError is a start URL, a region or a name that cannot be one.
type StartError struct {
	Value string
	Want  Wanted
}

// Wanted is what a value should have been.
type Wanted string

// What may be wanted.
const (
	WantedStart  Wanted = "start URL, such as https://d-1234567890.awsapps.com/start"
	WantedRegion Wanted = "region, such as ap-northeast-1"
	WantedName   Wanted = "name without blanks, brackets and quotes"
)

func (e *StartError) Error() string { return fmt.Sprintf("%q is no %s", e.Value, e.Want) }

// NewProfile is a profile that a permission set gets, or has.
type NewProfile struct {
	Name    string
	Account string
	Set     string
	Present bool // the configuration has it already
}

// ConfigPlan is an addition to the configuration file. New is Old with
// something added at its end: every byte of Old keeps its place.
type ConfigPlan struct {
	File     string
	Old, New []byte
	Session  string
	Profiles []NewProfile
}

// Added is the text that New has behind Old.
func (p ConfigPlan) Added() string { return string(p.New[len(p.Old):]) }

// SessionFor finds the sso-session of the configuration that leads to where, or
// a name for a new one; where.Session is the wish. Errors: *SessionTakenError,
// *StartError, those of reading the files.
func SessionFor(o Options, where SSO) (session SSO, present bool, err error) {
	if err := checkStart(where); err != nil {
		return SSO{}, false, err
	}
	files, err := readFiles(o)
	if err != nil {
		return SSO{}, false, err
	}
	leads := func(name string) bool {
		s := files.sso(map[string]string{"sso_session": name})
		return sameStart(s.StartURL, where.StartURL) && s.Region == where.Region
	}
	if where.Session != "" {
		s := files.sessions[where.Session]
		switch {
		case s == nil && checkName(where.Session) != nil:
			return SSO{}, false, checkName(where.Session)
		case s != nil && !leads(where.Session):
			return SSO{}, false, &SessionTakenError{where.Session, s.file, s.values["sso_start_url"], s.values["sso_region"]}
		case s != nil:
			where = files.sso(map[string]string{"sso_session": where.Session})
		}
		where.AccountID, where.RoleName = "", ""
		return where, s != nil, nil
	}
	var names []string
	for name := range files.sessions {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if leads(name) {
			return files.sso(map[string]string{"sso_session": name}), true, nil
		}
	}
	name := free(sessionName(where.StartURL), func(name string) bool { return slices.Contains(names, name) })
	return SSO{Session: name, StartURL: where.StartURL, Region: where.Region}, false, nil
}

var regionForm = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-\d+$`)

// checkStart makes sure that what somebody typed can be the address of an
// Identity Center, before anything is called or written.
//
// AWS: IAM Identity Center User Guide, using-the-portal (start URLs)
func checkStart(where SSO) error {
	u, err := url.Parse(where.StartURL)
	local := err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost")
	if err != nil || u.Host == "" || u.Scheme != "https" && !local || strings.ContainsFunc(where.StartURL, isOdd) {
		return &StartError{where.StartURL, WantedStart}
	}
	if !regionForm.MatchString(where.Region) {
		return &StartError{where.Region, WantedRegion}
	}
	return nil
}

func isOdd(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func checkName(name string) error {
	if name != plainName(name) {
		return &StartError{name, WantedName}
	}
	return nil
}

// sessionName is what a start URL calls its Identity Center: the first part of
// the host, or the last of a directory's path in other partitions.
func sessionName(startURL string) string {
	u, err := url.Parse(startURL)
	if err != nil {
		return "sso"
	}
	if _, directory, ok := strings.Cut(u.Path, "/directory/"); ok {
		return plainName(strings.Trim(directory, "/"))
	}
	first, _, dots := strings.Cut(u.Hostname(), ".")
	if !dots || strings.Trim(first, "0123456789") == "" {
		return "sso"
	}
	return plainName(first)
}

// PlanConfig adds what the permission sets of chosen need to the configuration:
// the sso-session, where it is not there, and a profile for each set that none
// leads to. Names that are taken get another; nothing that is there changes.
func PlanConfig(o Options, where SSO, region, template string, chosen []Account) (ConfigPlan, error) {
	files, err := readFiles(o)
	if err != nil {
		return ConfigPlan{}, err
	}
	plan := ConfigPlan{File: o.configFile(), Session: where.Session}
	if plan.Old, err = os.ReadFile(plan.File); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ConfigPlan{}, fmt.Errorf("read AWS configuration: %w", err)
	}
	var added []string
	taken := append(files.names(), defaultProfile)
	for _, account := range chosen {
		for _, set := range account.Sets {
			if there := files.leadingTo(where, account.ID, set.Name); len(there) > 0 {
				plan.Profiles = append(plan.Profiles, NewProfile{there[0], account.ID, set.Name, true})
				continue
			}
			name, err := fillTemplate(template, where.Session, account, set.Name)
			if err != nil {
				return ConfigPlan{}, err
			}
			if slices.Contains(taken, name) && !strings.Contains(name, account.ID) {
				name += "-" + account.ID // says more than a number
			}
			name = free(name, func(name string) bool { return slices.Contains(taken, name) })
			taken = append(taken, name)
			text, err := profileText(name, where.Session, account.ID, set.Name, region)
			if err != nil {
				return ConfigPlan{}, err
			}
			added = append(added, text)
			plan.Profiles = append(plan.Profiles, NewProfile{name, account.ID, set.Name, false})
		}
	}
	if files.sessions[where.Session] == nil {
		added = append([]string{"[sso-session " + where.Session + "]\nsso_start_url = " + where.StartURL + "\nsso_region = " + where.Region +
			"\nsso_registration_scopes = " + accountScope + "\n"}, added...)
	}
	plan.New = appendText(plan.Old, strings.Join(added, "\n"))
	return plan, nil
}

// profileText is a profile's section.
//
// AWS: AWS CLI User Guide, cli-configure-sso (manual configuration)
func profileText(name, session, account, set, region string) (string, error) {
	if !arn.IsAccountID(account) || set == "" || strings.ContainsFunc(set, isOdd) {
		return "", fmt.Errorf("Identity Center names an account %q and a permission set %q, which no profile can hold", account, set)
	}
	text := "[profile " + name + "]\nsso_session = " + session + "\nsso_account_id = " + account + "\nsso_role_name = " + set + "\n"
	if region != "" {
		if !regionForm.MatchString(region) {
			return "", &StartError{region, WantedRegion}
		}
		text += "region = " + region + "\n"
	}
	return text, nil
}

// appendText puts text at the end of old, behind an empty line, with old's own
// line ends.
func appendText(old []byte, text string) []byte {
	if text == "" {
		return old
	}
	end := "\n"
	if bytes.Contains(old, []byte("\r\n")) {
		end = "\r\n"
	}
	out := bytes.Clone(old)
	if len(old) > 0 {
		if !bytes.HasSuffix(old, []byte("\n")) {
			out = append(out, end...)
		}
		out = append(out, end...)
	}
	return append(out, strings.ReplaceAll(text, "\n", end)...)
}

// fillTemplate makes the name of a profile.
func fillTemplate(template, session string, account Account, set string) (string, error) {
	name := account.Name
	if plainName(name) == "" {
		name = account.ID
	}
	filled := strings.NewReplacer("{account-name}", name, "{account-id}", account.ID, "{set}", set, "{session}", session).Replace(template)
	if left := strings.NewReplacer("{account-name}", "", "{account-id}", "", "{set}", "", "{session}", "").Replace(template); strings.ContainsAny(left, "{}") {
		return "", &TemplateError{template}
	}
	if filled = plainName(filled); filled == "" {
		filled = account.ID
	}
	return filled, nil
}

// plainName keeps what every tool reads in a section's header without quotes;
// runs of anything else become one dash.
func plainName(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("._@+", r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// free is name, or name with the first number that nobody has.
func free(name string, taken func(string) bool) string {
	for n, candidate := 2, name; ; n++ {
		if !taken(candidate) {
			return candidate
		}
		candidate = fmt.Sprintf("%s-%d", name, n)
	}
}
