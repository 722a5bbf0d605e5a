package cli

import "github.com/spf13/pflag"

// addSyncFlags adds the flags of sync: those of aws-cli, then clearway's own.
//
// AWS: AWS CLI Command Reference, s3/sync#options
func addSyncFlags(f *pflag.FlagSet, o *syncOptions) {
	f.SortFlags = false
	f.BoolVar(&o.engine.DryRun, "dryrun", false, "show what would be done, and do nothing")
	f.BoolVar(&o.engine.Delete, "delete", false, "delete at the destination what the source does not have")
	addFilterFlags(f, o)
	f.BoolVar(&o.engine.SizeOnly, "size-only", false, "compare sizes only")
	f.BoolVar(&o.engine.ExactTimestamps, "exact-timestamps", false, "from S3 to a directory: any other time is a difference")
	f.BoolVar(&o.engine.AllowOverlap, "allow-overlap", false, "let one end lie inside the other, as aws-cli does")
	f.BoolVar(&o.checks, "check", false, "hold the copy against every gate first, and do nothing where the answer is no (see clearway check)")
	addLookFlags(f, &o.look)
	markOwn(f, "allow-overlap", "check", "owner-profile", "org-profile")
	addGuardFlags(f, o, true)
	addTransferFlags(f, o)
}

func addFilterFlags(f *pflag.FlagSet, o *syncOptions) {
	f.Var(&filterFlag{to: &o.engine.Filters}, "exclude", "leave out what matches `PATTERN` (* ? [abc] [!abc]; * crosses /)")
	f.Var(&filterFlag{to: &o.engine.Filters, include: true}, "include", "take what matches `PATTERN` after all; the last match decides")
}

// addShowingFlags adds what every command that changes something says of its
// output.
func addShowingFlags(f *pflag.FlagSet, o *syncOptions) {
	f.BoolVar(&o.form.Quiet, "quiet", false, "print nothing")
	f.BoolVar(&o.form.OnlyErrors, "only-show-errors", false, "print errors and warnings only")
	f.BoolVar(&o.explain, "explain", false, "explain a refusal even where nobody watches")
	markOwn(f, "explain")
}

// addRequestFlags adds what is said of single requests.
func addRequestFlags(f *pflag.FlagSet, o *syncOptions) {
	f.IntVar(&o.requests, "max-concurrent-requests", 0, "objects and parts in flight at once (default: the profile's, else as many as go well)")
	f.IntVar(&o.pageSize, "page-size", 0, "keys to ask for in one listing request (default: S3's 1000)")
	f.StringVar(&o.requestPayer, "request-payer", "", "requester: you pay for the requests (also without a value)")
	takesOptionally(f, "request-payer", "requester")
	markOwn(f, "max-concurrent-requests")
}

// addTransferFlags adds what sync and cp have in common.
//
// AWS: AWS CLI Command Reference, s3/cp#options
func addTransferFlags(f *pflag.FlagSet, o *syncOptions) {
	f.BoolVar(&o.engine.NoOverwrite, "no-overwrite", false, "transfer only what is missing at the destination")
	addShowingFlags(f, o)
	f.BoolVar(&o.form.NoProgress, "no-progress", false, "no moving line")
	f.Var(&linkFlag{to: &o.followSymlinks, follow: true}, "follow-symlinks", "follow links of directories (the default)")
	f.Var(&linkFlag{to: &o.followSymlinks}, "no-follow-symlinks", "leave links out")
	f.Lookup("follow-symlinks").NoOptDefVal = "true"
	f.Lookup("no-follow-symlinks").NoOptDefVal = "true"
	f.StringVar(&o.engine.CaseConflict, "case-conflict", "", "downloads: names that differ only by case: ignore, skip, warn or error (default: fail where they collide)")
	addTwoFlags(f, &o.two)
	addSeeingFlags(f, &o.see)
	addRequestFlags(f, o)
	f.BoolVar(&o.resume, "resume", false, "keep the parts of an upload that is interrupted, and go on from them next time")
	markOwn(f, "resume")
	addObjectFlags(f, o)
	addEncryptionFlags(f, o)
	f.StringVar(&o.engine.Writing.Checksum, "checksum-algorithm", "", "uploads and copies: CRC64NVME (the default), CRC32, CRC32C, SHA1, SHA256 or SHA512")
	f.StringVar(&o.checksumMode, "checksum-mode", "", "downloads: ENABLED compares checksums whatever the configuration says")
	f.StringVar(&o.sourceRegion, "source-region", "", "copies: region of the source bucket")
	f.BoolVar(&o.engine.IgnoreGlacierWarnings, "ignore-glacier-warnings", false, "skip archived objects without a warning")
	f.BoolVar(&o.engine.ForceGlacierTransfer, "force-glacier-transfer", false, "try archived objects all the same")
	addIgnoredFlags(f, o)
}

