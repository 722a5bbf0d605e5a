package preflight_test

import (
	"slices"
	"strings"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/explain"
	"clearway/policy"
	"clearway/preflight"
)

const (
	accountA, accountB = "111111111111", "222222222222"
	rolePath           = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
	roleName           = "AWSReservedSSO_Admin_0a1b2c3d4e5f6071"
	keyB               = "arn:aws:kms:eu-west-1:222222222222:key/9f3e0000-aaaa-bbbb-cccc-ddddeeeeffff"

	allowAll = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`
)

func compiled(t *testing.T, text string) *authz.Policy {
	t.Helper()
	p, err := authz.CompileJSON("policy", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func document(t *testing.T, text string) *policy.Document {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return doc
}

// grantTo allows a principal everything on bucket dst.
func grantTo(principal string) string {
	return `{"Version": "2012-10-17", "Statement": [{"Sid": "All", "Effect": "Allow", "Principal": {"AWS": "` + principal + `"},
		"Action": "s3:*", "Resource": ["arn:aws:s3:::dst", "arn:aws:s3:::dst/*"]}]}`
}

// keyPolicy lets an account use a key.
func keyPolicy(account string) string {
	return `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "` + account + `"}, "Action": "kms:*", "Resource": "*"}]}`
}

// session is the administrator of account A.
func session(t *testing.T) preflight.Caller {
	return preflight.Caller{
		Name: "a",
		Principal: authz.Principal{
			Type: authz.RoleSession, Account: accountA, RoleARN: rolePath + roleName, UserID: "AROAEXAMPLE:me", Tags: map[string]string{},
			ARN: "arn:aws:sts::111111111111:assumed-role/" + roleName + "/me", OrgID: "o-a", OrgPaths: []string{"o-a/r-a/"},
		},
		Layers: authz.Layers{Identity: []*authz.Policy{compiled(t, allowAll)}},
	}
}

// admin is a user of account B.
func admin(t *testing.T) *preflight.Caller {
	return &preflight.Caller{
		Name:      "b",
		Principal: authz.Principal{Type: authz.User, ARN: "arn:aws:iam::222222222222:user/admin", Account: accountB, UserID: "AIDAEXAMPLE", Tags: map[string]string{}},
		Layers:    authz.Layers{Identity: []*authz.Policy{compiled(t, allowAll)}},
	}
}

// open is a copy from A to B in which every gate is open.
func open(t *testing.T) preflight.Copy {
	return preflight.Copy{
		Source: &preflight.Side{Bucket: "src", Account: accountA, Region: "eu-west-1", Ownership: bucket.BucketOwnerEnforced, Block: bucket.BlockAll()},
		Dest: &preflight.Side{
			Bucket: "dst", Account: accountB, Region: "eu-west-1", Ownership: bucket.BucketOwnerEnforced, Block: bucket.BlockAll(),
			Policy: document(t, grantTo(rolePath+roleName)),
		},
		As: session(t),
	}
}

func check(t *testing.T, c preflight.Copy) preflight.Table {
	t.Helper()
	table, err := preflight.Check(c)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// shown is a table in short: each row that is not a plain yes, with its shut
// and unknown gates.
func shown(table *preflight.Table) string {
	var out []string
	for _, r := range table.Rows {
		if r.Answer == bucket.Yes {
			continue
		}
		where := r.Bucket
		if r.KeyID != "" {
			where = "key"
		}
		words := []string{where, string(r.Need.Reason), string(r.Answer) + ":"}
		for _, g := range r.Gates {
			if g.State == authz.Shut || g.State == authz.NotKnown {
				words = append(words, strings.TrimRight(string(g.Gate)+" "+g.Code, " ")+" ("+string(g.Reason)+")")
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "\n")
}

func TestOneGateShutAtATime(t *testing.T) {
	deny := func(action string) string {
		return `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "` + action + `", "Resource": "*"}]}`
	}
	const denied = `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}]}`
	cases := []struct {
		name string
		shut func(c *preflight.Copy)
		want string
	}{
		{"nothing is shut", func(*preflight.Copy) {}, ""},
		{"no bucket policy", func(c *preflight.Copy) { c.Dest.Policy = nil }, "dst list no: resource CW201 (no-allow)\ndst write no: resource CW201 (no-allow)"},
		{"an older role", func(c *preflight.Copy) {
			c.Dest.Policy = document(t, grantTo(rolePath+"AWSReservedSSO_Admin_77aa017777777777"))
		}, "dst list no: resource CW204 (older-role)\ndst write no: resource CW204 (older-role)"},
		{"a path-less role", func(c *preflight.Copy) {
			c.Dest.Policy = document(t, grantTo("arn:aws:iam::111111111111:role/"+roleName))
		}, "dst list no: resource CW201 (near)\ndst write no: resource CW201 (near)"},
		{"a dead ID", func(c *preflight.Copy) { c.Dest.Policy = document(t, grantTo("AROADEADDEADDEADDEAD1")) },
			"dst list no: resource CW201 (dead-id)\ndst write no: resource CW201 (dead-id)"},
		{"identity", func(c *preflight.Copy) { c.As.Layers.Identity = nil },
			"src list no: identity CW202 (no-allow)\nsrc read no: identity CW202 (no-allow)\ndst list no: identity CW202 (no-allow)\ndst write no: identity CW202 (no-allow)"},
		{"boundary", func(c *preflight.Copy) { c.As.Layers.Boundary = compiled(t, deny("s3:PutObject")) }, "dst write no: boundary CW203 (deny)"},
		{"session policy", func(c *preflight.Copy) {
			c.As.Layers.Session = []*authz.Policy{compiled(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}]}`)}
		}, "dst write no: session CW206 (no-allow)"},
		{"SCP of one level", func(c *preflight.Copy) {
			c.As.Layers.SCP = [][]*authz.Policy{{compiled(t, allowAll)}, {compiled(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}]}`)}}
		}, "src read no: scp CW207 (level)\ndst write no: scp CW207 (level)"},
		{"RCP", func(c *preflight.Copy) {
			c.Dest.RCP = [][]*authz.Policy{{compiled(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}`), compiled(t, denied)}}
		},
			"dst write no: rcp CW203 (deny)"},
		{"VPC endpoint", func(c *preflight.Copy) { c.As.Layers.VPCE = compiled(t, grantTo("*")) },
			"src list no: vpce CW208 (no-allow)\nsrc read no: vpce CW208 (no-allow)"},
		{"a public policy", func(c *preflight.Copy) {
			c.Dest.Policy.Statements = append(c.Dest.Policy.Statements, document(t, grantTo("*")).Statements...)
		}, "dst list no: bpa CW224 (public-policy)\ndst write no: bpa CW224 (public-policy)"},
		{"a policy that may be public", func(c *preflight.Copy) { c.Dest.Public = bucket.NotKnown },
			"dst list not known: bpa (maybe-public)\ndst write not known: bpa (maybe-public)"},
		{"an ACL where there are none", func(c *preflight.Copy) { c.ACL = "private" }, "dst write no: ownership CW414 (no-acls)\ndst write-acl no: ownership CW414 (no-acls)"},
		{"the one ACL that is taken", func(c *preflight.Copy) { c.ACL = bucket.FullControlToOwner }, ""},
		{"a public ACL", func(c *preflight.Copy) { c.ACL, c.Dest.Ownership = "public-read", bucket.ObjectWriter },
			"dst write no: bpa CW224 (public-acl)\ndst write-acl no: bpa CW224 (public-acl)"},
		{"another owner than expected", func(c *preflight.Copy) { c.Dest.ExpectedOwner = accountA },
			"dst list no: owner (other-owner)\ndst write no: owner (other-owner)"},
		{"nobody knows whose it is", func(c *preflight.Copy) {
			c.Dest.Account, c.Dest.Policy, c.Dest.Unknown = "", nil, map[preflight.Gate]string{preflight.GateOwner: "HeadBucket was refused"}
		}, "dst list not known: resource (no-owner) owner (no-owner)\ndst write not known: resource (no-owner) owner (no-owner)"},
		{"whosever it is, it is open", func(c *preflight.Copy) {
			c.Dest.Account, c.Dest.Unknown = "", map[preflight.Gate]string{preflight.GateOwner: "HeadBucket was refused"}
		}, ""},
		{"objects of others", func(c *preflight.Copy) { c.Source.Ownership = bucket.ObjectWriter }, "src read not known: ownership (others-own)"},
		{"objects of another account", func(c *preflight.Copy) { c.Source.Ownership, c.Source.ObjectOwner = bucket.ObjectWriter, accountB },
			"src read no: ownership (others-own)"},
		{"objects of somebody else", func(c *preflight.Copy) {
			c.Source.Ownership, c.Source.ObjectOwner = bucket.BucketOwnerPreferred, preflight.SomebodyElse
		}, "src read no: ownership (others-own)"},
		{"objects of another account, handed over", func(c *preflight.Copy) {
			c.Source.Ownership, c.Source.ObjectOwner = bucket.ObjectWriter, accountB
			c.Source.ObjectACL = []bucket.Grant{{Account: accountA, Permission: bucket.FullControl}}
		}, ""},
		{"key policy", func(c *preflight.Copy) {
			c.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB, Policy: document(t, keyPolicy(accountB))}}
		}, "key encrypt no: key CW221 (no-allow)"},
		{"key in parts", func(c *preflight.Copy) {
			c.Multipart = true
			c.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB, Policy: document(t, strings.ReplaceAll(keyPolicy(accountA), "kms:*", "kms:GenerateDataKey"))}}
		}, "key decrypt no: key CW221 (no-allow)"},
		{"objects under aws/s3 of the other account", func(c *preflight.Copy) {
			c.Source.Key = &preflight.Key{Key: bucket.Managed("aws", accountB, "eu-west-1")}
		}, "key decrypt no: key CW221 (managed-key)"},
		{"aws/s3 for writing is the writer's own", func(c *preflight.Copy) {
			c.Dest.Key = &preflight.Key{Key: bucket.Managed("aws", accountB, "eu-west-1")}
		}, ""},
		{"a key that is disabled", func(c *preflight.Copy) {
			c.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB, Policy: document(t, keyPolicy(accountA)), State: "Disabled"}}
		}, "key encrypt no: key CW221 (key-state)"},
		{"a key elsewhere", func(c *preflight.Copy) {
			c.Dest.Region = "us-west-2"
			c.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB, Policy: document(t, keyPolicy(accountA))}}
		}, "key encrypt no: key CW221 (key-region)"},
		{"a key that is not known", func(c *preflight.Copy) { c.Source.Unknown = map[preflight.Gate]string{preflight.GateKey: "refused"} },
			"src decrypt not known: key (unread)"},
		{"tags", func(c *preflight.Copy) {
			c.Tags = true
			c.As.Layers.Identity = []*authz.Policy{compiled(t, deny("s3:*Tagging"))}
		}, "src read-tags no: identity CW203 (deny)\ndst write-tags no: identity CW203 (deny)"},
		{"delete", func(c *preflight.Copy) {
			c.Delete = true
			c.As.Layers.Identity = []*authz.Policy{compiled(t, deny("s3:DeleteObject"))}
		}, "dst delete no: identity CW203 (deny)"},
		{"a bucket policy that cannot be read", func(c *preflight.Copy) {
			c.Dest.Policy, c.Dest.Block = nil, bucket.Block{}
			c.Dest.Unknown = map[preflight.Gate]string{preflight.GateResource: "refused"}
		}, "dst list not known: resource (unread)\ndst write not known: resource (unread)"},
		{"an address that is not known", func(c *preflight.Copy) {
			c.Dest.Policy.Statements[0].Conditions = []policy.Condition{{Operator: "IpAddress", Key: "aws:SourceIp", Values: []policy.Value{{Text: "203.0.113.0/24"}}}}
		}, "dst list not known: resource (open-keys)\ndst write not known: resource (open-keys)"},
		{"an address that is given", func(c *preflight.Copy) {
			c.Dest.Policy.Statements[0].Conditions = []policy.Condition{{Operator: "IpAddress", Key: "aws:SourceIp", Values: []policy.Value{{Text: "203.0.113.0/24"}}}}
			c.As.Context = map[string][]string{"aws:sourceip": {"203.0.113.7"}}
		}, ""},
		{"a prefix that is not granted", func(c *preflight.Copy) {
			c.Dest.Prefix = "in/"
			c.Dest.Policy.Statements[0].Resource = []policy.Value{{Text: "arn:aws:s3:::dst/out/*"}}
		}, "dst list no: resource CW201 (near)\ndst write no: resource CW201 (near)"},
		{"encryption that has to be asked for", func(c *preflight.Copy) {
			c.Dest.Policy.Statements = append(c.Dest.Policy.Statements, document(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
				"Resource": "arn:aws:s3:::dst/*", "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}]}`).Statements...)
		}, "dst write no: resource CW203 (deny)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := open(t)
			c.shut(&in)
			table := check(t, in)
			if got := shown(&table); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for _, r := range table.Rows {
				for _, code := range r.Codes() {
					if _, ok := explain.CauseOf(code); !ok {
						t.Errorf("there is no code %s", code)
					}
				}
			}
		})
	}
}

