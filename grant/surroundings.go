package grant

import (
	"slices"
	"strings"

	"clearway/authz"
	"clearway/authz/bucket"
)

// Surroundings are the settings of a bucket beside its policy that a write
// depends on. What could not be read is missing: S3 has the last word then.
type Surroundings struct {
	Block     bucket.Block // Block Public Access, of bucket and account together
	Ownership bucket.Ownership
	Tags      map[string]string // of the bucket
}

// Manager is a tool that makes a bucket, so that what is written past it may be
// undone by it.
type Manager struct {
	Tool   string // "CloudFormation", "Terraform", …
	Sure   bool   // AWS itself says so
	Detail string // the stack's name, or the tag
}

// stackTag is set by CloudFormation alone: tags that begin with "aws:" cannot be
// written by others. The CDK deploys through it.
//
// AWS: CloudFormation User Guide, aws-properties-resource-tags
const stackTag = "aws:cloudformation:stack-name"

// toolTags are keys of tags in which people write what manages a thing; nothing
// makes them do so.
var toolTags = []string{"managedby", "createdby", "provisionedby", "provisioner", "iac", "iactool", "deployedby", "source", "tool", "automation"}

// tools are the words by which those tags name a tool.
var tools = map[string]string{
	"terraform": "Terraform", "opentofu": "OpenTofu", "terragrunt": "Terragrunt", "pulumi": "Pulumi", "cloudformation": "CloudFormation",
	"cdk": "AWS CDK", "serverless": "Serverless Framework", "crossplane": "Crossplane", "ansible": "Ansible",
}

// ManagedBy tells from a bucket's tags what manages it; nil where they say
// nothing.
func ManagedBy(tags map[string]string) *Manager {
	if stack := tags[stackTag]; stack != "" {
		return &Manager{Tool: "CloudFormation", Sure: true, Detail: stack}
	}
	var keys []string
	for key := range tags {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		plain := strings.NewReplacer("-", "", "_", "", ":", "", " ", "", ".", "").Replace(strings.ToLower(key))
		value := strings.ToLower(tags[key])
		for _, word := range sortedTools() {
			named := slices.Contains(toolTags, plain) && strings.Contains(value, word)
			own := strings.HasPrefix(plain, word) && value != "false" && value != "no" // Terraform = true, pulumi:project = x
			if named || own {
				return &Manager{Tool: tools[word], Detail: key + "=" + tags[key]}
			}
		}
	}
	return nil
}

func sortedTools() []string {
	var words []string
	for word := range tools {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

// refusesPublic reports that S3 would not take the new policy: it is public, and
// BlockPublicPolicy is on.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (s Surroundings) refusesPublic(p bucket.Publicity) bool {
	return s.Block.RefusesPolicy(p) == bucket.Yes
}

// restricts reports that a public policy keeps a caller out, whatever it says of
// him.
func (s Surroundings) restricts(p bucket.Publicity, caller authz.Principal, owner string) bool {
	return owner != "" && s.Block.Restricts(p, &caller, owner) == bucket.Yes
}
