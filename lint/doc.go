// Package lint reads policy documents as S3, IAM, STS and KMS would take them
// and says what is refused, dead, risky or probably not meant.
//
//	for _, f := range lint.Run(text, lint.Options{Bucket: "dr"}) {
//		fmt.Println(f.Severity, f.Rule, f.Message("en"))
//	}
//
// A finding stands at the very characters that it is about. It carries its
// words in English and Japanese, and a Fix where it is clear what has to be
// written instead. Findings come in the order of the text; the same text gives
// the same findings.
//
// Each rule stands in the file of its family with its definition, its words
// and AWS's page; Rules lists them all. The room is pure, and Run never fails:
// what cannot be read is a finding too.
package lint
