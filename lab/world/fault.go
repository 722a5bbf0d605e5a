package world

import "fmt"

// Fault is an error with the code that AWS gives it: NoSuchEntity,
// EntityAlreadyExists and so on. Services turn it into their protocol's answer.
type Fault struct {
	Code    string
	Message string
	Status  int // HTTP status
}

func (f *Fault) Error() string { return f.Code + ": " + f.Message }

// Faultf makes a Fault.
func Faultf(status int, code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...), Status: status}
}
