package denial

import (
	"cmp"
	"encoding/csv"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"clearway/arn"
)

// S3 keeps records of its own: access logs, reports of Batch Operations, events
// of a replication that failed. They name the bucket and the call, but not the
// gate.

// records finds the refusals that S3 itself wrote down.
func records(text string) []piece {
	return slices.Concat(accessLog(text), batchReport(text), replicationEvents(text))
}

// accessLine is a line of a server access log: owner, bucket, time, address,
// requester, request ID, operation, key, request, status, error code.
//
// AWS: Amazon S3 User Guide, LogFormat
var accessLine = regexp.MustCompile(`(?m)^[0-9a-f]{64} (\S+) \[[^\]\n]*\] \S+ (\S+) (\S+) ((?:REST|SOAP|BATCH|WEBSITE)\.[A-Z_.]+) (\S+) (?:"[^\n]*?"|-) ([45]\d\d) (\w+|-)[^\n]*`)

// loggedCalls are the calls behind the operations of an access log, which has
// the method and the kind of resource.
var loggedCalls = map[string]string{
	"REST.GET.OBJECT": "GetObject", "REST.HEAD.OBJECT": "HeadObject", "REST.PUT.OBJECT": "PutObject", "REST.DELETE.OBJECT": "DeleteObject",
	"REST.COPY.OBJECT_GET": "GetObject", "REST.COPY.OBJECT": "PutObject", "REST.COPY.PART_GET": "GetObject", "REST.COPY.PART": "UploadPart",
	"REST.POST.UPLOADS": "CreateMultipartUpload", "REST.PUT.PART": "UploadPart", "REST.POST.UPLOAD": "CompleteMultipartUpload",
	"REST.DELETE.UPLOAD": "AbortMultipartUpload", "REST.GET.UPLOADS": "ListMultipartUploads", "REST.GET.UPLOAD": "ListParts",
	"REST.GET.OBJECT_TAGGING": "GetObjectTagging", "REST.PUT.OBJECT_TAGGING": "PutObjectTagging", "BATCH.DELETE.OBJECT": "DeleteObject",
	"REST.GET.BUCKET": "ListObjectsV2", "REST.HEAD.BUCKET": "HeadBucket", "REST.GET.BUCKETVERSIONS": "ListObjectVersions",
	"REST.GET.BUCKETPOLICY": "GetBucketPolicy", "REST.PUT.BUCKETPOLICY": "PutBucketPolicy", "REST.DELETE.BUCKETPOLICY": "DeleteBucketPolicy",
	"REST.GET.LOCATION": "GetBucketLocation", "REST.GET.VERSIONING": "GetBucketVersioning", "REST.GET.ENCRYPTION": "GetBucketEncryption",
}

func accessLog(text string) []piece {
	if !strings.Contains(text, " REST.") && !strings.Contains(text, " BATCH.") {
		return nil
	}
	var out []piece
	for _, at := range accessLine.FindAllStringSubmatchIndex(text, -1) {
		field := func(i int) string { return strings.Trim(text[at[2*i]:at[2*i+1]], "-") }
		d := Denial{Bucket: field(1), RequestID: field(3), Operation: cmp.Or(loggedCalls[field(4)], field(4)), Code: field(7)}
		d.Status, _ = strconv.Atoi(field(6))
		d.Code = cmp.Or(d.Code, field(6))
		if a, err := arn.Parse(field(2)); err == nil {
			d.PrincipalARN = a.String() // otherwise a canonical user ID, or nobody
		}
		out = append(out, piece{at[0], at[1], d})
	}
	return out
}

// batchLine is a line of a completion report: bucket, key, version, status of
// the task, HTTP status, error code, message.
//
// AWS: Amazon S3 User Guide, batch-ops-examples-reports
var batchLine = regexp.MustCompile(`(?m)^"?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"?,[^\n]*,"?failed"?,[^\n]*$`)

func batchReport(text string) []piece {
	if !strings.Contains(text, "failed") {
		return nil
	}
	var out []piece
	for _, at := range batchLine.FindAllStringIndex(text, -1) {
		line := csv.NewReader(strings.NewReader(text[at[0]:at[1]]))
		line.LazyQuotes = true
		fields, err := line.Read()
		if err != nil || len(fields) < 7 || fields[3] != "failed" {
			continue
		}
		d := Denial{Bucket: fields[0], Code: fields[5]}
		d.Status, _ = strconv.Atoi(fields[4])
		if d.Status == 0 { // some reports have the code first
			d.Code = fields[4]
			d.Status, _ = strconv.Atoi(fields[5])
		}
		message, _, _ := strings.Cut(strings.TrimPrefix(fields[6], d.Code+": "), " (Service: ")
		d.readMessage(message)
		if action, known := replicationActions[d.Code]; known {
			d.Action = action
		}
		out = append(out, piece{at[0], at[1], d})
	}
	return out
}

// replicationActions are the reasons of a replication that failed for want of a
// permission, with the action that the replication role lacks.
//
// AWS: Amazon S3 User Guide, replication-failure-codes;
// setting-repl-config-perm-overview
var replicationActions = map[string]string{
	"AssumeRoleNotPermitted": "sts:AssumeRole", "InitiateReplicationNotPermitted": "s3:InitiateReplication",
	"SrcGetObjectNotPermitted": "s3:GetObjectVersionForReplication", "SrcHeadObjectNotPermitted": "s3:GetObjectVersionForReplication",
	"SrcGetAclNotPermitted": "s3:GetObjectVersionAcl", "SrcGetTagNotPermitted": "s3:GetObjectVersionTagging",
	"DstPutObjectNotPermitted": "s3:ReplicateObject", "DstMultipartInitNotPermitted": "s3:ReplicateObject",
	"DstMultipartPartUploadNotPermitted": "s3:ReplicateObject", "DstMultipartCompleteNotPermitted": "s3:ReplicateObject",
	"DstDelObjNotPermitted": "s3:ReplicateDelete", "DstPutTagNotPermitted": "s3:ReplicateTags", "DstPutAclNotPermitted": "s3:ReplicateObject",
}

var (
	failureReason = regexp.MustCompile(`"failureReason"\s*:\s*"(\w+)"`)
	destination   = regexp.MustCompile(`"destinationBucket"\s*:\s*"(?:arn:[a-z-]+:s3:::)?([^"]+)"`)
	sourceBucket  = regexp.MustCompile(`"bucket"\s*:\s*\{\s*"name"\s*:\s*"([^"]+)"`)
)

// replicationEvents reads the events that S3 sends of objects that it could not
// replicate.
//
// AWS: Amazon S3 User Guide, replication-metrics-events
func replicationEvents(text string) []piece {
	var out []piece
	start := 0
	for _, at := range failureReason.FindAllStringSubmatchIndex(text, -1) {
		d := Denial{Code: text[at[2]:at[3]]}
		d.Action = replicationActions[d.Code]
		event := text[start:at[1]]
		if m := destination.FindAllStringSubmatch(event, -1); m != nil {
			d.Bucket = m[len(m)-1][1]
		}
		if m := sourceBucket.FindAllStringSubmatch(event, -1); m != nil {
			d.SourceBucket = m[len(m)-1][1]
		}
		if strings.HasPrefix(d.Code, "Src") && d.SourceBucket != "" {
			d.Bucket = d.SourceBucket
		}
		out = append(out, piece{at[0], at[1], d})
		start = at[1]
	}
	return out
}
