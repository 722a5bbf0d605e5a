// Package organizations is the lab's AWS Organizations, for reading: the tree
// of units and accounts, and the control policies at every level. Whether the
// caller may is decided by authz; beside that, only the management account and
// delegated administrators see more than the organization itself.
//
//	service := organizations.New(world)
//	service.Serve(w, r, call) // behind lab/sigv4
package organizations
