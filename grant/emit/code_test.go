package emit

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"clearway/grant"
	"clearway/need"
	"clearway/policy"
)

// awkward is a policy with what is easily lost on the way: the old language,
// in which ${…} is text, a number, a list of one, and template signs.
const awkward = `{"Id":"theirs","Statement":[
  {"Sid":"Tls","Effect":"Deny","Principal":"*","Action":["s3:*"],"Resource":["arn:aws:s3:::media-dr"],"Condition":{"NumericLessThan":{"s3:TlsVersion":1.2}}},
  {"Effect":"Allow","Principal":{"AWS":["333333333333","arn:aws:iam::222222222222:root"],"Service":"logging.s3.amazonaws.com"},
   "NotAction":"s3:Delete*","NotResource":["arn:aws:s3:::media-dr/${aws:userid}/*","arn:aws:s3:::media-dr/%{x}\"\\日本/*"]},
  {"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::media-dr"}]}`

func codePages(t *testing.T) map[string]Page {
	t.Helper()
	limited := plan(t, "", setRole, grant.MatchName, need.SyncDelete, "in%{a}/")
	limited.Ask.Limits = grant.Limits{Org: "o-a1b2c3d4e5", SecureTransport: true, Expires: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}
	merged, err := grant.Prepare([]byte(awkward), limited.Ask, grant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]Page{
		"fresh":  {Plan: plan(t, "", setRole, grant.MatchExact, need.SyncDest, "")},
		"merged": {Plan: merged},
		"again":  {Plan: plan(t, string(plan(t, strings.Replace(existing, `"Resource":"*"`, `"Resource":"arn:aws:s3:::media-dr/*"`, 1), setRole, grant.MatchExact, need.SyncDest, "").New), setRole, grant.MatchExact, need.SyncDest, "")},
	}
	for name, p := range pages {
		p.Read, p.Owner, p.ReadAt = true, "222222222222", time.Date(2026, 8, 4, 5, 5, 2, 0, time.UTC)
		pages[name] = p
	}
	return pages
}

func code(t *testing.T, form Form, lang string, p Page) string {
	t.Helper()
	text, err := Code(form, lang, p)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestCode(t *testing.T) {
	for name, page := range codePages(t) {
		for _, form := range Forms() {
			golden(t, "testdata/code/"+name+"."+string(form)+".txt", code(t, form, "en", page))
			if name == "merged" {
				golden(t, "testdata/code/"+name+"."+string(form)+".ja.txt", code(t, form, "ja", page))
			}
		}
	}
}

// client finds a program that a form is for.
func client(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not here", name)
	}
	return path
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTerraformTakesItForWellFormatted(t *testing.T) {
	terraform := client(t, "terraform")
	for name, page := range codePages(t) {
		dir := t.TempDir()
		write(t, dir, "main.tf", code(t, FormTerraform, "ja", page))
		out, err := exec.CommandContext(t.Context(), terraform, "fmt", "-check", "-diff", dir).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
		}
	}
}

func TestCloudFormationTakesIt(t *testing.T) {
	lint := client(t, "cfn-lint")
	for name, page := range codePages(t) {
		text := code(t, FormCloudFormation, "ja", page)
		out, err := exec.CommandContext(t.Context(), lint, write(t, t.TempDir(), "template.yaml", text)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s\n%s", name, err, out, text)
		}
		var template any
		if err := yaml.Unmarshal([]byte(text), &template); err != nil {
			t.Fatal(err)
		}
		samePolicy(t, name, page, policyDocument(t, template))
	}
}

// policyDocument finds the policy of the only bucket policy of a template.
func policyDocument(t *testing.T, template any) []byte {
	t.Helper()
	raw, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	var form struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ PolicyDocument json.RawMessage }
		}
	}
	if err := json.Unmarshal(raw, &form); err != nil {
		t.Fatal(err)
	}
	for _, r := range form.Resources {
		if r.Type == "AWS::S3::BucketPolicy" {
			return r.Properties.PolicyDocument
		}
	}
	t.Fatalf("no bucket policy in %s", raw)
	return nil
}

func samePolicy(t *testing.T, name string, page Page, got []byte) {
	t.Helper()
	want, err := policy.Parse(page.Plan.New)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := policy.Parse(got)
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, got)
	}
	if !policy.Equal(want, doc) {
		t.Errorf("%s: the code says\n%s\nand grant would write\n%s", name, policy.Canonical(doc), policy.Canonical(want))
	}
}

// cdkModules is where aws-cdk-lib, constructs and typescript are installed.
func cdkModules(t *testing.T) string {
	t.Helper()
	for _, dir := range []string{os.Getenv("CLEARWAY_CDK_MODULES"), "/opt/cdk/node_modules", "/usr/local/lib/node_modules", "/usr/lib/node_modules"} {
		if _, err := os.Stat(filepath.Join(dir, "aws-cdk-lib", "package.json")); dir != "" && err == nil {
			return dir
		}
	}
	t.Skip("aws-cdk-lib is not here: set CLEARWAY_CDK_MODULES to a node_modules with aws-cdk-lib, constructs, typescript and @types/node")
	return ""
}

const (
	cdkApp = `import * as cdk from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as grant from "./grant";

const exported: Record<string, any> = grant;
const stack = new cdk.Stack(new cdk.App(), "S");
const bucket = new s3.Bucket(stack, "Own");
for (const [name, value] of Object.entries(exported)) {
  if (Array.isArray(value)) for (const s of value) bucket.addToResourcePolicy(s);
  else new value(stack, name);
}
const template = (cdk.App.of(stack) as cdk.App).synth().getStackByName("S").template;
const policies = Object.entries<any>(template.Resources).filter(([, r]) => r.Type === "AWS::S3::BucketPolicy");
console.log(JSON.stringify(policies.map(([, r]) => r.Properties)));
`
	cdkConfig = `{"compilerOptions":{"strict":true,"target":"ES2022","module":"commonjs","skipLibCheck":true,"types":["node"],"outDir":"out","rootDir":"."},"files":["app.ts"]}`
)

// TestCDKMakesTheSamePolicy compiles the code strictly, synthesizes an app with
// it, and compares both ways of using it.
func TestCDKMakesTheSamePolicy(t *testing.T) {
	node, modules := client(t, "node"), cdkModules(t)
	for name, page := range codePages(t) {
		dir := t.TempDir()
		if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		write(t, dir, "grant.ts", code(t, FormCDK, "ja", page))
		write(t, dir, "app.ts", cdkApp)
		write(t, dir, "tsconfig.json", cdkConfig)
		run := func(args ...string) []byte {
			t.Helper()
			cmd := exec.CommandContext(t.Context(), node, args...)
			cmd.Dir = dir
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: node %s: %v: %s", name, strings.Join(args, " "), err, out)
			}
			return out
		}
		run(filepath.Join(modules, "typescript", "bin", "tsc"), "-p", ".")
		var made []struct {
			Bucket         any
			PolicyDocument json.RawMessage
		}
		if err := json.Unmarshal(run("--preserve-symlinks", filepath.Join("out", "app.js")), &made); err != nil || len(made) != 2 {
			t.Fatalf("%s: %v, %d policies", name, err, len(made))
		}
		for _, m := range made {
			if m.Bucket == page.Plan.Ask.Bucket {
				samePolicy(t, name, page, m.PolicyDocument)
				continue
			}
			doc, err := policy.Parse(m.PolicyDocument)
			if err != nil || len(doc.Statements) != len(page.Plan.Statements) {
				t.Errorf("%s: %v: the app's own bucket has %s", name, err, m.PolicyDocument)
			}
		}
	}
}
