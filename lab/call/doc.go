// Package call holds what one of the lab's services sees of a request after
// its signature was checked: who calls, when, the body already decoded, the
// condition keys of the request, and the one way to have it decided.
//
// A service is a value with a Serve method. It names the operation, asks
// [Call.Decide] once for each action on each resource, and answers in its own
// protocol:
//
//	func (s *Store) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
//		c.Operation = "GetObject"
//		d := c.Decide(world.Ask{Action: "s3:GetObject", Resource: object, ResourceAccount: owner, ResourcePolicy: p})
//		if d.Outcome != authz.Allow { … }
//	}
//
// It belongs to the lab's request thread: dispatch → verify → call → service.
package call
