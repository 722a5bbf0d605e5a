package lab_test

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/scenario"
	"clearway/lab/world"
	"clearway/policy"
)

const (
	corpusRegion = "eu-west-1"
	management   = "999999999999"
	elsewhere    = "888888888888" // manages a second organization where a case needs one
	broker       = "corpus-broker"
)

// stage is the world of one corpus case, in the two steps in which it is set
// up: first accounts and buckets, so that the bucket's owner can put its policy
// unhindered; then the organizations with their control policies.
type stage struct {
	c       scenario.Case
	request authz.Request
	bucket  string
	key     string // "" when the request is for the bucket itself
	file    *world.File
}

// newStage writes down the world of a case.
func newStage(t *testing.T, c scenario.Case) *stage {
	t.Helper()
	r, _, err := c.Decode()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{c: c, request: r, file: &world.File{Region: corpusRegion}}
	s.bucket, s.key, _ = strings.Cut(strings.TrimPrefix(r.Resource, "arn:aws:s3:::"), "/")
	for _, account := range []string{r.Principal.Account, r.ResourceAccount, management, elsewhere} {
		s.account(account)
	}
	s.caller(t)
	s.named(t)
	s.file.Buckets = []world.Bucket{{
		Name: s.bucket, Account: r.ResourceAccount, Region: corpusRegion, BlockPublicAccess: &world.BlockPublic{},
	}}
	if s.key != "" && r.Action != "s3:PutObject" {
		s.file.Buckets[0].Objects = []world.Object{{Key: s.key, Text: "what the case is about"}}
	}
	if endpoint := r.Context["aws:SourceVpce"]; len(endpoint) == 1 && c.Files["vpce.json"] != nil {
		s.file.Endpoints = []world.FileEndpoint{{
			ID: endpoint[0], Account: r.ResourceAccount, VPC: "vpc-0c0ffee0", Policy: world.PolicyText(c.Files["vpce.json"]),
		}}
	}
	return s
}

// account finds the account in the file, or adds it with a root key and a user
// who may assume its roles.
func (s *stage) account(id string) *world.FileAccount {
	for i := range s.file.Accounts {
		if s.file.Accounts[i].ID == id {
			return &s.file.Accounts[i]
		}
	}
	if id == "" {
		return nil
	}
	s.file.Accounts = append(s.file.Accounts, world.FileAccount{
		ID: id, RootAccessKey: keyOf(id, "root"),
		Users: []world.FileUser{{
			Name: broker, AccessKey: keyOf(id, broker), Attached: []string{"AdministratorAccess"},
		}},
	})
	return &s.file.Accounts[len(s.file.Accounts)-1]
}

// keyOf is the long-term key of a user, or of the root user, of an account.
func keyOf(account, name string) *world.FileKey {
	sum := sha256.Sum256([]byte(account + "/" + name))
	letters := base32.StdEncoding.EncodeToString(sum[:])
	return &world.FileKey{ID: "AKIA" + letters[:16], Secret: letters[16:52] + "test"}
}

// caller adds the role or user who makes the request, with its policies.
func (s *stage) caller(t *testing.T) {
	p := s.request.Principal
	inline := map[string]world.PolicyText{}
	for _, name := range s.c.Names {
		if dir, file := path.Split(name); dir == "identity/" {
			inline[strings.TrimSuffix(file, ".json")] = world.PolicyText(s.c.Files[name])
		}
	}
	switch p.Type {
	case authz.RoleSession:
		s.addRole(t, p.RoleARN, inline, p.Tags)
	case authz.User:
		s.addUser(t, p.ARN, inline, p.Tags)
	case authz.FederatedUser:
		s.addUser(t, p.UserARN, inline, p.Tags)
	}
	account := s.account(p.Account)
	if account == nil {
		return
	}
	for _, name := range s.c.Names {
		if strings.HasPrefix(name, "session/") {
			account.Policies = append(account.Policies, world.FilePolicy{Name: sessionPolicyName(name), Document: world.PolicyText(s.c.Files[name])})
		}
	}
	if text := s.c.Files["boundary.json"]; text != nil {
		account.Policies = append(account.Policies, world.FilePolicy{Name: "boundary", Document: world.PolicyText(text)})
	}
}

func sessionPolicyName(file string) string {
	return "session-" + strings.TrimSuffix(path.Base(file), ".json")
}

