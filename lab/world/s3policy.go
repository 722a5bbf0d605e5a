package world

import (
	"bytes"
	"encoding/json"
	"fmt"

	"clearway/authz/bucket"
)

// S3Policy is a policy of Organizations that sets Block Public Access of all
// accounts below the place where it is attached.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_s3_syntax
type S3Policy struct {
	Name, ARN, Text string
	Assign          string // all, none
}

// What an S3 policy assigns.
const (
	assignAll  = "all"
	assignNone = "none"
)

// newS3Policy reads a policy. Of the operators of inheritance the lab knows
// @@assign only.
func newS3Policy(name, text string) (S3Policy, error) {
	var in struct {
		S3 struct {
			Block struct {
				Assign string `json:"@@assign"`
			} `json:"public_access_block_configuration"`
		} `json:"s3_attributes"`
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return S3Policy{}, fmt.Errorf("read S3 policy %s: %w", name, err)
	}
	if in.S3.Block.Assign != assignAll && in.S3.Block.Assign != assignNone {
		return S3Policy{}, fmt.Errorf("S3 policy %s: s3_attributes.public_access_block_configuration has to have @@assign: %s or %s", name, assignAll, assignNone)
	}
	return S3Policy{Name: name, Text: text, Assign: in.S3.Block.Assign}, nil
}

// EffectiveS3 is what the S3 policies down to an account assign, empty when none
// does: what is nearer to the account replaces what is further away.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_inheritance_mgmt
func (o *Organization) EffectiveS3(account string) string {
	m, parents := o.Member(account)
	if m == nil {
		return ""
	}
	var assigned string
	levels := [][]S3Policy{m.S3}
	for i := len(parents) - 1; i >= 0; i-- {
		levels = append([][]S3Policy{parents[i].S3}, levels...)
	}
	for _, level := range levels {
		for _, p := range level {
			assigned = p.Assign
		}
	}
	return assigned
}

// AccountBlock is Block Public Access for all buckets of an account; nil when
// it was never set. What the organization sets stands in place of what the
// account has set, and byOrganization says so.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access; API Reference,
// API_control_GetPublicAccessBlock
func (w *World) AccountBlock(account string) (block *bucket.Block, byOrganization bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if o := w.data.Organization(account); o != nil {
		switch o.EffectiveS3(account) {
		case assignAll:
			all := bucket.BlockAll()
			return &all, true
		case assignNone:
			return &bucket.Block{}, true
		}
	}
	a := w.data.Accounts[account]
	if a == nil || a.Block == nil {
		return nil, false
	}
	own := *a.Block
	return &own, false
}
