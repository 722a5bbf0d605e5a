// Package iam is the lab's IAM: roles, users, groups, access keys, inline and
// managed policies, boundaries. Every operation is decided by authz first, on
// the ARN of what it is about, and then done to the world.
//
// The table in iam.go names each operation; those that exist for roles,
// users and groups alike are written once.
//
// AWS: IAM API Reference; Service Authorization Reference, list_awsidentityandaccessmanagementiam
package iam
