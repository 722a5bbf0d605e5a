package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/shell"
	"clearway/store/s3/bucketpolicy"
)

// labFlags are the flags of `clearway lab`.
type labFlags struct {
	state, listen, world string
	autoApprove, quiet   bool
}

func newLabCmd(e *env) *cobra.Command {
	var f labFlags
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Run AWS on your own machine: S3, KMS, STS, IAM and Identity Center",
		Long: `Runs S3, KMS, STS, IAM, Organizations and IAM Identity Center of several accounts
on one loopback port, for real clients: the AWS CLI, the SDKs, Terraform, clearway.
Of EC2 it has the VPC endpoints. Signatures are checked, and every request is
decided by the same evaluator as in simulate; each decision is a line on stderr,
with the statement that decided.

It stays in the foreground, prints one line on stdout when it answers, and ends
with Ctrl-C or SIGTERM. Without --state everything is gone then.

The built-in world has accounts 111111111111 (profile a) and 222222222222 (profile
b) of one organization; profile org reads that and administers Identity Center.
Profiles a and b work at once; a-sso and b-sso are the same through a sign-in, to
practise that. docs/lab-world.md explains how to write your own world.

Where AWS documents nothing, the lab does this: a session ARN as principal is
stored as written and needs its role to exist; a live unique ID is accepted;
"Principal": {"AWS": "*"} means everyone, as "*" does; an omitted prefix of a
listing is the empty string; a grant of a KMS key alone lets nobody of another
account in; keys of the customer (SSE-C) are taken without TLS; a client that signs
in through the browser has to name the issuer; member accounts see the instance of
Identity Center and are refused the rest of it in the words of an IAM refusal that
names no policy; an assignment that is not there cannot be taken away; nobody can
take the tags of an AWS service (aws:…) off a bucket.

Exit codes: 0 ended by you, 1 failed, 2 usage.`,
		Example: `  clearway lab                                   in memory, on a free port
  clearway lab --state ./lab --listen 127.0.0.1:4566
  clearway lab --world my-world.yaml
  eval "$(clearway lab env)"                     in another terminal
  aws s3 ls --profile a`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runLab(cmd.Context(), e, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.state, "state", "", "directory that keeps the world; without it, memory does")
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback address and port; port 0 picks a free one")
	flags.StringVar(&f.world, "world", "", "file of the world to begin with, instead of the built-in one")
	flags.BoolVar(&f.autoApprove, "auto-approve", false, "allow each sign-in at once, for scripts")
	flags.BoolVar(&f.quiet, "quiet", false, "no line per decision")
	cmd.AddCommand(newLabEnvCmd(e), newLabCredentialsCmd(e), newLabPutPolicyCmd(e))
	return cmd
}

