package s3

import "time"

// Resume says where uploads and copies in parts are remembered while they are
// under way, so that what was interrupted can go on from its parts.
type Resume struct {
	Dir  string           // made when it is needed; only its owner may read it
	Keep bool             // leave the parts of what was interrupted for the next run, instead of aborting
	Now  func() time.Time // nil is time.Now
}
