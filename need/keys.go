package need

// keys holds the calls of KMS that copies, their preparation and the tools
// around them make. Aliases are resources of their own: making and moving one
// is asked of the alias and of the key. ReEncrypt is asked of both its keys.
//
// AWS: KMS Developer Guide, kms-api-permissions-reference; alias-access
var keys = map[Call]row{
	"Decrypt":                         {pageKMS, []rule{on(onKey, ReasonDecrypt, "kms:Decrypt")}},
	"Encrypt":                         {pageKMS, []rule{on(onKey, ReasonEncrypt, "kms:Encrypt")}},
	"GenerateDataKey":                 {pageKMS, []rule{on(onKey, ReasonEncrypt, "kms:GenerateDataKey")}},
	"GenerateDataKeyWithoutPlaintext": {pageKMS, []rule{on(onKey, ReasonEncrypt, "kms:GenerateDataKeyWithoutPlaintext")}},
	"ReEncrypt": {pageKMS, []rule{
		on(onSourceKey, ReasonDecrypt, "kms:ReEncryptFrom"), on(onKey, ReasonEncrypt, "kms:ReEncryptTo"),
	}},

	"ListKeys":             {pageKMS, []rule{on(onAnything, ReasonConfigure, "kms:ListKeys")}},
	"ListAliases":          {pageKMS, []rule{on(onAnything, ReasonConfigure, "kms:ListAliases")}},
	"CreateKey":            {pageKMS, []rule{on(onAnything, ReasonConfigure, "kms:CreateKey")}},
	"DescribeKey":          {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:DescribeKey")}},
	"UpdateKeyDescription": {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:UpdateKeyDescription")}},
	"EnableKey":            {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:EnableKey")}},
	"DisableKey":           {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:DisableKey")}},
	"ScheduleKeyDeletion":  {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:ScheduleKeyDeletion")}},
	"CancelKeyDeletion":    {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:CancelKeyDeletion")}},
	"GetKeyRotationStatus": {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:GetKeyRotationStatus")}},
	"ListResourceTags":     {pageKMS, []rule{on(onKey, ReasonConfigure, "kms:ListResourceTags")}},

	"GetKeyPolicy":    {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:GetKeyPolicy")}},
	"PutKeyPolicy":    {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:PutKeyPolicy")}},
	"ListKeyPolicies": {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:ListKeyPolicies")}},
	"CreateGrant":     {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:CreateGrant")}},
	"ListGrants":      {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:ListGrants")}},
	"RevokeGrant":     {pageKMS, []rule{on(onKey, ReasonPolicy, "kms:RevokeGrant")}},

	"CreateAlias": {pageKMS, []rule{on(onAlias, ReasonConfigure, "kms:CreateAlias"), on(onKey, ReasonConfigure, "kms:CreateAlias")}},
	"DeleteAlias": {pageKMS, []rule{on(onAlias, ReasonConfigure, "kms:DeleteAlias"), on(onKey, ReasonConfigure, "kms:DeleteAlias")}},
	"UpdateAlias": {pageKMS, []rule{
		on(onAlias, ReasonConfigure, "kms:UpdateAlias"), on(onKey, ReasonConfigure, "kms:UpdateAlias"),
		on(onSourceKey, ReasonConfigure, "kms:UpdateAlias"),
	}},
}
