// Package query speaks AWS's query protocol, which STS and IAM share: form
// parameters in, XML out, the operation named by the parameter Action.
//
// A service is a table of operations:
//
//	s := &query.Service{Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Operations: map[string]query.Operation{
//		"GetCallerIdentity": getCallerIdentity,
//	}}
//
// AWS: AWS STS API Reference, CommonParameters; CommonErrors
package query
