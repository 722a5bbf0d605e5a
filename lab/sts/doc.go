// Package sts is the lab's Security Token Service: who am I, and temporary
// credentials for roles and users. Whether a role may be assumed is decided by
// authz, with the role's trust policy as the resource-based policy.
//
// AWS: AWS STS API Reference
package sts
