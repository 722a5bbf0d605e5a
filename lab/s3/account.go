package s3

import (
	"net/http"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/lab/call"
	"clearway/lab/world"
	"clearway/need"
)

// What a request to S3 Control about a whole account looks like. Its host may
// begin with the account's number, which stands in the header as well.
//
// AWS: Amazon S3 API Reference, API_control_GetPublicAccessBlock
const (
	accountBlockPath = "/v20180820/configuration/publicAccessBlock"
	accountHeader    = "X-Amz-Account-Id"
	controlNamespace = "http://awss3control.amazonaws.com/doc/2018-08-20/"
)

// isAccountRequest tells requests to S3 Control from those to a bucket that has
// the path's first word as its name: those carry no account.
func isAccountRequest(r *http.Request) bool {
	return r.URL.Path == accountBlockPath && r.Header.Get(accountHeader) != ""
}

// accountOperation is an operation on the settings of a whole account. The
// permission to write them is the one to delete them.
type accountOperation struct {
	name   need.Call // as CloudTrail has it; the API says PublicAccessBlock without Account
	action string
	serve  func(q *request, account string) error
}

// AWS: Service Authorization Reference, list_amazons3
var accountOperations = map[string]accountOperation{
	http.MethodGet:    {need.GetAccountBlock, "s3:GetAccountPublicAccessBlock", (*request).getAccountBlock},
	http.MethodPut:    {"PutAccountPublicAccessBlock", "s3:PutAccountPublicAccessBlock", (*request).putAccountBlock},
	http.MethodDelete: {"DeleteAccountPublicAccessBlock", "s3:PutAccountPublicAccessBlock", (*request).deleteAccountBlock},
}

// runAccount decides and answers a request to S3 Control. It reaches the
// caller's own account only, whatever policies say.
//
// AWS: Amazon S3 API Reference, API_control_PutPublicAccessBlock
func (q *request) runAccount() error {
	q.control = q.r.Header.Get(accountHeader)
	op, ok := accountOperations[q.r.Method]
	if !ok {
		return fault("MethodNotAllowed", "Method", q.r.Method, "ResourceType", "PUBLIC_ACCESS_BLOCK")
	}
	q.op.name, q.Operation = op.name, string(op.name)
	if !arn.IsAccountID(q.control) {
		return argument(accountHeader, q.control, "Invalid account id")
	}
	ask := world.Ask{Action: op.action, Resource: "*", ResourceAccount: q.control}
	if d := q.Decide(ask); d.Outcome != authz.Allow {
		return q.refusal(ask, d)
	}
	if q.Caller.Principal.Account != q.control {
		return fault("AccessDenied")
	}
	return op.serve(q, q.control)
}

func (q *request) getAccountBlock(account string) error {
	block, _ := q.front.world.AccountBlock(account)
	if block == nil {
		return fault("NoSuchPublicAccessBlockConfiguration", "AccountId", account)
	}
	x := newXML()
	x.openWith(publicAccessElement, `xmlns="`+controlNamespace+`"`)
	x.block(*block)
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putAccountBlock(account string) error {
	block, err := q.readBlock()
	if err != nil {
		return err
	}
	return q.setAccountBlock(account, http.StatusCreated, &block)
}

func (q *request) deleteAccountBlock(account string) error {
	return q.setAccountBlock(account, http.StatusNoContent, nil)
}

// setAccountBlock leaves what the organization has set to the organization.
//
// AWS: Amazon S3 API Reference, API_control_PutPublicAccessBlock
func (q *request) setAccountBlock(account string, status int, block *bucket.Block) error {
	if _, byOrganization := q.front.world.AccountBlock(account); byOrganization {
		q.Note = "an S3 policy of the organization"
		return fault("AccessDenied")
	}
	err := q.front.world.Edit(func(d *world.Data) error {
		d.Account(account).Block = block
		return nil
	})
	if err != nil {
		return err
	}
	return q.done(status)
}

// controlError writes an error of S3 Control, which has one element more around
// it than S3's.
//
// AWS: Smithy documentation, aws-restxml-protocol (error responses)
func (q *request) controlError(e *call.Error) {
	x := newXML()
	x.open("ErrorResponse")
	x.errorElement(e)
	x.text("RequestId", q.ID)
	x.text("HostId", hostID(q.ID))
	x.close()
	q.answer(e.Status, x)
}
