package world

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

func (b *builder) organizations() error {
	for _, fo := range b.file.Organizations {
		o := &Organization{ID: fo.ID, Management: fo.Management, Created: b.now}
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
		if err := b.kept(o, &fo); err != nil {
			return fmt.Errorf("organization %s: %w", fo.ID, err)
		}
	}
	return nil
}

// kept records what the organization has beside its tree: all control
// policies, attached or not, and its delegated administrators.
func (b *builder) kept(o *Organization, fo *FileOrganization) error {
	for _, k := range []struct {
		kind controlKind
		own  map[string]PolicyText
		into *[]Document
	}{{serviceControl, fo.SCPs, &o.SCPs}, {resourceControl, fo.RCPs, &o.RCPs}} {
		names := append([]string{k.kind.full}, sortedKeys(k.own)...)
		for _, name := range names {
			doc, err := b.control(k.kind, fo, k.own, name)
			if err != nil {
				return err
			}
			*k.into = append(*k.into, doc)
		}
	}
	var err error
	if o.S3Policies, err = b.s3Policies(fo, "s3-policies", sortedKeys(fo.S3Policies)); err != nil {
		return err
	}
	for _, fd := range fo.Delegated {
		if at := b.data.place(fd.Account); at == nil || at.organization != o || at.isManagement() {
			return fmt.Errorf("delegated administrator %q: it has to be a member account of the organization", fd.Account)
		}
		if len(fd.Services) == 0 {
			return fmt.Errorf("delegated administrator %s: services are missing, such as sso.amazonaws.com", fd.Account)
		}
		o.Delegated = append(o.Delegated, Delegation(fd))
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
	if u.S3, err = b.s3Policies(fo, u.Name, fu.S3); err != nil {
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
		if m.S3, err = b.s3Policies(fo, "account "+fm.ID, fm.S3); err != nil {
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

// s3Policies finds the S3 policies of one level.
func (b *builder) s3Policies(fo *FileOrganization, level string, names []string) ([]S3Policy, error) {
	var out []S3Policy
	for _, name := range names {
		text, ok := fo.S3Policies[name]
		if !ok {
			return nil, fmt.Errorf("%s: there is no S3 policy %q", level, name)
		}
		p, err := newS3Policy(name, string(text))
		if err != nil {
			return nil, err
		}
		p.ARN = controlARN(b.data.Partition, fo, "s3_policy", name)
		out = append(out, p)
	}
	return out, nil
}

// controlKind is one of the two kinds of control policies: its place in ARNs
// and the policy of AWS that allows everything.
type controlKind struct{ path, full string }

var (
	serviceControl  = controlKind{"service_control_policy", fullAWSAccess}
	resourceControl = controlKind{"resource_control_policy", rcpFullAWSAccess}
)

// controls finds the policies of one level. RCPFullAWSAccess cannot be
// detached, so it is there whatever the file says.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_rcps
func (b *builder) controls(fo *FileOrganization, level string, scpNames, rcpNames []string) (scp, rcp []Document, err error) {
	if scpNames == nil {
		scpNames = []string{fullAWSAccess}
	}
	for _, name := range scpNames {
		doc, err := b.control(serviceControl, fo, fo.SCPs, name)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", level, err)
		}
		scp = append(scp, doc)
	}
	full, err := b.control(resourceControl, fo, nil, rcpFullAWSAccess)
	rcp = []Document{full}
	for _, name := range rcpNames {
		if err != nil || name == rcpFullAWSAccess {
			continue
		}
		var doc Document
		if doc, err = b.control(resourceControl, fo, fo.RCPs, name); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", level, err)
		}
		rcp = append(rcp, doc)
	}
	return scp, rcp, err
}

func (b *builder) control(kind controlKind, fo *FileOrganization, own map[string]PolicyText, name string) (Document, error) {
	if name == kind.full {
		p := b.data.managedByName(kind.full)
		if p == nil {
			return Document{}, errors.New("the lab lacks " + kind.full)
		}
		return p.Document().WithARN("arn:" + b.data.Partition + ":organizations::aws:policy/" + kind.path + "/p-" + kind.full), nil
	}
	text, ok := own[name]
	if !ok {
		return Document{}, fmt.Errorf("there is no %s %q", strings.ReplaceAll(kind.path, "_", " "), name)
	}
	doc, err := NewDocument(name, string(text))
	return doc.WithARN(controlARN(b.data.Partition, fo, kind.path, name)), err
}

// controlARN is the ARN of a control policy that an organization keeps. Its ID
// is derived from the name.
//
// AWS: Service Authorization Reference, list_awsorganizations (resource types)
func controlARN(partition string, fo *FileOrganization, path, name string) string {
	sum := sha256.Sum256([]byte(fo.ID + " " + path + " " + name))
	return "arn:" + partition + ":organizations::" + fo.Management + ":policy/" + fo.ID + "/" + path + "/p-" + hex.EncodeToString(sum[:4])
}
