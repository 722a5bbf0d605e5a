// Package authz decides requests as AWS documents it: identity, boundary,
// session, service control, resource control, resource and VPC endpoint
// policies, in one account and across two. It is the access thread:
//
//	Request + Layers → Decide → Decision with a Trace
//
// Every gate is evaluated even after the first no, because the user wants all
// closed gates at once. What is not known stays Unknown and never becomes a
// yes; where AWS leaves a point open, Decision.Assumed names the reading that
// was taken (Assumption). Policies are compiled once (Compile) and are then safe for concurrent
// use. The room is pure: no clock, network or environment; the time of a
// request is the condition key aws:CurrentTime like any other.
//
//	policy, err := authz.CompileJSON("bucket policy", text)
//	…
//	d := authz.Decide(request, authz.Layers{Resource: policy})
//	fmt.Println(d.Outcome, d.Gate)
//
// Verdict gives the same outcome without the trace, for callers that ask often.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic
package authz
