package grant

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestManagedBy(t *testing.T) {
	for name, c := range map[string]struct {
		tags map[string]string
		want *Manager
	}{
		"no tags":                       {nil, nil},
		"tags of people":                {map[string]string{"team": "media", "env": "prod", "Name": "terraform-state-of-media"}, nil},
		"a stack":                       {map[string]string{"aws:cloudformation:stack-name": "media", "ManagedBy": "terraform"}, &Manager{"CloudFormation", true, "media"}},
		"the stack of a CDK app":        {map[string]string{"aws:cloudformation:stack-name": "MediaStack", "aws-cdk:auto-delete-objects": "true"}, &Manager{"CloudFormation", true, "MediaStack"}},
		"managed by Terraform":          {map[string]string{"managed-by": "Terraform Cloud"}, &Manager{"Terraform", false, "managed-by=Terraform Cloud"}},
		"Terraform as a flag":           {map[string]string{"Terraform": "true"}, &Manager{"Terraform", false, "Terraform=true"}},
		"not Terraform":                 {map[string]string{"terraform": "false"}, nil},
		"made by OpenTofu":              {map[string]string{"created_by": "opentofu"}, &Manager{"OpenTofu", false, "created_by=opentofu"}},
		"a project of Pulumi":           {map[string]string{"pulumi:project": "media"}, &Manager{"Pulumi", false, "pulumi:project=media"}},
		"the same whatever their order": {map[string]string{"Tool": "ansible", "IaC": "terraform"}, &Manager{"Terraform", false, "IaC=terraform"}},
		"a stack's name without value":  {map[string]string{"aws:cloudformation:stack-name": ""}, nil},
	} {
		if diff := cmp.Diff(c.want, ManagedBy(c.tags)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
