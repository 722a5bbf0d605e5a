package query

import (
	"net/http"

	"clearway/authz"
	"clearway/denial"
	"clearway/lab/world"
)

// Decide asks for one action, and gives AWS's refusal when the answer is not
// yes.
func (a *Asked) Decide(ask world.Ask) error { return a.DecideShown(ask, ask.Resource) }

// DecideShown is Decide for services that name the resource in their own way
// when they refuse.
func (a *Asked) DecideShown(ask world.Ask, shown string) error {
	d := a.Call.Decide(ask)
	if d.Outcome == authz.Allow {
		return nil
	}
	text := a.Call.Denial(ask, d)
	text.Resource = shown
	if !a.Call.Talkative(ask.ResourceAccount) {
		text.Deny, text.Layer = denial.Unsaid, denial.LayerUnknown
	}
	return world.Faultf(http.StatusForbidden, "AccessDenied", "%s", denial.Message(text))
}
