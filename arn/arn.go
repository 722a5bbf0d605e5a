package arn

import (
	"fmt"
	"strings"
)

// ARN holds the six colon-separated parts of a resource name, without the
// leading "arn". Resource is everything after the fifth colon and may itself
// hold colons and slashes.
//
// AWS: IAM User Guide, reference-arns
type ARN struct {
	Partition string
	Service   string
	Region    string
	Account   string
	Resource  string
}

// Parse splits text into its parts. It checks the shape only: that there are
// six parts, and that partition, service and resource are not empty.
func Parse(text string) (ARN, error) {
	rest, isARN := strings.CutPrefix(text, "arn:")
	var parts [4]string
	for i := range parts {
		var found bool
		parts[i], rest, found = strings.Cut(rest, ":")
		isARN = isARN && found
	}
	if !isARN {
		return ARN{}, fmt.Errorf("%q is no ARN: want arn:partition:service:region:account:resource", text)
	}
	a := ARN{Partition: parts[0], Service: parts[1], Region: parts[2], Account: parts[3], Resource: rest}
	if a.Partition == "" || a.Service == "" || a.Resource == "" {
		return ARN{}, fmt.Errorf("%q is no ARN: partition, service and resource must not be empty", text)
	}
	return a, nil
}

// String joins the parts again; Parse(a.String()) gives a back.
func (a ARN) String() string {
	return "arn:" + a.Partition + ":" + a.Service + ":" + a.Region + ":" + a.Account + ":" + a.Resource
}

// IsAccountID reports whether text is twelve digits, the form of an account ID.
//
// AWS: Account Management Reference Guide, manage-acct-identifiers
func IsAccountID(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// AccountRoot is the ARN by which a policy names a whole account.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func AccountRoot(partition, account string) string {
	return "arn:" + partition + ":iam::" + account + ":root"
}
