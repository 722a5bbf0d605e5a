package explain

import (
	"strings"

	"clearway/denial"
)

// requestCauses lie in the request or in the object, not in a policy.
var requestCauses = []cause{
	{"CW301", ObjectState, You, code("InvalidObjectState", "ObjectAlreadyInActiveTierError", "RestoreAlreadyInProgress")},
	{"CW304", ObjectState, Owner, isLocked},
	{"CW302", WrongRegion, You, anyOf(local(denial.LocalRegion), code("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
		"IllegalLocationConstraintException", "InvalidLocationConstraint", "BucketRegionError", "301", "307"))},
	{"CW225", Head403, NotYetKnown, isHead403},
}

// isLocked: Object Lock refuses deletes in the words of an access problem, and
// a delete marker answers reads with 405.
//
// AWS: Amazon S3 User Guide, object-lock-managing; DeleteMarker
func isLocked(d *denial.Denial) bool {
	if strings.Contains(strings.ToLower(d.Message), "object lock") {
		return d.IsRefusal() || d.Meaning() == "ObjectLocked"
	}
	return isMethodNotAllowed(d) && (d.Operation == "GetObject" || d.Operation == "HeadObject")
}

// isHead403: an answer to HEAD has no body, so AWS cannot say why. Tools that do
// not print the call show such an answer by the lack of words.
//
// AWS: Amazon S3 API Reference, API_HeadObject; API_HeadBucket
func isHead403(d *denial.Denial) bool {
	switch {
	case d.ActionNamed || !d.IsRefusal():
		return false
	case strings.HasPrefix(d.Operation, "Head"):
		return true
	case d.Operation != "" || !d.IsWordless():
		return false
	}
	meaning := d.Meaning()
	return meaning == "403" || meaning == "Forbidden"
}

// lastCauses catch what nothing else did.
var lastCauses = []cause{
	{"CW209", NoContext, NotYetKnown, func(d *denial.Denial) bool { return d.IsRefusal() }},
	{"CW303", NotAnAccessProblem, You, func(d *denial.Denial) bool { return d.Meaning() != "" || d.Local != denial.LocalNone }},
}
