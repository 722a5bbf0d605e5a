package world

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// managedFiles are policies that AWS itself keeps, under their names.
//
// AWS: AWS Managed Policy Reference Guide; AWS Organizations User Guide,
// orgs_manage_policies_scps and orgs_manage_policies_rcps
//
//go:embed managed/*.json
var managedFiles embed.FS

// Names of the two policies that Organizations attaches everywhere.
const (
	fullAWSAccess    = "FullAWSAccess"
	rcpFullAWSAccess = "RCPFullAWSAccess"
)

// loadManaged reads the policies that AWS keeps.
func loadManaged(partition string) (map[string]*Policy, error) {
	files, err := managedFiles.ReadDir("managed")
	if err != nil {
		return nil, fmt.Errorf("list AWS's managed policies: %w", err)
	}
	out := map[string]*Policy{}
	for _, f := range files {
		text, err := managedFiles.ReadFile("managed/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read AWS's managed policy: %w", err)
		}
		name := strings.TrimSuffix(path.Base(f.Name()), ".json")
		doc, err := NewDocument(name, strings.TrimSpace(string(text)))
		if err != nil {
			return nil, err
		}
		made := time.Date(2015, 2, 6, 18, 39, 46, 0, time.UTC)
		p := &Policy{
			ID: "ANPA" + strings.ToUpper(name), ARN: managedARN(partition, name), Path: "/", Name: name,
			Created: made, Updated: made, Default: 1, NextVersion: 2,
			Versions: map[int]Version{1: {Document: doc.WithARN(managedARN(partition, name)), Created: made}},
		}
		out[p.ARN] = p
	}
	return out, nil
}

// managedARN is the ARN of a policy that AWS keeps.
func managedARN(partition, name string) string {
	return "arn:" + partition + ":iam::aws:policy/" + name
}

// managedByName finds a policy that AWS keeps; nil when the lab has none.
func (d *Data) managedByName(name string) *Policy { return d.managed[managedARN(d.Partition, name)] }

// ManagedByAWS lists the policies that AWS keeps and IAM shows, by ARN. Those
// of Organizations are not among them.
func (d *Data) ManagedByAWS() []*Policy {
	var out []*Policy
	for _, key := range sortedKeys(d.managed) {
		if p := d.managed[key]; !slices.Contains([]string{fullAWSAccess, rcpFullAWSAccess}, p.Name) {
			out = append(out, p)
		}
	}
	return out
}
