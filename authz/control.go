package authz

import "strings"

// rcpServices are the services that resource control policies reach, by the
// prefix of their actions. AWS adds to the list; this is that of November 2026.
//
// AWS: Organizations User Guide, orgs_manage_policies_rcps (list of AWS services
// that support RCPs)
var rcpServices = [...]string{
	"aoss", "appconfig", "appstream", "autoscaling", "autoscaling-plans", "budgets", "clouddirectory", "cloudfront",
	"cloudsearch", "cloudtrail-data", "codeartifact", "codebuild", "codecommit", "codepipeline", "cognito-identity",
	"cognito-idp", "comprehend", "comprehendmedical", "compute-optimizer", "cost-optimization-hub", "dax", "dsql",
	"dynamodb", "ecr", "ecr-public", "events", "firehose", "fis", "fms", "gamelift", "health", "inspector-scan", "kendra",
	"kinesisvideo", "kms", "logs", "memorydb", "networkmonitor", "notifications", "opensearch", "pca-connector-ad",
	"personalize", "polly", "pricing", "resource-groups", "rolesanywhere", "s3", "secretsmanager", "servicediscovery",
	"signin", "sqs", "sts", "support", "swf", "textract", "timestream-influxdb", "transcribe", "transfer", "translate",
	"wafv2", "workspaces", "xray",
}

// beyondRCP: resource control policies do not reach service-linked roles, nor
// the services' ability to assume them, nor kms:RetireGrant.
//
// AWS: Organizations User Guide, orgs_manage_policies_rcps
// Cases: service-linked/rcp-does-not-bind, rcp/retire-grant-is-exempt,
// rcp/trust-of-service-linked-role-is-exempt
func (e *evaluation) beyondRCP() bool {
	q := &e.query
	return q.request.Principal.isServiceLinked() || q.asks("kms", "RetireGrant") ||
		q.request.Principal.Type == Service && q.asks("sts") && strings.HasPrefix(arnPart(q.request.Resource, 5), serviceLinkedPath)
}

// unlistedService takes what resource control policies say back where they
// do not reach the service.
//
// AWS: Organizations User Guide, orgs_manage_policies_rcps (list of AWS services
// that support RCPs)
// Ours: docs/design/0004-what-aws-leaves-open (the list grows)
// Cases: rcp/service-beyond-rcps
func (e *evaluation) unlistedService() {
	r := &e.results[atRCP]
	if !r.inPlay || r.deny == no && r.allow == yes {
		return
	}
	for _, service := range rcpServices {
		if strings.EqualFold(e.query.service, service) {
			return
		}
	}
	if e.query.facts.doubts(onBeyondRCP) {
		r.deny, r.allow = min(r.deny, maybe), max(r.allow, maybe)
		return
	}
	*r = result{level: -1}
}
