package world

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
)

// What can be wrong with a key before any signature is looked at.
var (
	ErrNoKey        = errors.New("the access key is not known")
	ErrBadToken     = errors.New("the session token does not belong to the access key")
	ErrExpiredToken = errors.New("the session has expired")
)

// Caller is who makes a request.
type Caller struct {
	Principal   authz.Principal
	AccessKeyID string
	Session     *Session // nil for long-term keys and unsigned requests
}

// Session is a set of temporary credentials. Nothing of it is kept in the lab:
// it travels, sealed, in the session token, so that it outlives a restart.
type Session struct {
	AccessKeyID string            `json:"k"`
	RoleID      string            `json:"r,omitempty"` // an assumed role,
	UserID      string            `json:"u,omitempty"` // or a user who called GetSessionToken or GetFederationToken,
	Root        string            `json:"a,omitempty"` // or an account's root user
	Federated   bool              `json:"f,omitempty"` // GetFederationToken
	Name        string            `json:"n,omitempty"` // role session name or federated user's name
	Policies    []Document        `json:"p,omitempty"` // session policies, each of them a limit together
	HasPolicies bool              `json:"h,omitempty"`
	Tags        map[string]string `json:"t,omitempty"`
	Transitive  []string          `json:"v,omitempty"` // tags that go on into the next session
	Source      string            `json:"s,omitempty"` // aws:SourceIdentity
	MFA         bool              `json:"m,omitempty"`
	Issued      time.Time         `json:"i"`
	Expires     time.Time         `json:"e"`
}

// Credentials are what a client signs with.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string // empty for long-term keys
	Expires         time.Time
}

// Mint makes temporary credentials for s, whose key ID and issue time it fills
// in. Nothing is decided here: whoever calls has asked already.
func (w *World) Mint(s Session) (Credentials, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s.AccessKeyID = "ASIA" + randomID(16)
	s.Issued = w.now().UTC().Truncate(time.Second)
	s.Expires = s.Expires.UTC().Truncate(time.Second)
	payload, err := json.Marshal(s)
	if err != nil {
		return Credentials{}, fmt.Errorf("seal session: %w", err)
	}
	token := base64.StdEncoding.EncodeToString(append(w.data.seal("token", payload), payload...))
	return Credentials{
		AccessKeyID:     s.AccessKeyID,
		SecretAccessKey: w.data.temporarySecret(s.AccessKeyID),
		SessionToken:    token,
		Expires:         s.Expires,
	}, nil
}

// Key finds out whose key it is: the secret to check the signature with and the
// caller. The errors are ErrNoKey, ErrBadToken and ErrExpiredToken; with the
// last one the secret and the caller are given all the same.
func (w *World) Key(accessKeyID, token string) (secret string, c Caller, err error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if strings.HasPrefix(accessKeyID, "ASIA") {
		return w.data.temporaryKey(accessKeyID, token, w.now())
	}
	secret, c, err = w.data.longTermKey(accessKeyID)
	if err == nil && token != "" {
		return "", Caller{}, ErrBadToken
	}
	return secret, c, err
}

func (d *Data) longTermKey(id string) (secret string, c Caller, err error) {
	for _, a := range d.Accounts {
		for _, k := range a.RootKeys {
			if k.ID == id && !k.Inactive {
				return k.Secret, Caller{Principal: d.rootPrincipal(a), AccessKeyID: id}, nil
			}
		}
		for _, u := range a.Users {
			for _, k := range u.Keys {
				if k.ID == id && !k.Inactive {
					return k.Secret, Caller{Principal: d.userPrincipal(a, u), AccessKeyID: id}, nil
				}
			}
		}
	}
	return "", Caller{}, ErrNoKey
}

func (d *Data) temporaryKey(id, token string, now time.Time) (secret string, c Caller, err error) {
	if token == "" {
		return "", Caller{}, ErrNoKey
	}
	s, err := d.unseal(token)
	if err != nil || s.AccessKeyID != id {
		return "", Caller{}, ErrBadToken
	}
	p, ok := d.sessionPrincipal(s)
	if !ok {
		return "", Caller{}, ErrNoKey
	}
	c = Caller{Principal: p, AccessKeyID: id, Session: s}
	if !now.Before(s.Expires) {
		err = ErrExpiredToken
	}
	return d.temporarySecret(id), c, err
}

