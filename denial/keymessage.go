package denial

// KeyMessage writes KMS's sentence for a refusal, which S3 passes on. A key that
// the request does not name, since KMS finds it in the ciphertext, is not named
// in the answer either. Where hidden is true, KMS does not tell the caller
// whether the key exists or what its policy says. Parse reads the sentence back.
//
// AWS: AWS Knowledge Center, decrypt-kms-encrypted-objects-s3; AWS: observed in
// answers of S3 and KMS, the words "on this resource" (2023 to 2026)
func KeyMessage(d Denial, named, hidden bool) string {
	what := " on resource: " + d.Resource
	switch {
	case !named:
		what = " on the resource associated with this ciphertext"
	case hidden:
		what = " on this resource"
	}
	out := "User: " + d.PrincipalARN + " is not authorized to perform: " + d.Action + what
	switch clause := d.Clause(); {
	case hidden:
		return out + " because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
	case clause == "":
		return out
	case d.Deny == Explicit:
		return out + " " + clause
	default:
		return out + " because " + clause
	}
}
