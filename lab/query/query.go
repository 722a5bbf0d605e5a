package query

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"clearway/lab/call"
	"clearway/lab/world"
)

// Operation does one API operation and gives its result as a value that
// encoding/xml can write; nil for an operation without a result. A
// *world.Fault or *call.Error becomes AWS's error answer.
type Operation func(a *Asked) (result any, err error)

// Service is one AWS service that speaks the query protocol.
type Service struct {
	Namespace  string // of the XML
	Operations map[string]Operation
	// EC2 marks the dialect of EC2: a result has no element of its own and names
	// the request, errors are written and named differently, and lists in
	// requests have no "member".
	EC2 bool
}

// Asked is one request of the protocol.
type Asked struct {
	Call  *call.Call
	World *world.World
	form  url.Values
}

// largestForm bounds a request's body; IAM's largest policies fit many times.
const largestForm = 1 << 20

// Over ties the service to a world.
func (s *Service) Over(w *world.World) Handler { return Handler{s, w} }

// Handler is a service over a world. It is a call.Service.
type Handler struct {
	service *Service
	world   *world.World
}

// Refuse answers a request whose signature or credentials are at fault.
func (h Handler) Refuse(w http.ResponseWriter, _ *http.Request, c *call.Call, err error) {
	h.service.Refuse(w, c, err)
}

// Serve answers one request.
func (h Handler) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
	form, err := readForm(r, c)
	if err != nil {
		h.service.Refuse(w, c, err)
		return
	}
	action := form.Get("Action")
	c.Operation = action
	run := h.service.Operations[action]
	switch {
	case run == nil:
		err = world.Faultf(http.StatusBadRequest, "InvalidAction",
			"Could not find operation %s for version %s", action, form.Get("Version"))
	case c.Caller.Principal.ARN == "":
		err = world.Faultf(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
	}
	var result any
	if err == nil {
		result, err = run(&Asked{Call: c, World: h.world, form: form})
	}
	if err != nil {
		h.service.Refuse(w, c, err)
		return
	}
	h.service.answer(w, c, action, result)
}

func readForm(r *http.Request, c *call.Call) (url.Values, error) {
	form, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, world.Faultf(http.StatusBadRequest, "MalformedQueryString", "The query string contains a syntax error")
	}
	body, err := io.ReadAll(io.LimitReader(c.Body, largestForm+1))
	if err != nil {
		return nil, err
	}
	if len(body) > largestForm {
		return nil, world.Faultf(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request is too large")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return form, nil
	}
	posted, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, world.Faultf(http.StatusBadRequest, "MalformedInput", "The form in the request's body contains a syntax error")
	}
	for name, values := range posted {
		form[name] = append(form[name], values...)
	}
	return form, nil
}

// Get is the value of a parameter; empty when it is not there.
func (a *Asked) Get(name string) string { return a.form.Get(name) }

// Has reports whether a parameter was sent, be it empty.
func (a *Asked) Has(name string) bool { return a.form.Has(name) }

// Need is Get for a parameter that has to be there.
func (a *Asked) Need(name string) (string, error) {
	if v := a.form.Get(name); v != "" {
		return v, nil
	}
	return "", Invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", lowerFirst(name))
}

// Seconds reads a number of seconds; otherwise is what an absent one means.
func (a *Asked) Seconds(name string, otherwise time.Duration) (time.Duration, error) {
	text := a.form.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, Invalid("%s must be a whole number", name)
	}
	return time.Duration(n) * time.Second, nil
}

// List reads a list of EC2's dialect: NAME.1, NAME.2 and so on; suffix names the
// member's field for lists of structures.
func (a *Asked) List(name, suffix string) []string { return a.numbered(name+".", suffix) }

// Members reads a list: NAME.member.1, NAME.member.2 and so on; suffix names
// the member's field for lists of structures, such as ".Key".
func (a *Asked) Members(name, suffix string) []string { return a.numbered(name+".member.", suffix) }

func (a *Asked) numbered(prefix, suffix string) []string {
	var out []string
	for i := 1; ; i++ {
		key := prefix + strconv.Itoa(i) + suffix
		if !a.form.Has(key) {
			return out
		}
		out = append(out, a.form.Get(key))
	}
}

// Tags reads Tags.member.N.Key and .Value.
func (a *Asked) Tags() map[string]string {
	keys, values := a.Members("Tags", ".Key"), a.Members("Tags", ".Value")
	out := make(map[string]string, len(keys))
	for i, k := range keys {
		if i < len(values) {
			out[k] = values[i]
		}
	}
	return out
}

