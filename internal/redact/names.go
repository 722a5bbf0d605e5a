package redact

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"clearway/arn"
)

// awsSets are the permission sets that AWS predefines, and the policies of the
// same names.
//
// AWS: IAM Identity Center User Guide, permissionsetpredefined; IAM User Guide,
// access_policies_job-functions
var awsSets = strings.Fields(`AdministratorAccess Billing DatabaseAdministrator DataScientist NetworkAdministrator PowerUserAccess
	ReadOnlyAccess SecurityAudit SupportUser SystemAdministrator ViewOnlyAccess`)

// arn masks an ARN, part by part.
//
// AWS: IAM User Guide, reference-arns; reference_identifiers
func (m *Masker) arn(text string) string {
	a, err := arn.Parse(text)
	if err != nil {
		return m.pattern(Name, text)
	}
	if a.Account == "aws" {
		return text
	}
	if arn.IsAccountID(a.Account) {
		a.Account = m.mask(Account, a.Account)
	}
	switch {
	case a.Service == "s3" && a.Region == "" && a.Account == "":
		bucket, key, slash := strings.Cut(a.Resource, "/")
		a.Resource = m.pattern(Bucket, bucket)
		if slash {
			a.Resource += "/" + m.path(key)
		}
	case a.Service == "iam" || a.Service == "sts":
		a.Resource = m.principal(a.Resource)
	default:
		a.Resource = m.resource(a.Resource)
	}
	return a.String()
}

// principal masks the resource part of IAM's and STS's ARNs.
func (m *Masker) principal(resource string) string {
	parts := strings.Split(resource, "/")
	if len(parts) < 2 {
		return m.awsOr(Name, resource, "root", "*")
	}
	kind := map[string]Kind{"role": Role, "assumed-role": Role, "user": User, "federated-user": User}[parts[0]]
	if kind == "" {
		kind = Name
	}
	last := len(parts) - 1
	if parts[0] == "assumed-role" {
		parts[1] = m.role(parts[1])
		for n := 2; n <= last; n++ {
			parts[n] = m.pattern(User, parts[n])
		}
		return strings.Join(parts, "/")
	}
	reserved := parts[1] == "aws-reserved" || parts[1] == "aws-service-role" || parts[1] == "service-role"
	for n := 1; n < last; n++ {
		if !reserved {
			parts[n] = m.pattern(Name, parts[n])
		}
	}
	if kind == Role {
		parts[last] = m.role(parts[last])
	} else {
		parts[last] = m.pattern(kind, parts[last])
	}
	return strings.Join(parts, "/")
}

// role masks a role's name; those that AWS names itself stay.
func (m *Masker) role(name string) string {
	if strings.HasPrefix(name, "AWSReservedSSO_") {
		return m.sso(name)
	}
	if strings.HasPrefix(name, "AWSServiceRoleFor") {
		return name
	}
	return m.pattern(Role, name)
}

// sso masks what a permission-set role's name holds: the set, unless it is one
// of AWS's, and the suffix.
func (m *Masker) sso(name string) string {
	if strings.HasSuffix(name, ".") {
		return m.sso(strings.TrimSuffix(name, ".")) + "."
	}
	set, ok := arn.ParsePermissionSetRole(name)
	if !ok {
		return "AWSReservedSSO_" + m.pattern(Name, strings.TrimPrefix(name, "AWSReservedSSO_"))
	}
	if !slices.Contains(awsSets, set.Set) {
		set.Set = m.pattern(Set, set.Set)
	}
	if !strings.ContainsAny(set.Suffix, "*?") {
		set.Suffix = m.mask(ID, set.Suffix)
	}
	return set.String()
}

