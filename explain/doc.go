// Package explain says what is behind a refusal: the cause with its stable code
// (CW201), who can mend it, and the complete command. It is the last stage of
// the access thread: a denial.Denial and whatever else is known become an
// Explanation. Words come later: labels stand in internal/msg, and each code has
// a page in explain/text, in English and Japanese.
//
//	for _, d := range denial.Parse(pasted) {
//		e := explain.Explain(d, explain.Facts{OwnerAccount: "222222222222"})
//		fmt.Println(e.Code, e.RootCause)
//	}
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
package explain
