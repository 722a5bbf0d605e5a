// Package identity answers "who am I": from AWS's own configuration (profiles,
// environment, sign-ins) to credentials, to the caller that AWS sees, to the
// path-qualified role ARN that a policy has to name. It also signs in to IAM
// Identity Center and keeps the sign-in where the AWS CLI keeps it, so that
// either tool sees the other's.
//
// It is a live room at the head of both threads: sync and grant open an
// identity for every side of a copy, whoami shows one.
//
//	me, err := identity.Open(ctx, identity.Options{Profile: "prod-admin"})
//	if err != nil { … }
//	caller, err := me.Caller(ctx)
//	if errors.Is(err, identity.ErrSignIn) { … clearway login --profile prod-admin … }
//	fmt.Println(caller.WriteThis) // arn:aws:iam::111111111111:role/aws-reserved/…
//
// Nothing here prints, and no error or value that is meant to be shown holds a
// secret or a token.
package identity
