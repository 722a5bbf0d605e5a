package identity

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Standing is what is known of an identity without a call beyond those that
// fetched its credentials.
type Standing struct {
	Account string    // "" is not known
	SignIn  bool      // it is a sign-in to IAM Identity Center that ends
	Expires time.Time // zero where it does not end, or nothing tells
	Renewal Renewal
}

// Standing tells it once credentials were fetched.
func (i *Identity) Standing(ctx context.Context) Standing {
	var c Caller
	i.addValidity(ctx, &c)
	s := Standing{SignIn: i.usesSSO(), Expires: c.Expires, Renewal: c.Renewal}
	if credentials, err := i.Config.Credentials.Retrieve(ctx); err == nil {
		s.Account = credentials.AccountID
	}
	if s.Account == "" && !i.FromEnvironment {
		s.Account = i.Profile.AccountID()
	}
	return s
}

// Account asks for the account alone, which needs no permission.
//
// AWS: STS API Reference, GetCallerIdentity
func (i *Identity) Account(ctx context.Context) (string, error) {
	out, err := i.sts().GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", i.wrap("ask AWS who you are", err)
	}
	return aws.ToString(out.Account), nil
}
