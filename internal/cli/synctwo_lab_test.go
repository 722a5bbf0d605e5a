package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/identity"
	"clearway/report"
)

const (
	labSource = "dev-cm-aaaaaaaaaaaa"
	labLarge  = 20 << 20 // in three parts
	labParts  = 9 << 20  // in two
)

// as is a client of a profile.
func (h *labHome) as(profile string) *s3.Client {
	h.t.Helper()
	who, err := identity.Open(h.t.Context(), identity.Options{Profile: profile, Getenv: func(name string) string { return h.env[name] }})
	if err != nil {
		h.t.Fatal(err)
	}
	return s3.NewFromConfig(who.Config, func(o *s3.Options) { o.UsePathStyle = true })
}

// tagged puts an object with properties and tags into the source.
func (h *labHome) tagged(key string, size int, tags string) {
	h.t.Helper()
	_, err := h.as("a").PutObject(h.t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(labSource), Key: &key, Body: bytes.NewReader(bytes.Repeat([]byte("0123456789abcdef"), size/16)), Tagging: &tags,
		ContentType: aws.String("text/x-two"), CacheControl: aws.String("no-store"), Metadata: map[string]string{"who": "a"}, ChecksumAlgorithm: types.ChecksumAlgorithmCrc64nvme,
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// holds checks what a copy at the destination has, as its owner sees it.
func (h *labHome) holds(key string, size int, tag string) {
	h.t.Helper()
	out, err := h.as("b").GetObject(h.t.Context(), &s3.GetObjectInput{Bucket: aws.String(labBucket), Key: &key})
	if err != nil {
		h.t.Errorf("the destination's owner reads %s: %v", key, err)
		return
	}
	defer out.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(out.Body); err != nil || !bytes.Equal(body.Bytes(), bytes.Repeat([]byte("0123456789abcdef"), size/16)) {
		h.t.Errorf("%s: other bytes, %v", key, err)
	}
	if aws.ToString(out.ContentType) != "text/x-two" || aws.ToString(out.CacheControl) != "no-store" || out.Metadata["who"] != "a" {
		h.t.Errorf("%s: %v %v %v", key, out.ContentType, out.CacheControl, out.Metadata)
	}
	tags, err := h.as("b").GetObjectTagging(h.t.Context(), &s3.GetObjectTaggingInput{Bucket: aws.String(labBucket), Key: &key})
	if err != nil || len(tags.TagSet) == 0 || *tags.TagSet[0].Value != tag {
		h.t.Errorf("%s: tags %v, %v", key, tags, err)
	}
}

// nothingLeft checks that no upload was left half done.
func (h *labHome) nothingLeft() {
	h.t.Helper()
	out, err := h.as("b").ListMultipartUploads(h.t.Context(), &s3.ListMultipartUploadsInput{Bucket: aws.String(labBucket)})
	if err != nil || len(out.Uploads) > 0 {
		h.t.Errorf("uploads left: %v, %v", out, err)
	}
}

var (
	twoSync    = []string{"sync", "s3://" + labSource, "s3://" + labBucket, "--source-profile", "a", "--dest-profile", "b"}
	destReads  = []string{"grant", "s3://" + labSource, "--for", "sync-source", "--with-tags", "--to", "b", "--owner-profile", "a", "--yes"}
	sourceMay  = []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--with-tags", "--to", "a", "--owner-profile", "b", "--yes"}
	onlyTagged = []string{"--exclude", "*", "--include", "two/*"}
)

// summaryOf is the last line of --output json.
func summaryOf(t *testing.T, stdout string) (sum report.SyncSummary, way report.SyncWay) {
	t.Helper()
	for line := range strings.Lines(stdout) {
		var into any = &struct{}{}
		switch {
		case strings.Contains(line, `"event":"summary"`):
			into = &sum
		case strings.Contains(line, `"event":"way"`):
			into = &way
		}
		if err := json.Unmarshal([]byte(line), into); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return sum, way
}

// TestTwoIdentities is who may copy inside S3: one, the other, both, neither;
// small objects and one in parts, with properties and tags.
func TestTwoIdentities(t *testing.T) {
	cases := []struct {
		name   string
		grants [][]string
		way    string
		how    string
		etag   string // of the large object: how many parts
	}{
		{"neither may", nil, "relay", "bytes pass through this machine", `-3"`},
		{"the source's may", [][]string{sourceMay}, "source", "copied inside S3 as profile a", `-3"`},
		{"the destination's may", [][]string{destReads}, "dest", "copied inside S3 as profile b", `-3"`},
		{"both may", [][]string{destReads, sourceMay}, "dest", "copied inside S3 as profile b", `-3"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := startLab(t)
			h.tagged("two/large", labLarge, "t=large")
			for i := range 5 {
				h.tagged(fmt.Sprintf("two/small%d", i), 1600, fmt.Sprintf("t=%d", i))
			}
			long := strings.Repeat("あ", 100)
			h.tagged("two/long", 16, "t="+long+"&u="+long+"&v="+long)
			for _, grant := range c.grants {
				h.wants(exitDone, grant...)
			}
			_, stderr := h.wants(exitDone, append(append([]string{}, twoSync...), "--exclude", "*", "--include", "two/small*")...)
			if !strings.Contains(stderr, "  how      "+c.how) {
				t.Errorf("stderr:\n%s", stderr)
			}
			stdout, _ := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
			sum, way := summaryOf(t, stdout)
			if way.Way != c.way || sum.Way != c.way || sum.Ways[c.way] != 2 || len(sum.Ways) != 1 {
				t.Errorf("%+v %+v", way, sum)
			}
			h.holds("two/large", labLarge, "large")
			h.holds("two/long", 16, long)
			for i := range 5 {
				h.holds(fmt.Sprintf("two/small%d", i), 1600, fmt.Sprint(i))
			}
			h.nothingLeft()
			head, err := h.as("b").HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String(labBucket), Key: aws.String("two/large"), ChecksumMode: types.ChecksumModeEnabled})
			if err != nil || !strings.HasSuffix(aws.ToString(head.ETag), c.etag) || aws.ToString(head.ChecksumCRC64NVME) == "" {
				t.Errorf("%+v, %v", head, err)
			}
			stdout, stderr = h.wants(exitDone, append(append([]string{}, twoSync...), onlyTagged...)...)
			if stdout+stderr != "" {
				t.Errorf("a second run: %s%s", stdout, stderr)
			}
		})
	}
}

// TestTwoOwnership: whoever copied, the destination's owner reads the result,
// and the objects that its own identity wrote are its own.
func TestTwoOwnership(t *testing.T) {
	for _, ownership := range []types.ObjectOwnership{types.ObjectOwnershipBucketOwnerEnforced, types.ObjectOwnershipBucketOwnerPreferred, types.ObjectOwnershipObjectWriter} {
		for _, c := range []struct {
			way    string
			grants [][]string
		}{{"relay", nil}, {"source", [][]string{sourceMay}}, {"dest", [][]string{destReads}}} {
			t.Run(string(ownership)+" "+c.way, func(t *testing.T) {
				h := startLab(t)
				h.tagged("two/large", labParts, "t=large")
				h.tagged("two/small", 1600, "t=small")
				_, err := h.as("b").PutBucketOwnershipControls(t.Context(), &s3.PutBucketOwnershipControlsInput{Bucket: aws.String(labBucket),
					OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: ownership}}}})
				if err != nil {
					t.Fatal(err)
				}
				for _, grant := range c.grants {
					h.wants(exitDone, grant...)
				}
				if c.way == "source" && ownership != types.ObjectOwnershipBucketOwnerEnforced {
					h.put(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + labRole + `"},"Action":["s3:ListBucket","s3:PutObject","s3:PutObjectTagging","s3:PutObjectAcl"],` +
						`"Resource":["arn:aws:s3:::` + labBucket + `","arn:aws:s3:::` + labBucket + `/*"]}]}`)
				}
				stdout, _ := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
				if sum, _ := summaryOf(t, stdout); sum.Way != c.way || sum.Ways[c.way] != 2 {
					t.Errorf("%+v", sum)
				}
				h.holds("two/large", labParts, "large")
				h.holds("two/small", 1600, "small")
				acl, err := h.as("b").GetObjectAcl(t.Context(), &s3.GetObjectAclInput{Bucket: aws.String(labBucket), Key: aws.String("two/small")})
				if err != nil {
					t.Fatal(err)
				}
				bucket, err := h.as("b").GetBucketAcl(t.Context(), &s3.GetBucketAclInput{Bucket: aws.String(labBucket)})
				if err != nil {
					t.Fatal(err)
				}
				own := *acl.Owner.ID == *bucket.Owner.ID
				if want := c.way != "source" || ownership != types.ObjectOwnershipObjectWriter; own != want {
					t.Errorf("the bucket's owner owns the object: %v", own)
				}
			})
		}
	}
}

