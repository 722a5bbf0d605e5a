package identity

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// Options choose an identity the way the AWS CLI's global flags do. The zero
// value is what the environment and the configuration files say.
type Options struct {
	Profile     string // name of a profile; beats keys in the environment
	Region      string // beats AWS_REGION, AWS_DEFAULT_REGION and the profile's
	EndpointURL string // for the calls of the command itself, not for fetching credentials

	NoVerifySSL   bool
	CABundle      string // file of certificates in PEM form; beats AWS_CA_BUNDLE
	NoSignRequest bool   // load no credentials, sign nothing

	ConnectTimeout time.Duration // 0: 60 seconds; negative: none
	ReadTimeout    time.Duration // 0: 60 seconds; negative: none

	// MFACode asks the person for the code that the device with this serial
	// number or ARN shows. Nil: profiles with mfa_serial cannot be used.
	MFACode func(ctx context.Context, serial string) (string, error)

	// Trace, if set, is told of every call to AWS once it has ended, those that
	// fetch credentials included. Many goroutines may call it at once.
	Trace func(Call)

	// Getenv looks up environment variables; nil is os.Getenv. The SDK looks
	// at the process's own environment for everything that is not a profile's
	// name, a file's place, a region or the home directory.
	Getenv func(string) string

	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

func (o Options) getenv(name string) string {
	if o.Getenv == nil {
		return os.Getenv(name)
	}
	return o.Getenv(name)
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// first gives the value of the first of the variables that is set.
func (o Options) first(names ...string) string {
	for _, name := range names {
		if value := o.getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// home is the user's directory as the AWS CLI and the SDK find it.
func (o Options) home() string {
	if home := o.first("HOME", "USERPROFILE"); home != "" {
		return home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// configFile and credentialsFile are where AWS tools look.
//
// AWS: AWS SDKs and Tools Reference Guide, file-location
func (o Options) configFile() string {
	return o.file("AWS_CONFIG_FILE", "config")
}

func (o Options) credentialsFile() string {
	return o.file("AWS_SHARED_CREDENTIALS_FILE", "credentials")
}

func (o Options) file(variable, name string) string {
	path := o.getenv(variable)
	if path == "" {
		return filepath.Join(o.home(), ".aws", name)
	}
	if len(path) > 1 && path[0] == '~' && os.IsPathSeparator(path[1]) {
		return filepath.Join(o.home(), path[2:])
	}
	return path
}

// regionByName is the region that the option or the environment names.
//
// AWS: AWS CLI User Guide, cli-configure-envvars
func (o Options) regionByName() string {
	if o.Region != "" {
		return o.Region
	}
	return o.first("AWS_REGION", "AWS_DEFAULT_REGION")
}

// profileName is the profile in force, and whether somebody chose it by name.
//
// AWS: AWS CLI User Guide, cli-configure-envvars
func (o Options) profileName() (name string, chosen bool) {
	if o.Profile != "" {
		return o.Profile, true
	}
	if name := o.first("AWS_PROFILE", "AWS_DEFAULT_PROFILE"); name != "" {
		return name, true
	}
	return defaultProfile, false
}

// chosenBy is the variable that names the profile in force; "" where an option
// does, or nothing.
func (o Options) chosenBy() string {
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if o.Profile == "" && o.getenv(name) != "" {
			return name
		}
	}
	return ""
}

// noProfile is the error of a profile that somebody named and nobody wrote.
func (o Options) noProfile(name string, f files) *NoProfileError {
	return &NoProfileError{Profile: name, File: o.configFile(), Close: nearest(name, f.names()), Known: len(f.profiles), Chosen: o.chosenBy()}
}

// keysInEnvironment reports whether the environment holds credentials that
// beat the profile: they do unless a profile was asked for by option.
//
// AWS: AWS CLI User Guide, cli-configure-quickstart#cli-configure-quickstart-precedence
func (o Options) keysInEnvironment() bool {
	return o.Profile == "" && o.first("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY") != "" &&
		o.first("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY") != ""
}
