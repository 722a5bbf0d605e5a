package lint

import (
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// resourceForm is what a value of Resource can stand for.
type resourceForm int

const (
	resourceMalformed   resourceForm = iota
	resourceAny                      // the lone *
	resourceBucket                   // a bucket or objects, perhaps of a pattern
	resourceAccessPoint              // something of S3 that has a region or account
	resourceOther                    // of another service
)

// resource is one value of Resource or NotResource.
type resource struct {
	value     policy.Value
	not       bool
	form      resourceForm
	partition string
	rest      string // behind the fifth colon, variables as stars
	why       sentence
}

// Why a resource is malformed.
var (
	whyURL      = sentence{"an s3:// URL is no ARN", "s3:// の URL は ARN ではありません"}
	whyBare     = sentence{"it does not begin with arn:", "arn: で始まっていません"}
	whyColons   = sentence{"an ARN has five colons: arn:aws:s3:::bucket/key", "ARN にはコロンが5つ必要です。例: arn:aws:s3:::bucket/key"}
	whyNoBucket = sentence{"the name of the bucket is missing", "バケット名がありません"}
	whyFilled   = sentence{"region and account stay empty in the ARN of a bucket: arn:aws:s3:::bucket", "バケットの ARN ではリージョンとアカウントは空にします。例: arn:aws:s3:::bucket"}
	whyNotS3    = sentence{"it is not of S3", "S3 の ARN ではありません"}
	whyPart     = sentence{"there is no such partition", "そのようなパーティションはありません"}
)

// readResource reads a value of Resource or NotResource.
//
// AWS: Amazon S3 User Guide, s3-arn-format; Service Authorization Reference,
// list_amazons3 (resource types); IAM User Guide, reference_policies_elements_resource
func readResource(v policy.Value, not bool) resource {
	r := resource{value: v, not: not}
	text := v.Text
	parts := strings.SplitN(text, ":", 6)
	switch {
	case text == "*":
		r.form = resourceAny
		return r
	case strings.HasPrefix(text, "s3://"):
		r.why = whyURL
		return r
	case parts[0] != "arn":
		r.why = whyBare
		return r
	case len(parts) < 6:
		r.why = whyColons
		return r
	}
	r.partition, r.rest = parts[1], blank(parts[5])
	service, region, account := parts[2], parts[3], parts[4]
	switch {
	case !isPartition(r.partition) && !strings.ContainsAny(r.partition, "*?$"):
		r.why = whyPart
	case r.rest == "" || service == "s3" && strings.HasPrefix(r.rest, "/"):
		r.why = whyNoBucket
	case service != "s3":
		r.form = resourceOther
	case isS3Special(r.rest) && strings.Trim(account, "*") != "":
		r.form = resourceAccessPoint
	case strings.Trim(region, "*") != "" || strings.Trim(account, "*") != "":
		r.why = whyFilled
	default:
		r.form = resourceBucket
	}
	return r
}

// isS3Special reports whether the last part of an ARN is of those S3 resources
// that belong to an account: access points, jobs, access grants and the like.
//
// AWS: Service Authorization Reference, list_amazons3 (resource types)
func isS3Special(rest string) bool {
	kind, _, ok := strings.Cut(rest, "/")
	switch kind {
	case "accesspoint", "job", "storage-lens", "storage-lens-group", "async-request", "access-grants":
		return ok
	}
	return strings.HasPrefix(rest, "*")
}

// canBeObject reports whether the resource can name an object.
//
// AWS: Amazon S3 User Guide, s3-arn-format; IAM User Guide,
// reference_policies_elements_resource (wildcards)
func (r *resource) canBeObject() bool {
	switch r.form {
	case resourceAny:
		return true
	case resourceBucket:
		return strings.ContainsAny(r.rest, "/*?")
	case resourceAccessPoint:
		return strings.Contains(r.rest, "/object/") || strings.ContainsAny(r.rest, "*?")
	}
	return false
}

// canBeBucket reports whether the resource can name a bucket, or an access
// point in its place.
func (r *resource) canBeBucket() bool {
	switch r.form {
	case resourceAny:
		return true
	case resourceBucket:
		return !strings.Contains(r.rest, "/")
	case resourceAccessPoint:
		return !strings.Contains(r.rest, "/object/")
	}
	return false
}

// bucket is the name or pattern of the bucket.
func (r *resource) bucket() string {
	name, _, _ := strings.Cut(r.rest, "/")
	return name
}

// reaches reports whether the resource can name a bucket of that name or
// something in it.
func (r *resource) reaches(bucket string) bool {
	return r.form == resourceAny || r.form == resourceBucket && (fits(r.rest, bucket, false) || fits(r.rest, bucket+"/", true))
}

// namesAllBuckets reports whether the resource is a pattern for every bucket
// there is; most of what it means lies elsewhere.
func (r *resource) namesAllBuckets() bool {
	return !hasVariable(r.value.Text) && strings.Trim(r.bucket(), "*") == ""
}

var foreignResource = rule{
	name: "foreign-resource", code: "CW439", severity: Error, kinds: "b",
	page:  "AmazonS3/latest/userguide/bucket-policies",
	title: sentence{"a resource lies outside the bucket", "リソースがこのバケットの外にあります"},
	words: words{
		message: sentence{"%[1]s lies outside the bucket %[2]s", "%[1]s はバケット %[2]s の外にあります"},
		label:   sentence{"not in %[2]s", "%[2]s の中ではありません"},
		why:     sentence{"a bucket policy speaks of its own bucket only; S3 refuses it with \"Policy has invalid resource\"", "バケットポリシーで指定できるのは自分のバケットだけです。S3 は「Policy has invalid resource」として拒否します"},
		remedy:  sentence{"write arn:aws:s3:::%[2]s for the bucket and arn:aws:s3:::%[2]s/* for its objects", "バケットは arn:aws:s3:::%[2]s、オブジェクトは arn:aws:s3:::%[2]s/* と書いてください"},
	},
	check: func(p *pass) {
		if p.options.Bucket == "" {
			return
		}
		p.eachResource(func(statement int, r *resource) {
			if !r.not && (r.form == resourceAccessPoint || r.form == resourceBucket && (r.namesAllBuckets() || !r.reaches(p.options.Bucket))) {
				p.foundValue(statement, r.value, p.options.Bucket)
			}
		})
	},
}

// eachResource calls yield for every value of Resource and NotResource.
func (p *pass) eachResource(yield func(statement int, r *resource)) {
	for i := range p.resources {
		for j := range p.resources[i] {
			yield(i, &p.resources[i][j])
		}
	}
}

var malformedARN = rule{
	name: "malformed-arn", code: "CW440", severity: Error, kinds: "bi",
	page:  "AmazonS3/latest/userguide/s3-arn-format",
	title: sentence{"a resource is no ARN of S3", "リソースが S3 の ARN ではありません"},
	words: words{
		message: sentence{"%[1]s is no ARN of S3: %[2]s", "%[1]s は S3 の ARN ではありません。%[2]s"},
		label:   sentence{"%[2]s", "%[2]s"},
		why:     sentence{"S3 refuses the policy with \"Policy has invalid resource\"; an identity policy is refused, or never fits", "S3 は「Policy has invalid resource」として拒否します。アイデンティティポリシーでは拒否されるか、決して一致しません"},
		remedy:  sentence{"write arn:aws:s3:::bucket for the bucket and arn:aws:s3:::bucket/* for its objects", "バケットは arn:aws:s3:::bucket、オブジェクトは arn:aws:s3:::bucket/* と書いてください"},
	},
	check: checkMalformedARN,
}

func checkMalformedARN(p *pass) {
	p.eachResource(func(statement int, r *resource) {
		switch {
		case r.form == resourceMalformed:
			p.foundValue(statement, r.value, r.why)
		case r.form == resourceOther && p.is(Bucket) && !isOtherS3(r.value.Text):
			p.foundValue(statement, r.value, whyNotS3)
		}
	})
}

// isOtherS3 reports whether an ARN is of a kind of bucket that has a service of
// its own.
//
// AWS: Service Authorization Reference, list_amazons3express,
// list_amazons3onoutposts, list_amazons3objectlambda
func isOtherS3(text string) bool {
	a, err := arn.Parse(text)
	return err == nil && isS3Service(a.Service)
}

// isS3Service reports whether the policies of a service are those of S3's
// buckets and access points.
func isS3Service(service string) bool {
	switch strings.ToLower(service) {
	case "s3", "s3express", "s3-outposts", "s3-object-lambda":
		return true
	}
	return false
}

var wrongPartition = rule{
	name: "wrong-partition", code: "CW426", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference-arns",
	title: sentence{"ARNs of different partitions meet", "異なるパーティションの ARN が混在しています"},
	words: words{
		message: sentence{"%[1]s is of the partition %[2]s, other ARNs of the policy of %[3]s", "%[1]s はパーティション %[2]s ですが、ポリシーの他の ARN は %[3]s です"},
		label:   sentence{"another partition", "別のパーティションです"},
		why:     sentence{"nothing reaches from one partition into another: the policy is refused, or the statement never applies", "パーティションをまたぐことはできません。ポリシーは拒否されるか、ステートメントが適用されることはありません"},
		remedy:  sentence{"write all ARNs with the partition of the bucket: aws, aws-cn or aws-us-gov", "すべての ARN をバケットのパーティション(aws、aws-cn、aws-us-gov)で書いてください"},
	},
	check: checkWrongPartition,
}

// placed is an ARN with its partition.
type placed struct {
	value     policy.Value
	partition string
}

// checkWrongPartition reports the first ARN that strays from the partition of
// the bucket; where that is not known, from the first resource's, or else from
// the first ARN's.
func checkWrongPartition(p *pass) {
	home := p.options.Partition
	var all []placed
	add := func(v policy.Value) {
		rest, ok := strings.CutPrefix(v.Text, "arn:")
		if partition, _, _ := strings.Cut(rest, ":"); ok && isPartition(partition) {
			all = append(all, placed{v, partition})
		}
	}
	p.eachResource(func(_ int, r *resource) { add(r.value) })
	for i := range p.named {
		if p.named[i].kind == "AWS" || p.named[i].kind == "Federated" {
			add(p.named[i].value)
		}
	}
	p.eachCondition(func(c *condition) {
		for _, v := range c.Values {
			add(v)
		}
	})
	for _, a := range all {
		if home == "" {
			home = a.partition
		}
		if a.partition != home {
			p.found(-1, p.draft.Token(a.value.Pos), a.value.Text, a.partition, home)
			return
		}
	}
}
