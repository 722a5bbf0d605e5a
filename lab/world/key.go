package world

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/policy"
)

// States of a key.
//
// AWS: KMS Developer Guide, key-state
const (
	KeyEnabled         = "Enabled"
	KeyDisabled        = "Disabled"
	KeyPendingDeletion = "PendingDeletion"
)

// The one kind of key that the lab has.
const (
	KeySpec   = "SYMMETRIC_DEFAULT" // and the algorithm that goes with it
	KeyUsage  = "ENCRYPT_DECRYPT"
	KeyOrigin = "AWS_KMS"
)

// Key is a symmetric KMS key for encrypting and decrypting. Its maps and slices
// are never changed in place: whoever edits a key gives it new ones.
type Key struct {
	ID          string
	ARN         string
	Region      string
	Account     string
	Description string
	Created     time.Time
	State       string    // KeyEnabled, KeyDisabled, KeyPendingDeletion
	Deletion    time.Time // of a key that waits for it
	Managed     bool      // aws/s3: AWS keeps it for the account, and nobody changes it
	Policy      Bound
	Grants      []*KeyGrant
	Tags        map[string]string
	Material    []byte // 32 bytes
}

// KeyGrant is a grant of a key.
//
// AWS: KMS API Reference, API_GrantListEntry
type KeyGrant struct {
	ID, Token      string
	Name           string
	Created        time.Time
	IssuingAccount string
	Grantee        string // ARN, as it was written
	GranteeID      string // what the grant is bound to
	Retiring       string
	Operations     []string
	Subset, Equals map[string]string // constraints on the encryption context
}

// Alias is another name of a key, "alias/…".
type Alias struct {
	Name    string
	ARN     string
	Region  string
	KeyID   string // "" for an alias of AWS that no key stands behind yet
	Created time.Time
	Updated time.Time
}

// s3Alias is the alias of the key that AWS keeps for S3.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
const s3Alias = "alias/aws/s3"

// NewKey makes a key with material of its own. It is part of the account then;
// its policy is still to be put.
func (d *Data) NewKey(account, region, id string, now time.Time) (*Key, error) {
	a := d.Accounts[account]
	if a == nil {
		return nil, fmt.Errorf("there is no account %q", account)
	}
	material := make([]byte, 32)
	if _, err := rand.Read(material); err != nil {
		return nil, fmt.Errorf("make key material: %w", err)
	}
	if id == "" {
		id = newUUID()
	}
	k := &Key{
		ID: id, Region: region, Account: account, Created: now.UTC(), State: KeyEnabled, Material: material,
		ARN: "arn:" + d.Partition + ":kms:" + region + ":" + account + ":key/" + id,
	}
	if a.Keys == nil {
		a.Keys = map[string]*Key{}
	}
	a.Keys[k.ID] = k
	return k, nil
}