// named adds the users and roles that the bucket policy names, as S3 insists
// that they exist.
func (s *stage) named(t *testing.T) {
	text := s.c.Files["resource.json"]
	if text == nil {
		return
	}
	doc, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range doc.Statements {
		for _, p := range []*policy.Principal{st.Principal, st.NotPrincipal} {
			if p == nil {
				continue
			}
			for _, e := range p.Entries {
				if e.Kind == "AWS" {
					s.addNamed(t, e.Value.Text)
				}
			}
		}
	}
}

func (s *stage) addNamed(t *testing.T, name string) {
	if arn.IsAccountID(name) {
		s.account(name)
		return
	}
	if session, err := arn.ParseSession(name); err == nil {
		s.addRole(t, "arn:aws:iam::"+session.Account+":role/"+session.RoleName, nil, nil)
		return
	}
	a, err := arn.Parse(name)
	if err != nil {
		return // "*"
	}
	s.account(a.Account)
	switch kind, _, _ := strings.Cut(a.Resource, "/"); kind {
	case "role":
		s.addRole(t, name, nil, nil)
	case "user":
		s.addUser(t, name, nil, nil)
	}
}

// addRole adds a role unless one of that name is there; roles that the case
// only names come after the caller's own.
func (s *stage) addRole(t *testing.T, roleARN string, inline map[string]world.PolicyText, tags map[string]string) {
	dir, name, account := s.entity(t, roleARN)
	if slices.ContainsFunc(account.Roles, func(r world.FileRole) bool { return strings.EqualFold(r.Name, name) }) {
		return
	}
	trust := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": %q}, "Action": "sts:AssumeRole"}}`, account.ID)
	account.Roles = append(account.Roles, world.FileRole{
		Name: name, Path: dir, Trust: world.PolicyText(trust), Inline: inline, Tags: tags, Boundary: s.boundary(roleARN),
	})
}

func (s *stage) addUser(t *testing.T, userARN string, inline map[string]world.PolicyText, tags map[string]string) {
	dir, name, account := s.entity(t, userARN)
	if slices.ContainsFunc(account.Users, func(u world.FileUser) bool { return strings.EqualFold(u.Name, name) }) {
		return
	}
	account.Users = append(account.Users, world.FileUser{
		Name: name, Path: dir, AccessKey: keyOf(account.ID, name), Inline: inline, Tags: tags, Boundary: s.boundary(userARN),
	})
}

// boundary is the name of the boundary of the caller, and nobody else's.
func (s *stage) boundary(entityARN string) string {
	p := s.request.Principal
	if s.c.Files["boundary.json"] != nil && (entityARN == p.RoleARN || entityARN == p.ARN || entityARN == p.UserARN) {
		return "boundary"
	}
	return ""
}

// entity takes the ARN of a user or role apart.
func (s *stage) entity(t *testing.T, name string) (dir, base string, account *world.FileAccount) {
	t.Helper()
	a, err := arn.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	_, full, _ := strings.Cut(a.Resource, "/")
	dir, base = path.Split("/" + full)
	return dir, base, s.account(a.Account)
}

