package authz

import "clearway/policy"

// OperatorExists reports whether there is a condition operator of that name,
// with its set operator and IfExists.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func OperatorExists(name string) bool {
	_, err := compileCondition(&policy.Condition{Operator: name}, false)
	return err == nil
}
