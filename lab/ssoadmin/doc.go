// Package ssoadmin is the administration of the lab's Identity Center: its
// permission sets with their policies, where they are provisioned, and the
// assignments, which can be made and taken away. Taking the last assignment of a
// set in an account away and making it again gives its role another name and
// another unique ID, as on AWS.
//
// Whether the caller may is decided by authz; beside that, only the account
// whose instance it is and its delegated administrator get further than
// ListInstances.
//
//	service := ssoadmin.New(world)
//	service.Serve(w, r, call) // behind lab/sigv4
package ssoadmin
