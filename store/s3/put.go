package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	if c.Size >= s.o.Threshold {
		return s.putParts(ctx, key, c, w)
	}
	input, err := s.putInput(key, w)
	if err != nil {
		return err
	}
	body, done, err := s.open(ctx, c, store.Span{}, c.Size)
	if err != nil {
		return err
	}
	defer done()
	input.Body, input.ContentLength = body, &c.Size
	_, err = request(ctx, s, "PutObject", bySize("put", c.Size), func(region ...func(*s3.Options)) (*s3.PutObjectOutput, error) {
		if _, err := body.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return s.client.PutObject(ctx, input, region...)
	})
	return err
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

// open gives size bytes of c in a form that can be read again, which signing
// and trying again need. done gives up what they hold.
func (s *Store) open(ctx context.Context, c store.Content, span store.Span, size int64) (body io.ReadSeeker, done func(), err error) {
	o, err := c.Open(ctx, span)
	if err != nil {
		return nil, nil, err
	}
	if seeker, ok := o.Body.(io.ReadSeeker); ok {
		if err := hasSize(seeker, size); err != nil {
			o.Body.Close()
			return nil, nil, err
		}
		return seeker, func() { o.Body.Close() }, nil
	}
	defer o.Body.Close()
	select {
	case s.memory <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	free := func() { <-s.memory }
	held, err := hold(o.Body, size)
	if err != nil {
		free()
		return nil, nil, err
	}
	return bytes.NewReader(held), free, nil
}

func hasSize(s io.Seeker, size int64) error {
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end != size {
		return fmt.Errorf("found %d bytes where %d were listed", end, size)
	}
	_, err = s.Seek(0, io.SeekStart)
	return err
}

func hold(from io.Reader, size int64) ([]byte, error) {
	var held bytes.Buffer
	n, err := io.Copy(&held, io.LimitReader(from, size+1))
	if err != nil {
		return nil, err
	}
	if n != size {
		return nil, fmt.Errorf("received %d bytes where %d were listed", n, size)
	}
	return held.Bytes(), nil
}
