// Package store is what a sync reads from and writes to: objects with keys, in
// a bucket, a directory, or memory.
//
// It belongs to the sync thread, below s3sync: listing takes entries from two
// stores, transfer moves content between them. The rooms below are the
// stores themselves: store/s3 (a bucket), store/dir (a directory), store/mem
// (memory, for tests and dry thinking). store/storetest is the definition: a
// Store is what passes it.
//
//	for entry, err := range s.List(ctx, store.Range{Prefix: "logs/"}) {
//		var skipped *store.Skipped
//		switch {
//		case errors.As(err, &skipped): // one entry could not be listed; go on
//		case err != nil:               // the listing ends here, incomplete
//			return err
//		default:
//			fmt.Println(entry.Key, entry.Size)
//		}
//	}
package store
