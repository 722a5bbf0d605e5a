package identity

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Token is a sign-in to Identity Center as the AWS CLI keeps it. The fields
// stand in the order in which the CLI writes them.
//
// AWS: observed in the source of AWS CLI v2 (SSOTokenFetcher), 2026-11; that
// the folder and the SHA-1 name the file: AWS SDKs and Tools Reference Guide,
// understanding-sso
type Token struct {
	StartURL              string `json:"startUrl,omitempty"`
	Region                string `json:"region,omitempty"`
	AccessToken           string `json:"accessToken"`
	ExpiresAt             stamp  `json:"expiresAt"`
	ClientID              string `json:"clientId,omitempty"`
	ClientSecret          string `json:"clientSecret,omitempty"`
	RegistrationExpiresAt stamp  `json:"registrationExpiresAt,omitzero"`
	RefreshToken          string `json:"refreshToken,omitempty"`
}

// String hides the secrets, so that a token never ends up in a message.
func (t Token) String() string {
	return "sign-in at " + t.StartURL + " until " + t.ExpiresAt.text()
}

// GoString hides the secrets from %#v too.
func (t Token) GoString() string { return t.String() }

// refreshable reports whether the token can be renewed without a person at now.
func (t Token) refreshable(now time.Time) bool {
	return t.RefreshToken != "" && t.ClientID != "" && t.ClientSecret != "" &&
		now.Before(t.RegistrationExpiresAt.Time)
}

// registration is this tool's entry at Identity Center, kept for its months of
// validity.
type registration struct {
	ClientID     string   `json:"clientId"`
	ClientSecret string   `json:"clientSecret"`
	ExpiresAt    stamp    `json:"expiresAt"`
	Scopes       []string `json:"scopes,omitempty"`
	GrantTypes   []string `json:"grantTypes,omitempty"`
}

// String hides the secret.
func (r registration) String() string { return "client registration until " + r.ExpiresAt.text() }

// GoString hides the secret from %#v too.
func (r registration) GoString() string { return r.String() }

// stamp is a time as the CLI writes it, to the second and with Z. Reading
// takes the forms that older versions wrote too: an offset, fractions, or the
// letters UTC.
type stamp struct{ time.Time }

func (s stamp) text() string { return s.UTC().Format("2006-01-02T15:04:05Z") }

func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.text()) }

func (s *stamp) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if rest, ok := strings.CutSuffix(text, "UTC"); ok {
		text = rest + "Z"
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return errors.New("a time is not of the form 2006-01-02T15:04:05Z")
	}
	s.Time = at
	return nil
}

// Cache is the folder in which the AWS CLI, the SDKs and clearway share
// sign-ins: ~/.aws/sso/cache.
type Cache struct{ Dir string }

// Token reads the sign-in of sso. ok is false where there is none, or none
// that can be used.
func (c Cache) Token(sso SSO) (t Token, ok bool) {
	if !c.read(tokenName(sso), &t) || t.AccessToken == "" || t.ExpiresAt.IsZero() {
		return Token{}, false
	}
	return t, true
}

// save keeps the sign-in of sso.
func (c Cache) save(sso SSO, t Token) error { return c.write(tokenName(sso), t) }

// Forget removes the sign-in of sso; forgot is false where there was none.
func (c Cache) Forget(sso SSO) (forgot bool, err error) {
	err = os.Remove(filepath.Join(c.Dir, tokenName(sso)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove the sign-in: %w", err)
	}
	return true, nil
}

// tokenName is the file of a sign-in: named for the session, or for the start
// URL in the legacy form.
func tokenName(sso SSO) string {
	name := sso.Session
	if name == "" {
		name = sso.StartURL
	}
	return hashName(name)
}

// registrationName is the file of a client registration: named for everything
// that makes it another one, spelled as the CLI spells it.
func registrationName(sso SSO) string {
	var scopes, session any
	if len(sso.Scopes) > 0 {
		scopes = sso.Scopes
	}
	if sso.Session != "" {
		session = sso.Session
	}
	return hashName(pythonJSON([]member{
		{"region", sso.Region}, {"scopes", scopes}, {"session_name", session},
		{"startUrl", sso.StartURL}, {"tool", "botocore"},
	}))
}

func hashName(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:]) + ".json"
}

func (c Cache) read(name string, into any) bool {
	data, err := os.ReadFile(filepath.Join(c.Dir, name))
	return err == nil && json.Unmarshal(data, into) == nil
}

// write replaces a file of the cache in one step, readable by its owner only.
func (c Cache) write(name string, value any) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep the sign-in: %w", err)
		}
	}()
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(c.Dir, "*.tmp") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // only still there if something failed
	if _, err := file.Write(data); err != nil {
		file.Close()
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), filepath.Join(c.Dir, name))
}

// member is one key of a JSON object whose order matters.
type member struct {
	key   string
	value any // nil, string or []string
}

// pythonJSON writes an object byte for byte as Python's json.dumps does with
// its default separators: the CLI names files by the hash of this text.
func pythonJSON(members []member) string {
	var b strings.Builder
	b.WriteByte('{')
	for n, m := range members {
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteString(pythonString(m.key) + ": ")
		switch value := m.value.(type) {
		case string:
			b.WriteString(pythonString(value))
		case []string:
			b.WriteByte('[')
			for n, element := range value {
				if n > 0 {
					b.WriteString(", ")
				}
				b.WriteString(pythonString(element))
			}
			b.WriteByte(']')
		default:
			b.WriteString("null")
		}
	}
	b.WriteByte('}')
	return b.String()
}

// pythonString quotes text as json.dumps does: everything outside ASCII as
// \u escapes, in surrogate pairs where needed.
func pythonString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r > 0xFFFF:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+(r>>10), 0xDC00+(r&0x3FF))
		case r < ' ' || r > 0x7E:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
