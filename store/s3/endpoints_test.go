package s3

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/auth"
	transport "github.com/aws/smithy-go/endpoints"
)

// describedEndpoint is all that a request takes from an endpoint.
func describedEndpoint(e transport.Endpoint) string {
	text := fmt.Sprint(e.URI.String(), e.Headers)
	options, _ := auth.GetAuthOptions(&e.Properties)
	for _, o := range options {
		text += fmt.Sprint(" ", o.SchemeID, o.IdentityProperties.Values(), o.SignerProperties.Values())
	}
	return text
}

// TestEndpointsAreTheSDKs, the first time and every other, also after somebody
// has written to what was given before.
func TestEndpointsAreTheSDKs(t *testing.T) {
	sdk := s3.NewDefaultEndpointResolverV2()
	ours := &endpoints{of: sdk}
	buckets := []string{"plain", "with.dots", "express--use1-az5--x-s3", "an-alias-s3alias",
		"arn:aws:s3:us-west-2:111111111111:accesspoint/point", "arn:aws:s3::111111111111:accesspoint/name.mrap", "no such bucket!"}
	for range 3 {
		for _, bucket := range buckets {
			for _, change := range []func(*s3.EndpointParameters){
				func(*s3.EndpointParameters) {},
				func(p *s3.EndpointParameters) { p.Region = aws.String("eu-west-1") },
				func(p *s3.EndpointParameters) { p.ForcePathStyle = aws.Bool(true) },
				func(p *s3.EndpointParameters) { p.Endpoint = aws.String("http://localhost:9000") },
				func(p *s3.EndpointParameters) { p.UseDualStack = aws.Bool(true) },
				func(p *s3.EndpointParameters) { p.Accelerate = aws.Bool(true) },
				func(p *s3.EndpointParameters) { p.UseArnRegion = aws.Bool(false) },
				func(p *s3.EndpointParameters) { p.UseFIPS = aws.Bool(true) },
				func(p *s3.EndpointParameters) { p.Bucket = nil },
			} {
				p := s3.EndpointParameters{Bucket: &bucket, Region: aws.String("us-east-1"), Key: aws.String("k")}
				change(&p)
				want, wantErr := sdk.ResolveEndpoint(t.Context(), p)
				got, err := ours.ResolveEndpoint(t.Context(), p)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) || describedEndpoint(got) != describedEndpoint(want) {
					t.Fatalf("%s: %s, %v\nwant %s, %v", bucket, describedEndpoint(got), err, describedEndpoint(want), wantErr)
				}
				if options, ok := auth.GetAuthOptions(&got.Properties); ok {
					for _, o := range options {
						o.SchemeID = "other"
						o.SignerProperties.Set("k", "v")
					}
				}
			}
		}
	}
}