// resource masks any other ARN's resource: its first part says what it is.
func (m *Masker) resource(text string) string {
	first, rest, ok := strings.Cut(text, "/")
	between := "/"
	if !ok {
		if first, rest, ok = strings.Cut(text, ":"); !ok {
			return m.named(text)
		}
		between = ":"
	}
	if strings.HasPrefix(rest, "aws/") {
		return text // alias/aws/s3
	}
	parts := strings.Split(rest, "/")
	for n, part := range parts {
		parts[n] = m.named(part)
	}
	return first + between + strings.Join(parts, "/")
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
var idForm = regexp.MustCompile(`^(?:[a-z]{1,6}-)[0-9a-z-]{4,}$`)

// named masks one part of a resource: an identifier keeps its form.
func (m *Masker) named(part string) string {
	if uuidForm.MatchString(part) || idForm.MatchString(part) {
		return m.mask(ID, part)
	}
	if arn.IsAccountID(part) {
		return m.mask(Account, part)
	}
	return m.pattern(Name, part)
}

func (m *Masker) awsOr(kind Kind, text string, stays ...string) string {
	if slices.Contains(stays, text) {
		return text
	}
	return m.pattern(kind, text)
}

// wild are the parts of a pattern that stand for anything: they stay.
var wild = regexp.MustCompile(`\$\{[^}]*\}|[*?]+`)

// pattern masks the literal parts of a name with wildcards or variables.
func (m *Masker) pattern(kind Kind, text string) string {
	var out strings.Builder
	end := 0
	for _, at := range wild.FindAllStringIndex(text, -1) {
		out.WriteString(m.mask(kind, text[end:at[0]]) + text[at[0]:at[1]])
		end = at[1]
	}
	return out.String() + m.mask(kind, text[end:])
}

// path masks a key or a file's path, part by part.
func (m *Masker) path(path string) string {
	parts := strings.Split(path, "/")
	for n, part := range parts {
		if part != "." && part != ".." {
			parts[n] = m.pattern(Key, part)
		}
	}
	return strings.Join(parts, "/")
}

// s3 masks an s3:// URL. Instead of a bucket it may hold an ARN.
func (m *Masker) s3(text string) string {
	rest := strings.TrimPrefix(text, "s3://")
	if strings.HasPrefix(rest, "arn:") {
		return "s3://" + m.arn(rest)
	}
	bucket, key, slash := strings.Cut(rest, "/")
	out := "s3://" + m.pattern(Bucket, bucket)
	if slash {
		out += "/" + m.path(key)
	}
	return out
}

// known are the hosts that tell nothing about anybody: AWS's documentation and
// what formats are described by.
var known = []string{"docs.aws.amazon.com", "aws.amazon.com", "json.schemastore.org", "docs.oasis-open.org", "raw.githubusercontent.com", "www.w3.org", "github.com"}

// url masks a web address: the host unless it is a service's, and what S3's
// addresses hold.
func (m *Masker) url(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return m.pattern(Host, text)
	}
	host := u.Hostname()
	scheme, rest, _ := strings.Cut(text, "://")
	after := strings.TrimPrefix(rest, u.Host)
	switch {
	case slices.Contains(known, host):
		return text
	case host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1":
		return m.words.replace(text, "", "") // this machine; a lab's addresses hold names of buckets
	}
	port := strings.TrimPrefix(rest[:len(rest)-len(after)], host)
	bucket, service, isService := cutService(host)
	path, query, _ := strings.Cut(after, "?")
	switch {
	case isService && strings.Contains("."+service, ".s3"):
		if bucket != "" {
			host = m.mask(Bucket, bucket) + service
			path = m.path(path)
		} else if first, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first != "" {
			path = "/" + m.mask(Bucket, first) + strings.TrimPrefix("/"+m.path(key), "//")
			if key == "" {
				path = strings.TrimSuffix(path, "/")
			}
		}
	case isService:
	case strings.HasSuffix(host, ".awsapps.com"), strings.HasSuffix(host, ".awsapps.cn"):
		first, domain, _ := strings.Cut(host, ".")
		if first != "start" {
			host = m.mask(Name, first) + "." + domain
		}
		if before, directory, ok := strings.Cut(path, "/directory/"); ok {
			path = before + "/directory/" + m.path(directory)
		}
	default:
		host = m.mask(Host, host)
		path = m.path(path)
	}
	out := scheme + "://" + host + port + path
	if query != "" {
		out += "?" + m.pattern(Name, query)
	}
	return out
}

// cutService takes a bucket's name off the host of a service.
//
// AWS: Amazon S3 User Guide, VirtualHosting
func cutService(host string) (bucket, service string, ok bool) {
	if !strings.HasSuffix(host, ".amazonaws.com") && !strings.HasSuffix(host, ".amazonaws.com.cn") && !strings.HasSuffix(host, ".api.aws") {
		return "", host, false
	}
	for _, mark := range []string{".s3.", ".s3-"} {
		if cut := strings.LastIndex(host, mark); cut > 0 {
			return host[:cut], host[cut:], true
		}
	}
	return "", host, true
}
