package emit

import (
	"bytes"
	"encoding/json"
	"strings"
)

var cloudFormationWords = map[string][2]string{
	"one":    {"A bucket has one policy. Where a template of yours makes it already, put the statements", "バケットのポリシーは1つだけです。すでに別のテンプレートで管理している場合は、"},
	"one2":   {"of the grant there; else remove the bucket's policy first, or import it into the stack.", "そこに許可のステートメントを加えてください。そうでなければ、先に既存のポリシーを外すかスタックに取り込んでください。"},
	"key":    {"KeyPolicy is a property of AWS::KMS::Key: in the template that makes %s, add to it:", "KeyPolicy は AWS::KMS::Key のプロパティです。%s を作成するテンプレートに次を追加してください:"},
	"retain": {"Without this, deleting the stack would leave the bucket without a policy.", "これがないと、スタックの削除とともにバケットポリシーも削除されます。"},
}

// cloudFormation writes the whole policy as a template.
//
// AWS: CloudFormation Template Reference, aws-resource-s3-bucketpolicy
func cloudFormation(lang string, p Page) string {
	var out strings.Builder
	out.WriteString(p.head(lang, "#"))
	out.WriteString(comments("#", word(cloudFormationWords, lang, "one"), word(cloudFormationWords, lang, "one2")))
	if p.KeyPlan != nil {
		out.WriteString(comments("#", word(cloudFormationWords, lang, "key", p.KeyPlan.Ask.Key)))
		for line := range strings.Lines(Statements(p.KeyPlan.Statements)) {
			out.WriteString("#   " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	out.WriteString("AWSTemplateFormatVersion: \"2010-09-09\"\n")
	out.WriteString("Resources:\n  " + logicalID(p.Plan.Ask.Bucket) + ":\n    Type: AWS::S3::BucketPolicy\n")
	out.WriteString(comments("    #", word(cloudFormationWords, lang, "retain")))
	out.WriteString("    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n      Bucket: " + p.Plan.Ask.Bucket + "\n      PolicyDocument:\n")
	writeYAML(&out, p.Plan.New, "        ")
	return out.String()
}

// logicalID makes the ID of a resource, which takes letters and digits only.
//
// AWS: CloudFormation User Guide, resources-section-structure
func logicalID(bucket string) string {
	var out strings.Builder
	for _, part := range strings.FieldsFunc(bucket, func(r rune) bool { return r == '-' || r == '.' }) {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String() + "Policy"
}

// writeYAML writes a JSON text as YAML in block style. Texts keep their quotes,
// which YAML reads as JSON does, so that no account becomes a number.
func writeYAML(out *strings.Builder, raw []byte, indent string) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) > 0 && raw[0] == '{':
		for _, m := range members(raw) {
			out.WriteString(indent + key(m.name) + ":")
			writeValue(out, m.value, indent+"  ")
		}
	case len(raw) > 0 && raw[0] == '[':
		var list []json.RawMessage
		_ = json.Unmarshal(raw, &list) // policy.Parse has read it
		for _, v := range list {
			var item strings.Builder
			writeYAML(&item, v, indent+"  ")
			out.WriteString(indent + "- " + strings.TrimPrefix(item.String(), indent+"  "))
		}
	default:
		out.WriteString(indent + scalar(raw) + "\n")
	}
}

// writeValue writes what follows a name and its colon.
func writeValue(out *strings.Builder, raw []byte, indent string) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 2 && (raw[0] == '{' || raw[0] == '[') && len(bytes.TrimSpace(raw[1:len(raw)-1])) > 0 {
		out.WriteString("\n")
		writeYAML(out, raw, indent)
		return
	}
	out.WriteString(" " + scalar(raw) + "\n")
}

// scalar is a JSON text as YAML takes it: JSON's \/ and its surrogate pairs are
// written out.
func scalar(raw []byte) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw) // true, 12, {} and []
	}
	return quoted(text)
}

// key is a name of a policy's element, which needs no quotes, or a condition
// key, which has a colon.
func key(name string) string {
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == "" && name != "" {
		return name
	}
	return quoted(name)
}

// quoted is a text in double quotes, as JSON, JavaScript and YAML read it.
func quoted(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	return strings.TrimSuffix(out.String(), "\n")
}

type member struct {
	name  string
	value json.RawMessage
}

// members lists the members of a JSON object in their order.
func members(raw []byte) []member {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var out []member
	_, err := decoder.Token()
	for err == nil && decoder.More() {
		var name json.Token
		var value json.RawMessage
		if name, err = decoder.Token(); err != nil {
			break
		}
		if err = decoder.Decode(&value); err != nil {
			break
		}
		text, _ := name.(string)
		out = append(out, member{text, value})
	}
	return out
}