// sessionPrincipal names the caller behind a session; ok is false when the role
// or user is gone.
//
// AWS: IAM User Guide, reference_policies_variables#principaltable
func (d *Data) sessionPrincipal(s *Session) (p authz.Principal, ok bool) {
	switch {
	case s.RoleID != "":
		r := d.RoleByID(s.RoleID)
		if r == nil {
			return p, false
		}
		role, err := arn.ParseRole(r.ARN)
		if err != nil {
			return p, false
		}
		p = d.inOrganization(authz.Principal{Type: authz.RoleSession, Account: role.Account})
		p.ARN, p.RoleARN, p.UserID = role.Session(s.Name).String(), r.ARN, r.ID+":"+s.Name
		p.Tags, p.ServiceLinkedRole = mergeTags(r.Tags, s.Tags), r.ServiceLinked()
		return p, true
	case s.UserID != "":
		u := d.UserByID(s.UserID)
		if u == nil {
			return p, false
		}
		named, err := arn.Parse(u.ARN)
		if err != nil {
			return p, false
		}
		p = d.userPrincipal(d.Accounts[named.Account], u)
		if s.Federated {
			p.Type, p.UserID = authz.FederatedUser, named.Account+":"+s.Name
			p.UserARN = u.ARN
			p.ARN = "arn:" + d.Partition + ":sts::" + named.Account + ":federated-user/" + s.Name
			p.Tags = mergeTags(nil, s.Tags)
		}
		return p, true
	case s.Root != "" && d.Accounts[s.Root] != nil:
		return d.rootPrincipal(d.Accounts[s.Root]), true
	}
	return p, false
}

func (d *Data) userPrincipal(a *Account, u *User) authz.Principal {
	p := d.inOrganization(authz.Principal{Type: authz.User, Account: a.ID})
	p.ARN, p.UserID, p.Tags = u.ARN, u.ID, mergeTags(u.Tags, nil)
	return p
}

func (d *Data) rootPrincipal(a *Account) authz.Principal {
	p := d.inOrganization(authz.Principal{Type: authz.Root, Account: a.ID})
	p.ARN, p.UserID = arn.AccountRoot(d.Partition, a.ID), a.ID
	return p
}

func (d *Data) inOrganization(p authz.Principal) authz.Principal {
	if a := d.Accounts[p.Account]; a != nil {
		p.CanonicalID = a.CanonicalID
	}
	if at := d.place(p.Account); at != nil {
		p.OrgID, p.OrgPaths = at.organization.ID, []string{at.orgPath()}
	}
	return p
}

// mergeTags lays session tags over the entity's own; their keys are compared
// without regard to case.
//
// AWS: IAM User Guide, id_session-tags
func mergeTags(own, session map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range own {
		out[k] = v
	}
	for k, v := range session {
		for have := range out {
			if strings.EqualFold(have, k) {
				delete(out, have)
			}
		}
		out[k] = v
	}
	return out
}

func (d *Data) unseal(token string) (*Session, error) {
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(raw) < sha256.Size {
		return nil, ErrBadToken
	}
	mac, payload := raw[:sha256.Size], raw[sha256.Size:]
	if subtle.ConstantTimeCompare(mac, d.seal("token", payload)) != 1 {
		return nil, ErrBadToken
	}
	var s Session
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, ErrBadToken
	}
	return &s, nil
}

func (d *Data) temporarySecret(accessKeyID string) string {
	return base64.StdEncoding.EncodeToString(d.seal("secret", []byte(accessKeyID)))[:40]
}

func (d *Data) seal(purpose string, payload []byte) []byte {
	mac := hmac.New(sha256.New, d.SealingKey)
	mac.Write([]byte(purpose + "\x00"))
	mac.Write(payload)
	return mac.Sum(nil)
}

// randomID gives n characters of the alphabet that AWS's key IDs use.
func randomID(n int) string { return rand.Text()[:n] }

// Nobody is the caller of an unsigned request.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:userid, aws:PrincipalAccount)
func Nobody() Caller {
	return Caller{Principal: authz.Principal{Type: authz.Anonymous}}
}
