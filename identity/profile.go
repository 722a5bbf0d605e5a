package identity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clearway/arn"
)

const defaultProfile = "default"

// Kind is where the credentials of a profile come from, by the key that says
// so.
type Kind string

// The kinds of profiles, in the order in which they are looked for.
const (
	KindRole         Kind = "role_arn"                // role_arn with source_profile or credential_source
	KindWebIdentity  Kind = "web_identity_token_file" // role_arn with web_identity_token_file
	KindStatic       Kind = "aws_access_key_id"       // keys in a file
	KindSSOSession   Kind = "sso_session"             // sso_session
	KindSSOLegacy    Kind = "sso_start_url"           // sso_start_url in the profile itself
	KindLoginSession Kind = "login_session"           // login_session
	KindProcess      Kind = "credential_process"      // credential_process
	KindNone         Kind = ""                        // nothing of the kind: container or instance, or none
)

// SSO is where and as what to sign in to IAM Identity Center.
type SSO struct {
	Session   string // name of the sso-session; "" for the legacy form
	StartURL  string
	Region    string   // where Identity Center lives, not where to work
	AccountID string   // "" in an sso-session that no profile uses
	RoleName  string   // the permission set's name
	Scopes    []string // as configured; empty where the file is silent
}

// Profile is what the configuration files say about one profile. No secret is
// kept in it.
type Profile struct {
	Name string
	Kind Kind
	File string // the file and line of its first section
	Line int

	Region      string
	EndpointURL string
	SSO         SSO // zero unless Kind is one of the two SSO kinds

	RoleARN           string
	SourceProfile     string
	CredentialSource  string
	MFASerial         string
	CredentialProcess string

	// Granted holds the granted_sso_* keys that the tool Granted writes beside
	// its credential_process: AWS's tools pass over them, but they say which
	// account and permission set the process gives.
	Granted SSO

	raw   string // the name as the header has it: the SDK keeps quotes
	s3    S3Settings
	s3Err error // what is wrong in the s3 block: only transfers mind
}

// S3 is what the profile says about transfers. The error names the setting
// that cannot be read.
func (p Profile) S3() (S3Settings, error) {
	if p.s3Err != nil {
		return S3Settings{}, fmt.Errorf("profile %s in %s: %w", p.Name, p.File, p.s3Err)
	}
	return p.s3, nil
}

// AccountID is the account the profile leads to as far as the file tells; ""
// where it does not.
func (p Profile) AccountID() string {
	if role, err := arn.ParseRole(p.RoleARN); err == nil {
		return role.Account
	}
	return cmp.Or(p.SSO.AccountID, p.Granted.AccountID)
}

// PermissionSet is the name of the permission set the profile leads to as far
// as the file tells; "" for other roles and where it does not.
func (p Profile) PermissionSet() string {
	if p.RoleARN != "" {
		return ""
	}
	return cmp.Or(p.SSO.RoleName, p.Granted.RoleName)
}

// HomeRegion is the region Identity Center lives in, from which the path of
// its roles can be derived; "" where the file does not tell.
func (p Profile) HomeRegion() string { return cmp.Or(p.SSO.Region, p.Granted.Region) }

// Profiles gives what the configuration files say, in their order, without a
// call to anyone. The error is a *ConfigError where a line cannot be read.
func Profiles(o Options) ([]Profile, error) {
	files, err := readFiles(o)
	if err != nil {
		return nil, err
	}
	return files.profiles, nil
}

// files is the content of both configuration files.
type files struct {
	profiles []Profile
	sessions map[string]*section
}

func readFiles(o Options) (files, error) {
	config, err := readINI(o.configFile())
	if err != nil {
		return files{}, err
	}
	credentials, err := readINI(o.credentialsFile())
	if err != nil {
		return files{}, err
	}
	f := files{sessions: map[string]*section{}}
	var order []*section
	merged := map[string]*section{}
	add := func(s *section) {
		if known := merged[s.name]; known != nil {
			for key, value := range s.values {
				known.values[key] = value
			}
			return
		}
		merged[s.name] = s
		order = append(order, s)
	}
	for _, s := range config {
		switch {
		case s.kind == "profile", s.kind == "" && s.name == defaultProfile:
			add(s)
		case s.kind == "sso-session":
			f.sessions[s.name] = s
		}
	}
	for _, s := range credentials {
		// A header of the credentials file is a name as it stands, blanks too.
		switch s.kind {
		case "":
			add(s)
		case "profile", "sso-session", "services":
		default:
			s.name, s.raw = s.header, s.header
			add(s)
		}
	}
	for _, s := range order {
		f.profiles = append(f.profiles, f.profile(s))
	}
	return f, nil
}

