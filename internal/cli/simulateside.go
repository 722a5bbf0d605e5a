package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/policy"
	"clearway/preflight"
)

// managedKey is how people call the KMS key that AWS manages for S3.
const managedKey = "aws/s3"

// copyCaller makes a caller of a copy. side is in front of those --unknown that
// are meant for it alone.
func (o *simulateOptions) copyCaller(f *callerOptions, side string) (c preflight.Caller, err error) {
	if c.Principal, err = f.principal(); err != nil {
		return c, err
	}
	if len(f.tags) == 0 {
		c.Principal.Tags = nil // not given, so not known
	}
	c.Name = f.as
	if c.Layers, err = f.layers(); err != nil {
		return c, err
	}
	if c.Context, err = o.conditionKeys(); err != nil {
		return c, err
	}
	for _, gate := range []authz.Gate{authz.GateIdentity, authz.GateBoundary, authz.GateSession, authz.GateSCP, authz.GateVPCE} {
		if o.isUnknown(string(gate), side) {
			if c.Layers.Unknown == nil {
				c.Layers.Unknown = map[authz.Gate]string{}
			}
			c.Layers.Unknown[gate] = "--unknown"
		}
	}
	return c, o.checkUnknown()
}

// isUnknown reports whether --unknown names a gate, for both sides or for one.
func (o *simulateOptions) isUnknown(gate, side string) bool {
	return slices.Contains(o.unknown, gate) || slices.Contains(o.unknown, side+gate)
}

func (o *simulateOptions) checkUnknown() error {
	known := []string{"rcp", "scp", "vpce", "resource", "identity", "boundary", "session", "bpa", "ownership", "owner", "key"}
	for _, name := range o.unknown {
		bare := strings.TrimPrefix(strings.TrimPrefix(name, "source-"), "dest-")
		if !slices.Contains(known, bare) {
			return fmt.Errorf("--unknown %q: want %s, with source- or dest- in front for one side", name, strings.Join(known, ", "))
		}
	}
	return nil
}

// side makes one side of a copy; nil for a path on this machine. writer is the
// account whose aws/s3 is used there, "" for the bucket's own.
func (o *simulateOptions) side(f *sideOptions, url, writer string) (*preflight.Side, error) {
	if !strings.HasPrefix(url, "s3://") {
		return nil, nil
	}
	name, prefix, err := parseTarget(url)
	if err != nil {
		return nil, err
	}
	ownerless := f.account == "" && o.isUnknown(string(preflight.GateOwner), f.prefix)
	if !arn.IsAccountID(f.account) && !ownerless {
		return nil, fmt.Errorf("s3://%s: whose it is has to be known: give its account of 12 digits with --%saccount", name, f.prefix)
	}
	s := &preflight.Side{
		Bucket: name, Prefix: prefix, Account: f.account, Region: f.region, Partition: arn.Partition(f.region),
		PolicyName: f.policy, ObjectOwner: f.objectOwner, ExpectedOwner: f.expectedOwner, Unknown: map[preflight.Gate]string{},
	}
	if s.Ownership, err = bucket.ParseOwnership(f.ownership); err != nil {
		return nil, fmt.Errorf("--%sownership: %w", f.prefix, err)
	}
	if f.policy != "" {
		if s.Policy, err = readDocument(f.policy); err != nil {
			return nil, err
		}
	}
	for _, path := range f.block {
		settings, err := readBlock(path)
		if err != nil {
			return nil, err
		}
		s.Block = s.Block.And(settings)
	}
	levels := o.rcp
	if f.rcp != nil {
		levels = f.rcp
	}
	if s.RCP, err = readLevels(levels); err != nil {
		return nil, err
	}
	for _, gate := range []preflight.Gate{preflight.GateRCP, preflight.GateResource, preflight.GateBlock, preflight.GateOwnership, preflight.GateOwner} {
		if o.isUnknown(string(gate), f.prefix) {
			s.Unknown[gate] = "--unknown"
		}
	}
	s.Key, err = o.key(f, s, writer)
	return s, err
}

// key makes the KMS key of a side; nil without one. A key that is in use, but
// not which, is one that is not known.
func (o *simulateOptions) key(f *sideOptions, s *preflight.Side, writer string) (*preflight.Key, error) {
	unknown := o.isUnknown(string(preflight.GateKey), f.prefix)
	if f.key == "" {
		if unknown {
			s.Unknown[preflight.GateKey] = "--unknown"
		}
		if f.keyPolicy != "" || f.keyGrants != "" || f.keyState != "" || f.bucketKey != "" {
			return nil, fmt.Errorf("--%skey-… describe a key: name it with --%skey", f.prefix, f.prefix)
		}
		return nil, nil
	}
	out := &preflight.Key{RCP: s.RCP, Unknown: map[preflight.Gate]string{}}
	if f.key == managedKey {
		if f.keyPolicy != "" || f.keyGrants != "" {
			return nil, errors.New("aws/s3 has the policy that AWS gave it, and no other")
		}
		if writer == "" {
			writer = s.Account
		}
		if writer == "" {
			return nil, fmt.Errorf("--%skey aws/s3: each account has its own, so whose the bucket is has to be known", f.prefix)
		}
		out.Key = bucket.Managed(s.Partition, writer, s.Region)
	} else {
		var err error
		if out.Key, err = bucket.ParseKey(f.key); err != nil {
			return nil, fmt.Errorf("--%skey %w", f.prefix, err)
		}
	}
	if err := f.readKey(&out.Key); err != nil {
		return nil, err
	}
	if unknown {
		out.Unknown[preflight.GateKey] = "--unknown"
	}
	if why := s.Unknown[preflight.GateRCP]; why != "" {
		out.Unknown[preflight.GateRCP] = why
	}
	return out, nil
}

// readKey reads what the files and flags say of a key.
func (f *sideOptions) readKey(key *bucket.Key) (err error) {
	key.Name, key.State = f.keyPolicy, f.keyState
	switch f.bucketKey {
	case "on":
		key.BucketKey = bucket.Yes
	case "off":
		key.BucketKey = bucket.No
	case "":
	default:
		return fmt.Errorf("--%sbucket-key %q: want on or off", f.prefix, f.bucketKey)
	}
	if f.keyPolicy != "" {
		if key.Policy, err = readDocument(f.keyPolicy); err != nil {
			return err
		}
	}
	if f.keyGrants == "" {
		return nil
	}
	data, err := os.ReadFile(f.keyGrants)
	if err != nil {
		return fmt.Errorf("read the grants: %w", err)
	}
	if key.Grants, err = bucket.ParseKeyGrants(data); err != nil {
		return fmt.Errorf("%s: %w", f.keyGrants, err)
	}
	return nil
}

func readDocument(path string) (*policy.Document, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	doc, err := policy.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return doc, nil
}

func readBlock(path string) (bucket.Block, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return bucket.Block{}, fmt.Errorf("read the settings: %w", err)
	}
	b, err := bucket.ParseBlock(data)
	if err != nil {
		return b, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}
