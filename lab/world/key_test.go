package world_test

import (
	"strings"
	"testing"

	"clearway/lab/world"
)

func TestKeysOfAFile(t *testing.T) {
	const head = "accounts:\n  - id: \"111111111111\"\n    keys:\n"
	file, err := world.Parse("keys", []byte(head+"      - {alias: data}\n      - {alias: alias/data, region: us-west-2, state: PendingDeletion}\n"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	open := func() *world.World {
		w, err := world.Open(dir, file, noon)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	arns := func(w *world.World) (out []string) {
		w.Look(func(d *world.Data) {
			for _, region := range []string{"us-east-1", "us-west-2"} {
				found, err := d.FindKey("111111111111", region, "alias/data")
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, found)
			}
		})
		return out
	}
	first := arns(open())
	if first[0] == first[1] || !strings.HasPrefix(first[0], "arn:aws:kms:us-east-1:111111111111:key/") {
		t.Errorf("keys %v", first)
	}
	again := open()
	if got := arns(again); got[0] != first[0] || got[1] != first[1] {
		t.Errorf("after a restart %v, before %v", got, first)
	}
	k, ok := again.KMSKey(first[1])
	if !ok || k.State != world.KeyPendingDeletion || len(k.Material) != 32 || k.Usable() == nil {
		t.Errorf("key %+v", k)
	}
	one, err := again.S3Key("111111111111", "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	if two, err := again.S3Key("111111111111", "us-east-1"); err != nil || one != two {
		t.Errorf("aws/s3 is %s, then %s (%v)", one, two, err)
	}
	for _, c := range []struct{ name, keys, says string }{
		{"neither id nor alias", "      - {state: Enabled}", "name it by id or by alias"},
		{"no ID", "      - {id: x}", "is no key ID"},
		{"an alias of AWS", "      - {alias: aws/s3}", "is no name for an alias"},
		{"twice", "      - {alias: a}\n      - {alias: a}", "twice"},
		{"no state", "      - {alias: a, state: Off}", "state \"Off\""},
		{"nobody", `      - {alias: a, policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111111111111:role/no"}, Action: "kms:*", Resource: "*"}]}}`, "does not exist"},
		{"a grant of nothing", `      - {alias: a, grants: [{grantee: "arn:aws:iam::111111111111:root"}]}`, "names no operations"},
		{"a grant of what there is not", `      - {alias: a, grants: [{grantee: "arn:aws:iam::111111111111:root", operations: [Look]}]}`, "Look"},
	} {
		if _, err := world.Parse("keys", []byte(head+c.keys+"\n")); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
