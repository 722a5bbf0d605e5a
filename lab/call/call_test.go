package call_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/lab/call"
	"clearway/lab/world"
)

func TestTheLastWordOnAConditionKeyIsTheClients(t *testing.T) {
	w, err := world.Open("", world.Story(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := call.New(w, map[string][]string{"AWS:sourceip": {"203.0.113.9"}, "s3:prefix": nil, "aws:TagKeys": {}})
	c.Caller = world.Nobody()
	c.Context = map[string][]string{"aws:SourceIp": {"127.0.0.1"}, "aws:UserAgent": {"x"}}
	c.Decide(world.Ask{Action: "s3:ListBucket", Resource: "*", Context: map[string][]string{"s3:prefix": {"a/"}, "aws:UserAgent": {"y"}}})
	want := map[string][]string{"AWS:sourceip": {"203.0.113.9"}, "aws:UserAgent": {"y"}, "aws:TagKeys": {}}
	if diff := cmp.Diff(want, c.Decided()[0].Ask.Context); diff != "" {
		t.Error(diff)
	}
	if !c.Pretends("aws:SourceIp") || c.Pretends("s3:prefix") {
		t.Error("Pretends does not know what the client set")
	}
}

func TestTalkativeWithinOneOrganizationOnly(t *testing.T) {
	file := world.Story()
	file.Accounts = append(file.Accounts, world.FileAccount{ID: "333333333333"})
	w, err := world.Open("", file, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := call.New(w, nil)
	c.Caller = world.Nobody()
	if c.Talkative("111111111111") {
		t.Error("talkative to nobody")
	}
	c.Caller.Principal.Type, c.Caller.Principal.Account = "user", "111111111111"
	for account, want := range map[string]bool{"111111111111": true, "222222222222": true, "333333333333": false, "": false} {
		if got := c.Talkative(account); got != want {
			t.Errorf("about a resource of %q: %v, want %v", account, got, want)
		}
	}
	c.Caller.Principal.Account = "333333333333"
	if !c.Talkative("333333333333") {
		t.Error("not talkative within an account without an organization")
	}
}
