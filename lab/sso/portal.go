package sso

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"clearway/lab/world"
)

// bearer is the header that carries the access token.
const bearer = "x-amz-sso_bearer_token"

func portalFault(status int, kind, message string) error {
	return &fault{status: status, kind: kind, description: message}
}

func unauthorized() error {
	return portalFault(http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid")
}

// user finds out who is signed in.
func (a *asked) user(d *world.Data) (string, error) {
	t := d.SignIn.Tokens[a.request.Header.Get(bearer)]
	if t == nil || !a.now.Before(t.Expires) || d.Center == nil || d.Center.User(t.User) == nil {
		return "", unauthorized()
	}
	return t.User, nil
}

type roleCredentials struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	SessionToken    string `json:"sessionToken"`
	Expiration      int64  `json:"expiration"` // milliseconds since 1970
}

// getRoleCredentials makes a session of the role behind a permission set, under
// the person's name.
//
// AWS: IAM Identity Center Portal API Reference, API_GetRoleCredentials
func (s *Service) getRoleCredentials(a *asked) (any, error) {
	q := a.request.URL.Query()
	account, set := q.Get("account_id"), q.Get("role_name")
	var user string
	var err error
	s.world.Look(func(d *world.Data) { user, err = a.user(d) })
	if err != nil {
		return nil, err
	}
	if account == "" || set == "" {
		return nil, portalFault(http.StatusBadRequest, "InvalidRequestException", "account_id and role_name have to be given")
	}
	keys, err := Credentials(s.world, user, account, set)
	if err != nil {
		return nil, err
	}
	a.call.Note = user + " as " + set + " in " + account
	return map[string]roleCredentials{"roleCredentials": {
		keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken, keys.Expires.UnixMilli(),
	}}, nil
}

// Credentials makes what GetRoleCredentials hands out, for a user who is known
// to be signed in. The error is AWS's "No access" when the set is not assigned.
func Credentials(w *world.World, user, account, set string) (world.Credentials, error) {
	var session world.Session
	w.Look(func(d *world.Data) {
		r := d.PermissionSetRole(account, set)
		if d.Center == nil || !d.Center.Assigned(user, set, account) || r == nil {
			return
		}
		session.RoleID, session.Name = r.ID, d.Center.User(user).Name
		for _, s := range d.Center.PermissionSets {
			if s.Name == set {
				session.Expires = w.Now().Add(s.Session)
			}
		}
	})
	if session.RoleID == "" {
		return world.Credentials{}, portalFault(http.StatusForbidden, "ForbiddenException", "No access")
	}
	return w.Mint(session)
}

type accountInfo struct {
	AccountID    string `json:"accountId"`
	AccountName  string `json:"accountName"`
	EmailAddress string `json:"emailAddress"`
}

type accountList struct {
	NextToken   string        `json:"nextToken,omitempty"`
	AccountList []accountInfo `json:"accountList"`
}

// listAccounts lists the accounts in which the person has a permission set.
//
// AWS: IAM Identity Center Portal API Reference, API_ListAccounts
func (s *Service) listAccounts(a *asked) (any, error) {
	var all []accountInfo
	var err error
	s.world.Look(func(d *world.Data) {
		var user string
		if user, err = a.user(d); err != nil {
			return
		}
		for _, id := range d.Center.AccountsOf(user) {
			at := d.Accounts[id]
			all = append(all, accountInfo{id, at.Name, at.Email})
		}
	})
	if err != nil {
		return nil, err
	}
	list, next, err := page(a, all)
	return accountList{next, list}, err
}

type roleInfo struct {
	RoleName  string `json:"roleName"`
	AccountID string `json:"accountId"`
}

type roleList struct {
	NextToken string     `json:"nextToken,omitempty"`
	RoleList  []roleInfo `json:"roleList"`
}

// listAccountRoles lists the person's permission sets in an account, under
// their own names.
//
// AWS: IAM Identity Center Portal API Reference, API_ListAccountRoles
func (s *Service) listAccountRoles(a *asked) (any, error) {
	account := a.request.URL.Query().Get("account_id")
	var all []roleInfo
	var err error
	s.world.Look(func(d *world.Data) {
		var user string
		if user, err = a.user(d); err != nil {
			return
		}
		for _, set := range d.Center.SetsOf(user, account) {
			all = append(all, roleInfo{set, account})
		}
	})
	switch {
	case err != nil:
		return nil, err
	case account == "":
		return nil, portalFault(http.StatusBadRequest, "InvalidRequestException", "account_id has to be given")
	case len(all) == 0:
		return nil, portalFault(http.StatusForbidden, "ForbiddenException", "No access")
	}
	list, next, err := page(a, all)
	return roleList{next, list}, err
}

// logout ends a sign-in.
//
// AWS: IAM Identity Center Portal API Reference, API_Logout
func (s *Service) logout(a *asked) (any, error) {
	return nil, s.world.Edit(func(d *world.Data) error {
		if _, err := a.user(d); err != nil {
			return err
		}
		delete(d.SignIn.Tokens, a.request.Header.Get(bearer))
		return nil
	})
}

// page cuts a list as max_result and next_token say.
func page[T any](a *asked, all []T) (list []T, next string, err error) {
	q := a.request.URL.Query()
	from, most := 0, 100
	if text := q.Get("next_token"); text != "" {
		raw, decodeErr := base64.RawURLEncoding.DecodeString(text)
		if from, err = strconv.Atoi(string(raw)); decodeErr != nil || err != nil || from < 0 || from > len(all) {
			return nil, "", portalFault(http.StatusBadRequest, "InvalidRequestException", "Invalid next token")
		}
	}
	if text := q.Get("max_result"); text != "" {
		if most, err = strconv.Atoi(text); err != nil || most < 1 || most > 100 {
			return nil, "", portalFault(http.StatusBadRequest, "InvalidRequestException", "max_result has to be between 1 and 100")
		}
	}
	all = all[from:]
	if len(all) <= most {
		return append([]T{}, all...), "", nil
	}
	return all[:most], base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(from + most))), nil
}
