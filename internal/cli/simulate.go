package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"clearway/authz"
	"clearway/report"
)

// simulateOptions are the flags of simulate.
type simulateOptions struct {
	jsonl bool
	cases []string

	as, roleARN, userID, orgID string
	tags, context              []string
	serviceLinked              bool
	action, on, owner          string

	identity, session, scp, rcp      []string
	boundary, bucketPolicy, endpoint string
	unknown                          []string

	expect string
}

func newSimulateCmd(e *env) *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Decide a request from policy files, without AWS, and show every gate",
		Long: `Decides one request from policy files as AWS documents it, and shows how every
gate stands and which statements made it so, or nearly would have.

--as takes the ARN of a role (any session of it), of a session (then --role-arn
is needed: a session ARN leaves the role's path out), of a user, a federated
user or an account's root user; the name of a service such as
logs.amazonaws.com; or the word anonymous.

A policy that is not given is not there. Whatever exists but cannot be read is
named with --unknown; what hinges on it is answered with "not known".

--jsonl reads a request with its policies per line on stdin and answers each
with a line. --case runs corpus files, or all files below a directory, and says
which are not decided as they expect.

Exit codes: 0 allowed, or as --expect says; 1 failed; 2 usage, or a file that is
no policy (with its line and column); 3 denied, or not as --expect or a case
says; 5 not known. With --jsonl: 0 when all lines were read.

AWS permissions: none; no network, no configuration.`,
		Example: `  clearway simulate --as arn:aws:iam::111111111111:role/app/Reader \
    --action s3:GetObject --on arn:aws:s3:::bucket/key --resource-account 222222222222 \
    --identity reader.json --bucket-policy bucket.json
  clearway simulate … --context aws:SecureTransport=true --context aws:SourceIp=203.0.113.7
  clearway simulate … --scp root.json --scp ou-a.json,ou-b.json --expect deny
  clearway simulate --jsonl < requests.jsonl
  clearway simulate --case testdata/corpus`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runSimulate(cmd.Context(), e, o) },
	}
	o.add(cmd)
	return cmd
}

func (o *simulateOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.as, "as", "", "the caller: ARN, service name or anonymous")
	f.StringVar(&o.roleARN, "role-arn", "", "with a session ARN: the role with its path")
	f.StringVar(&o.action, "action", "", "the action, such as s3:PutObject")
	f.StringVar(&o.on, "on", "", "ARN of the resource, or * for an action that has none")
	f.StringVar(&o.owner, "resource-account", "", "account that owns the resource; needed where the ARN does not say it")
	f.StringArrayVar(&o.identity, "identity", nil, "file of an identity policy of the caller; may be repeated")
	f.StringVar(&o.bucketPolicy, "bucket-policy", "", "file of the bucket policy, or of another resource's policy")
	f.StringVar(&o.boundary, "boundary", "", "file of the caller's permissions boundary")
	f.StringArrayVar(&o.session, "session", nil, "file of a session policy; may be repeated")
	f.StringArrayVar(&o.scp, "scp", nil, "files of one level of SCPs, parted by commas; repeat from the root down")
	f.StringArrayVar(&o.rcp, "rcp", nil, "files of one level of RCPs, parted by commas; repeat from the root down")
	f.StringVar(&o.endpoint, "vpce", "", "file of the policy of the VPC endpoint that the request comes through")
	f.StringArrayVar(&o.unknown, "unknown", nil, "gate that cannot be read: rcp, scp, vpce, resource, identity, boundary or session")
	f.StringArrayVar(&o.context, "context", nil, "condition key=value; repeat for several values; a key alone carries no value")
	f.StringArrayVar(&o.tags, "principal-tag", nil, "tag of the caller, key=value; may be repeated")
	f.StringVar(&o.userID, "user-id", "", "aws:userid of the caller, such as AROAEXAMPLE:session")
	f.StringVar(&o.orgID, "org-id", "", "organization of the caller's account")
	f.BoolVar(&o.serviceLinked, "service-linked-role", false, "the caller is a service-linked role")
	f.StringVar(&o.expect, "expect", "", "end with 0 if the answer is this: allow or deny; else with 3")
	f.BoolVar(&o.jsonl, "jsonl", false, "read requests with their policies from stdin, one JSON object a line")
	f.StringArrayVar(&o.cases, "case", nil, "corpus file or directory to run; may be repeated")
	cmd.MarkFlagsMutuallyExclusive("jsonl", "case", "as")
}

func runSimulate(ctx context.Context, e *env, o simulateOptions) error {
	switch {
	case o.jsonl:
		return runSimulateLines(ctx, e)
	case len(o.cases) > 0:
		return runSimulateCases(ctx, e, o.cases)
	case o.expect != "" && o.expect != "allow" && o.expect != "deny":
		return usagef("--expect %q: want allow or deny", o.expect)
	}
	asJSON, err := e.identityForm()
	if err != nil {
		return err
	}
	request, err := o.request()
	if err != nil {
		return usage(err)
	}
	layers, err := o.layers()
	if err != nil {
		return usage(err)
	}
	value := report.NewDecision(request, authz.Decide(request, layers))
	value.Expected = o.expect
	if asJSON {
		err = e.printIdentityJSON(value)
	} else {
		err = report.DecisionText(e.out, e.lang, value)
	}
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return simulateCode(value)
}

// simulateCode is the exit code of an answer that was already shown.
func simulateCode(d report.Decision) error {
	switch {
	case d.Decision == "unknown":
		return coded(exitUnknown, nil)
	case d.Expected != "" && d.Expected != d.Decision, d.Expected == "" && d.Decision != "allow":
		return coded(exitNo, nil)
	}
	return nil
}

// errNoCases is the end of a --case that found nothing to run.
var errNoCases = errors.New("no *.txtar case found")
