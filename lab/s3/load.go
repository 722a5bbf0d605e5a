package s3

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/lab/s3/store"
	"clearway/lab/world"
)

// Load makes the buckets that a world begins with, those without a region in
// the one given. After a Load that was cut short it can be called again.
func (f *Front) Load(buckets []world.Bucket, region string) error {
	for _, b := range buckets {
		if err := f.load(b, region); err != nil {
			return fmt.Errorf("make bucket %s: %w", b.Name, err)
		}
	}
	return nil
}

func (f *Front) load(in world.Bucket, region string) error {
	b := store.Bucket{
		Name: in.Name, Account: in.Account, Region: in.Region, Created: f.world.Now().UTC(), Ownership: in.Ownership,
		PublicAccess: &store.PublicAccess{BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true},
		Tags:         sortedTags(in.Tags),
	}
	if b.Region == "" {
		b.Region = region
	}
	if b.Ownership == "" {
		b.Ownership = bucketOwnerEnforced
	}
	if p := in.BlockPublicAccess; p != nil {
		*b.PublicAccess = store.PublicAccess(*p)
	}
	switch {
	case !validBucketName(in.Name):
		return errors.New("S3 takes no such bucket name")
	case !isOwnership(b.Ownership):
		return fmt.Errorf("there is no object ownership %q", b.Ownership)
	}
	if err := loadVersioning(&b, in.Versioning, in.ObjectLock); err != nil {
		return err
	}
	if err := loadEncryption(&b, in.Encryption); err != nil {
		return err
	}
	if in.Policy != "" {
		if err := f.loadPolicy(&b, string(in.Policy)); err != nil {
			return fmt.Errorf("read its policy: %w", err)
		}
	}
	if err := f.store.CreateBucket(b); err != nil && !errors.Is(err, store.ErrBucketExists) {
		return err
	}
	for _, o := range in.Objects {
		if err := f.loadObject(&b, o); err != nil {
			return fmt.Errorf("make object %s: %w", o.Key, err)
		}
	}
	return nil
}

func (f *Front) loadPolicy(b *store.Bucket, text string) error {
	doc, err := checkPolicy([]byte(text), arn.Partition(b.Region), b.Name)
	if err != nil {
		return err
	}
	if err := f.checkPrincipals(doc); err != nil {
		return err
	}
	bound, _, err := f.world.BindPolicy(policyName(b), text)
	b.Policy, b.PolicyIDs = bound.Text, bound.IDs
	return err
}

// loadVersioning reads versioning and Object Lock, which needs versioning.
func loadVersioning(b *store.Bucket, versioning string, lock *world.ObjectLock) error {
	b.Versioning = versioning
	switch {
	case versioning != "" && versioning != versioningEnabled && versioning != versioningSuspended:
		return fmt.Errorf("versioning is %s or %s, not %q", versioningEnabled, versioningSuspended, versioning)
	case lock == nil:
		return nil
	case versioning == versioningSuspended:
		return errors.New("a bucket with object-lock cannot suspend its versioning")
	}
	b.Versioning, b.Lock = versioningEnabled, &store.Lock{Mode: lock.Mode, Days: lock.Days, Years: lock.Years}
	if *b.Lock != (store.Lock{}) && !validLock(b.Lock) {
		return errors.New("object-lock has a mode, GOVERNANCE or COMPLIANCE, and days or years; or nothing at all")
	}
	return nil
}

// loadEncryption reads the default encryption of a bucket.
func loadEncryption(b *store.Bucket, in *world.Encryption) error {
	if in == nil {
		return nil
	}
	var err error
	b.BlockedEncryption = in.Blocked
	b.Encryption, err = defaultEncryption(in.Algorithm, in.Key, in.BucketKey)
	if err != nil {
		return fmt.Errorf("read its encryption: %w", err)
	}
	for _, kind := range in.Blocked {
		if kind != sseCustomer {
			return fmt.Errorf("read its encryption: S3 blocks no encryption %q, only %s", kind, sseCustomer)
		}
	}
	return nil
}

func (f *Front) loadObject(b *store.Bucket, in world.Object) error {
	if in.Key == "" || len(in.Key) > maxKey {
		return fmt.Errorf("a key has 1 to %d bytes", maxKey)
	}
	class := in.StorageClass
	if class == "STANDARD" {
		class = ""
	}
	if class != "" && !slices.Contains(storageClasses, class) {
		return fmt.Errorf("there is no storage class %q", class)
	}
	a, _ := algorithmNamed(defaultAlgorithm)
	sums := newDigests(a)
	body, err := f.store.Receive(sums.reader(strings.NewReader(strings.Repeat(in.Text, max(1, in.Repeat)))))
	if err != nil {
		return err
	}
	defer body.Discard()
	modified := in.Modified
	if modified.IsZero() {
		modified = f.world.Now()
	}
	o := store.Object{
		Entry:   store.Entry{Key: in.Key, Size: body.Size, Modified: modified.UTC().Truncate(1e9), ETag: sums.etag(), StorageClass: class, Owner: b.Account},
		Details: store.Details{Headers: map[string]string{}, Metadata: map[string]string{}, Tags: sortedTags(in.Tags)},
	}
	for name, value := range map[string]string{
		"Content-Type": in.ContentType, "Cache-Control": in.CacheControl, "Content-Disposition": in.ContentDisposition,
		"Content-Encoding": in.ContentEncoding, "Content-Language": in.ContentLanguage,
	} {
		if value != "" {
			o.Headers[name] = value
		}
	}
	for name, value := range in.Metadata {
		o.Metadata[strings.ToLower(name)] = value
	}
	if o.Encryption = b.Encryption; o.Encryption.KMS() {
		if o.Encryption.Key, err = f.resolveKey(b.Account, b.Region, b.Encryption.Key); err != nil {
			return err
		}
	} else {
		o.Encryption = store.Encryption{}
	}
	o.ETag = etagUnder(o.Encryption, o.ETag)
	o.Version, o.Retention = newVersion(b), defaultRetention(b.Lock, o.Modified)
	setChecksums(&o, sums.checksums(), fullObject)
	return f.store.Put(b.Name, o, body, nil)
}

func sortedTags(tags map[string]string) []store.Tag {
	var out []store.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, store.Tag{Key: key, Value: tags[key]})
	}
	return out
}
