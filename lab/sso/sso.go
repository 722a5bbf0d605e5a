package sso

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"clearway/lab/call"
	"clearway/lab/world"
)

// Service answers for both of Identity Center's services and their pages.
type Service struct {
	world *world.World
	auto  bool
}

// New is the service over a world. With auto, every sign-in is allowed at once,
// for the first user of the world: for scripts that have nobody to click.
func New(w *world.World, auto bool) *Service { return &Service{world: w, auto: auto} }

// operation answers one request: result is written as JSON.
type operation struct {
	method, name string
	run          func(s *Service, a *asked) (result any, err error)
}

// operations are told apart by path; the requests carry no signature.
var operations = map[string]operation{
	"/client/register":        {"POST", "RegisterClient", (*Service).registerClient},
	"/device_authorization":   {"POST", "StartDeviceAuthorization", (*Service).startDeviceAuthorization},
	"/token":                  {"POST", "CreateToken", (*Service).createToken},
	"/federation/credentials": {"GET", "GetRoleCredentials", (*Service).getRoleCredentials},
	"/assignment/accounts":    {"GET", "ListAccounts", (*Service).listAccounts},
	"/assignment/roles":       {"GET", "ListAccountRoles", (*Service).listAccountRoles},
	"/logout":                 {"POST", "Logout", (*Service).logout},
}

// Owns reports whether an unsigned request is for Identity Center. A bucket
// could have one of these names, but not with this method and body; what has
// the shape of one of its requests goes to Identity Center.
func Owns(r *http.Request) bool {
	if op, ok := operations[r.URL.Path]; ok {
		return op.method == r.Method
	}
	return r.URL.Path == devicePath || r.URL.Path == authorizePath
}

// asked is one request with its body read.
type asked struct {
	request *http.Request
	call    *call.Call
	body    []byte
	now     time.Time
}

// largestBody bounds a request: they are all short.
const largestBody = 64 << 10

// Serve answers one request.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
	body, err := io.ReadAll(io.LimitReader(c.Body, largestBody))
	a := &asked{request: r, call: c, body: body, now: c.Time}
	if err != nil {
		s.refuse(w, c, err)
		return
	}
	switch r.URL.Path {
	case devicePath:
		s.devicePage(w, a)
		return
	case authorizePath:
		s.authorizePage(w, a)
		return
	}
	op := operations[r.URL.Path]
	c.Operation = op.name
	result, err := op.run(s, a)
	if err != nil {
		s.refuse(w, c, err)
		return
	}
	answer(w, c, http.StatusOK, result)
}

// fault is an error in OIDC's or the portal's form.
type fault struct {
	status      int
	kind        string // AWS's exception: "AuthorizationPendingException"
	code        string // OIDC's error: "authorization_pending"; empty for the portal
	description string
}

func (f *fault) Error() string { return f.kind + ": " + f.description }

// AWS: IAM Identity Center OIDC API Reference, API_CreateToken (errors)
func oidcFault(code, kind, description string) error {
	status := http.StatusBadRequest
	if code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &fault{status, kind, code, description}
}

func invalidRequest(description string) error {
	return oidcFault("invalid_request", "InvalidRequestException", description)
}

// Refuse answers a request that does not get as far as an operation.
func (s *Service) Refuse(w http.ResponseWriter, _ *http.Request, c *call.Call, err error) {
	var e *call.Error
	if errors.As(err, &e) {
		err = portalFault(e.Status, e.Code, e.Message)
	}
	s.refuse(w, c, err)
}

func (s *Service) refuse(w http.ResponseWriter, c *call.Call, err error) {
	var f *fault
	if !errors.As(err, &f) {
		f = &fault{http.StatusInternalServerError, "InternalServerException", "server_error", err.Error()}
	}
	c.Note = f.kind
	w.Header().Set("x-amzn-ErrorType", f.kind)
	if f.code == "" {
		answer(w, c, f.status, map[string]string{"message": f.description, "__type": f.kind})
		return
	}
	answer(w, c, f.status, map[string]string{"error": f.code, "error_description": f.description})
}

func answer(w http.ResponseWriter, c *call.Call, status int, result any) {
	raw := []byte("{}")
	if result != nil {
		var err error
		if raw, err = json.Marshal(result); err != nil { // it is made of text and numbers only
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("x-amzn-RequestId", c.ID)
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	w.Write(raw) //nolint:errcheck // the client has gone
}

// read takes the request's JSON apart.
func (a *asked) read(into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		return invalidRequest("The request is no valid JSON: " + err.Error())
	}
	return nil
}

// base is the address under which the client reached the lab.
func (a *asked) base() string { return "http://" + a.request.Host }

// isStart reports whether a URL is the start URL of this Identity Center. The
// host may be any name of the lab; a trailing slash and "#/" do not count.
func isStart(text, path string) bool {
	u, err := url.Parse(text)
	return err == nil && strings.Trim(u.Path, "/") == path
}
