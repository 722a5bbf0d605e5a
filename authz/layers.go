package authz

// Gate is one kind of policy that a request has to pass.
type Gate string

// The gates, in the order in which a refusal names them when several refuse.
const (
	GateRCP      Gate = "rcp"
	GateSCP      Gate = "scp"
	GateVPCE     Gate = "vpce"
	GateResource Gate = "resource"
	GateIdentity Gate = "identity"
	GateBoundary Gate = "boundary"
	GateSession  Gate = "session"
)

// Gates lists all gates in their order.
func Gates() []Gate { return append([]Gate(nil), gateOrder[:]...) }

var gateOrder = [gateCount]Gate{
	atRCP: GateRCP, atSCP: GateSCP, atVPCE: GateVPCE, atResource: GateResource,
	atIdentity: GateIdentity, atBoundary: GateBoundary, atSession: GateSession,
}

// Layers are the policies in force for one request, sorted by gate.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
type Layers struct {
	Identity []*Policy // of the user and its groups, or of the role; managed and inline
	Boundary *Policy   // nil: the principal has none
	Session  []*Policy // passed when the session was made
	// HasSession is true when the session was made with policies. A federated
	// user's session without policies may do nothing by itself.
	HasSession bool
	// SCP holds one list per level of the caller's organization, root first,
	// account last; nil: the caller is not subject to SCPs. RCP alike for the
	// resource owner's organization, RCPFullAWSAccess included.
	SCP, RCP [][]*Policy
	Resource *Policy // bucket, key, queue, trust policy; nil: there is none
	VPCE     *Policy // nil: the request came through no endpoint

	// Unknown holds, for each gate whose policies could not be read, why.
	Unknown map[Gate]string
}
