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
// the one that was read, and put the new one; of the key first, as grant does.
//
// AWS: AWS CLI Command Reference, s3api/put-bucket-policy; kms/put-key-policy
func script(lang string, p Page) string {
	var out strings.Builder
	out.WriteString("#!/bin/sh\n" + p.head(lang, "#") + "set -eu\n\n")
	for i, part := range p.parts() {
		if i > 0 {
			out.WriteString("\n")
		}
		part.commands(lang, &out)
	}
	return out.String()
}

// commands writes what keeps and puts one policy.
func (p Page) commands(lang string, out *strings.Builder) {
	of, get, put := p.calls()
	kept := of + "." + p.ReadAt.UTC().Format("20060102T150405Z")
	get += " --query Policy --output text"
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
	out.WriteString(put + " --policy file://" + kept + ".new.json\n")
}

// calls are the commands that read and write the policy, and the name of whose
// it is. A key's ARN holds its owner.
func (p Page) calls() (of, get, put string) {
	if key := p.Plan.Ask.Key; key != "" {
		about := " --policy-name default" + keyWords(key)
		return p.Plan.Ask.Name(), "aws kms get-key-policy" + about, "aws kms put-key-policy" + about
	}
	about := " --bucket " + p.Plan.Ask.Bucket
	if p.Owner != "" {
		about += " --expected-bucket-owner " + p.Owner
	}
	return p.Plan.Ask.Bucket, "aws s3api get-bucket-policy" + about, "aws s3api put-bucket-policy" + about
}

// heredoc writes a text into a file as it is, with one end of line behind it. No
// line of a JSON text is the word that ends it.
func heredoc(file, text string) string {
	return "cat > " + file + " <<'END_OF_POLICY'\n" + strings.TrimRight(text, "\n") + "\nEND_OF_POLICY\n"
}
