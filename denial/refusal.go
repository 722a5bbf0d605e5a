package denial

import (
	"errors"
	"fmt"

	"clearway/need"
)

// Refusal is an error of AWS that keeps the call and the words, so that it can
// be explained. Live rooms make it from the SDK's errors.
type Refusal struct {
	Call   need.Call
	Denial Denial
	Err    error // the SDK's error
}

// Error is the sentence that aws-cli prints.
func (r *Refusal) Error() string {
	return fmt.Sprintf("An error occurred (%s) when calling the %s operation: %s", r.Denial.Code, r.Call, r.Denial.Message)
}

func (r *Refusal) Unwrap() error { return r.Err }

// FromError makes a Refusal from what an SDK knows of an error: the operation,
// AWS's code and message, and the HTTP status (0 if there was no answer). An
// answer to HEAD has neither code nor message; aws-cli prints the status for
// the code and its name for the message, and so does this.
func FromError(call need.Call, code, message string, status int, err error) *Refusal {
	d := Denial{Code: code, Status: status, Operation: string(call)}
	if (code == "" || code == statusText[status]) && status != 0 {
		d.Code = fmt.Sprint(status)
	}
	if message == "" {
		message = statusText[status]
	}
	d.readMessage(message)
	d.complete()
	d.findRole("")
	d.Raw = message
	return &Refusal{Call: call, Denial: d, Err: err}
}

// statusText holds what aws-cli prints for an answer without a body.
var statusText = map[int]string{
	301: "Moved Permanently", 307: "Temporary Redirect", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
	405: "Method Not Allowed", 412: "Precondition Failed", 500: "Internal Server Error", 503: "Service Unavailable",
}

// As finds a Refusal in an error.
func As(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
