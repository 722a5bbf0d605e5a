package emit

import (
	"errors"
	"fmt"
	"strings"

	"clearway/policy"
)

var terraformWords = map[string][2]string{
	"own":      {"The statements of the grant. Where your code makes this policy already,", "この許可のステートメント。ポリシーがすでにコードで管理されている場合は、"},
	"own2":     {"add only this, and name it in source_policy_documents of your document.", "これだけを追加し、既存の文書の source_policy_documents に加えてください。"},
	"rest":     {"Everything else that the policy says.", "ポリシーのそれ以外の内容。"},
	"resource": {"A bucket has one policy: this replaces it. Import it if Terraform does not have it yet:", "バケットのポリシーは1つだけで、これが全体を置き換えます。まだ Terraform にない場合は取り込んでください:"},
	"key":      {"A key has one policy, too. Import it if Terraform does not have it yet:", "キーのポリシーも1つだけです。まだ Terraform にない場合は取り込んでください:"},
}

// errAmpersand: the data source reads &{…} as a policy variable.
//
// AWS provider for Terraform, data source aws_iam_policy_document (context variable interpolation)
var errAmpersand = errors.New("a text with &{ in it cannot be written in an aws_iam_policy_document; use --output cloudformation or cli")

// terraform writes the grant's statements as a data source of their own, the
// rest of the policy beside it, and the resource that joins the two; the key's
// policy likewise.
func terraform(lang string, p Page) (string, error) {
	h := hcl{}
	h.raw(p.head(lang, "#") + "\n")
	for _, part := range p.parts() {
		if err := h.part(lang, part); err != nil {
			return "", err
		}
	}
	return strings.TrimRight(h.out.String(), "\n") + "\n", nil
}

// part writes all of one policy.
func (h *hcl) part(lang string, p Page) error {
	whole, err := policy.Parse(p.Plan.New)
	if err != nil {
		return err
	}
	rest, err := p.rest()
	if err != nil {
		return err
	}
	say := func(keys ...string) {
		for _, k := range keys {
			h.raw(comments("#", word(terraformWords, lang, k)))
		}
	}
	resource, attribute, of := "aws_s3_bucket_policy", "bucket", p.Plan.Ask.Bucket
	name, imports := identifier(of), "resource"
	if key := p.Plan.Ask.Key; key != "" {
		resource, attribute, of = "aws_kms_key_policy", "key_id", key
		name, imports = "key_"+identifier(p.Plan.Ask.Name()), "key"
	}
	say("own", "own2")
	if err := h.grant(p, whole); err != nil {
		return err
	}
	source := "data.aws_iam_policy_document." + p.grantName()
	if rest != nil {
		say("rest")
		if err := h.joined(name, whole, rest, source); err != nil {
			return err
		}
		source = "data.aws_iam_policy_document." + name
	}
	say(imports)
	h.raw("#   terraform import " + resource + "." + name + " " + of + "\n")
	h.open("resource", resource, name)
	h.line(attribute + " = " + hclText(of))
	h.line("policy" + strings.Repeat(" ", len(attribute)-len("policy")) + " = " + source + ".json")
	h.close()
	return nil
}

// joined writes a data source that holds a document and another data source.
func (h *hcl) joined(name string, whole *policy.Document, rest []byte, source string) error {
	doc, err := policy.Parse(rest)
	if err != nil {
		return err
	}
	h.open("data", "aws_iam_policy_document", name)
	h.version(whole)
	h.line("source_policy_documents = [")
	h.line("  <<-JSON")
	for line := range strings.Lines(string(policy.Print(doc))) {
		h.line("  " + template(strings.TrimRight(line, "\n")))
	}
	h.line("  JSON")
	h.line("  ,")
	h.line("  " + source + ".json,")
	h.line("]")
	h.close()
	return nil
}

// terraformGrant writes the grant's statements alone.
func terraformGrant(p Page) (string, error) {
	h := hcl{}
	err := h.grant(p, &policy.Document{Version: policy.Version2012})
	return h.out.String(), err
}

func (p Page) grantName() string {
	if p.Plan.Ask.Key != "" {
		return "clearway_" + p.Plan.ID + "_key"
	}
	return "clearway_" + p.Plan.ID
}

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