func (f files) profile(s *section) Profile {
	v := s.values
	p := Profile{
		Name: s.name, File: s.file, Line: s.line, raw: s.raw,
		Region:            v["region"],
		EndpointURL:       v["endpoint_url"],
		RoleARN:           v["role_arn"],
		SourceProfile:     v["source_profile"],
		CredentialSource:  v["credential_source"],
		MFASerial:         v["mfa_serial"],
		CredentialProcess: v["credential_process"],
		Granted: SSO{
			StartURL:  v["granted_sso_start_url"],
			Region:    v["granted_sso_region"],
			AccountID: v["granted_sso_account_id"],
			RoleName:  v["granted_sso_role_name"],
			Scopes:    splitScopes(v["granted_sso_registration_scopes"]),
		},
	}
	p.s3, p.s3Err = s3Settings(v)
	p.Kind = kindOf(v)
	if p.Kind == KindSSOSession || p.Kind == KindSSOLegacy {
		p.SSO = f.sso(v)
	}
	return p
}

func kindOf(v map[string]string) Kind {
	switch {
	case v["role_arn"] != "" && v["web_identity_token_file"] != "":
		return KindWebIdentity
	case v["role_arn"] != "" && (v["source_profile"] != "" || v["credential_source"] != ""):
		return KindRole
	case v["aws_access_key_id"] != "":
		return KindStatic
	case v["sso_session"] != "":
		return KindSSOSession
	case v["sso_start_url"] != "":
		return KindSSOLegacy
	case v["login_session"] != "":
		return KindLoginSession
	case v["credential_process"] != "":
		return KindProcess
	}
	return KindNone
}

// sso joins a profile with the sso-session it names; what the session says
// counts.
func (f files) sso(v map[string]string) SSO {
	sso := SSO{
		Session:   v["sso_session"],
		StartURL:  v["sso_start_url"],
		Region:    v["sso_region"],
		AccountID: v["sso_account_id"],
		RoleName:  v["sso_role_name"],
		Scopes:    splitScopes(v["sso_registration_scopes"]),
	}
	if session := f.sessions[sso.Session]; session != nil {
		sso.StartURL = cmp.Or(session.values["sso_start_url"], sso.StartURL)
		sso.Region = cmp.Or(session.values["sso_region"], sso.Region)
		sso.Scopes = splitScopes(session.values["sso_registration_scopes"])
	}
	return sso
}

// place makes sure that an SSO profile says where to sign in.
func (f files) place(p Profile) error {
	if p.SSO.Session != "" && f.sessions[p.SSO.Session] == nil {
		return &ConfigError{p.File, p.Line, fmt.Sprintf("profile %s names sso-session %s, which is not there", p.Name, p.SSO.Session)}
	}
	return p.lacks("sso_start_url", p.SSO.StartURL, "sso_region", p.SSO.Region)
}

// lacks names the first of the key and value pairs that has no value.
func (p Profile) lacks(pairs ...string) error {
	for n := 0; n < len(pairs); n += 2 {
		if pairs[n+1] == "" {
			return &ConfigError{p.File, p.Line, fmt.Sprintf("profile %s lacks %s", p.Name, pairs[n])}
		}
	}
	return nil
}

func splitScopes(text string) []string {
	var scopes []string
	for _, scope := range strings.Split(text, ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

func (f files) find(name string) (Profile, bool) {
	at := slices.IndexFunc(f.profiles, func(p Profile) bool { return p.Name == name })
	if at < 0 {
		return Profile{}, false
	}
	return f.profiles[at], true
}

// root follows source_profile to the profile that the credentials start from.
// A chain that leads nowhere, or round in a circle, ends where it is.
func (f files) root(p Profile) Profile {
	seen := map[string]bool{}
	for p.Kind == KindRole && p.SourceProfile != "" && !seen[p.Name] {
		seen[p.Name] = true
		source, ok := f.find(p.SourceProfile)
		if !ok {
			break
		}
		if p.SourceProfile == p.Name {
			break
		}
		p = source
	}
	return p
}

func (f files) names() []string {
	var names []string
	for _, p := range f.profiles {
		names = append(names, p.Name)
	}
	return names
}
