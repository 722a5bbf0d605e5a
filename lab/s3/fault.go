package s3

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"

	"clearway/lab/call"
	"clearway/lab/s3/store"
)

// kind is how S3 answers one error code.
type kind struct {
	status  int
	message string
}

// kinds holds S3's error codes with their status and usual text.
//
// AWS: Amazon S3 API Reference, ErrorResponses
var kinds = map[string]kind{
	"AccessControlListNotSupported":         {400, "The bucket does not allow ACLs"},
	"AccessDenied":                          {403, "Access Denied"},
	"AuthorizationHeaderMalformed":          {400, "The authorization header is malformed"},
	"BadDigest":                             {400, "The Content-MD5 you specified did not match what we received."},
	"BadRequest":                            {400, "Bad Request"},
	"BucketAlreadyExists":                   {409, "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."},
	"BucketAlreadyOwnedByYou":               {409, "Your previous request to create the named bucket succeeded and you already own it."},
	"BucketNotEmpty":                        {409, "The bucket you tried to delete is not empty"},
	"EntityTooLarge":                        {400, "Your proposed upload exceeds the maximum allowed size"},
	"EntityTooSmall":                        {400, "Your proposed upload is smaller than the minimum allowed size"},
	"IllegalLocationConstraintException":    {400, "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."},
	"IncompleteBody":                        {400, "The request body terminated unexpectedly"},
	"InternalError":                         {500, "We encountered an internal error. Please try again."},
	"InvalidArgument":                       {400, "Invalid Argument"},
	"InvalidBucketAclWithObjectOwnership":   {400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"},
	"InvalidBucketName":                     {400, "The specified bucket is not valid."},
	"InvalidBucketOwnerAWSAccountID":        {400, "The value of the expected bucket owner parameter must be an AWS account ID"},
	"InvalidBucketState":                    {409, "The request is not valid with the current state of the bucket."},
	"InvalidDigest":                         {400, "The Content-MD5 you specified was invalid."},
	"InvalidEncryptionAlgorithmError":       {400, "The encryption request that you specified is not valid. Supported value: AES256."},
	"InvalidLocationConstraint":             {400, "The specified location-constraint is not valid"},
	"InvalidObjectState":                    {403, "The operation is not valid for the object's storage class"},
	"InvalidPart":                           {400, "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."},
	"InvalidPartNumber":                     {416, "The requested partnumber is not satisfiable"},
	"InvalidPartOrder":                      {400, "The list of parts was not in ascending order. Parts must be ordered by part number."},
	"InvalidRange":                          {416, "The requested range is not satisfiable"},
	"InvalidRedirectLocation":               {400, "The website redirect location must start with a prefix of 'http://' or 'https://' or '/'."},
	"InvalidRequest":                        {400, "Invalid Request"},
	"InvalidStorageClass":                   {400, "The storage class you specified is not valid"},
	"InvalidTag":                            {400, "The tag provided was not a valid tag."},
	"InvalidURI":                            {400, "Couldn't parse the specified URI."},
	"KeyTooLongError":                       {400, "Your key is too long"},
	"MalformedACLError":                     {400, "The XML you provided was not well-formed or did not validate against our published schema"},
	"MalformedPolicy":                       {400, "Policy is not valid"},
	"MalformedXML":                          {400, "The XML you provided was not well-formed or did not validate against our published schema"},
	"MaxMessageLengthExceeded":              {400, "Your request was too big."},
	"MetadataTooLarge":                      {400, "Your metadata headers exceed the maximum allowed metadata size"},
	"MethodNotAllowed":                      {405, "The specified method is not allowed against this resource."},
	"MissingContentLength":                  {411, "You must provide the Content-Length HTTP header."},
	"MissingRequestBodyError":               {400, "Request Body is empty"},
	"NoSuchBucket":                          {404, "The specified bucket does not exist"},
	"NoSuchBucketPolicy":                    {404, "The bucket policy does not exist"},
	"NoSuchCORSConfiguration":               {404, "The CORS configuration does not exist"},
	"NoSuchKey":                             {404, "The specified key does not exist."},
	"NoSuchLifecycleConfiguration":          {404, "The lifecycle configuration does not exist"},
	"NoSuchPublicAccessBlockConfiguration":  {404, "The public access block configuration was not found"},
	"NoSuchObjectLockConfiguration":         {404, "The specified object does not have a ObjectLock configuration"},
	"NoSuchTagSet":                          {404, "The TagSet does not exist"},
	"NoSuchUpload":                          {404, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."},
	"NoSuchVersion":                         {404, "The specified version does not exist."},
	"NoSuchWebsiteConfiguration":            {404, "The specified bucket does not have a website configuration"},
	"NotImplemented":                        {501, "A header you provided implies functionality that is not implemented"},
	"ObjectLockConfigurationNotFoundError":  {404, "Object Lock configuration does not exist for this bucket"},
	"OwnershipControlsNotFoundError":        {404, "The bucket ownership controls were not found"},
	"PermanentRedirect":                     {301, "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."},
	"PolicyTooLarge":                        {400, "Policy exceeds the maximum allowed document size."},
	"PreconditionFailed":                    {412, "At least one of the pre-conditions you specified did not hold"},
	"ReplicationConfigurationNotFoundError": {404, "The replication configuration was not found"},
}

// fault makes an error of S3 with its usual text. Details come in pairs of
// element name and value.
func fault(code string, details ...string) *call.Error {
	k, ok := kinds[code]
	if !ok {
		k = kind{http.StatusInternalServerError, code}
	}
	e := &call.Error{Code: code, Message: k.message, Status: k.status}
	for i := 0; i+1 < len(details); i += 2 {
		e.Details = append(e.Details, call.Detail{Name: details[i], Value: details[i+1]})
	}
	return e
}

// faultf is fault with a text of its own.
func faultf(code, format string, args ...any) *call.Error {
	e := fault(code)
	e.Message = fmt.Sprintf(format, args...)
	return e
}

// errNotModified is a 304: an answer without a body, not an error of S3.
var errNotModified = errors.New("not modified")

// asFault turns any error of a handler into what the client is told.
func (q *request) asFault(err error) *call.Error {
	var e *call.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, store.ErrNoBucket):
		return fault("NoSuchBucket", "BucketName", q.bucketName)
	case errors.Is(err, store.ErrNoKey):
		return fault("NoSuchKey", "Key", q.key)
	case errors.Is(err, store.ErrNoUpload):
		return fault("NoSuchUpload", "UploadId", q.query.Get("uploadId"))
	case errors.Is(err, store.ErrNotEmpty):
		return fault("BucketNotEmpty", "BucketName", q.bucketName)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault("IncompleteBody")
	}
	q.Note = err.Error()
	return fault("InternalError")
}

