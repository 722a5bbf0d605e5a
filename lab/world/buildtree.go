package world

import (
	"errors"
	"fmt"
)

func (b *builder) organizations() error {
	for _, fo := range b.file.Organizations {
		o := &Organization{ID: fo.ID, Management: fo.Management}
		if b.data.Accounts[fo.Management] == nil {
			return fmt.Errorf("organization %s: there is no management account %q", fo.ID, fo.Management)
		}
		var err error
		if o.Root, err = b.unit(&fo, &fo.Root, "Root"); err != nil {
			return fmt.Errorf("organization %s: %w", fo.ID, err)
		}
		b.data.Organizations = append(b.data.Organizations, o)
		if at := b.data.place(fo.Management); at == nil || at.organization != o {
			return fmt.Errorf("organization %s: its management account %s is not in its tree", fo.ID, fo.Management)
		}
	}
	return nil
}

func (b *builder) unit(fo *FileOrganization, fu *FileUnit, name string) (*Unit, error) {
	u := &Unit{ID: fu.ID, Name: or(fu.Name, name)}
	if u.ID == "" {
		return nil, fmt.Errorf("unit %s has no id", u.Name)
	}
	var err error
	if u.SCP, u.RCP, err = b.controls(fo, u.Name, fu.SCP, fu.RCP); err != nil {
		return nil, err
	}
	for _, fm := range fu.Accounts {
		if b.data.Accounts[fm.ID] == nil {
			return nil, fmt.Errorf("unit %s: there is no account %q", u.Name, fm.ID)
		}
		if b.data.place(fm.ID) != nil {
			return nil, fmt.Errorf("unit %s: account %s is in another organization already", u.Name, fm.ID)
		}
		m := &Member{Account: fm.ID}
		if m.SCP, m.RCP, err = b.controls(fo, "account "+fm.ID, fm.SCP, fm.RCP); err != nil {
			return nil, err
		}
		u.Accounts = append(u.Accounts, m)
	}
	for _, child := range fu.Units {
		made, err := b.unit(fo, &child, "unit")
		if err != nil {
			return nil, err
		}
		u.Units = append(u.Units, made)
	}
	return u, nil
}

// controls finds the policies of one level. RCPFullAWSAccess cannot be
// detached, so it is there whatever the file says.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_rcps
func (b *builder) controls(fo *FileOrganization, level string, scpNames, rcpNames []string) (scp, rcp []Document, err error) {
	if scpNames == nil {
		scpNames = []string{fullAWSAccess}
	}
	for _, name := range scpNames {
		doc, err := b.control("service control policy", fo.SCPs, fullAWSAccess, name)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", level, err)
		}
		scp = append(scp, doc)
	}
	full, err := b.control("", nil, rcpFullAWSAccess, rcpFullAWSAccess)
	rcp = []Document{full}
	for _, name := range rcpNames {
		if err != nil || name == rcpFullAWSAccess {
			continue
		}
		var doc Document
		if doc, err = b.control("resource control policy", fo.RCPs, rcpFullAWSAccess, name); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", level, err)
		}
		rcp = append(rcp, doc)
	}
	return scp, rcp, err
}

func (b *builder) control(kind string, own map[string]PolicyText, full, name string) (Document, error) {
	if name == full {
		p := b.data.managedByName(full)
		if p == nil {
			return Document{}, errors.New("the lab lacks " + full)
		}
		return p.Document(), nil
	}
	text, ok := own[name]
	if !ok {
		return Document{}, fmt.Errorf("there is no %s %q", kind, name)
	}
	return NewDocument(name, string(text))
}
