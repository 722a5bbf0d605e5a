package probe

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/need"
	"clearway/preflight"
)

// decrypt reads the first byte of an object that is under the key, as the copy
// will: S3 asks KMS on the caller's behalf. Where a destination's key has to
// decrypt (for writing in parts) there may be no object: KMS is asked then.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func (p *prober) decrypt(ctx context.Context, r *preflight.Row) Result {
	at := placeOf(r)
	h := p.head(ctx, at)
	switch {
	case h.key != "" && h.said == nil && h.err == nil && h.kms == r.Need.Resource:
		said, err := p.firstByte(ctx, at, h.key)
		out := result(need.GetObject, h.key, r.Need.Action, said, err)
		switch {
		case isEmpty(said): // perhaps before KMS was asked
			out.Answer, out.Why = bucket.NotKnown, WhyOrder
		case slices.Contains(unusable, codeOf(said)):
			out.Answer, out.Why = bucket.No, ""
		case out.Answer == bucket.No && !refusesNamed(said, r.Need.Action):
			out.Answer, out.Why = bucket.NotKnown, WhyOther // perhaps S3's own refusal
		}
		return out
	case !r.Need.Source:
		return p.dryRun(ctx, r, need.Call("Decrypt"), func(client *kms.Client, context map[string]string) error {
			_, err := client.Decrypt(ctx, &kms.DecryptInput{
				KeyId: &r.Need.Resource, EncryptionContext: context, DryRun: aws.Bool(true),
				DryRunModifiers: []kmstypes.DryRunModifierType{kmstypes.DryRunModifierTypeIgnoreCiphertext},
			})
			return err
		})
	case h.key == "":
		return Result{Answer: bucket.NotKnown, Why: WhyNoObject, Call: need.ListObjectsV2}
	case h.said == nil && h.err == nil:
		return Result{Answer: bucket.NotKnown, Why: WhyOtherKey, Call: need.HeadObject, Object: h.key}
	}
	return Result{Answer: bucket.NotKnown, Why: WhyOther, Call: need.HeadObject, Object: h.key, Said: h.said, Err: h.err}
}

// encrypt asks KMS for a data key that it is not to make. A refused write that
// names the key's action says it more exactly: S3 asked then.
//
// AWS: KMS API Reference, API_GenerateDataKey (DryRun)
func (p *prober) encrypt(ctx context.Context, r *preflight.Row) Result {
	if w, ok := p.writings[placeOf(r)]; ok {
		if put := p.refusedPut(ctx, w); refusesNamed(put.said, r.Need.Action) {
			return result(need.PutObject, put.key, r.Need.Action, put.said, nil)
		}
	}
	return p.dryRun(ctx, r, need.Call("GenerateDataKey"), func(client *kms.Client, context map[string]string) error {
		_, err := client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
			KeyId: &r.Need.Resource, EncryptionContext: context, KeySpec: kmstypes.DataKeySpecAes256, DryRun: aws.Bool(true),
		})
		return err
	})
}

// unusable are the answers of KMS that hold for whoever asks and however.
//
// AWS: KMS Developer Guide, key-state; KMS API Reference, API_GenerateDataKey
var unusable = []string{"DisabledException", "KMSInvalidStateException", "NotFoundException", "InvalidKeyUsageException"}

// dryRun makes a call of KMS that only tells whether it would have succeeded,
// with the encryption context that S3 sends. The caller asks KMS itself, and S3
// will do it on the caller's behalf: kms:ViaService is absent here. So a yes is
// one to the caller itself, a refusal says nothing (key policies often let a
// caller in through S3 alone), and only a key that cannot be used is a no.
//
// AWS: KMS Developer Guide, testing-permissions; conditions-kms (kms:ViaService)
func (p *prober) dryRun(ctx context.Context, r *preflight.Row, call need.Call, try func(*kms.Client, map[string]string) error) Result {
	key, err := arn.Parse(r.Need.Resource)
	if err != nil { // the bucket's key is not known
		return Result{Answer: bucket.NotKnown, Why: WhyNoObject}
	}
	client := kms.NewFromConfig(p.o.Callers[r.Caller], func(o *kms.Options) {
		o.Region = key.Region
		if p.o.Endpoint != "" {
			o.BaseEndpoint = aws.String(p.o.Endpoint)
		}
	})
	said, err := refusal(ctx, call, try(client, p.encryptionContext(r)))
	out := result(call, "", r.Need.Action, said, err)
	switch code := codeOf(said); {
	case code == "DryRunOperationException":
		out.Answer, out.Why, out.Said = bucket.Yes, WhyDirect, nil
	case slices.Contains(unusable, code):
		out.Answer, out.Why = bucket.No, ""
	case said == nil && err == nil:
		out.Err, out.Answer, out.Why = errNoDryRun, bucket.NotKnown, WhyOther
	case out.Answer == bucket.No:
		out.Answer, out.Why = bucket.NotKnown, WhyDirect
	}
	return out
}

// errNoDryRun cannot come from AWS, which answers a dry run with an error.
var errNoDryRun = errors.New("KMS did what it was only asked about: it knows no DryRun")

// codeOf is the code of KMS; S3 puts "KMS." before those that it hands on.
//
// AWS: Amazon S3 API Reference, ErrorResponses
func codeOf(said *denial.Refusal) string {
	if said == nil {
		return ""
	}
	return strings.TrimPrefix(said.Denial.Code, "KMS.")
}

// encryptionContext is what S3 sends with each use of a key; with a Bucket Key
// it is the bucket's ARN. The row was decided with one of them.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption (encryption context)
func (p *prober) encryptionContext(r *preflight.Row) map[string]string {
	const key = "kms:EncryptionContext:aws:s3:arn"
	object := first(r.Request.Context[key])
	if prefix, isPattern := strings.CutSuffix(object, "*"); isPattern {
		object = prefix + "clearway-probe"
	}
	if object == "" {
		return nil
	}
	return map[string]string{"aws:s3:arn": object}
}