// Invalid is the fault for a parameter that cannot be right.
func Invalid(format string, args ...any) *world.Fault {
	return world.Faultf(http.StatusBadRequest, "ValidationError", format, args...)
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// List is a list of the protocol: it is written even when it is empty, since
// clients look for it.
type List[T any] struct {
	Members []T `xml:"member"`
}

type metadata struct {
	RequestID string `xml:"RequestId"`
}

func (s *Service) answer(w http.ResponseWriter, c *call.Call, action string, result any) {
	var out bytes.Buffer
	e := xml.NewEncoder(&out)
	outer := xml.StartElement{
		Name: xml.Name{Local: action + "Response"},
		Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: s.Namespace}},
	}
	if s.EC2 {
		err := errors.Join(e.EncodeElement(result, outer), e.Flush())
		if err != nil {
			s.Refuse(w, c, err)
			return
		}
		write(w, c, http.StatusOK, out.Bytes())
		return
	}
	err := e.EncodeToken(outer)
	if err == nil && result != nil {
		err = e.EncodeElement(result, xml.StartElement{Name: xml.Name{Local: action + "Result"}})
	}
	if err == nil {
		err = e.EncodeElement(metadata{c.ID}, xml.StartElement{Name: xml.Name{Local: "ResponseMetadata"}})
	}
	if err == nil {
		err = errors.Join(e.EncodeToken(outer.End()), e.Flush())
	}
	if err != nil {
		s.Refuse(w, c, err)
		return
	}
	write(w, c, http.StatusOK, out.Bytes())
}

type errorDocument struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// Refuse answers with an error.
func (s *Service) Refuse(w http.ResponseWriter, c *call.Call, err error) {
	f := faultOf(err)
	if s.EC2 {
		s.refuseEC2(w, c, f)
		return
	}
	c.Note = f.Code
	doc := errorDocument{Namespace: s.Namespace, Type: "Sender", Code: f.Code, Message: f.Message, RequestID: c.ID}
	if f.Status >= http.StatusInternalServerError {
		doc.Type = "Receiver"
	}
	out, err := xml.Marshal(doc)
	if err != nil { // it is made of text only
		http.Error(w, f.Message, f.Status)
		return
	}
	write(w, c, f.Status, out)
}

// codes are the names that the query protocol has for S3's.
//
// AWS: AWS STS API Reference, CommonErrors
var codes = map[string]world.Fault{
	"InvalidAccessKeyId":                {Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid.", Status: 403},
	"InvalidToken":                      {Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid.", Status: 403},
	"ExpiredToken":                      {Code: "ExpiredToken", Message: "The security token included in the request is expired", Status: 403},
	"RequestTimeTooSkewed":              {Code: "SignatureDoesNotMatch", Status: 403},
	"AuthorizationHeaderMalformed":      {Code: "IncompleteSignature", Status: 400},
	"AuthorizationQueryParametersError": {Code: "IncompleteSignature", Status: 400},
	"XAmzContentSHA256Mismatch":         {Code: "SignatureDoesNotMatch", Status: 403},
}

func faultOf(err error) *world.Fault {
	var f *world.Fault
	if errors.As(err, &f) {
		return f
	}
	var e *call.Error
	if !errors.As(err, &e) {
		return world.Faultf(http.StatusInternalServerError, "InternalFailure", "The lab could not answer: %v", err)
	}
	mapped, ok := codes[e.Code]
	if !ok {
		return &world.Fault{Code: e.Code, Message: e.Message, Status: e.Status}
	}
	if mapped.Message == "" {
		mapped.Message = e.Message
	}
	if e.Code == "RequestTimeTooSkewed" {
		mapped.Message = skewText(e)
	}
	return &mapped
}

// skewText says which way the clock is off, as STS and IAM do.
func skewText(e *call.Error) string {
	var signed, server string
	for _, d := range e.Details {
		switch d.Name {
		case "RequestTime":
			signed = d.Value
		case "ServerTime":
			if t, err := time.Parse(time.RFC3339, d.Value); err == nil {
				server = t.UTC().Format("20060102T150405Z")
			}
		}
	}
	if signed < server {
		return "Signature expired: " + signed + " is now earlier than the server's time " + server + " minus 15 min."
	}
	return "Signature not yet current: " + signed + " is still later than the server's time " + server + " plus 15 min."
}

func write(w http.ResponseWriter, c *call.Call, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/xml")
	h.Set("x-amzn-RequestId", c.ID)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client has gone
}
