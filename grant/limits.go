package grant

import (
	"fmt"
	"regexp"
	"time"
)

// Limits are conditions that narrow a grant beyond whom it names. The zero value
// adds none.
type Limits struct {
	Org             string    // the grantee's account has to be in this organization
	SecureTransport bool      // over TLS only
	Expires         time.Time // nothing is allowed from then on; zero: never ends
}

// organizationID is the form of the ID of an organization.
//
// AWS: Organizations API Reference, API_Organization
var organizationID = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)

func (l Limits) check() error {
	if l.Org != "" && !organizationID.MatchString(l.Org) {
		return fmt.Errorf("%q is no organization: want its ID, such as o-a1b2c3d4e5", l.Org)
	}
	return nil
}

// lasting gives the conditions that make a grant another one.
func (l Limits) lasting() []string {
	var out []string
	if l.Org != "" {
		out = append(out, "org "+l.Org)
	}
	if l.SecureTransport {
		out = append(out, "tls")
	}
	return out
}

// condition is the part of a statement's conditions that the limits make.
func (l Limits) condition() Condition {
	c := Condition{Org: l.Org, Secure: l.SecureTransport}
	if !l.Expires.IsZero() {
		c.Expires = l.Expires.UTC().Format(time.RFC3339)
	}
	return c
}

// ParseExpiry reads when a grant ends: a time of RFC 3339, or a date, which means
// its first moment in UTC, as in a policy. What lies behind now is refused.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators#Conditions_Date
func ParseExpiry(text string, now time.Time) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%q is no time: want a date such as 2027-01-31, or 2027-01-31T18:00:00+09:00", text)
	case !at.After(now):
		return time.Time{}, fmt.Errorf("%s is over: a grant that ends then would open nothing", at.UTC().Format(time.RFC3339))
	case at.Year() > lastYear:
		return time.Time{}, fmt.Errorf("%s is too far away", text)
	}
	return at.UTC().Truncate(time.Second), nil
}

// lastYear is the last that the policy language can write.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators#Conditions_Date (W3C profile of ISO 8601)
const lastYear = 9999