// TestWhoCanCopyInsideS3: with two identities the copy is made inside S3 by
// whichever may do both, else through this machine.
func TestWhoCanCopyInsideS3(t *testing.T) {
	ofB := document(t, strings.ReplaceAll(grantTo(accountB), "dst", "src"))
	cases := []struct {
		name           string
		source, dest   *policy.Document
		how            preflight.How
		reader, writer string
		ways           []bucket.Answer
		answer         bucket.Answer
	}{
		{"neither", nil, nil, preflight.Through, "a", "b", []bucket.Answer{bucket.Yes, bucket.No, bucket.No}, bucket.Yes},
		{"the destination's", ofB, nil, preflight.Inside, "b", "b", []bucket.Answer{bucket.Yes, bucket.Yes, bucket.No}, bucket.Yes},
		{"the source's", nil, document(t, grantTo(accountA)), preflight.Inside, "a", "a", []bucket.Answer{bucket.Yes, bucket.Yes, bucket.No}, bucket.Yes},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := open(t)
			in.DestAs, in.Source.Policy, in.Dest.Policy = admin(t), c.source, c.dest
			table := check(t, in)
			var ways []bucket.Answer
			for _, w := range table.Ways {
				ways = append(ways, w.Answer)
			}
			best := table.Ways[0]
			if table.How != c.how || best.Reader != c.reader || best.Writer != c.writer || !slices.Equal(ways, c.ways) || table.Answer != c.answer {
				t.Errorf("got %s by %s and %s, %v: %s", table.How, best.Reader, best.Writer, ways, table.Answer)
			}
		})
	}
}

