package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"clearway/authz"
	"clearway/report"
)

// simulateOptions are the flags of simulate.
type simulateOptions struct {
	jsonl bool
	cases []string

	caller            callerOptions
	context           []string
	action, on, owner string

	rcp          []string
	bucketPolicy string
	unknown      []string
	strict       bool

	copies copyOptions
	expect string

	picture bool
	report  string
}

func newSimulateCmd(e *env) *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "simulate [--for sync SOURCE DESTINATION]",
		Short: "Decide a request, or a copy, from policy files, without AWS",
		Long: `Decides one request from policy files as AWS documents it, and shows how every
gate stands and which statements made it so, or nearly would have.

With --for sync it decides a whole copy instead: every call that it makes on
both sides and on their KMS keys, held against every gate, also Block Public
Access, Object Ownership and the expected owner. SOURCE and DESTINATION are
s3://BUCKET/PREFIX; one of them may be a path on this machine. --dest-as is for
copies with two identities, and its --dest-... flags for what limits it.

--as takes the ARN of a role (any session of it), of a session (then --role-arn
is needed: a session ARN leaves the role's path out), of a user, a federated
user or an account's root user; the name of a service such as
logs.amazonaws.com; or the word anonymous.

A policy that is not given is not there. Whatever exists but cannot be read is
named with --unknown; what hinges on it is answered with "not known". A
condition key that is not given is not there; in a copy, the keys that follow
from it are (aws:SecureTransport is true), and the others are not known. An
answer that rests on a point which AWS leaves open says so; with --strict it is
"not known".

--jsonl reads a request with its policies per line on stdin and answers each
with a line. --case runs corpus files, or all files below a directory, and says
which are not decided as they expect.

Exit codes: 0 allowed, or as --expect says; 1 failed; 2 usage, or a file that is
no policy (with its line and column); 3 denied (any call of a copy), or not as
--expect or a case says; 5 not known. With --jsonl: 0 when all lines were read.

AWS permissions: none; no network, no configuration.`,
		Example: `  clearway simulate --as arn:aws:iam::111111111111:role/app/Reader \
    --action s3:GetObject --on arn:aws:s3:::bucket/key \
    --resource-account 222222222222 \
    --identity reader.json --bucket-policy bucket.json
  clearway simulate … --context aws:SecureTransport=true \
    --context aws:SourceIp=203.0.113.7
  clearway simulate … --scp root.json --scp ou-a.json,ou-b.json --expect deny
  clearway simulate --for sync s3://media-prod s3://media-dr/in/ --delete \
    --as arn:aws:iam::111111111111:role/app/Copier --identity copier.json \
    --source-account 111111111111 --dest-account 222222222222 \
    --dest-bucket-policy dr.json --dest-key-policy key.json \
    --dest-key arn:aws:kms:us-west-2:222222222222:key/9f3e...
  clearway simulate --jsonl < requests.jsonl
  clearway simulate --case testdata/corpus`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.checkForm(cmd.Flags(), args); err != nil {
				return usage(err)
			}
			return runSimulate(cmd.Context(), e, o, args)
		},
	}
	o.add(cmd)
	return cmd
}

func (o *simulateOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	o.caller.who(f)
	f.StringVar(&o.action, "action", "", "the action, such as s3:PutObject")
	f.StringVar(&o.on, "on", "", "ARN of the resource, or * for an action that has none")
	f.StringVar(&o.owner, "resource-account", "", "account that owns the resource; needed where the ARN does not say it")
	o.caller.policies(f)
	f.StringVar(&o.bucketPolicy, "bucket-policy", "", "file of the bucket policy, or of another resource's policy")
	f.StringArrayVar(&o.rcp, "rcp", nil, "files of one level of RCPs, parted by commas; repeat from the root down; in a copy, of both buckets' accounts")
	f.StringArrayVar(&o.unknown, "unknown", nil, "gate that cannot be read: rcp, scp, vpce, resource, identity, boundary or session; in a copy also bpa, ownership, owner (whose the bucket is) and key, with source- or dest- in front for one side")
	f.StringArrayVar(&o.context, "context", nil, "condition key=value; repeat for several values; a key alone carries no value")
	o.caller.details(f)
	f.BoolVar(&o.strict, "strict", false, "answer \"not known\" where the answer rests on a point that AWS leaves open")
	o.copies.add(f)
	f.StringVar(&o.expect, "expect", "", "end with 0 if the answer is this: allow or deny; else with 3")
	f.BoolVar(&o.picture, "picture", false, "also draw the access path")
	f.StringVar(&o.report, "report", "", "also write a page with the drawn access path to this `FILE`.html")
	f.BoolVar(&o.jsonl, "jsonl", false, "read requests with their policies from stdin, one JSON object a line")
	f.StringArrayVar(&o.cases, "case", nil, "corpus file or directory to run; may be repeated")
}

func runSimulate(ctx context.Context, e *env, o simulateOptions, args []string) error {
	switch {
	case o.jsonl:
		return runSimulateLines(ctx, e)
	case len(o.cases) > 0:
		return runSimulateCases(ctx, e, o.cases)
	case o.expect != "" && o.expect != "allow" && o.expect != "deny":
		return usagef("--expect %q: want allow or deny", o.expect)
	case o.copies.what != "":
		return runSimulateCopy(e, o, args)
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
	if o.picture && !asJSON {
		if err := report.DecisionPathText(e.out, e.lang, value); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		fmt.Fprintln(e.out)
	}
	if asJSON {
		err = e.printIdentityJSON(value)
	} else {
		err = report.DecisionText(e.out, e.lang, value)
	}
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	err = e.writeReport(o.report, func(w io.Writer) error { return report.DecisionHTML(w, e.lang, value, e.now()) })
	if err != nil {
		return err
	}
	return simulateCode(value.Decision, o.expect)
}

// simulateCode is the exit code of an answer (allow, deny, unknown) that was
// already shown.
func simulateCode(answer, expected string) error {
	switch {
	case answer == "unknown":
		return coded(exitUnknown, nil)
	case expected != "" && expected != answer, expected == "" && answer != "allow":
		return coded(exitNo, nil)
	}
	return nil
}

// errNoCases is the end of a --case that found nothing to run.
var errNoCases = errors.New("no *.txtar case found")