// addObjectFlags adds what is said of the objects written.
func addObjectFlags(f *pflag.FlagSet, o *syncOptions) {
	w := &o.engine.Writing
	f.BoolVar(&o.engine.NoGuessMimeType, "no-guess-mime-type", false, "do not guess an upload's type from its name")
	f.StringVar(&w.Properties.ContentType, "content-type", "", "type of the objects; nothing is guessed then")
	f.StringVar(&w.Properties.CacheControl, "cache-control", "", "Cache-Control of the objects")
	f.StringVar(&w.Properties.ContentDisposition, "content-disposition", "", "Content-Disposition of the objects")
	f.StringVar(&w.Properties.ContentEncoding, "content-encoding", "", "Content-Encoding of the objects")
	f.StringVar(&w.Properties.ContentLanguage, "content-language", "", "Content-Language of the objects")
	f.StringVar(&w.Properties.Expires, "expires", "", "Expires of the objects, such as 2026-12-31T00:00:00Z")
	f.StringVar(&w.Properties.Redirect, "website-redirect", "", "redirect of the objects in a website")
	f.StringVar(&o.metadata, "metadata", "", "metadata of the objects: `k=v,k2=v2`, a JSON object, or file://FILE")
	f.StringVar(&o.directive, "metadata-directive", "", "copies: COPY the source's metadata or REPLACE it")
	f.StringVar(&o.copyProps, "copy-props", "default", "copies: properties to keep: none, metadata-directive or default")
	f.StringVar(&w.ACL, "acl", "", "canned ACL, such as bucket-owner-full-control")
	f.StringArrayVar(&o.grants, "grants", nil, "grant `PERMISSION=GRANTEE` …: read, readacl, writeacl or full")
	takesMore(f, "grants", "read=", "readacl=", "writeacl=", "full=")
	f.StringVar(&w.StorageClass, "storage-class", "", "storage class of the objects")
}

// addEncryptionFlags adds how objects are encrypted.
func addEncryptionFlags(f *pflag.FlagSet, o *syncOptions) {
	w := &o.engine.Writing
	f.StringVar(&w.SSE, "sse", "", "encryption: AES256 (also without a value), aws:kms, aws:kms:dsse")
	takesOptionally(f, "sse", "AES256", "aws:kms", "aws:kms:dsse")
	f.StringVar(&w.KMSKey, "sse-kms-key-id", "", "KMS key to encrypt with")
	f.StringVar(&o.ssec.algorithm, "sse-c", "", "encryption with a key of your own: AES256 (also without a value)")
	takesOptionally(f, "sse-c", "AES256")
	f.StringVar(&o.ssec.text, "sse-c-key", "", "that key, 32 bytes: fileb://`FILE`, base64, or as it is")
	f.StringVar(&o.fromSSEC.algorithm, "sse-c-copy-source", "", "copies: encryption of the source with a key of your own")
	takesOptionally(f, "sse-c-copy-source", "AES256")
	f.StringVar(&o.fromSSEC.text, "sse-c-copy-source-key", "", "copies: the source's key, 32 bytes: fileb://`FILE`, base64, or as it is")
}

// addIgnoredFlags takes aws-cli's flags that mean nothing to a transfer, or
// need no help.
//
// AWS: AWS CLI User Guide, cli-configure-options
func addIgnoredFlags(f *pflag.FlagSet, o *syncOptions) {
	f.StringVar(&o.binaryFormat, "cli-binary-format", "", "form of keys on the command line")
	texts := []string{"query", "cli-error-format"}
	switches := []string{"no-paginate", "no-cli-pager", "cli-auto-prompt", "no-cli-auto-prompt", "v2-debug"}
	for _, name := range texts {
		f.String(name, "", "accepted, without effect")
	}
	for _, name := range switches {
		f.Bool(name, false, "accepted, without effect")
	}
	for _, name := range append(append(texts, switches...), "cli-binary-format") {
		f.Lookup(name).Hidden = true
	}
}