func TestUploadAndDownload(t *testing.T) {
	calls := func(table *preflight.Table) string {
		var out []string
		for _, r := range table.Rows {
			out = append(out, string(r.Need.Call)+" "+r.Need.Action)
		}
		return strings.Join(out, ", ")
	}
	up := open(t)
	up.Source, up.Tags = nil, true
	table := check(t, up)
	if got := calls(&table); got != "ListObjectsV2 s3:ListBucket, PutObject s3:PutObject" || table.Answer != bucket.Yes {
		t.Errorf("upload: %s, %s", got, table.Answer)
	}
	down := open(t)
	down.Dest, down.Tags = nil, true
	table = check(t, down)
	if got := calls(&table); got != "ListObjectsV2 s3:ListBucket, GetObject s3:GetObject" || table.Answer != bucket.Yes {
		t.Errorf("download: %s, %s", got, table.Answer)
	}
}

// TestOpeningsNameEachGateOnce, with whose it is and what it shuts out.
func TestOpeningsNameEachGateOnce(t *testing.T) {
	in := open(t)
	in.Tags, in.Dest.Policy = true, nil
	in.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB}}
	table := check(t, in)
	if refused, unknown := table.Count(); refused != 4 || unknown != 0 || len(table.Rows) != 7 {
		t.Errorf("%d of %d refused, %d unknown", refused, len(table.Rows), unknown)
	}
	if len(table.Open) != 2 {
		t.Fatalf("got %+v", table.Open)
	}
	policyGate, key := table.Open[0], table.Open[1]
	if policyGate.Who != explain.Owner || policyGate.Bucket != "dst" || policyGate.Account != accountB || policyGate.Calls != 3 ||
		strings.Join(policyGate.Actions, " ") != "s3:ListBucket s3:PutObject s3:PutObjectTagging" {
		t.Errorf("bucket policy: %+v", policyGate)
	}
	if key.Who != explain.KeyOwner || key.Account != accountB || key.KeyID == "" {
		t.Errorf("key: %+v", key)
	}
}

