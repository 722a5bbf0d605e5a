package bucket_test

import (
	"errors"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
)

const writer, owner = "111111111111", "222222222222"

func TestOwnership(t *testing.T) {
	cases := []struct {
		ownership bucket.Ownership
		canned    string
		refused   bool
		owner     string
	}{
		{bucket.BucketOwnerEnforced, "", false, owner},
		{bucket.BucketOwnerEnforced, "bucket-owner-full-control", false, owner},
		{bucket.BucketOwnerEnforced, "private", true, owner},
		{bucket.BucketOwnerEnforced, "public-read", true, owner},
		{bucket.BucketOwnerPreferred, "", false, writer},
		{bucket.BucketOwnerPreferred, "private", false, writer},
		{bucket.BucketOwnerPreferred, "bucket-owner-full-control", false, owner},
		{bucket.ObjectWriter, "", false, writer},
		{bucket.ObjectWriter, "bucket-owner-full-control", false, writer},
		{"", "public-read", false, writer}, // without the setting
	}
	for _, c := range cases {
		if got := c.ownership.RefusesACL(c.canned, nil, owner); got != c.refused {
			t.Errorf("%s with %q: refused %v", c.ownership, c.canned, got)
		}
		if got := c.ownership.ObjectOwner(writer, owner, c.canned); got != c.owner {
			t.Errorf("%s with %q: owned by %s", c.ownership, c.canned, got)
		}
	}
	full := []bucket.Grant{{Account: owner, Permission: bucket.FullControl}}
	if bucket.BucketOwnerEnforced.RefusesACL("", full, owner) {
		t.Error("full control to the owner, as a grant, changes nothing")
	}
	if !bucket.BucketOwnerEnforced.RefusesACL("", append(full, bucket.Grant{Account: writer, Permission: bucket.Read}), owner) {
		t.Error("a further grant was taken")
	}
	if got := bucket.ObjectWriter.ObjectOwner("", owner, ""); got != owner {
		t.Errorf("an anonymous write is owned by %q", got)
	}
	if _, err := bucket.ParseOwnership("Bucketowner"); err == nil {
		t.Error("no such setting, but taken")
	}
}

func TestCheckOwner(t *testing.T) {
	for expected, want := range map[string]error{
		"": nil, owner: nil, writer: bucket.ErrOtherOwner, "22222222222": bucket.ErrMalformedOwner, "bob": bucket.ErrMalformedOwner,
	} {
		if got := bucket.CheckOwner(expected, owner); !errors.Is(got, want) {
			t.Errorf("%q: got %v, want %v", expected, got, want)
		}
	}
}

// TestGrantsOfACLs: a grant opens what its permission stands for, to whom it is
// for, and IgnorePublicAcls takes the public ones away.
func TestGrantsOfACLs(t *testing.T) {
	all, err := authz.CompileJSON("all", []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	user := authz.Principal{Type: authz.User, ARN: "arn:aws:iam::111111111111:user/u", Account: writer}
	cases := []struct {
		name   string
		grant  bucket.Grant
		block  bucket.Block
		caller authz.Principal
		action string
		want   authz.Outcome
	}{
		{"an account may list", bucket.Grant{Account: writer, Permission: bucket.Read}, bucket.Block{}, user, "s3:ListBucket", authz.Allow},
		{"but not write", bucket.Grant{Account: writer, Permission: bucket.Read}, bucket.Block{}, user, "s3:PutObject", authz.ImplicitDeny},
		{"write is delete, too", bucket.Grant{Account: writer, Permission: bucket.Write}, bucket.Block{}, user, "s3:DeleteObject", authz.Allow},
		{"full control", bucket.Grant{Account: writer, Permission: bucket.FullControl}, bucket.Block{}, user, "s3:PutBucketAcl", authz.Allow},
		{"everybody", bucket.Grant{Group: bucket.AllUsers, Permission: bucket.Read}, bucket.Block{}, authz.Principal{Type: authz.Anonymous}, "s3:ListBucket", authz.Allow},
		{"everybody, ignored", bucket.Grant{Group: bucket.AllUsers, Permission: bucket.Read}, bucket.BlockAll(), authz.Principal{Type: authz.Anonymous}, "s3:ListBucket", authz.ImplicitDeny},
		{"whoever signs", bucket.Grant{Group: bucket.AuthenticatedUsers, Permission: bucket.Read}, bucket.Block{}, user, "s3:ListBucket", authz.Allow},
		{"whoever signs, anonymous", bucket.Grant{Group: bucket.AuthenticatedUsers, Permission: bucket.Read}, bucket.Block{}, authz.Principal{Type: authz.Anonymous}, "s3:ListBucket", authz.ImplicitDeny},
		{"the owner needs no grant", bucket.Grant{Account: owner, Permission: bucket.FullControl}, bucket.Block{}, user, "s3:ListBucket", authz.ImplicitDeny},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := bucket.Compile("ACL", nil, bucket.BucketGrants("aws", "b", c.block.Effective([]bucket.Grant{c.grant}, owner))...)
			if err != nil {
				t.Fatal(err)
			}
			resource := "arn:aws:s3:::b"
			if c.action == "s3:PutObject" || c.action == "s3:DeleteObject" {
				resource += "/k"
			}
			got, _ := authz.Verdict(
				authz.Request{Principal: c.caller, Action: c.action, Resource: resource, ResourceAccount: owner},
				authz.Layers{Identity: []*authz.Policy{all}, Resource: p})
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := bucket.ObjectGrants("arn:aws:s3:::b/k", []bucket.Grant{{Account: writer, Permission: bucket.Write}}); got != nil {
		t.Errorf("an object has no permission to be written, got %v", got)
	}
}

func TestCannedACLs(t *testing.T) {
	for name, want := range map[string]int{
		"private": 0, "aws-exec-read": 0, "public-read": 2, "public-read-write": 3, "authenticated-read": 2,
		"log-delivery-write": 3, "bucket-owner-read": 2, "bucket-owner-full-control": 2,
	} {
		if got, ok := bucket.Canned(name, writer, owner); !ok || len(got) != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got, _ := bucket.Canned(bucket.FullControlToOwner, owner, owner); got != nil {
		t.Errorf("the owner's own object got %v", got)
	}
	if _, ok := bucket.Canned("public", writer, owner); ok {
		t.Error("no such ACL, but taken")
	}
}
