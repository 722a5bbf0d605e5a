package emit

import (
	"strings"

	"clearway/grant"
)

var cdkWords = map[string][2]string{
	"own":   {"For a bucket that your app makes: for (const s of %s) bucket.addToResourcePolicy(s);", "アプリが作成するバケットの場合: for (const s of %s) bucket.addToResourcePolicy(s);"},
	"own2":  {"On a bucket that is only referred to (Bucket.fromBucketName), that does nothing.", "参照しているだけのバケット(Bucket.fromBucketName)では効果がありません。"},
	"key":   {"For the key %s, where your app makes it: for (const s of %s) key.addToResourcePolicy(s);", "アプリがキー %s を作成する場合: for (const s of %s) key.addToResourcePolicy(s);"},
	"whole": {"For a bucket that exists outside of your app: its whole policy, which replaces the one it has.", "アプリの外にあるバケットの場合: ポリシー全体。既存のポリシーを置き換えます。"},
}

// cdk writes the statements for a bucket of the app, and the whole policy for
// one that exists outside of it.
//
// AWS: CDK API Reference, aws_s3.Bucket (addToResourcePolicy), aws_s3.CfnBucketPolicy
func cdk(lang string, p Page) string {
	list := "clearway" + strings.ToUpper(p.Plan.ID[:1]) + p.Plan.ID[1:]
	var out strings.Builder
	out.WriteString(p.head(lang, "//"))
	out.WriteString(`import * as cdk from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

`)
	out.WriteString(comments("//", word(cdkWords, lang, "own", list), word(cdkWords, lang, "own2")))
	writeStatements(&out, list, p.Plan.Statements)
	if p.KeyPlan != nil {
		out.WriteString(comments("//", word(cdkWords, lang, "key", p.KeyPlan.Ask.Key, list+"Key")))
		writeStatements(&out, list+"Key", p.KeyPlan.Statements)
	}
	out.WriteString(comments("//", word(cdkWords, lang, "whole")))
	name := logicalID(p.Plan.Ask.Bucket)
	out.WriteString("export class " + className(name) + ` extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const policy = new s3.CfnBucketPolicy(this, "Policy", {
      bucket: ` + quoted(p.Plan.Ask.Bucket) + `,
      policyDocument: ` + continued(indented(p.Plan.New), "      ") + `,
    });
    policy.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);
  }
}
`)
	return out.String()
}

func writeStatements(out *strings.Builder, name string, list []grant.Statement) {
	out.WriteString("export const " + name + ": iam.PolicyStatement[] = [\n")
	for _, s := range list {
		out.WriteString("  iam.PolicyStatement.fromJson(" + continued(indented(s.JSON()), "  ") + "),\n")
	}
	out.WriteString("];\n\n")
}

// className begins with a letter.
func className(id string) string {
	if id[0] >= '0' && id[0] <= '9' {
		return "B" + id
	}
	return id
}

// continued indents all lines of a text but the first.
func continued(text, indent string) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+indent)
}
