// Package preflight foretells a whole copy: every call that it makes, on both
// sides and on the keys, held against every gate that the call meets.
//
//	table, err := preflight.Check(preflight.Copy{
//		Source: &preflight.Side{Bucket: "media-prod", Account: "111111111111", …},
//		Dest:   &preflight.Side{Bucket: "media-dr", Account: "222222222222", …},
//		As:     preflight.Caller{Principal: …, Layers: authz.Layers{Identity: …}},
//	})
//	…
//	for _, row := range table.Rows {
//		fmt.Println(row.Subject, row.Need.Reason, row.Answer, row.Codes())
//	}
//
// A copy is decided as what it is: read on one side, write on the other, keys
// on both, each with the layers of its own account. With two identities there
// are several ways to make it (one of them copies inside S3, or the bytes pass
// through this machine); Check tries all of them and shows the best.
//
// The room is pure. Files feed it today (clearway simulate --for sync); whatever
// could not be read stands in the Unknown maps with the reason, and stays not
// known.
//
// AWS: Amazon S3 API Reference, API_CopyObject; Amazon S3 User Guide,
// using-with-s3-policy-actions
package preflight
