package s3_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// wide has as many connections as workers.
func wide(o *s3.Options) {
	o.HTTPClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
}

// spread runs f for 0 to n-1, 64 at a time.
func spread(n int, f func(i int)) {
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := w; i < n; i += 64 {
				f(i)
			}
		})
	}
	wg.Wait()
}

func putMany(b *testing.B, c *s3.Client, n int) {
	content := strings.Repeat("x", 1024)
	spread(n, func(i int) {
		_, err := c.PutObject(context.Background(), &s3.PutObjectInput{
			Bucket: aws.String("bucket-a"), Key: aws.String(fmt.Sprintf("k/%06d", i)), Body: strings.NewReader(content),
		})
		if err != nil {
			b.Error(err)
		}
	})
}

// BenchmarkCopy10000 is one sync's worth of small copies, client included.
func BenchmarkCopy10000(b *testing.B) {
	c := client(start(b).URL(), adminA, wide)
	putMany(b, c, 10_000)
	for b.Loop() {
		spread(10_000, func(i int) {
			key := fmt.Sprintf("k/%06d", i)
			_, err := c.CopyObject(context.Background(), &s3.CopyObjectInput{
				Bucket: aws.String("bucket-a"), Key: aws.String("copy/" + key), CopySource: aws.String("bucket-a/" + key),
			})
			if err != nil {
				b.Error(err)
			}
		})
	}
}

// BenchmarkListPage is a page of 1,000 keys, client included.
func BenchmarkListPage(b *testing.B) {
	c := client(start(b).URL(), adminA, wide)
	putMany(b, c, 2000)
	for b.Loop() {
		if err := list(c, "bucket-a"); err != nil {
			b.Fatal(err)
		}
	}
}
