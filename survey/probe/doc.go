// Package probe settles by asking AWS what could not be read: for each row of a
// preflight.Table it makes a call that needs the row's action and that changes
// nothing.
//
//	results := probe.Run(ctx, probe.Options{Callers: map[string]aws.Config{"prod": cfg}}, table)
//	for _, r := range results {
//		fmt.Println(table.Rows[r.Row].Need.Action, r.Answer, r.Call, r.Why)
//	}
//
// Two rules hold for every call here.
//
// It cannot change anything, by what AWS documents of that call alone, whoever
// makes it and whatever the policies say. Reading calls read. The one write is
// a PutObject that carries two digests that are not its body's, under a name
// that nobody has: S3 compares digests before it stores (write.go). The one
// deletion is of an upload that does not exist, under such a name. KMS is asked
// with DryRun.
//
// And an error is a yes only where it is certain that AWS had decided before.
// AWS does not document the order of its checks, so a wrong digest counts as a
// yes only if S3, asked the same by nobody at all, refuses for want of
// permission instead; NoSuchUpload counts as nothing.
//
// docs/probes.md lists for each probe what it asks, what a yes and a no are,
// and what stays unsure.
//
// AWS: Amazon S3 User Guide, checking-object-integrity; KMS Developer Guide,
// testing-permissions
package probe
