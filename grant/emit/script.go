package emit

import (
	"strings"

	"clearway/shell"
)

var scriptWords = map[string][2]string{
	"old":     {"The old policy is kept; nothing is written if it is not the one that was read.", "古いポリシーを保存します。取得時から変更されていれば、何も書き込みません。"},
	"changed": {"the policy changed since it was read: nothing was written", "ポリシーが取得後に変更されています。何も書き込んでいません"},
	"none":    {"The bucket had no policy; nothing is written if it has one now.", "バケットにポリシーはありませんでした。現在ポリシーがあれば、何も書き込みません。"},
}

// script writes commands of the AWS CLI that keep the old policy, compare it with
// the one that was read, and put the new one.
//
// AWS: AWS CLI Command Reference, s3api/put-bucket-policy; s3api/get-bucket-policy
func script(lang string, p Page) string {
	bucket := p.Plan.Ask.Bucket
	assert := ""
	if p.Owner != "" {
		assert = " --expected-bucket-owner " + p.Owner
	}
	kept := bucket + "." + p.ReadAt.UTC().Format("20060102T150405Z")
	get := "aws s3api get-bucket-policy --bucket " + bucket + assert + " --query Policy --output text"
	var out strings.Builder
	out.WriteString("#!/bin/sh\n" + p.head(lang, "#") + "set -eu\n\n")
	if len(p.Plan.Old) > 0 {
		out.WriteString(comments("#", word(scriptWords, lang, "old")))
		out.WriteString(get + " > " + kept + ".old.json\n")
		out.WriteString(heredoc(kept+".read.json", string(p.Plan.Old)))
		out.WriteString("test \"$(cat " + kept + ".read.json)\" = \"$(cat " + kept + ".old.json)\" || {\n  echo " + shell.Word(word(scriptWords, lang, "changed")) + " >&2\n  exit 1\n}\n\n")
	} else {
		out.WriteString(comments("#", word(scriptWords, lang, "none")))
		out.WriteString("said=$(" + get + " 2>&1) && { echo \"$said\"; exit 1; }\n")
		out.WriteString("case $said in *NoSuchBucketPolicy*) ;; *) echo \"$said\" >&2; exit 1 ;; esac\n\n")
	}
	out.WriteString(heredoc(kept+".new.json", string(p.Plan.New)))
	out.WriteString("aws s3api put-bucket-policy --bucket " + bucket + assert + " --policy file://" + kept + ".new.json\n")
	return out.String()
}

// heredoc writes a text into a file as it is, with one end of line behind it. No
// line of a JSON text is the word that ends it.
func heredoc(file, text string) string {
	return "cat > " + file + " <<'END_OF_POLICY'\n" + strings.TrimRight(text, "\n") + "\nEND_OF_POLICY\n"
}
