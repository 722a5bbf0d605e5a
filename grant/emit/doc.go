// Package emit writes a grant down for somebody else to carry out: as a page
// that asks the bucket's owner for it (page.go), and as Terraform, CloudFormation,
// CDK or commands of the AWS CLI (code.go).
//
// It is pure, as grant is. The page's words stand in text/request.en.md and
// text/request.ja.md with the same placeholders; AWS words, ARNs and JSON are
// the same in both.
package emit
