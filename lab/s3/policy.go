package s3

import (
	"net/http"
	"strconv"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/lab/s3/store"
	"clearway/policy"
)

// ownerOnly: bucket policies are the owner account's business. Another account
// that has the permission is told that the method is not for it.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy; API_GetBucketPolicy
func (q *request) ownerOnly() error {
	if q.Caller.Principal.Account == q.bucket.Account {
		return nil
	}
	return fault("MethodNotAllowed", "Method", q.r.Method, "ResourceType", "BUCKETPOLICY")
}

// putPolicy checks a policy, binds its principals to their unique IDs and puts
// it in the place of the old one.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy; IAM User Guide,
// reference_policies_elements_principal#principal-roles
func (q *request) putPolicy() error {
	if err := q.ownerOnly(); err != nil {
		return err
	}
	text, err := q.readBody(maxXML)
	if err != nil {
		return err
	}
	doc, err := checkPolicy(text, arn.Partition(q.bucket.Region), q.bucketName)
	if err != nil {
		return err
	}
	if err := q.front.checkPrincipals(doc); err != nil {
		return err
	}
	bound, _, err := q.front.world.BindPolicy(policyName(q.bucket), string(text))
	if err != nil {
		return invalidPrincipal()
	}
	if _, err := authz.Compile(policyName(q.bucket), doc); err != nil {
		q.Note = err.Error()
		return faultf("MalformedPolicy", "Policy has an invalid condition")
	}
	if q.front.blockOf(q.bucket).BlockPublicPolicy && isPublic(doc) {
		err := q.blocked(q.bucket, "public policies", "BlockPublicPolicy")
		if bucket.Judge(doc).Answer == bucket.NotKnown {
			q.Note += " (AWS does not say whether this policy is public; the lab takes it for public)"
		}
		return err
	}
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error {
		b.Policy, b.PolicyIDs = bound.Text, bound.IDs
		return nil
	})
}

// blocked is a refusal by Block Public Access, which names the setting.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors (Block Public Access)
func (q *request) blocked(b *store.Bucket, what, setting string) error {
	e := fault("AccessDenied")
	if q.Talkative(b.Account) {
		said := denial.Message(denial.Denial{
			PrincipalARN: q.Caller.Principal.ARN, Action: q.firstAction(), Resource: q.resource(b),
		})
		e.Message = said + " because " + what + " are prevented by the " + setting + " setting in S3 Block Public Access"
	}
	q.Note = setting
	return e
}

// firstAction is the action that the request was allowed by.
func (q *request) firstAction() string {
	if asked := q.Decided(); len(asked) > 0 {
		return asked[0].Ask.Action
	}
	return "s3:" + string(q.op.name)
}

func (q *request) resource(b *store.Bucket) string {
	if q.key == "" {
		return arn.Bucket(arn.Partition(b.Region), b.Name)
	}
	return arn.Object(arn.Partition(b.Region), b.Name, q.key)
}

// getPolicy gives the policy as it was put, but for principals that are gone:
// they appear as their bare IDs.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy; IAM User Guide,
// reference_policies_elements_principal#principal-roles
func (q *request) getPolicy() error {
	if err := q.ownerOnly(); err != nil {
		return err
	}
	if q.bucket.Policy == "" {
		return fault("NoSuchBucketPolicy", "BucketName", q.bucketName)
	}
	text, _, err := q.front.world.Render(bound(q.bucket))
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json")
	q.w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	q.w.WriteHeader(http.StatusOK)
	q.w.Write([]byte(text)) // the client may have gone; nothing is left to do then
	return nil
}

// deletePolicy takes the policy away; that there was none is no error.
//
// AWS: Amazon S3 API Reference, API_DeleteBucketPolicy
func (q *request) deletePolicy() error {
	if err := q.ownerOnly(); err != nil {
		return err
	}
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error {
		b.Policy, b.PolicyIDs = "", nil
		return nil
	})
}

// getPolicyStatus tells whether the policy is public.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicyStatus
func (q *request) getPolicyStatus() error {
	if q.bucket.Policy == "" {
		return fault("NoSuchBucketPolicy", "BucketName", q.bucketName)
	}
	doc, err := policy.Parse([]byte(q.bucket.Policy))
	if err != nil {
		return err
	}
	x := root("PolicyStatus")
	x.boolean("IsPublic", isPublic(doc))
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}
