package identity

import (
	"errors"
	"net/url"

	"github.com/aws/smithy-go"
)

// CallError is a call to AWS that failed for a reason this package has no kind
// for, said in one line; Err keeps all that the SDK says.
type CallError struct {
	Service   string // "STS"
	Operation string // "AssumeRole"
	Code      string // AWS's; "" where there was no answer
	Message   string
	Err       error
}

func (e *CallError) Error() string {
	text := e.Service + " " + e.Operation + ": "
	if e.Code != "" {
		text += e.Code + ": "
	}
	return text + e.Message
}

func (e *CallError) Unwrap() error { return e.Err }

// Denied reports whether AWS answered that the caller may not.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func (e *CallError) Denied() bool {
	return e.Code == "AccessDenied" || e.Code == "AccessDeniedException"
}

// concise finds the call that failed inside an error of the SDK: the innermost
// one, since a call may fail for want of credentials that another call fetches.
// An error that is no call's comes back as it is.
func concise(err error) error {
	var operation *smithy.OperationError
	for inner := err; errors.As(inner, &operation); inner = operation.Err {
	}
	if operation == nil {
		return err
	}
	e := &CallError{Service: operation.ServiceID, Operation: operation.OperationName, Err: err}
	var api smithy.APIError
	var transport *url.Error
	switch {
	case errors.As(operation.Err, &api):
		e.Code, e.Message = api.ErrorCode(), api.ErrorMessage()
	case errors.As(operation.Err, &transport):
		e.Message = transport.Error()
	default:
		return err
	}
	return e
}
