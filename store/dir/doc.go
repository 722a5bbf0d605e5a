// Package dir is a Store over a directory: keys are paths below it with "/"
// between the parts, in the byte order that S3 lists its keys in. Writing is
// by a temporary file in the same directory and a rename, so a file is seen
// with its old content or its new, never between.
//
// Files whose name ends in TemporarySuffix are such temporary files, left by a
// run that was killed; listings leave them out.
package dir
