package world

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// keys makes the keys of KMS once all principals exist.
func (b *builder) keys() error {
	for _, fa := range b.file.Accounts {
		for _, fk := range fa.Keys {
			if err := b.key(fa.ID, &fk); err != nil {
				return fmt.Errorf("account %s: key %s: %w", fa.ID, or(fk.Alias, fk.ID), err)
			}
		}
	}
	return nil
}

func (b *builder) key(account string, fk *FileKMSKey) error {
	d, region := b.data, or(fk.Region, b.data.Region)
	id := or(fk.ID, keyID(account, region, fk.Alias))
	alias := ""
	if fk.Alias != "" {
		alias = "alias/" + strings.TrimPrefix(fk.Alias, "alias/")
	}
	switch {
	case fk.ID == "" && alias == "":
		return errors.New("name it by id or by alias")
	case !looksLikeKeyID(id):
		return fmt.Errorf("id %q is no key ID such as 1234abcd-12ab-34cd-56ef-1234567890ab", id)
	case d.Accounts[account].Keys[id] != nil:
		return fmt.Errorf("id %s: stands there twice", id)
	case alias != "" && !ValidAlias(alias):
		return fmt.Errorf("%q is no name for an alias", alias)
	case alias != "" && d.Accounts[account].Alias(region, alias) != nil:
		return fmt.Errorf("%s: stands there twice", alias)
	case !slices.Contains([]string{"", KeyEnabled, KeyDisabled, KeyPendingDeletion}, fk.State):
		return fmt.Errorf("state %q: a key is %s, %s or %s", fk.State, KeyEnabled, KeyDisabled, KeyPendingDeletion)
	}
	k, err := d.NewKey(account, region, id, b.now)
	if err != nil {
		return err
	}
	k.Description, k.State = fk.Description, or(fk.State, KeyEnabled)
	if k.State == KeyPendingDeletion {
		k.Deletion = b.now.Add(30 * 24 * time.Hour)
	}
	if alias != "" {
		d.PutAlias(account, region, alias, k.ID, b.now)
	}
	if k.Policy, _, err = d.BindPolicy(KeyPolicyName(k.ID), or(string(fk.Policy), d.DefaultKeyPolicy(account))); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	for _, fg := range fk.Grants {
		grant, err := d.NewGrant(k, fg.Grantee, fg.Operations, b.now)
		if err != nil {
			return fmt.Errorf("grant to %s: %w", fg.Grantee, err)
		}
		grant.Subset, grant.Equals = fg.Subset, fg.Equals
		k.Grants = append(k.Grants, grant)
	}
	_, _, err = d.Render(k.Policy)
	return err
}

// keyID derives an ID, so that the same file always gives the same ARNs.
func keyID(account, region, alias string) string {
	sum := sha256.Sum256([]byte(account + " " + region + " " + strings.TrimPrefix(alias, "alias/")))
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-4" + text[13:16] + "-a" + text[17:20] + "-" + text[20:]
}

var aliasName = regexp.MustCompile(`^alias/[a-zA-Z0-9/_-]{1,250}$`)

// ValidAlias reports whether a name can be given to a key by its account.
// Those of AWS cannot.
//
// AWS: KMS API Reference, API_CreateAlias
func ValidAlias(name string) bool {
	return aliasName.MatchString(name) && !strings.HasPrefix(name, "alias/aws/")
}

// GrantOperations are what a grant of a symmetric key can allow.
//
// AWS: KMS Developer Guide, grants#terms-grant-operations
func GrantOperations() []string {
	return []string{
		"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
		"CreateGrant", "RetireGrant", "DescribeKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
	}
}

// NewGrant makes a grant of a key; it is not yet part of it. The error is an
// *UnknownPrincipal when there is no such grantee.
//
// AWS: KMS API Reference, API_CreateGrant
func (d *Data) NewGrant(k *Key, grantee string, operations []string, now time.Time) (*KeyGrant, error) {
	for _, o := range operations {
		if !slices.Contains(GrantOperations(), o) {
			return nil, fmt.Errorf("%q is no operation that a grant of such a key can allow", o)
		}
	}
	if len(operations) == 0 {
		return nil, errors.New("it names no operations")
	}
	id, ok := d.bind(grantee)
	if !ok || !strings.HasPrefix(grantee, "arn:") {
		return nil, &UnknownPrincipal{grantee}
	}
	serial := strings.ReplaceAll(newUUID()+newUUID(), "-", "")
	return &KeyGrant{
		ID: serial, Token: "AQpA" + serial, Created: now.UTC(), IssuingAccount: k.Account,
		Grantee: grantee, GranteeID: id, Operations: operations,
	}, nil
}
