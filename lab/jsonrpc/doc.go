// Package jsonrpc is the protocol of KMS, Organizations and the administration
// of Identity Center: POST /, X-Amz-Target names the operation, JSON both ways.
// A service is a table of operations; what is the same for all is here: reading
// the body, paging, naming errors.
//
// Example:
//
//	service := &jsonrpc.Service{Name: "KMS", Target: "TrentService.", Operations: table}
//	service.Over(world).Serve(w, r, call) // behind lab/sigv4
//
// AWS: Smithy documentation, aws-json-1_1-protocol
package jsonrpc