// organizations gives the trees that the accounts hang in.
//
// The caller's account is in an organization if the case says so or has SCPs;
// the owner's account is in the same one, unless RCPs of the owner face a caller
// from outside.
func (s *stage) organizations(t *testing.T) []*world.Organization {
	t.Helper()
	p, owner := s.request.Principal, s.request.ResourceAccount
	scp, rcp := s.attached("scp/"), s.attached("rcp/")
	inOne := p.OrgID != "" || len(scp) > 0
	home := p.OrgID
	if home == "" {
		home = "o-corpus00001"
	}
	file := *s.file
	switch {
	case len(rcp) > 0 && owner != p.Account && p.OrgID != "o-clearwaylab1":
		file.Organizations = append(file.Organizations, s.tree("o-owner000001", elsewhere, map[string]levels{owner: {rcp: rcp}}))
		if inOne {
			file.Organizations = append(file.Organizations, s.tree(home, management, map[string]levels{p.Account: {scp: scp}}))
		}
	case inOne || len(rcp) > 0:
		members := map[string]levels{p.Account: {scp: scp}}
		members[owner] = levels{members[owner].scp, rcp}
		file.Organizations = append(file.Organizations, s.tree(home, management, members))
	}
	w, err := world.Open("", &file, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var trees []*world.Organization
	w.Look(func(d *world.Data) { trees = d.Organizations })
	return trees
}

// levels are the names of the control policies of an account, level by level,
// the root first and the account last.
type levels struct{ scp, rcp [][]string }

// attached lists the control policies of each level of the case.
func (s *stage) attached(kind string) [][]string {
	byFolder := map[string][]string{}
	for _, name := range s.c.Names {
		if strings.HasPrefix(name, kind) {
			byFolder[path.Dir(name)] = append(byFolder[path.Dir(name)], name)
		}
	}
	var out [][]string
	for _, folder := range slices.Sorted(maps.Keys(byFolder)) {
		out = append(out, byFolder[folder])
	}
	return out
}

// tree writes down one organization: each member's levels are the root, a chain
// of units of its own, and its place as an account.
func (s *stage) tree(id, manager string, members map[string]levels) world.FileOrganization {
	o := world.FileOrganization{
		ID: id, Management: manager, SCPs: s.controls("scp/"), RCPs: s.controls("rcp/"),
		Root: world.FileUnit{ID: "r-corp"},
	}
	if _, ok := members[manager]; !ok {
		o.Root.Accounts = []world.FileMember{{ID: manager}}
	}
	for _, account := range slices.Sorted(maps.Keys(members)) {
		if account == "" {
			continue // an unsigned request is nobody's
		}
		scp, rcp := members[account].scp, members[account].rcp
		depth := max(len(scp), len(rcp), 2)
		if names := level(scp, 0, depth); names != nil {
			o.Root.SCP = names
		}
		if names := level(rcp, 0, depth); names != nil {
			o.Root.RCP = names
		}
		accounts := []world.FileMember{{ID: account, SCP: level(scp, depth-1, depth), RCP: level(rcp, depth-1, depth)}}
		var units []world.FileUnit
		for i := depth - 2; i > 0; i-- {
			units = []world.FileUnit{{
				ID: fmt.Sprintf("ou-corp-%s%d", account, i), SCP: level(scp, i, depth), RCP: level(rcp, i, depth), Accounts: accounts, Units: units,
			}}
			accounts = nil
		}
		o.Root.Accounts, o.Root.Units = append(o.Root.Accounts, accounts...), append(o.Root.Units, units...)
	}
	return o
}

// level gives what the case attaches at depth i of a tree: the first of its
// levels is the root, the last one the account. nil stands for full access.
func level(names [][]string, i, depth int) []string {
	switch {
	case len(names) == 0:
		return nil
	case i == depth-1:
		return names[len(names)-1]
	case i < len(names)-1:
		return names[i]
	}
	return nil
}

func (s *stage) controls(kind string) map[string]world.PolicyText {
	out := map[string]world.PolicyText{}
	for _, name := range s.c.Names {
		if strings.HasPrefix(name, kind) {
			out[name] = world.PolicyText(s.c.Files[name])
		}
	}
	return out
}

// context is the header that gives the request the condition keys of the case
// and takes away those that the lab would add and the case does not have.
func (s *stage) context(t *testing.T, sent map[string]bool) string {
	keys := map[string]any{}
	for _, key := range s.mentioned() {
		if !derived(key) {
			keys[key] = nil
		}
		if strings.EqualFold(key, "aws:PrincipalOrgID") && s.request.Principal.OrgID == "" {
			keys[key] = []string{} // the account may be in an organization for its SCPs or RCPs only
		}
	}
	for key, values := range s.request.Context {
		maps.DeleteFunc(keys, func(have string, _ any) bool { return strings.EqualFold(have, key) })
		keys[key] = values
	}
	if id := s.request.Principal.UserID; id != "" && s.request.Principal.Type != authz.FederatedUser {
		keys["aws:userid"] = []string{id}
	}
	maps.DeleteFunc(keys, func(key string, _ any) bool { return sent[strings.ToLower(key)] })
	text, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mentioned lists the condition keys that the policies of the case name, in
// conditions and in variables.
func (s *stage) mentioned() []string {
	found := map[string]bool{}
	for name, text := range s.c.Files {
		if name == "request.json" {
			continue
		}
		if doc, err := policy.Parse(text); err == nil {
			for _, st := range doc.Statements {
				for _, c := range st.Conditions {
					found[c.Key] = true
				}
			}
		}
		for _, part := range strings.Split(string(text), "${")[1:] {
			key, _, _ := strings.Cut(part, "}")
			key, _, _ = strings.Cut(key, ",")
			if strings.Contains(key, ":") {
				found[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// derived reports whether the lab has the key from the caller or the bucket, as
// the evaluator does; such a key is left to it.
func derived(key string) bool {
	key = strings.ToLower(key)
	return strings.HasPrefix(key, "aws:principal") && key != "aws:principalorgpaths" ||
		key == "aws:userid" || key == "aws:username" || key == "aws:resourceaccount"
}