func runLab(ctx context.Context, e *env, f labFlags) error {
	program, err := thisProgram()
	if err != nil {
		return err
	}
	o := lab.Options{State: f.state, Listen: f.listen, Now: e.now, AutoApprove: f.autoApprove, Pointer: e.labPointer(),
		CredentialCommand: []string{program}}
	if !f.quiet {
		o.Log = e.stderr
	}
	if f.world != "" {
		file, err := world.ReadFile(f.world)
		if err != nil {
			return usage(err)
		}
		o.World = file
	}
	// The lab ends by itself after the signal, so that it can say how it went.
	l, err := lab.Start(context.WithoutCancel(ctx), o)
	if errors.Is(err, lab.ErrAddressTaken) {
		return coded(exitFailed, &told{msg.LabAddressTaken.In(e.lang, f.listen), err})
	}
	if errors.Is(err, lab.ErrAddress) {
		return usage(err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "lab ready at %s\n", l.URL())
	if !f.quiet && f.state == "" {
		fmt.Fprintln(e.err, msg.LabHowTo.In(e.lang))
	} else if !f.quiet {
		fmt.Fprintln(e.err, msg.LabHowToState.In(e.lang, f.state))
	}
	<-ctx.Done()
	return l.Close()
}

// labPointer is the file that names the lab that was started last; "" where
// there is no place for it.
func (e *env) labPointer() string {
	base := e.getenv("XDG_STATE_HOME")
	if base == "" {
		home := e.getenv("HOME")
		if home == "" {
			home = e.getenv("USERPROFILE")
		}
		if home == "" {
			return ""
		}
		base = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(base, "clearway", "lab")
}

func newLabEnvCmd(e *env) *cobra.Command {
	var state, form string
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print the environment that leads AWS clients to a running lab",
		Long: `Prints AWS_ENDPOINT_URL, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE and
AWS_REGION for a running lab: the one in --state, else the one started last.

Exit codes: 0 done, 1 no lab is running there, 2 usage.`,
		Example: `  eval "$(clearway lab env)"
  clearway lab env --state ./lab --output json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runLabEnv(cmd.Context(), e, state, form) },
	}
	cmd.Flags().StringVar(&state, "state", "", "directory of the lab (default: the lab started last)")
	cmd.Flags().StringVar(&form, "output", "shell", "form: shell or json")
	return cmd
}

func runLabEnv(ctx context.Context, e *env, state, form string) error {
	if form != "shell" && form != "json" && form != "text" {
		return usagef("--output %s: this command knows shell and json", form)
	}
	find := func() (lab.Running, error) { return lab.FindLast(ctx, e.labPointer()) }
	if state != "" {
		find = func() (lab.Running, error) { return lab.Find(ctx, state) }
	}
	running, err := find()
	if err != nil {
		return e.labError(err)
	}
	variables := running.Env()
	if form == "json" {
		values := map[string]string{}
		for _, v := range variables {
			name, value, _ := strings.Cut(v, "=")
			values[name] = value
		}
		encoder := json.NewEncoder(e.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(values)
	}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		fmt.Fprintf(e.stdout, "export %s=%s\n", name, shell.Quote(value))
	}
	return nil
}

// labError says how to get a lab where none is running.
func (e *env) labError(err error) error {
	if errors.Is(err, lab.ErrNotRunning) {
		return coded(exitFailed, &told{msg.LabNotRunning.In(e.lang, err), err})
	}
	return err
}

func newLabCredentialsCmd(e *env) *cobra.Command {
	var state, account, role, user string
	cmd := &cobra.Command{
		Use:   "credentials",
		Short: "Print credentials of a permission set, as credential_process wants them",
		Long: `Prints temporary credentials of a permission set in an account of a running lab,
in the form of a credential_process. The profiles that the lab writes call it.

Exit codes: 0 done, 1 no lab is running there or the set is not assigned, 2 usage.`,
		Example: `  clearway lab credentials --state ./lab --account 111111111111 --role AdministratorAccess`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state == "" || account == "" || role == "" {
				return usagef("--state, --account and --role are needed")
			}
			keys, err := lab.Credentials(cmd.Context(), state, account, role, user)
			if err != nil {
				return e.labError(err)
			}
			return json.NewEncoder(e.stdout).Encode(keys)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&state, "state", "", "directory of the lab")
	flags.StringVar(&account, "account", "", "account ID")
	flags.StringVar(&role, "role", "", "name of the permission set")
	flags.StringVar(&user, "user", "", "user of Identity Center (default: the first who has the set)")
	return cmd
}

func newLabPutPolicyCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "put-policy s3://BUCKET FILE",
		Short: "Write a bucket policy as it is, as its owner would with the AWS CLI",
		Long: `Sends the file to S3 as the bucket's policy, with nothing checked, merged or
shown: what an owner does without clearway. AWS_ENDPOINT_URL or --endpoint-url has to
lead to a lab; for real buckets there is grant.

Exit codes: 0 written, 1 refused or failed, 2 usage.`,
		Example: `  clearway lab put-policy s3://dev-cm-bbbbbbbbbbbb policy.json --profile b`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runLabPutPolicy(cmd.Context(), e, args[0], args[1])
		},
	}
}

func runLabPutPolicy(ctx context.Context, e *env, target, path string) error {
	bucket, ok := strings.CutPrefix(target, "s3://")
	bucket = strings.TrimSuffix(bucket, "/")
	if !ok || bucket == "" || strings.Contains(bucket, "/") {
		return usagef("%q: name the bucket as s3://BUCKET", target)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return usagef("read the policy: %w", err)
	}
	as, err := e.openIdentity(ctx, "")
	if err != nil {
		return err
	}
	if !e.leadsToThisMachine(as) {
		return usagef("put-policy writes to a lab only: set AWS_ENDPOINT_URL to one (`clearway lab env`); for real buckets there is `clearway grant`")
	}
	if err := bucketpolicy.New(as.Config, as.EndpointURL, bucket).WritePolicy(ctx, text); err != nil {
		if told := as.Refine(err); told != nil {
			return e.identityError(told)
		}
		return fmt.Errorf("put the policy of %s: %w", bucket, err)
	}
	fmt.Fprintln(e.err, msg.LabPolicyPut.In(e.lang, bucket, as.Profile.Name))
	return nil
}

// leadsToThisMachine reports whether S3 calls of the identity go to a loopback
// address. The most particular setting wins, as in the SDK.
//
// AWS: AWS SDKs and Tools Reference Guide, feature-ss-endpoints
func (e *env) leadsToThisMachine(as *identity.Identity) bool {
	endpoint := as.EndpointURL
	if endpoint == "" {
		endpoint = e.getenv("AWS_ENDPOINT_URL_S3")
	}
	if endpoint == "" && as.Config.BaseEndpoint != nil {
		endpoint = *as.Config.BaseEndpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// thisProgram is the running executable, which knows "lab credentials".
func thisProgram() (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program that runs: %w", err)
	}
	return program, nil
}
