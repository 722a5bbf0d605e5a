package survey

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/need"
)

// sampled is what one object of a source says of itself.
type sampled struct {
	empty bool   // there is none
	read  bool   // there is one, and it was seen
	key   string // ARN of the KMS key it is under; "" for none
	owner string // canonical ID of whose it is; "" is not known
}

// sample looks at the first object of a source: the default encryption says
// nothing of objects that are older than it, and mostly cannot be read in
// another account.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2; API_HeadObject
func (r *Reader) sample(ctx context.Context, p *Profile, at place, prefix string) sampled {
	client := p.s3(at.region)
	first, err := ask(ctx, r, p, need.ListObjectsV2, at.name+"/"+prefix, func(ctx context.Context) (types.Object, error) {
		out, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &at.name, Prefix: &prefix, MaxKeys: aws.Int32(1), FetchOwner: aws.Bool(true)})
		if err != nil || len(out.Contents) == 0 {
			return types.Object{}, err
		}
		return out.Contents[0], nil
	})
	if err != nil || first.Key == nil {
		return sampled{empty: err == nil}
	}
	out := sampled{}
	if first.Owner != nil {
		out.owner = aws.ToString(first.Owner.ID)
	}
	out.key, err = ask(ctx, r, p, need.HeadObject, at.name+"/"+*first.Key, func(ctx context.Context) (string, error) {
		out, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &at.name, Key: first.Key})
		if err != nil || !strings.HasPrefix(string(out.ServerSideEncryption), "aws:kms") {
			return "", err
		}
		return aws.ToString(out.SSEKMSKeyId), nil
	})
	out.read = err == nil
	return out
}
