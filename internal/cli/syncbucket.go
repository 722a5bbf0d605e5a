package cli

import (
	"os"
	"path/filepath"

	"clearway/identity"
	"clearway/s3sync"
	"clearway/store/s3"
)

// bucketOptions adds to a bucket's options what flags and the profile say of
// its requests. bandwidth is shared by both ends.
//
// AWS: AWS CLI Command Reference, s3/sync#options; topic/s3-config
func (r *syncRun) bucketOptions(o *s3.Options, conf identity.S3Settings, source bool) {
	o.Settings = s3.Settings{Accelerate: conf.Accelerate, DualStack: conf.DualStack, AddressingStyle: conf.AddressingStyle, SignPayloads: conf.SignPayloads}
	o.ChecksumMode = r.o.checksumMode != ""
	o.Timeout, o.Bandwidth = secondsOrNone(r.env.global.readTimeout), r.limit(conf)
	if o.SSEC = r.o.ssec.key; source && r.plan.Direction == s3sync.Copy {
		o.SSEC = r.o.fromSSEC.key
	}
	if cache, err := os.UserCacheDir(); err == nil && !source {
		o.Resume = &s3.Resume{Dir: filepath.Join(cache, "clearway", "uploads"), Keep: r.o.resume}
	}
}

// limit is the profile's max_bandwidth, nil without one.
func (r *syncRun) limit(conf identity.S3Settings) *s3.Bandwidth {
	if conf.MaxBandwidth == 0 {
		return nil
	}
	if r.o.bandwidth == nil {
		r.o.bandwidth = s3.NewBandwidth(conf.MaxBandwidth)
	}
	return r.o.bandwidth
}