// TestTwoNeedsAnACL: the bucket takes ACLs and the source's identity may send
// none, so that its copies could not be read there; they are relayed.
func TestTwoNeedsAnACL(t *testing.T) {
	h := startLab(t)
	h.tagged("two/small", 1600, "t=small")
	_, err := h.as("b").PutBucketOwnershipControls(t.Context(), &s3.PutBucketOwnershipControlsInput{Bucket: aws.String(labBucket),
		OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnershipObjectWriter}}}})
	if err != nil {
		t.Fatal(err)
	}
	h.wants(exitDone, sourceMay...)
	stdout, _ := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
	if sum, _ := summaryOf(t, stdout); sum.Way != "relay" {
		t.Errorf("%+v", sum)
	}
	h.holds("two/small", 1600, "small")
}

// TestTwoNoWay: nothing is open, since the destination's own identity may not
// write; the screen names who lacks what, and the command that it gives opens a
// way.
func TestTwoNoWay(t *testing.T) {
	h := startLab(t)
	h.tagged("two/small", 1600, "t=small")
	h.put(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::` + labBucket + `/*",` +
		`"Condition":{"StringEquals":{"aws:PrincipalAccount":"222222222222"}}}]}`)
	explained := append(append(append([]string{}, twoSync...), onlyTagged...), "--explain")
	_, stderr := h.wants(1, explained...)
	for _, want := range []string{
		"copy failed: s3://" + labSource + "/two/small to s3://" + labBucket + "/two/small no way is open: ",
		"denied: neither identity may make this copy. Nothing was copied.",
		"inside S3, as profile b\n    s3:GetObject on arn:aws:s3:::" + labSource + "/two/small is refused", "through this machine\n    s3:PutObject on",
		"inside S3, as profile a\n    s3:PutObject on arn:aws:s3:::" + labBucket + "/two/small is refused",
		"clearway grant s3://" + labBucket + " --for sync-dest \\\n      --to a \\\n      --owner-profile b\n", "clearway explain CW201",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
	if strings.Contains(stderr, "grant s3://"+labSource) {
		t.Errorf("a grant on the source does not let b write:\n%s", stderr)
	}
	if _, stderr = h.wants(1, append(explained, "--lang", "ja")...); !strings.Contains(stderr, "どちらの ID にもこのコピーを行う権限がありません") {
		t.Error(stderr)
	}
	h.wants(exitDone, sourceMay...)
	stdout, _ := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
	if sum, _ := summaryOf(t, stdout); sum.Way != "source" {
		t.Errorf("%+v", sum)
	}
}

// TestTwoFlags: which sides they are for.
func TestTwoFlags(t *testing.T) {
	h := startLab(t)
	for _, c := range []struct {
		want string
		args []string
	}{
		{"argument --source-profile: the source " + h.dir + " is a directory, not a bucket", []string{"sync", h.dir, "s3://" + labBucket, "--source-profile", "a"}},
		{"argument --dest-profile: the destination " + h.dir + " is a directory, not a bucket", []string{"sync", "s3://" + labSource, h.dir, "--dest-profile", "b"}},
		{"argument --source-profile: with --no-sign-request nobody signs", append([]string{"--no-sign-request"}, twoSync...)},
		{`argument --dest-owner: "b" is no account ID`, append(append([]string{}, twoSync...), "--dest-owner", "b")},
	} {
		if _, stderr := h.wants(awsExitUsage, c.args...); !strings.Contains(stderr, c.want) {
			t.Errorf("no %q in %s", c.want, stderr)
		}
	}
	// One side alone, the other by --profile; up and down.
	h.wants(exitDone, append([]string{"--profile", "b"}, twoSync[:5]...)...)
	h.wants(exitDone, "sync", "s3://"+labSource, "s3://"+labBucket, "--dest-profile", "b", "--profile", "a", "--dryrun")
	h.wants(exitDone, "sync", "s3://"+labSource, h.dir+"/down", "--source-profile", "a")
	h.wants(exitDone, "sync", h.dir+"/down", "s3://"+labBucket+"/up", "--dest-profile", "b")
	// The same identity on both sides is one, named twice.
	stdout, _ := h.wants(exitDone, "sync", "s3://"+labBucket+"/up", "s3://"+labBucket+"/again", "--source-profile", "b", "--profile", "b", "--output", "json")
	if sum, way := summaryOf(t, stdout); sum.Transferred == 0 || way.Way != "" || sum.Way != "" {
		t.Errorf("%+v %+v", sum, way)
	}
	// A bucket of another account than was expected.
	_, stderr := h.wants(1, append(append([]string{}, twoSync...), "--dest-owner", "111111111111")...)
	if !strings.Contains(stderr, "AccessDenied") {
		t.Error(stderr)
	}
	h.wants(exitDone, append(append([]string{}, twoSync...), "--dest-owner", "222222222222", "--source-owner", "111111111111")...)
	// --delete is the destination's.
	h.wants(exitDone, append(append([]string{}, twoSync...), "--delete")...)
}

// TestTwoServices: two labs are two services; their bytes pass through here.
func TestTwoServices(t *testing.T) {
	h, other := startLab(t), startLab(t)
	h.tagged("two/large", labLarge, "t=large")
	h.tagged("two/small", 1600, "t=small")
	// Keys of the other lab for its b.
	h.env["AWS_CONFIG_FILE"], other.env["AWS_CONFIG_FILE"] = h.dir+"/both", h.dir+"/both"
	h.env["AWS_SHARED_CREDENTIALS_FILE"], other.env["AWS_SHARED_CREDENTIALS_FILE"] = h.dir+"/bothkeys", h.dir+"/bothkeys"
	h.merge(other)
	stdout, _ := h.wants(exitDone, append(append([]string{"--output", "json"}, twoSync...), onlyTagged...)...)
	if sum, way := summaryOf(t, stdout); way.Way != "relay" || len(way.Refused) > 0 || sum.Ways["relay"] != 2 {
		t.Errorf("%+v %+v", sum, way)
	}
	other.holds("two/large", labLarge, "large")
	other.holds("two/small", 1600, "small")
}

func TestTwoCompletion(t *testing.T) {
	h := startLab(t)
	stdout, _ := h.wants(exitDone, "__complete", "sync", "--source-profile", "")
	for _, profile := range []string{"a\n", "b\n"} {
		if !strings.Contains(stdout, profile) {
			t.Errorf("offers %q", stdout)
		}
	}
}

// merge writes files with profile a of h and b of other.
func (h *labHome) merge(other *labHome) {
	h.t.Helper()
	for _, file := range [][2]string{{"config", "both"}, {"credentials", "bothkeys"}} {
		var text string
		for profile, of := range map[string]*labHome{"a": h, "b": other} {
			text += section(h.t, filepath.Join(of.dir, file[0]), profile)
		}
		h.write(file[1], text)
	}
}

// section is one section of a file of configuration.
func section(t *testing.T, path, profile string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(string(data), "[") {
		if name, _, _ := strings.Cut(part, "]"); strings.TrimPrefix(name, "profile ") == profile {
			return "[" + part
		}
	}
	t.Fatalf("no %s in %s", profile, path)
	return ""
}
