package explain

import (
	"testing"

	"clearway/denial"
)

// TestARefusalOfTheSDKIsExplainedLikeItsText: sync has an error, explain a
// text; both lead to the same screen.
func TestARefusalOfTheSDKIsExplainedLikeItsText(t *testing.T) {
	const words = `User: arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0a1b2c3d4e5f6071/me is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::dev-b" because no resource-based policy allows the s3:ListBucket action`
	refusal := denial.FromError("ListObjectsV2", "AccessDenied", words, 403, nil)
	fromError := Explain(refusal.Denial, Facts{})
	fromText := Explain(denial.Parse("fatal error: " + refusal.Error())[0], Facts{})
	for _, e := range []Explanation{fromError, fromText} {
		if e.Code != "CW201" || e.PermissionSet != "Admin" || !e.IsSSO || e.Grant == nil {
			t.Errorf("got %+v", e)
		}
	}
}
