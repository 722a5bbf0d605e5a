// Package lab is AWS on a loopback port: S3, KMS, STS, IAM, Organizations and
// Identity Center of several accounts in one small world, for clearway's own
// tests and demo and for anybody who wants to practise with real clients.
// Signatures are checked, and authz decides every request; there is no policy
// logic here.
//
// One request, top to bottom:
//
//	dispatch   service from the signature's scope; unsigned: by path   dispatch.go
//	verify     header, presigned, chunked; session token → caller      lab/sigv4, lab/world
//	operation, needs, decide, refuse, serve                             lab/s3, kms, sts, iam, sso, …
//	log        one line, with the deciding statement                    log.go
//
// Example:
//
//	l, err := lab.Start(ctx, lab.Options{})
//	defer l.Close()
//	cmd.Env = append(os.Environ(), l.Env()...) // any AWS client
package lab
