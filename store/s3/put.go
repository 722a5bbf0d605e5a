package s3

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/store"
)

// Put writes small content by one PutObject, content of the threshold and more
// in parts. Content whose bodies can be read twice (files) is sent from where
// it is; other content is held in memory, a bounded number of parts at a time.
//
// AWS: Amazon S3 API Reference, API_PutObject
func (s *Store) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	if err := checkKey(key); err != nil {
		return err
	}
	switch {
	case c.Size == store.UnknownSize:
		return s.putStream(ctx, key, c, w)
	case c.Size >= s.o.Threshold:
		return s.putParts(ctx, key, c, w)
	}
	body, err := s.open(ctx, c, store.Span{}, c.Size)
	if err != nil {
		return err
	}
	defer body.done()
	if c.Describe != nil {
		w.Properties = body.properties
	}
	input, err := s.putInput(key, w)
	if err != nil {
		return err
	}
	if input.ChecksumAlgorithm, err = algorithm(w, s.sum); err != nil {
		return err
	}
	input.Body, input.ContentLength = body.ReadSeeker, &c.Size
	_, err = request(ctx, s, "PutObject", bySize("put", c.Size), func(region ...func(*s3.Options)) (_ *s3.PutObjectOutput, err error) {
		if input.ChecksumCRC64NVME, err = rewound(body, input.ChecksumAlgorithm); err != nil {
			return nil, err
		}
		return s.client.PutObject(ctx, input, region...)
	})
	if err != nil {
		return err
	}
	return s.putTags(ctx, key, longTags(w.Tags))
}

// smallBody is what takes no time beside the request that carries it.
const smallBody = 256 << 10

// bySize is the sort of a request that carries so many bytes.
func bySize(sort string, size int64) string {
	if size > smallBody {
		return ""
	}
	return sort
}

// checkKey refuses what S3's protocol cannot carry.
//
// AWS: Amazon S3 User Guide, object-keys
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("an object's key cannot be empty")
	case !utf8.ValidString(key):
		return fmt.Errorf("the name %q is not valid UTF-8, which an object's key has to be", key)
	}
	return nil
}
