package world

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
)

// Prefixes of unique IDs.
//
// AWS: IAM User Guide, reference_identifiers#identifiers-prefixes
const (
	PrefixRole   = "AROA"
	PrefixUser   = "AIDA"
	PrefixGroup  = "AGPA"
	PrefixPolicy = "ANPA"
)

// NextID makes a unique ID. It is derived from the entity's ARN and a serial
// number that never comes back: the same world file always gives the same IDs,
// and an entity made anew gets a new one.
func (d *Data) NextID(prefix, entityARN string) string {
	d.Serial++
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%s\x00%d", prefix, entityARN, d.Serial)))
	return prefix + base32.StdEncoding.EncodeToString(sum[:])[:17]
}

// canonicalIDOf derives the account's canonical ID, which has no pattern at AWS.
func canonicalIDOf(account string) string {
	sum := sha256.Sum256([]byte("canonical ID of " + account))
	return hex.EncodeToString(sum[:])
}

// NewAccessKey makes a long-term key pair.
func NewAccessKey() AccessKey {
	return AccessKey{ID: "AKIA" + randomID(16), Secret: randomID(20) + randomID(20)}
}
