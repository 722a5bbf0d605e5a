// Package kms is the lab's Key Management Service: symmetric keys with their
// policies, grants and aliases, over the JSON protocol. Encrypting is real, with
// the material that the world keeps for each key, and whether a caller may is
// decided by authz through the call.
//
// One request, top to bottom:
//
//	operation  X-Amz-Target → operation                        lab/jsonrpc, kms.go
//	key        ID, ARN, alias → ARN of a key                   asked.go
//	decide     need.Of → actions; key policy and grants        asked.go
//	state      disabled, waiting for its deletion              asked.go
//	serve      one file per family: keys, aliases, policy, grants, crypto
//
// Example:
//
//	service := kms.New(world)
//	service.Serve(w, r, call)   // behind lab/sigv4
package kms
