package s3

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
)

// Settings are a profile's choices of how S3 is addressed and signed. The zero
// value is what AWS's tools do by themselves.
//
// AWS: AWS CLI Command Reference, topic/s3-config
type Settings struct {
	Accelerate      bool   // go through the edge locations
	DualStack       bool   // IPv4 and IPv6
	AddressingStyle string // "path", "virtual"; anything else is automatic
	SignPayloads    bool   // sign bodies over TLS too
}

// apply puts the settings into the client's options. custom says that an
// endpoint of one's own is called, which has the bucket in the path unless
// virtual hosts are asked for, as with aws-cli.
//
// AWS: Amazon S3 User Guide, VirtualHosting; transfer-acceleration;
// dual-stack-endpoints; AWS: Amazon S3 API Reference, sig-v4-header-based-auth
func (s Settings) apply(c *s3.Options, custom bool) {
	c.UseAccelerate = s.Accelerate
	if s.DualStack {
		c.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateEnabled
	}
	switch s.AddressingStyle {
	case "path":
		c.UsePathStyle = true
	case "virtual":
		c.UsePathStyle = false
	default:
		c.UsePathStyle = custom
	}
	if s.SignPayloads {
		c.APIOptions = append(c.APIOptions, signPayload)
	}
}

// signPayload has bodies hashed for the signature where TLS would do without.
func signPayload(stack *middleware.Stack) error {
	hash := &v4.ComputePayloadSHA256{}
	if _, there := stack.Finalize.Get(hash.ID()); !there {
		return nil
	}
	_, err := stack.Finalize.Swap(hash.ID(), hash)
	return err
}
