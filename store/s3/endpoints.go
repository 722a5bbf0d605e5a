package s3

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/auth"
	transport "github.com/aws/smithy-go/endpoints"
)

// endpoints remembers where requests of one sort go. The SDK works it out by its
// rules twice for every request, always to the same end: keys have no part in it.
type endpoints struct {
	of    s3.EndpointResolverV2
	known sync.Map // of whither to transport.Endpoint
}

// whither is what an endpoint depends on.
type whither struct {
	bucket, region, endpoint                             string
	fips, dualStack, pathStyle, accelerate, global       bool
	lambda, noAccessPoints, noMultiRegion, arnRegion     bool
	expressControl, noExpressSession, hasBucket, saysARN bool
}

// ResolveEndpoint is the SDK's answer, from the second time on remembered.
func (e *endpoints) ResolveEndpoint(ctx context.Context, p s3.EndpointParameters) (transport.Endpoint, error) {
	key := whither{
		bucket: aws.ToString(p.Bucket), region: aws.ToString(p.Region), endpoint: aws.ToString(p.Endpoint),
		fips: aws.ToBool(p.UseFIPS), dualStack: aws.ToBool(p.UseDualStack), pathStyle: aws.ToBool(p.ForcePathStyle),
		accelerate: aws.ToBool(p.Accelerate), global: aws.ToBool(p.UseGlobalEndpoint), lambda: aws.ToBool(p.UseObjectLambdaEndpoint),
		noAccessPoints: aws.ToBool(p.DisableAccessPoints), noMultiRegion: aws.ToBool(p.DisableMultiRegionAccessPoints),
		arnRegion: aws.ToBool(p.UseArnRegion), expressControl: aws.ToBool(p.UseS3ExpressControlEndpoint),
		noExpressSession: aws.ToBool(p.DisableS3ExpressSessionAuth), hasBucket: p.Bucket != nil, saysARN: p.UseArnRegion != nil,
	}
	if known, ok := e.known.Load(key); ok {
		return again(known.(transport.Endpoint)), nil
	}
	p.Key, p.Prefix, p.CopySource = nil, nil, nil
	found, err := e.of.ResolveEndpoint(ctx, p)
	if err != nil {
		return found, err
	}
	e.known.Store(key, found)
	return again(found), nil
}

// again is an endpoint whose ways to sign are its own: the SDK writes to them.
func again(e transport.Endpoint) transport.Endpoint {
	options, signed := auth.GetAuthOptions(&e.Properties)
	if !signed {
		return e
	}
	own := make([]*auth.Option, len(options))
	for i, o := range options {
		own[i] = &auth.Option{SchemeID: o.SchemeID}
		own[i].IdentityProperties.SetAll(&o.IdentityProperties)
		own[i].SignerProperties.SetAll(&o.SignerProperties)
	}
	var properties smithy.Properties
	properties.SetAll(&e.Properties)
	auth.SetAuthOptions(&properties, own)
	e.Properties = properties
	return e
}