// fail answers an error. Answers to HEAD have no body, nor has 304. What is
// unread of the request's body is the dispatcher's to drain; the answer is
// still in the connection's buffer then.
//
// AWS: Amazon S3 API Reference, ErrorResponses; API_HeadObject
func (q *request) fail(err error) {
	if errors.Is(err, errNotModified) {
		q.w.WriteHeader(http.StatusNotModified)
		return
	}
	e := q.asFault(err)
	if q.bucket != nil && (e.Status == http.StatusForbidden || e.Status == http.StatusMovedPermanently || e.Code == "AuthorizationHeaderMalformed") {
		q.w.Header().Set("X-Amz-Bucket-Region", q.bucket.Region)
	}
	if q.r.Method == http.MethodHead {
		q.w.WriteHeader(e.Status)
		return
	}
	if q.control != "" {
		q.controlError(e)
		return
	}
	x := newXML()
	x.errorElement(e, call.Detail{Name: "RequestId", Value: q.ID}, call.Detail{Name: "HostId", Value: hostID(q.ID)})
	q.answer(e.Status, x)
}

// errorElement writes what is to be told of an error, and more.
func (x *document) errorElement(e *call.Error, more ...call.Detail) {
	x.open("Error")
	x.text("Code", e.Code)
	x.text("Message", e.Message)
	for _, d := range append(e.Details[:len(e.Details):len(e.Details)], more...) {
		x.text(d.Name, d.Value)
	}
	x.close()
}

// hostID is the second of the two IDs that S3 gives each answer.
func hostID(requestID string) string {
	sum := sha512.Sum512([]byte(requestID))
	return base64.StdEncoding.EncodeToString(sum[:48])
}
