package kms

import (
	"slices"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
	"clearway/need"
)

// New is the service over a world.
func New(w *world.World) jsonrpc.Handler {
	s := &jsonrpc.Service{
		Name: "KMS", Target: "TrentService.", Internal: "KMSInternalException", Operations: map[string]jsonrpc.Operation{},
	}
	for name, run := range operations {
		s.Operations[string(name)] = func(a *jsonrpc.Asked) (any, error) { return run(&asked{Asked: a, name: name}) }
	}
	return s.Over(w)
}

// operation answers one request; result is written as JSON, nil as no body.
type operation func(a *asked) (result any, err error)

// operations holds what the lab has of KMS.
//
// AWS: KMS API Reference, API_Operations
var operations = map[need.Call]operation{
	"CreateKey":            (*asked).createKey,
	"DescribeKey":          (*asked).describeKey,
	"ListKeys":             (*asked).listKeys,
	"EnableKey":            (*asked).enableKey,
	"DisableKey":           (*asked).disableKey,
	"ScheduleKeyDeletion":  (*asked).scheduleDeletion,
	"CancelKeyDeletion":    (*asked).cancelDeletion,
	"UpdateKeyDescription": (*asked).updateDescription,
	"GetKeyRotationStatus": (*asked).getRotation,
	"ListResourceTags":     (*asked).listTags,

	"CreateAlias": (*asked).createAlias,
	"UpdateAlias": (*asked).updateAlias,
	"DeleteAlias": (*asked).deleteAlias,
	"ListAliases": (*asked).listAliases,

	"GetKeyPolicy":    (*asked).getPolicy,
	"PutKeyPolicy":    (*asked).putPolicy,
	"ListKeyPolicies": (*asked).listPolicies,

	"CreateGrant": (*asked).createGrant,
	"ListGrants":  (*asked).listGrants,
	"RevokeGrant": (*asked).revokeGrant,

	"Encrypt":                         (*asked).encrypt,
	"Decrypt":                         (*asked).decrypt,
	"ReEncrypt":                       (*asked).reEncrypt,
	"GenerateDataKey":                 (*asked).generateDataKey,
	"GenerateDataKeyWithoutPlaintext": (*asked).generateWithoutPlaintext,
}

// Operations lists the operations that the service has.
func Operations() []need.Call {
	var names []need.Call
	for name := range operations {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
