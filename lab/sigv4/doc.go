// Package sigv4 checks AWS Signature Version 4 as AWS's servers do: in the
// Authorization header, in the query of a presigned URL, and over the chunks
// and trailers of a streamed payload.
//
// [Verifier.Verify] takes a request apart, asks for the secret behind its
// access key, computes the signature that the request should have, and gives
// back the payload as a reader that checks what is left to check while it is
// read.
//
// It is the verify stage of the lab's request thread.
//
// AWS: IAM User Guide, reference_sigv-create-signed-request;
// Amazon S3 API Reference, sig-v4-authenticating-requests
package sigv4