// newUUID gives an ID of the form that keys have.
func newUUID() string {
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck // it never fails
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	text := hex.EncodeToString(raw)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// KeyPolicyName is what traces call the policy of a key.
func KeyPolicyName(id string) string { return "policy of key " + id }

// DefaultKeyPolicy is the policy of a key that is made without one: the account
// may do everything, so its own policies decide.
//
// AWS: KMS Developer Guide, key-policy-default
func (d *Data) DefaultKeyPolicy(account string) string {
	return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "` + arn.AccountRoot(d.Partition, account) + `"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`
}

// S3Key gives the ARN of the key aws/s3 of an account in a region: AWS makes it
// when it is first used.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func (w *World) S3Key(account, region string) (keyARN string, err error) {
	look := func(d *Data) bool {
		k := d.aliasedKey(account, region, s3Alias)
		if k != nil {
			keyARN = k.ARN
		}
		return k != nil
	}
	found := false
	w.Look(func(d *Data) { found = look(d) })
	if found {
		return keyARN, nil
	}
	err = w.Edit(func(d *Data) error {
		if look(d) {
			return nil
		}
		k, err := d.newS3Key(account, region, w.now())
		if err == nil {
			keyARN = k.ARN
		}
		return err
	})
	return keyARN, err
}

// KMSKey gives a key as it stands now; ok is false when there is none.
func (w *World) KMSKey(keyARN string) (k Key, ok bool) {
	w.Look(func(d *Data) {
		if found := d.KeyByARN(keyARN); found != nil {
			k, ok = *found, true
		}
	})
	return k, ok
}

// newS3Key makes the key with the policy that AWS gives it.
//
// AWS: KMS Developer Guide, concepts#aws-managed-key; Amazon S3 User Guide,
// UsingKMSEncryption; AWS: observed in GetKeyPolicy's answers (auto-s3-2)
func (d *Data) newS3Key(account, region string, now time.Time) (*Key, error) {
	k, err := d.NewKey(account, region, "", now)
	if err != nil {
		return nil, err
	}
	k.Managed = true
	k.Description = "Default key that protects my S3 objects when no other key is defined"
	k.Policy = Bound{Name: KeyPolicyName("aws/s3"), Text: `{
  "Version" : "2012-10-17",
  "Id" : "auto-s3-2",
  "Statement" : [ {
    "Sid" : "Allow access through S3 for all principals in the account that are authorized to use S3",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "*"
    },
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {
      "StringEquals" : {
        "kms:CallerAccount" : "` + account + `",
        "kms:ViaService" : "` + bucket.ViaService(region) + `"
      }
    }
  }, {
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "` + arn.AccountRoot(d.Partition, account) + `"
    },
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  } ]
}`}
	d.PutAlias(account, region, s3Alias, k.ID, now)
	return k, nil
}

// PutAlias makes an alias of a key, or lets one stand for another key.
func (d *Data) PutAlias(account, region, name, keyID string, now time.Time) *Alias {
	a := d.Accounts[account]
	if found := a.Alias(region, name); found != nil {
		found.KeyID, found.Updated = keyID, now.UTC()
		return found
	}
	made := &Alias{
		Name: name, Region: region, KeyID: keyID, Created: now.UTC(), Updated: now.UTC(),
		ARN: "arn:" + d.Partition + ":kms:" + region + ":" + account + ":" + name,
	}
	a.Aliases = append(a.Aliases, made)
	slices.SortFunc(a.Aliases, func(x, y *Alias) int { return strings.Compare(x.ARN, y.ARN) })
	return made
}

// Alias finds an alias of the account; nil when there is none.
func (a *Account) Alias(region, name string) *Alias {
	at := slices.IndexFunc(a.Aliases, func(x *Alias) bool { return x.Region == region && x.Name == name })
	if at < 0 {
		return nil
	}
	return a.Aliases[at]
}

func (d *Data) aliasedKey(account, region, name string) *Key {
	a := d.Accounts[account]
	if a == nil {
		return nil
	}
	if found := a.Alias(region, name); found != nil {
		return a.Keys[found.KeyID]
	}
	return nil
}

// KeyByARN finds a key of any account; nil when there is none.
func (d *Data) KeyByARN(text string) *Key {
	named, err := arn.Parse(text)
	if err != nil || named.Service != "kms" || d.Accounts[named.Account] == nil {
		return nil
	}
	k := d.Accounts[named.Account].Keys[strings.TrimPrefix(named.Resource, "key/")]
	if k == nil || k.ARN != text {
		return nil
	}
	return k
}

// FindKey gives the ARN of the key that a client names by ID, ARN, alias or
// alias ARN. IDs and aliases without an ARN are looked up in the caller's
// account and in the region that is asked. What an ARN says of another account
// is taken as it stands: that there is no such key is not told to strangers.
// The errors are NotFoundException.
//
// AWS: KMS Developer Guide, find-cmk-id-arn; KMS API Reference,
// API_DescribeKey; AWS: observed, the texts
func (d *Data) FindKey(account, region, text string) (keyARN string, err error) {
	if !strings.HasPrefix(text, "arn:") {
		return d.ownKey(account, region, text)
	}
	named, err := arn.Parse(text)
	isKey := strings.HasPrefix(named.Resource, "key/")
	switch {
	case err != nil || named.Service != "kms" || !isKey && !strings.HasPrefix(named.Resource, "alias/"):
		return "", notFound("Invalid arn %s", text)
	case named.Region != region:
		return "", notFound("Invalid arn %s", named.Region)
	case named.Account == account && isKey:
		return d.ownKey(account, region, strings.TrimPrefix(named.Resource, "key/"))
	case named.Account == account:
		return d.ownKey(account, region, named.Resource)
	case isKey:
		return text, nil
	}
	if k := d.aliasedKey(named.Account, region, named.Resource); k != nil {
		return k.ARN, nil
	}
	return text, nil
}

func (d *Data) ownKey(account, region, text string) (string, error) {
	if d.Accounts[account] == nil {
		return "", notFound("Invalid keyId '%s'", text)
	}
	if strings.HasPrefix(text, "alias/") {
		if k := d.aliasedKey(account, region, text); k != nil {
			return k.ARN, nil
		}
		return "", notFound("Alias arn:%s:kms:%s:%s:%s is not found.", d.Partition, region, account, text)
	}
	if k := d.Accounts[account].Keys[text]; k != nil && k.Region == region {
		return k.ARN, nil
	}
	if !looksLikeKeyID(text) {
		return "", notFound("Invalid keyId '%s'", text)
	}
	return "", notFound("Key 'arn:%s:kms:%s:%s:key/%s' does not exist", d.Partition, region, account, text)
}

// looksLikeKeyID reports whether text has the form of a key's ID.
func looksLikeKeyID(text string) bool {
	return len(text) == 36 && strings.Count(text, "-") == 4 && strings.Trim(text, "0123456789abcdefABCDEF-") == ""
}

func notFound(format string, args ...any) *Fault {
	return Faultf(http.StatusBadRequest, "NotFoundException", format, args...)
}

// Usable is nil for a key that can be used for encrypting and decrypting.
//
// AWS: KMS Developer Guide, key-state; AWS: observed, the texts
func (k *Key) Usable() error {
	switch k.State {
	case KeyDisabled:
		return Faultf(http.StatusBadRequest, "DisabledException", "%s is disabled.", k.ARN)
	case KeyPendingDeletion:
		return Faultf(http.StatusBadRequest, "KMSInvalidStateException", "%s is pending deletion.", k.ARN)
	}
	return nil
}

// gate is the key as authz/bucket knows it: with its policy and its grants as
// they stand today. A key that is nil lets nobody in.
func (d *Data) gate(keyARN string) (bucket.Key, *Key, error) {
	out := bucket.Key{ARN: keyARN}
	k := d.KeyByARN(keyARN)
	if k == nil {
		return out, nil, nil
	}
	text, _, err := d.Render(k.Policy)
	if err != nil {
		return out, k, err
	}
	out.Name = k.Policy.Name
	if out.Policy, err = policy.Parse([]byte(text)); err != nil {
		return out, k, fmt.Errorf("read %s: %w", out.Name, err)
	}
	for _, g := range k.Grants {
		grantee, _ := d.unbind(g.GranteeID)
		out.Grants = append(out.Grants, bucket.KeyGrant{Grantee: grantee, Operations: g.Operations, Subset: g.Subset, Equals: g.Equals})
	}
	return out, k, nil
}