func TestNotes(t *testing.T) {
	in := open(t)
	in.Dest.Ownership = bucket.ObjectWriter
	in.Dest.Key = &preflight.Key{Key: bucket.Managed("aws", accountA, "eu-west-1")}
	table := check(t, in)
	want := []preflight.Note{
		{Kind: preflight.NoteWriterOwns, Bucket: "dst", Detail: accountA},
		{Kind: preflight.NoteOwnKey, Bucket: "dst", Detail: accountA},
	}
	if !slices.Equal(table.Notes, want) {
		t.Errorf("got %+v", table.Notes)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	for name, spoil := range map[string]func(*preflight.Copy){
		"no bucket at all": func(c *preflight.Copy) { c.Source, c.Dest = nil, nil },
		"onto itself":      func(c *preflight.Copy) { c.Source = c.Dest },
		"no owner":         func(c *preflight.Copy) { c.Dest.Account = "" },
		"two of one name":  func(c *preflight.Copy) { c.DestAs = &c.As },
		"no such operator": func(c *preflight.Copy) {
			c.Dest.Policy.Statements[0].Conditions = []policy.Condition{{Operator: "StringIs", Key: "aws:userid"}}
		},
	} {
		in := open(t)
		spoil(&in)
		if _, err := preflight.Check(in); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestGrantsThatWereNotReadLeaveAKeyOpen: a key policy that names nobody does
// not settle what a grant might allow; one that does needs none.
func TestGrantsThatWereNotReadLeaveAKeyOpen(t *testing.T) {
	for account, want := range map[string]bucket.Answer{accountB: bucket.NotKnown, accountA: bucket.Yes} {
		c := open(t)
		c.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: keyB, Policy: document(t, keyPolicy(account))}, GrantsUnread: "refused"}
		table := check(t, c)
		if table.Answer != want {
			t.Errorf("a policy for %s: %s\n%s", account, table.Answer, shown(&table))
		}
	}
}

// TestACLsThatWereNotReadLeaveABucketOpen: where nobody could read whether ACLs
// count, a bucket policy that names nobody does not settle what they can grant.
func TestACLsThatWereNotReadLeaveABucketOpen(t *testing.T) {
	c := open(t)
	c.Dest.Policy, c.Tags = document(t, grantTo(accountB)), true
	c.Dest.Unknown = map[preflight.Gate]string{preflight.GateOwnership: "refused"}
	table := check(t, c)
	for _, r := range table.Rows {
		want := bucket.NotKnown
		if r.Need.Source {
			want = bucket.Yes
		} else if r.Need.Action == "s3:PutObjectTagging" {
			want = bucket.No
		}
		if r.Answer != want {
			t.Errorf("%s: %s, want %s", r.Need.Action, r.Answer, want)
		}
	}
}

// TestNoIdentityInTwoPartitions: between partitions nobody can copy inside S3.
func TestNoIdentityInTwoPartitions(t *testing.T) {
	c := open(t)
	c.DestAs, c.Dest.Partition = admin(t), "aws-cn"
	for _, way := range check(t, c).Ways {
		if way.How != preflight.Through {
			t.Errorf("%s by %s", way.How, way.Writer)
		}
	}
}

func TestNotesOfVersionsAndLocks(t *testing.T) {
	c := open(t)
	c.Delete, c.Dest.Versioning, c.Dest.LockMode = true, "Enabled", "GOVERNANCE"
	var kinds []preflight.NoteKind
	for _, n := range check(t, c).Notes {
		kinds = append(kinds, n.Kind)
	}
	if !slices.Equal(kinds, []preflight.NoteKind{preflight.NoteLock, preflight.NoteVersions}) {
		t.Errorf("notes %v", kinds)
	}
}
