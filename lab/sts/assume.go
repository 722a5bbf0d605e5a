package sts

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/denial"
	"clearway/lab/query"
	"clearway/lab/world"
)

type assumedRole struct {
	Credentials      credentials
	AssumedRoleUser  assumedRoleUser
	PackedPolicySize int    `xml:",omitempty"`
	SourceIdentity   string `xml:",omitempty"`
}

type assumedRoleUser struct {
	AssumedRoleID string `xml:"AssumedRoleId"`
	Arn           string
}

// target is the role that is to be assumed, as it was when it was looked up.
type target struct {
	id, arn, account string
	tags             map[string]string
	longest          time.Duration
	trust            *authz.Policy
}

var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

// assumeRole makes a session of a role, if the role's trust policy and the
// caller's own policies let it.
//
// AWS: AWS STS API Reference, API_AssumeRole
func assumeRole(a *query.Asked) (any, error) {
	roleARN, err := a.Need("RoleArn")
	if err != nil {
		return nil, err
	}
	name, err := a.Need("RoleSessionName")
	if err != nil {
		return nil, err
	}
	if !sessionName.MatchString(name) {
		return nil, query.Invalid("1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*", name)
	}
	if _, err := arn.ParseRole(roleARN); err != nil {
		return nil, query.Invalid("%s is invalid", roleARN)
	}
	if a.Call.Caller.Principal.Type == authz.Root {
		return nil, denied("Roles may not be assumed by root accounts.")
	}
	t, err := find(a, roleARN)
	if err != nil {
		return nil, err
	}
	s, err := session(a, t, name)
	if err != nil {
		return nil, err
	}
	if err := mayAssume(a, t, s); err != nil {
		return nil, err
	}
	if s.Policies, err = sessionPolicies(a, t.account); err != nil {
		return nil, err
	}
	s.HasPolicies = len(s.Policies) > 0
	keys, err := a.World.Mint(s)
	if err != nil {
		return nil, err
	}
	role, err := arn.ParseRole(t.arn)
	return assumedRole{
		Credentials:      written(keys),
		AssumedRoleUser:  assumedRoleUser{t.id + ":" + name, role.Session(name).String()},
		PackedPolicySize: packed(s.Policies), SourceIdentity: s.Source,
	}, err
}

// find looks the role up. One that does not exist is refused in the words of
// one that may not be assumed.
//
// AWS: IAM User Guide, troubleshoot_roles
func find(a *query.Asked, roleARN string) (t target, err error) {
	a.World.Look(func(d *world.Data) {
		named, _ := arn.ParseRole(roleARN)
		r := d.Role(named.Account, named.Name)
		if r == nil || r.ARN != roleARN {
			return
		}
		t = target{id: r.ID, arn: r.ARN, account: named.Account, tags: maps.Clone(r.Tags), longest: r.MaxSession}
		_, t.trust, err = d.Render(r.Trust)
	})
	if err == nil && t.id == "" {
		a.Call.Note = "no such role"
		return t, denied("%s", denial.Message(denial.Denial{
			PrincipalARN: a.Call.Caller.Principal.ARN, Action: "sts:AssumeRole", Resource: roleARN,
		}))
	}
	return t, err
}

// session puts together what the new session will be.
//
// AWS: IAM User Guide, id_session-tags; id_credentials_temp_control-access_monitor
func session(a *query.Asked, t target, name string) (world.Session, error) {
	caller := a.Call.Caller.Session
	chained := caller != nil && caller.RoleID != ""
	life, err := a.Seconds("DurationSeconds", min(time.Hour, t.longest))
	switch {
	case err != nil:
		return world.Session{}, err
	case life < shortest:
		_, err := duration(a, time.Hour, t.longest)
		return world.Session{}, err
	case chained && life > time.Hour:
		return world.Session{}, query.Invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
	case life > t.longest:
		return world.Session{}, query.Invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	s := world.Session{
		RoleID: t.id, Name: name, Tags: a.Tags(), Transitive: a.Members("TransitiveTagKeys", ""),
		Source: a.Get("SourceIdentity"), Expires: a.Call.Time.Add(life),
	}
	if caller == nil {
		return s, nil
	}
	s.MFA = caller.MFA && !chained
	if caller.Source != "" {
		if s.Source != "" && s.Source != caller.Source {
			return s, denied("The source identity of a session cannot be changed once it is set")
		}
		s.Source = caller.Source
	}
	for _, key := range caller.Transitive {
		s.Tags[key] = caller.Tags[key]
		if !slices.Contains(s.Transitive, key) {
			s.Transitive = append(s.Transitive, key)
		}
	}
	return s, nil
}

// mayAssume asks for sts:AssumeRole, and for the further actions that tags and
// a source identity need.
//
// AWS: IAM User Guide, id_session-tags#id_session-tags_permissions-required
func mayAssume(a *query.Asked, t target, s world.Session) error {
	actions := []string{"sts:AssumeRole"}
	if len(a.Tags()) > 0 {
		actions = append(actions, "sts:TagSession")
	}
	if a.Get("SourceIdentity") != "" {
		actions = append(actions, "sts:SetSourceIdentity")
	}
	keys := conditionKeys(a, t, s)
	for _, action := range actions {
		ask := world.Ask{Action: action, Resource: t.arn, ResourceAccount: t.account, ResourcePolicy: t.trust, Context: keys}
		if err := a.Decide(ask); err != nil {
			return err
		}
	}
	return nil
}

// conditionKeys are those of a request to assume a role.
//
// AWS: Service Authorization Reference, list_awssecuritytokenservice
func conditionKeys(a *query.Asked, t target, s world.Session) map[string][]string {
	keys := map[string][]string{"sts:RoleSessionName": {s.Name}}
	if id := a.Get("ExternalId"); id != "" {
		keys["sts:ExternalId"] = []string{id}
	}
	if s.Source != "" {
		keys["sts:SourceIdentity"] = []string{s.Source}
	}
	if len(s.Transitive) > 0 {
		keys["sts:TransitiveTagKeys"] = s.Transitive
	}
	if asked := a.Tags(); len(asked) > 0 {
		keys["aws:TagKeys"] = slices.Sorted(maps.Keys(asked))
		for k, v := range asked {
			keys["aws:RequestTag/"+k] = []string{v}
		}
	}
	for k, v := range t.tags {
		keys["aws:ResourceTag/"+k], keys["iam:ResourceTag/"+k] = []string{v}, []string{v}
	}
	if serial := a.Get("SerialNumber"); serial != "" && strings.TrimSpace(a.Get("TokenCode")) != "" {
		keys["aws:MultiFactorAuthPresent"] = []string{"true"}
	}
	return keys
}
