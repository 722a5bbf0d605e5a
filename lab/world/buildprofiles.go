package world

import (
	"errors"
	"fmt"
	"strings"
)

// profiles takes the profiles of the file, or makes one for each account with
// an assignment when the file has none.
func (b *builder) profiles() error {
	d := b.data
	list := b.file.Profiles
	if list == nil && d.Center != nil {
		seen := map[string]bool{}
		for _, a := range d.Center.Assignments {
			if !seen[a.Account] {
				seen[a.Account] = true
				list = append(list, FileProfile{Name: d.Accounts[a.Account].Name, Account: a.Account, PermissionSet: a.PermissionSet})
			}
		}
	}
	for _, fp := range list {
		p := Profile{
			Name: fp.Name, Account: fp.Account, PermissionSet: fp.PermissionSet,
			User: fp.User, Role: fp.Role, Source: fp.Source, Region: or(fp.Region, d.Region),
		}
		if err := b.checkProfile(&p); err != nil {
			return fmt.Errorf("profile %q: %w", p.Name, err)
		}
		d.Profiles = append(d.Profiles, p)
	}
	return nil
}

func (b *builder) checkProfile(p *Profile) error {
	d := b.data
	if p.Name == "" || strings.ContainsAny(p.Name, "[]\n\r \t") {
		return errors.New("a profile needs a name without spaces and brackets")
	}
	switch {
	case p.Role != "":
		if p.Source == "" {
			return errors.New("role needs source: the profile that assumes it")
		}
	case d.Accounts[p.Account] == nil:
		return fmt.Errorf("there is no account %q", p.Account)
	case p.User != "":
		if u := d.User(p.Account, p.User); u == nil || len(u.Keys) == 0 {
			return fmt.Errorf("there is no user %q with an access key in account %s", p.User, p.Account)
		}
	case p.PermissionSet != "":
		if d.PermissionSetRole(p.Account, p.PermissionSet) == nil {
			return fmt.Errorf("permission set %q is not assigned in account %s", p.PermissionSet, p.Account)
		}
	case len(d.Accounts[p.Account].RootKeys) == 0:
		return errors.New("name a permission-set, a user or a role (an account alone means its root user, which has no access key here)")
	}
	return nil
}
