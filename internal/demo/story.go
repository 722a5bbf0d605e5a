package demo

import "clearway/internal/msg"

// The names of the story's world, as the lab has them built in.
const (
	source      = "s3://dev-cm-aaaaaaaaaaaa"
	destination = "s3://dev-cm-bbbbbbbbbbbb"

	roleName     = "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	otherSession = "arn:aws:sts::111111111111:assumed-role/" + roleName + "/someone.else@example.com"
	pathlessRole = "arn:aws:iam::111111111111:role/" + roleName
	fullRole     = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/" + roleName
)

// step is one command of the story, with what is said before it and what has
// to come of it.
type step struct {
	say     msg.Text
	file    string   // a policy file to show and to write beside the demo, or ""
	content string   // its text
	args    []string // of clearway
	stdin   bool     // pipe the last refusal into the command
	exit    int
	has     []string // each stands in the output
	lacks   []string // none stands in the output
	silent  bool     // nothing is printed at all
	refused bool     // its output is the refusal that a later step explains
	verify  bool     // compare the two buckets afterwards
}

// story is the whole of it, in order.
func story() []step {
	sync := []string{"sync", source, destination, "--only-show-errors", "--profile", "a"}
	refusal := []string{
		"assumed-role/" + roleName + "/", "is not authorized to perform: s3:ListBucket",
		"because no resource-based policy allows the s3:ListBucket action",
	}
	put := func(file string) []string {
		return []string{"lab", "put-policy", destination, file, "--profile", "b"}
	}
	return []step{
		{say: msg.DemoWhoami, args: []string{"whoami", "--profile", "a"}, has: []string{"AdministratorAccess", "111111111111"}},
		{say: msg.DemoRefused, args: sync, exit: 1, has: refusal, refused: true},
		{
			say: msg.DemoOtherSession, file: "wrong-1.json", content: bucketPolicy(otherSession),
			args: put("wrong-1.json"),
		},
		{say: msg.DemoOtherSessionRefused, args: sync, exit: 1, has: refusal},
		{
			say: msg.DemoPathless, file: "wrong-2.json", content: bucketPolicy(pathlessRole),
			args: put("wrong-2.json"), exit: 1, has: []string{"MalformedPolicy", "Invalid principal in policy"},
		},
		{
			say: msg.DemoAdministrator, file: "administrator-access.json", content: administratorAccess,
			args: []string{
				"simulate", "--as", "arn:aws:sts::111111111111:assumed-role/" + roleName + "/user@example.com",
				"--role-arn", fullRole, "--action", "s3:ListBucket", "--on", "arn:aws:s3:::dev-cm-bbbbbbbbbbbb",
				"--resource-account", "222222222222", "--identity", "administrator-access.json",
			},
			exit: 3, has: []string{"resource"},
		},
		{say: msg.DemoExplain, args: []string{"explain"}, stdin: true, has: []string{"222222222222", "clearway grant " + destination}},
		{
			say:  msg.DemoCheck,
			args: []string{"check", source, destination, "--profile", "a", "--owner-profile", "b", "--org-profile", "org"},
			exit: 3, has: []string{"CW201", "clearway grant " + destination},
		},
		{say: msg.DemoArn, args: []string{"whoami", "--arn", "--profile", "a"}, has: []string{fullRole}},
		{
			say:  msg.DemoGrant,
			args: []string{"grant", destination, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes"},
			has:  []string{"s3:ListBucket", "s3:PutObject", fullRole},
		},
		{say: msg.DemoCopied, args: []string{"sync", source, destination, "--profile", "a", "--no-progress"}, has: []string{"copy: " + source + "/"}, lacks: []string{"failed"}, verify: true},
		{say: msg.DemoAgain, args: []string{"sync", source, destination, "--profile", "a", "--no-progress"}, silent: true},
	}
}

// bucketPolicy is what the owner of the destination would write by hand, with
// the given principal.
func bucketPolicy(principal string) string {
	return `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "List", "Effect": "Allow",
      "Principal": { "AWS": "` + principal + `" },
      "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::dev-cm-bbbbbbbbbbbb" },
    { "Sid": "Write", "Effect": "Allow",
      "Principal": { "AWS": "` + principal + `" },
      "Action": "s3:PutObject", "Resource": "arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*" }
  ]
}
`
}

// administratorAccess is AWS's managed policy of that name.
//
// AWS: AWS Managed Policy Reference Guide, AdministratorAccess
const administratorAccess = `{
  "Version": "2012-10-17",
  "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" } ]
}
`
