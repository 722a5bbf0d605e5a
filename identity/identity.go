package identity

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"

	"clearway/arn"
)

// Identity is one side of a copy: a configuration for SDK clients, and what is
// known about where its credentials come from.
type Identity struct {
	// Config makes SDK clients. Its credentials are fetched when the first call
	// is signed, and renewed in time where they can be.
	Config aws.Config

	// EndpointURL is Options.EndpointURL: clients of the command's own calls
	// take it as their BaseEndpoint. AWS_ENDPOINT_URL and its companions are in
	// Config already.
	EndpointURL string

	// Profile is the profile in force; only its Name is set when no file
	// describes it (a machine without configuration).
	Profile Profile

	// FromEnvironment: keys in the environment beat the profile.
	FromEnvironment bool

	options Options
	files   files
	root    Profile // where a chain of source_profile begins; Profile itself else
	tokens  Cache
	base    *string // general endpoint for the calls that fetch credentials
}

// idleConnections is how many finished connections are kept to one host, so
// that many workers do not shake hands anew for each object.
const idleConnections = 256

// Open finds the identity that o describes. It reads files and environment
// only; a missing sign-in shows at the first call. Errors: *NoProfileError for
// a profile that somebody named and nobody wrote, *ConfigError for a line that
// cannot be read, else what the SDK finds wrong in the profile.
func Open(ctx context.Context, o Options) (*Identity, error) {
	files, err := readFiles(o)
	if err != nil {
		return nil, err
	}
	i := &Identity{EndpointURL: o.EndpointURL, FromEnvironment: o.keysInEnvironment(),
		options: o, files: files, tokens: CacheIn(o)}
	name, chosen := o.profileName()
	profile, exists := files.find(name)
	if !exists && chosen {
		return nil, o.noProfile(name, files)
	}
	profile.Name = name
	i.Profile, i.root = profile, files.root(profile)
	if err := i.check(); err != nil {
		return nil, err
	}
	options, err := i.loadOptions(chosen && exists)
	if err != nil {
		return nil, err
	}
	i.Config, err = config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("read profile %s: %w", name, i.readable(err))
	}
	i.base = i.Config.BaseEndpoint
	if !o.NoSignRequest {
		i.Config.Credentials = aws.NewCredentialsCache(&renewing{i, i.Config.Credentials})
	}
	return i, nil
}

// check finds what an SSO profile lacks before the SDK does, with file and
// line.
func (i *Identity) check() error {
	p := i.root
	if !i.usesSSO() || i.options.NoSignRequest {
		return nil
	}
	if err := i.files.place(p); err != nil {
		return err
	}
	return p.lacks("sso_account_id", p.SSO.AccountID, "sso_role_name", p.SSO.RoleName)
}

func (i *Identity) loadOptions(named bool) ([]func(*config.LoadOptions) error, error) {
	o := i.options
	options := []func(*config.LoadOptions) error{
		config.WithSharedConfigFiles([]string{o.configFile()}),
		config.WithSharedCredentialsFiles([]string{o.credentialsFile()}),
		config.WithHTTPClient(httpClient(o)),
		config.WithDefaultRegion(i.defaultRegion()),
		config.WithCredentialsCacheOptions(func(c *aws.CredentialsCacheOptions) { c.ExpiryWindow = expiryWindow }),
	}
	// The SDK's own remarks would go past the caller to stderr; what matters
	// comes back as errors.
	options = append(options, config.WithLogger(logging.Nop{}))
	if o.Trace != nil {
		options = append(options, config.WithAPIOptions([]func(*middleware.Stack) error{traced(o.Trace, o.now)}))
	}
	// An explicit profile would beat keys in the environment, so AWS_PROFILE
	// is passed on only where there are none.
	if named && !i.FromEnvironment {
		options = append(options, config.WithSharedConfigProfile(i.Profile.raw))
	}
	if region := o.regionByName(); region != "" {
		options = append(options, config.WithRegion(region))
	}
	if o.CABundle != "" {
		bundle, err := os.ReadFile(o.CABundle)
		if err != nil {
			return nil, fmt.Errorf("read the certificates: %w", err)
		}
		options = append(options, config.WithCustomCABundle(bytes.NewReader(bundle)))
	}
	if o.NoSignRequest {
		return append(options, config.WithCredentialsProvider(aws.AnonymousCredentials{})), nil
	}
	return append(options, i.credentialOptions()...), nil
}

// defaultRegion is where to call when nobody says: the first region of the
// partition, as far as the profile shows which that is.
func (i *Identity) defaultRegion() string {
	if home := i.root.HomeRegion(); home != "" && arn.Partition(home) != "aws" {
		return home
	}
	return "us-east-1"
}

func httpClient(o Options) *awshttp.BuildableClient {
	connect, read := timeout(o.ConnectTimeout), timeout(o.ReadTimeout)
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connect }).
		WithTransportOptions(func(t *http.Transport) {
			t.ResponseHeaderTimeout = read
			t.MaxIdleConns, t.MaxIdleConnsPerHost = 2*idleConnections, idleConnections
			if o.NoVerifySSL {
				if t.TLSClientConfig == nil {
					t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
				}
				t.TLSClientConfig.InsecureSkipVerify = true
			}
		})
}

func timeout(d time.Duration) time.Duration {
	switch {
	case d < 0:
		return 0
	case d == 0:
		return time.Minute
	}
	return d
}

// readable puts a source_profile that is not there into this package's words;
// the SDK's own serve for the rest.
func (i *Identity) readable(err error) error {
	var missing config.SharedConfigProfileNotExistError
	if errors.As(err, &missing) {
		return &NoProfileError{Profile: missing.Profile, File: i.options.configFile(),
			Close: nearest(missing.Profile, i.files.names()), Known: len(i.files.profiles)}
	}
	return err
}

// wrap says what was being done, and refines the cause.
func (i *Identity) wrap(doing string, err error) error {
	refined := i.Refine(err)
	if refined == err {
		refined = concise(err)
	}
	return fmt.Errorf("%s: %w", doing, refined)
}

func (i *Identity) sts() *sts.Client {
	return sts.NewFromConfig(i.Config, func(o *sts.Options) {
		if i.EndpointURL != "" {
			o.BaseEndpoint = aws.String(i.EndpointURL)
		}
	})
}

func (i *Identity) iam() *iam.Client {
	return iam.NewFromConfig(i.Config, func(o *iam.Options) {
		if i.EndpointURL != "" {
			o.BaseEndpoint = aws.String(i.EndpointURL)
		}
	})
}

func (i *Identity) usesSSO() bool {
	return !i.FromEnvironment && (i.root.Kind == KindSSOSession || i.root.Kind == KindSSOLegacy)
}

// CacheIn is the sign-in cache in the home directory that o names.
//
// AWS: AWS SDKs and Tools Reference Guide, understanding-sso
func CacheIn(o Options) Cache { return Cache{Dir: filepath.Join(o.home(), ".aws", "sso", "cache")} }
