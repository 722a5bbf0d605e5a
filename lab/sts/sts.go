package sts

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/lab/query"
	"clearway/lab/world"
)

// New is the service over a world.
func New(w *world.World) query.Handler { return protocol().Over(w) }

// protocol is the table of operations.
func protocol() *query.Service {
	return &query.Service{
		Namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
		Operations: map[string]query.Operation{
			"GetCallerIdentity":  getCallerIdentity,
			"AssumeRole":         assumeRole,
			"GetSessionToken":    getSessionToken,
			"GetFederationToken": getFederationToken,
			"GetAccessKeyInfo":   getAccessKeyInfo,
		},
	}
}

type callerIdentity struct {
	Arn     string
	UserID  string `xml:"UserId"`
	Account string
}

// getCallerIdentity needs no permission, and no policy can take it away.
//
// AWS: AWS STS API Reference, API_GetCallerIdentity
func getCallerIdentity(a *query.Asked) (any, error) {
	p := a.Call.Caller.Principal
	return callerIdentity{Arn: p.ARN, UserID: p.UserID, Account: p.Account}, nil
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

func written(c world.Credentials) credentials {
	return credentials{c.AccessKeyID, c.SecretAccessKey, c.SessionToken, c.Expires.UTC().Format(time.RFC3339)}
}

type sessionToken struct{ Credentials credentials }

// getSessionToken authenticates a user again; policies do not reach it.
//
// AWS: AWS STS API Reference, API_GetSessionToken
func getSessionToken(a *query.Asked) (any, error) {
	p := a.Call.Caller.Principal
	if a.Call.Caller.Session != nil {
		return nil, denied("Cannot call GetSessionToken with session credentials")
	}
	longest, usual := 36*time.Hour, 12*time.Hour
	s := world.Session{UserID: p.UserID, MFA: a.Get("TokenCode") != ""}
	if p.Type == authz.Root {
		longest, usual = time.Hour, time.Hour
		s.UserID, s.Root = "", p.Account
	}
	life, err := duration(a, usual, longest)
	if err != nil {
		return nil, err
	}
	s.Expires = a.Call.Time.Add(life)
	c, err := a.World.Mint(s)
	return sessionToken{written(c)}, err
}

type federationToken struct {
	Credentials      credentials
	FederatedUser    federatedUser
	PackedPolicySize int
}

type federatedUser struct {
	FederatedUserID string `xml:"FederatedUserId"`
	Arn             string
}

var federatedName = regexp.MustCompile(`^[\w+=,.@-]{2,32}$`)

// getFederationToken makes a session that may do what both its policies and
// those of the user allow; without policies it may do nothing by itself.
//
// AWS: AWS STS API Reference, API_GetFederationToken
func getFederationToken(a *query.Asked) (any, error) {
	caller := a.Call.Caller
	name, err := a.Need("Name")
	if err != nil {
		return nil, err
	}
	if !federatedName.MatchString(name) {
		return nil, query.Invalid("1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*", name)
	}
	if caller.Session != nil || caller.Principal.Type != authz.User {
		return nil, denied("Cannot call GetFederationToken with session credentials")
	}
	resource := "arn:" + partition(caller.Principal.ARN) + ":sts::" + caller.Principal.Account + ":federated-user/" + name
	if err := a.Decide(world.Ask{Action: "sts:GetFederationToken", Resource: resource, ResourceAccount: caller.Principal.Account}); err != nil {
		return nil, err
	}
	life, err := duration(a, 12*time.Hour, 36*time.Hour)
	if err != nil {
		return nil, err
	}
	policies, err := sessionPolicies(a, caller.Principal.Account)
	if err != nil {
		return nil, err
	}
	c, err := a.World.Mint(world.Session{
		UserID: caller.Principal.UserID, Federated: true, Name: name, Policies: policies,
		HasPolicies: len(policies) > 0, Tags: a.Tags(), Expires: a.Call.Time.Add(life),
	})
	return federationToken{
		Credentials: written(c), FederatedUser: federatedUser{caller.Principal.Account + ":" + name, resource},
		PackedPolicySize: packed(policies),
	}, err
}

type accessKeyInfo struct{ Account string }

// getAccessKeyInfo tells whose key it is.
//
// AWS: AWS STS API Reference, API_GetAccessKeyInfo
func getAccessKeyInfo(a *query.Asked) (any, error) {
	id, err := a.Need("AccessKeyId")
	if err != nil {
		return nil, err
	}
	ask := world.Ask{Action: "sts:GetAccessKeyInfo", Resource: "*", ResourceAccount: a.Call.Caller.Principal.Account}
	if err := a.Decide(ask); err != nil {
		return nil, err
	}
	_, owner, err := a.World.Key(id, "")
	if err != nil {
		return nil, query.Invalid("Invalid Access Key ID")
	}
	return accessKeyInfo{owner.Principal.Account}, nil
}

// shortest is the least life that temporary credentials can have.
const shortest = 15 * time.Minute

func duration(a *query.Asked, usual, longest time.Duration) (time.Duration, error) {
	life, err := a.Seconds("DurationSeconds", usual)
	switch {
	case err != nil:
		return 0, err
	case life < shortest:
		return 0, query.Invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", life/time.Second)
	case life > longest:
		return 0, query.Invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to %d", life/time.Second, longest/time.Second)
	}
	return life, nil
}

// Limits of session policies, in characters and in number.
//
// AWS: IAM User Guide, reference_iam-quotas#reference_iam-quotas-entity-length
const (
	longestSessionPolicy = 2048
	mostPolicyARNs       = 10
)

// sessionPolicies reads Policy and PolicyArns.
func sessionPolicies(a *query.Asked, account string) ([]world.Document, error) {
	var out []world.Document
	if text := a.Get("Policy"); text != "" {
		if len(text) > longestSessionPolicy {
			return nil, query.Invalid("1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to %d", longestSessionPolicy)
		}
		doc, err := world.NewDocument("session policy", text)
		if err != nil {
			return nil, world.Faultf(http.StatusBadRequest, "MalformedPolicyDocument", "This policy contains invalid Json: %v", err)
		}
		out = append(out, doc)
	}
	arns := a.Members("PolicyArns", ".arn")
	if len(arns) > mostPolicyARNs {
		return nil, query.Invalid("1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to %d", mostPolicyARNs)
	}
	for _, named := range arns {
		var p *world.Policy
		var doc world.Document
		a.World.Look(func(d *world.Data) {
			if p = d.ManagedPolicy(named); p != nil {
				doc = p.Document()
			}
		})
		owner, err := arn.Parse(named)
		if p == nil || err != nil || owner.Account != "aws" && owner.Account != account {
			return nil, world.Faultf(http.StatusBadRequest, "MalformedPolicyDocument", "Policy %s does not exist or is not attachable.", named)
		}
		out = append(out, doc)
	}
	return out, nil
}

// packed is how much of the room for session policies is used, in per cent.
func packed(policies []world.Document) int {
	n := 0
	for _, p := range policies {
		n += len(p.Text)
	}
	return min(100, (100*n+longestSessionPolicy-1)/longestSessionPolicy)
}

func denied(format string, args ...any) error {
	return world.Faultf(http.StatusForbidden, "AccessDenied", format, args...)
}

func partition(named string) string {
	_, rest, _ := strings.Cut(named, ":")
	p, _, _ := strings.Cut(rest, ":")
	return p
}
