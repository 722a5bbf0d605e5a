package emit

import (
	"errors"
	"fmt"
	"strings"

	"clearway/policy"
)

var terraformWords = map[string][2]string{
	"own":      {"The statements of the grant. Where your code makes the bucket's policy already,", "この許可のステートメント。バケットポリシーがすでにコードで管理されている場合は、"},
	"own2":     {"add only this, and name it in source_policy_documents of your document.", "これだけを追加し、既存の文書の source_policy_documents に加えてください。"},
	"rest":     {"Everything else that the policy of the bucket says.", "バケットポリシーのそれ以外の内容。"},
	"resource": {"A bucket has one policy: this replaces it. Import it if Terraform does not have it yet:", "バケットのポリシーは1つだけで、これが全体を置き換えます。まだ Terraform にない場合は取り込んでください:"},
}

// errAmpersand: the data source reads &{…} as a policy variable.
//
// AWS provider for Terraform, data source aws_iam_policy_document (context variable interpolation)
var errAmpersand = errors.New("a text with &{ in it cannot be written in an aws_iam_policy_document; use --output cloudformation or cli")

// terraform writes the grant's statements as a data source of their own, the
// rest of the policy beside it, and the resource that joins the two.
func terraform(lang string, p Page, whole *policy.Document) (string, error) {
	rest, err := p.rest()
	if err != nil {
		return "", err
	}
	name := identifier(p.Plan.Ask.Bucket)
	h := hcl{}
	h.raw(p.head(lang, "#") + "\n")
	say := func(keys ...string) {
		for _, k := range keys {
			h.raw(comments("#", word(terraformWords, lang, k)))
		}
	}
	say("own", "own2")
	if err := h.grant(p, whole); err != nil {
		return "", err
	}
	source := "data.aws_iam_policy_document." + p.grantName()
	if rest != nil {
		say("rest")
		h.open("data", "aws_iam_policy_document", name)
		h.version(whole)
		h.line("source_policy_documents = [")
		h.line("  <<-JSON")
		doc, err := policy.Parse(rest)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(policy.Print(doc))) {
			h.line("  " + template(strings.TrimRight(line, "\n")))
		}
		h.line("  JSON")
		h.line("  ,")
		h.line("  " + source + ".json,")
		h.line("]")
		h.close()
		source = "data.aws_iam_policy_document." + name
	}
	say("resource")
	h.raw("#   terraform import aws_s3_bucket_policy." + name + " " + p.Plan.Ask.Bucket + "\n")
	h.open("resource", "aws_s3_bucket_policy", name)
	h.line("bucket = " + hclText(p.Plan.Ask.Bucket))
	h.line("policy = " + source + ".json")
	h.close()
	return strings.TrimRight(h.out.String(), "\n") + "\n", nil
}

// terraformGrant writes the grant's statements alone.
func terraformGrant(p Page) (string, error) {
	h := hcl{}
	err := h.grant(p, &policy.Document{Version: policy.Version2012})
	return h.out.String(), err
}

func (p Page) grantName() string { return "clearway_" + p.Plan.ID }

// grant writes the data source of the grant's statements.
func (h *hcl) grant(p Page, whole *policy.Document) error {
	own, err := p.document()
	if err != nil {
		return err
	}
	if strings.Contains(string(policy.Print(own)), "&{") {
		return errAmpersand
	}
	h.open("data", "aws_iam_policy_document", p.grantName())
	h.version(whole)
	for i := range own.Statements {
		if i > 0 {
			h.line("")
		}
		h.statement(&own.Statements[i])
	}
	h.close()
	return nil
}

// hcl writes Terraform's language the way terraform fmt does.
type hcl struct {
	out   strings.Builder
	depth int
}

func (h *hcl) raw(text string) { h.out.WriteString(text) }

func (h *hcl) line(text string) {
	if text == "" {
		h.out.WriteString("\n")
		return
	}
	h.out.WriteString(strings.Repeat("  ", h.depth) + text + "\n")
}

func (h *hcl) open(words ...string) {
	text := words[0]
	for _, w := range words[1:] {
		text += " " + hclText(w)
	}
	h.line(text + " {")
	h.depth++
}

func (h *hcl) close() {
	h.depth--
	h.line("}")
	if h.depth == 0 {
		h.line("")
	}
}

// version says the language of the policy where it is the old one: the data
// source would make it the new one, in which ${…} means something.
//
// AWS: IAM User Guide, reference_policies_elements_version
func (h *hcl) version(doc *policy.Document) {
	if !doc.Speaks2012() {
		h.line("version = " + hclText(policy.Version2008))
		h.line("")
	}
}

// statement writes one Allow of a grant.
func (h *hcl) statement(s *policy.Statement) {
	h.open("statement")
	h.line("sid       = " + hclText(s.Sid))
	h.line("effect    = " + hclText(string(s.Effect)))
	h.line("actions   = " + hclList(s.Action))
	h.line("resources = " + hclList(s.Resource))
	for _, e := range s.Principal.Entries {
		h.line("")
		h.open("principals")
		h.line("type        = " + hclText(e.Kind))
		h.line("identifiers = [" + hclText(e.Value.Text) + "]")
		h.close()
	}
	for _, c := range s.Conditions {
		h.line("")
		h.open("condition")
		h.line("test     = " + hclText(c.Operator))
		h.line("variable = " + hclText(c.Key))
		h.line("values   = " + hclList(c.Values))
		h.close()
	}
	h.close()
}

func hclList(values []policy.Value) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, hclText(v.Text))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// hclText quotes a text; nothing in it is a template.
//
// Terraform Language, expressions/strings (escape sequences)
func hclText(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r == '\n':
			out.WriteString(`\n`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return template(out.String())
}

// template keeps ${ and %{ what they are in quoted texts and heredocs.
func template(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(text)
}
