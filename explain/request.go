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
		return d.IsRefusal() || d.Code == "ObjectLocked"
	}
	return isMethodNotAllowed(d) && (d.Operation == "GetObject" || d.Operation == "HeadObject")
}

// isHead403: an answer to HEAD has no body, so AWS cannot say why.
//
// AWS: Amazon S3 API Reference, API_HeadObject; API_HeadBucket
func isHead403(d *denial.Denial) bool {
	if d.ActionNamed {
		return false
	}
	if strings.HasPrefix(d.Operation, "Head") {
		return d.IsRefusal()
	}
	return d.Code == "403" && strings.Contains(d.Message, "UnknownError")
}

// lastCauses catch what nothing else did.
var lastCauses = []cause{
	{"CW209", NoContext, NotYetKnown, func(d *denial.Denial) bool { return d.IsRefusal() }},
	{"CW303", NotAnAccessProblem, You, func(d *denial.Denial) bool { return d.Code != "" || d.Local != denial.LocalNone }},
}
