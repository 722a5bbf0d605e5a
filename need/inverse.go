package need

import "slices"

// Action gives the one action that stands for a call: the one named in a
// policy to permit it, where the call needs several (CopyObject also reads its
// source) the one that no other call of the table explains. "" for calls that
// the table does not hold or that need no permission.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func Action(call Call) string {
	action := ""
	for _, r := range table[call].rules {
		if r.when == nil {
			action = r.action
		}
	}
	return action
}

// Calls lists the calls that ask for an action, alphabetically; also those that
// ask for it only under some of their details.
func Calls(action string) []Call {
	var out []Call
	for call, r := range table {
		if slices.ContainsFunc(r.rules, func(r rule) bool { return r.action == action || r.versioned == action }) {
			out = append(out, call)
		}
	}
	slices.Sort(out)
	return out
}

// Page names the AWS page that the table's row for a call rests on; "" for
// calls that it does not hold.
func Page(call Call) string { return table[call].page }

// All lists every call of the table, alphabetically.
func All() []Call {
	out := make([]Call, 0, len(table))
	for call := range table {
		out = append(out, call)
	}
	slices.Sort(out)
	return out
}
