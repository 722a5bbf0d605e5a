package s3

import (
	"net/http"

	"clearway/lab/call"
)

// Refuse answers a request that does not get as far as an operation: its
// signature or its credentials are at fault.
func (f *Front) Refuse(w http.ResponseWriter, r *http.Request, c *call.Call, err error) {
	h := w.Header()
	h.Set("X-Amz-Request-Id", c.ID)
	h.Set("X-Amz-Id-2", hostID(c.ID))
	h.Set("Server", "AmazonS3")
	q := &request{Call: c, front: f, store: f.store, w: w, r: r}
	if isAccountRequest(r) {
		q.control = r.Header.Get(accountHeader)
	}
	q.fail(err)
}
