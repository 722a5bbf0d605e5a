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
	"clearway/lab/clienttest"
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
	onKey, err := pages["fresh"].Plan.Ask.OnKey("arn:aws:kms:us-west-2:222222222222:key/9f3e0000-0000-4000-8000-000000000000")
	if err != nil {
		t.Fatal(err)
	}
	keyPlan, err := grant.Prepare([]byte(`{"Version":"2012-10-17","Statement":{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"kms:*","Resource":"*"}}`), onKey, grant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pages["keyed"] = Page{Plan: pages["fresh"].Plan, KeyPlan: keyPlan}
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

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTerraformTakesItForWellFormatted(t *testing.T) {
	terraform := clienttest.TerraformProgram(t)
	dir := t.TempDir()
	for name, page := range codePages(t) {
		write(t, dir, name+".tf", code(t, FormTerraform, "ja", page))
	}
	if out, err := exec.CommandContext(t.Context(), terraform, "fmt", "-check", "-diff", dir).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestCloudFormationTakesIt(t *testing.T) {
	lint := clienttest.Find(t, "cfn-lint")
	dir := t.TempDir()
	var files []string
	for name, page := range codePages(t) {
		text := code(t, FormCloudFormation, "ja", page)
		files = append(files, write(t, dir, name+".yaml", text))
		var template any
		if err := yaml.Unmarshal([]byte(text), &template); err != nil {
			t.Fatal(err)
		}
		samePolicy(t, name, page, policyDocument(t, template))
	}
	if out, err := exec.CommandContext(t.Context(), lint, files...).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
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

// cdkModules is where aws-cdk-lib, constructs and typescript are installed. CI
// installs them.
func cdkModules(t *testing.T) string {
	t.Helper()
	named := os.Getenv("CLEARWAY_CDK_MODULES")
	for _, dir := range []string{named, "/usr/local/lib/node_modules", "/usr/lib/node_modules"} {
		if _, err := os.Stat(filepath.Join(dir, "aws-cdk-lib", "package.json")); dir != "" && err == nil {
			return dir
		}
	}
	if named != "" {
		t.Fatalf("CLEARWAY_CDK_MODULES=%s has no aws-cdk-lib", named)
	}
	t.Skip("aws-cdk-lib is not here: set CLEARWAY_CDK_MODULES to a node_modules with aws-cdk-lib, constructs, typescript and @types/node")
	return ""
}

const (
	cdkApp = `import * as cdk from "aws-cdk-lib";
import * as kms from "aws-cdk-lib/aws-kms";
import * as s3 from "aws-cdk-lib/aws-s3";
IMPORTS
const made: Record<string, unknown> = {};
function use(page: string, exported: Record<string, any>) {
  const stack = new cdk.Stack(new cdk.App(), "S");
  const bucket = new s3.Bucket(stack, "Own");
  const key = new kms.Key(stack, "OwnKey");
  for (const [name, value] of Object.entries(exported)) {
    if (name.endsWith("Key")) for (const s of value) key.addToResourcePolicy(s);
    else if (Array.isArray(value)) for (const s of value) bucket.addToResourcePolicy(s);
    else new value(stack, name);
  }
  const template = (cdk.App.of(stack) as cdk.App).synth().getStackByName("S").template;
  const policies = Object.values<any>(template.Resources).filter((r) => r.Type === "AWS::S3::BucketPolicy");
  made[page] = policies.map((r) => r.Properties);
}
USES
console.log(JSON.stringify(made));
`
	cdkConfig = `{"compilerOptions":{"strict":true,"target":"ES2022","module":"commonjs","skipLibCheck":true,"types":["node"],"outDir":"out","rootDir":"."},"files":["app.ts"]}`
)

// TestCDKMakesTheSamePolicy compiles the code strictly, synthesizes an app with
// it, and compares both ways of using it.
func TestCDKMakesTheSamePolicy(t *testing.T) {
	node, modules, dir := clienttest.Find(t, "node"), cdkModules(t), t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	pages := codePages(t)
	var imports, uses strings.Builder
	for name, page := range pages {
		write(t, dir, name+".ts", code(t, FormCDK, "ja", page))
		imports.WriteString("import * as " + name + " from \"./" + name + "\";\n")
		uses.WriteString("use(\"" + name + "\", " + name + ");\n")
	}
	write(t, dir, "app.ts", strings.NewReplacer("IMPORTS", imports.String(), "USES", uses.String()).Replace(cdkApp))
	write(t, dir, "tsconfig.json", cdkConfig)
	run := func(args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), node, args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("node %s: %v: %s", strings.Join(args, " "), err, out)
		}
		return out
	}
	run(filepath.Join(modules, "typescript", "bin", "tsc"), "-p", ".")
	var made map[string][]struct {
		Bucket         any
		PolicyDocument json.RawMessage
	}
	if err := json.Unmarshal(run("--preserve-symlinks", filepath.Join("out", "app.js")), &made); err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		if len(made[name]) != 2 {
			t.Fatalf("%s: %d bucket policies", name, len(made[name]))
		}
		for _, m := range made[name] {
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
