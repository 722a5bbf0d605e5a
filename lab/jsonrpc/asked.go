package jsonrpc

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"clearway/authz"
	"clearway/denial"
	"clearway/lab/world"
)

// Read takes the request's JSON apart.
func (a *Asked) Read(into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		return world.Faultf(http.StatusBadRequest, "SerializationException", "%v", err)
	}
	return nil
}

// Account is the caller's.
func (a *Asked) Account() string { return a.Caller.Principal.Account }

// Decide asks for one action on a resource of the caller's account, and gives
// AWS's refusal when the answer is not yes. These services have no
// resource-based policies that the lab knows of.
func (a *Asked) Decide(action, resource string, keys map[string][]string) error {
	ask := world.Ask{Action: action, Resource: resource, ResourceAccount: a.Account(), Context: keys}
	d := a.Call.Decide(ask)
	if d.Outcome == authz.Allow {
		return nil
	}
	return world.Faultf(http.StatusBadRequest, "AccessDeniedException", "%s", denial.Message(a.Denial(ask, d)))
}

// Paging is what every paged request says.
type Paging struct {
	NextToken  string
	MaxResults *int
}

// Page cuts one page out of a list: most members of it at a time, fewer when
// the request wants fewer. fault makes the error of a request that cannot be
// right.
func Page[T any](all []T, p Paging, most int, fault func(message string) error) (shown []T, next string, err error) {
	from := 0
	if p.NextToken != "" {
		raw, err := base64.StdEncoding.DecodeString(p.NextToken)
		if err == nil {
			from, err = strconv.Atoi(string(raw))
		}
		if err != nil || from < 0 || from > len(all) {
			return nil, "", fault("You provided an invalid next token value.")
		}
	}
	if p.MaxResults != nil {
		if *p.MaxResults < 1 || *p.MaxResults > most {
			return nil, "", fault("You provided an invalid value for MaxResults: it has to be between 1 and " + strconv.Itoa(most) + ".")
		}
		most = *p.MaxResults
	}
	all = all[from:]
	if len(all) > most {
		return all[:most], base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(from + most))), nil
	}
	if all == nil {
		all = []T{} // a list is written even when it is empty
	}
	return all, "", nil
}

// Seconds is a moment as the protocol writes it: seconds since 1970.
func Seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
