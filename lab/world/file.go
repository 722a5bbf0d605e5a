package world

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// File is a world as it is written down. docs/lab-world.md explains each key.
// Zero values are defaults everywhere.
type File struct {
	Partition      string             `yaml:"partition"`
	Region         string             `yaml:"region"`
	Organizations  []FileOrganization `yaml:"organizations"`
	Accounts       []FileAccount      `yaml:"accounts"`
	IdentityCenter *FileCenter        `yaml:"identity-center"`
	Endpoints      []FileEndpoint     `yaml:"endpoints"`
	Profiles       []FileProfile      `yaml:"profiles"`
	Buckets        []Bucket           `yaml:"buckets"`

	name string // for messages
	hash string
}

// FileOrganization is an organization and the policies that it keeps.
type FileOrganization struct {
	ID         string                `yaml:"id"`
	Management string                `yaml:"management"`
	SCPs       map[string]PolicyText `yaml:"service-control-policies"`
	RCPs       map[string]PolicyText `yaml:"resource-control-policies"`
	S3Policies map[string]PolicyText `yaml:"s3-policies"`
	Delegated  []FileDelegation      `yaml:"delegated-administrators"`
	Root       FileUnit              `yaml:"root"`
}

// FileDelegation makes an account the administrator of services for the
// organization.
type FileDelegation struct {
	Account  string   `yaml:"account"`
	Services []string `yaml:"services"` // service principals: sso.amazonaws.com
}

// FileUnit is the root or an organizational unit. An absent scp or rcp means
// that only AWS's full access is attached; scp: [] means that nothing is.
type FileUnit struct {
	ID       string       `yaml:"id"`
	Name     string       `yaml:"name"`
	SCP      []string     `yaml:"scp"`
	RCP      []string     `yaml:"rcp"`
	S3       []string     `yaml:"s3"`
	Accounts []FileMember `yaml:"accounts"`
	Units    []FileUnit   `yaml:"units"`
}

// FileMember is an account in the tree with the policies attached to it.
type FileMember struct {
	ID  string   `yaml:"id"`
	SCP []string `yaml:"scp"`
	RCP []string `yaml:"rcp"`
	S3  []string `yaml:"s3"`
}

// FileAccount is an account and what IAM has in it.
type FileAccount struct {
	ID            string       `yaml:"id"`
	Name          string       `yaml:"name"`
	Email         string       `yaml:"email"`
	CanonicalID   string       `yaml:"canonical-id"`
	RootAccessKey *FileKey     `yaml:"root-access-key"`
	Users         []FileUser   `yaml:"users"`
	Groups        []FileGroup  `yaml:"groups"`
	Roles         []FileRole   `yaml:"roles"`
	Policies      []FilePolicy `yaml:"policies"`
	Keys          []FileKMSKey `yaml:"keys"`
	Block         *BlockPublic `yaml:"block-public-access"` // for all buckets of the account; not set when left out
}

// FileKey is a long-term access key.
type FileKey struct {
	ID     string `yaml:"id"`
	Secret string `yaml:"secret"`
}

// FileUser is an IAM user. Attached and Boundary take ARNs or names: of a
// policy of the account or, failing that, of one that AWS keeps.
type FileUser struct {
	Name      string                `yaml:"name"`
	Path      string                `yaml:"path"`
	AccessKey *FileKey              `yaml:"access-key"`
	Inline    map[string]PolicyText `yaml:"inline"`
	Attached  []string              `yaml:"attached"`
	Boundary  string                `yaml:"boundary"`
	Groups    []string              `yaml:"groups"`
	Tags      map[string]string     `yaml:"tags"`
}

// FileGroup is an IAM group.
type FileGroup struct {
	Name     string                `yaml:"name"`
	Path     string                `yaml:"path"`
	Inline   map[string]PolicyText `yaml:"inline"`
	Attached []string              `yaml:"attached"`
}

// FileRole is an IAM role.
type FileRole struct {
	Name       string                `yaml:"name"`
	Path       string                `yaml:"path"`
	Trust      PolicyText            `yaml:"trust"`
	Inline     map[string]PolicyText `yaml:"inline"`
	Attached   []string              `yaml:"attached"`
	Boundary   string                `yaml:"boundary"`
	MaxSession Duration              `yaml:"max-session"`
	Tags       map[string]string     `yaml:"tags"`
}

// FilePolicy is a customer-managed policy.
type FilePolicy struct {
	Name     string     `yaml:"name"`
	Path     string     `yaml:"path"`
	Document PolicyText `yaml:"document"`
}

// FileKMSKey is a key of KMS. Without a policy it has the default one; without
// an ID, one that is derived from account, region and alias.
type FileKMSKey struct {
	ID          string      `yaml:"id"`
	Alias       string      `yaml:"alias"` // with or without "alias/"
	Region      string      `yaml:"region"`
	Description string      `yaml:"description"`
	Policy      PolicyText  `yaml:"policy"`
	State       string      `yaml:"state"` // Enabled when left out, Disabled, PendingDeletion
	Grants      []FileGrant `yaml:"grants"`
}

// FileGrant is a grant of a key.
type FileGrant struct {
	Grantee    string            `yaml:"grantee"`
	Operations []string          `yaml:"operations"`
	Subset     map[string]string `yaml:"encryption-context-subset"`
	Equals     map[string]string `yaml:"encryption-context-equals"`
}

// FileCenter is Identity Center.
type FileCenter struct {
	Account        string           `yaml:"account"` // whose instance it is; the organization's management account when left out
	Region         string           `yaml:"region"`
	StartPath      string           `yaml:"start-path"`
	Users          []FileCenterUser `yaml:"users"`
	PermissionSets []FileSet        `yaml:"permission-sets"`
	Assignments    []FileAssignment `yaml:"assignments"`
}

// FileCenterUser signs in to Identity Center.
type FileCenterUser struct {
	Name   string   `yaml:"name"`
	Groups []string `yaml:"groups"`
}

// FileSet is a permission set.
type FileSet struct {
	Name     string     `yaml:"name"`
	Session  Duration   `yaml:"session"`
	Attached []string   `yaml:"attached"`
	Inline   PolicyText `yaml:"inline"`
	Boundary string     `yaml:"boundary"`
}

// FileAssignment gives a user or a group a set in an account. Suffix ends the
// name of the role; it is derived when left out.
type FileAssignment struct {
	User          string `yaml:"user"`
	Group         string `yaml:"group"`
	PermissionSet string `yaml:"permission-set"`
	Account       string `yaml:"account"`
	Suffix        string `yaml:"suffix"`
}

// FileEndpoint is a VPC endpoint.
type FileEndpoint struct {
	ID      string     `yaml:"id"`
	Account string     `yaml:"account"`
	VPC     string     `yaml:"vpc"`
	Policy  PolicyText `yaml:"policy"`
}

// FileProfile is a profile of the AWS configuration that the lab writes.
type FileProfile struct {
	Name          string `yaml:"name"`
	Account       string `yaml:"account"`
	PermissionSet string `yaml:"permission-set"`
	User          string `yaml:"user"`
	Role          string `yaml:"role"`
	Source        string `yaml:"source"`
	Region        string `yaml:"region"`
}

// Bucket is a bucket that exists when the world begins; lab/s3 takes it over.
type Bucket struct {
	Name              string            `yaml:"name"`
	Account           string            `yaml:"account"`
	Region            string            `yaml:"region"`
	Ownership         string            `yaml:"ownership"` // BucketOwnerEnforced when left out
	Policy            PolicyText        `yaml:"policy"`
	BlockPublicAccess *BlockPublic      `yaml:"block-public-access"` // all four on when left out
	Versioning        string            `yaml:"versioning"`          // Enabled, Suspended
	ObjectLock        *ObjectLock       `yaml:"object-lock"`         // off when left out; needs versioning, which it switches on
	Tags              map[string]string `yaml:"tags"`
	Encryption        *Encryption       `yaml:"encryption"` // S3's own keys when left out
	Objects           []Object          `yaml:"objects"`
}

// ObjectLock is the Object Lock of a bucket; without a mode new versions are
// not locked.
type ObjectLock struct {
	Mode  string `yaml:"mode"` // GOVERNANCE, COMPLIANCE
	Days  int    `yaml:"days"`
	Years int    `yaml:"years"`
}

// Encryption is a bucket's default encryption.
type Encryption struct {
	Algorithm string   `yaml:"algorithm"` // AES256, aws:kms, aws:kms:dsse
	Key       string   `yaml:"key"`       // ARN, ID or alias; aws/s3 of the writer when left out
	BucketKey bool     `yaml:"bucket-key"`
	Blocked   []string `yaml:"blocked"` // SSE-C
}

// BlockPublic is the four settings of Block Public Access.
type BlockPublic struct {
	BlockPublicAcls       bool `yaml:"block-public-acls"`
	IgnorePublicAcls      bool `yaml:"ignore-public-acls"`
	BlockPublicPolicy     bool `yaml:"block-public-policy"`
	RestrictPublicBuckets bool `yaml:"restrict-public-buckets"`
}

// Object is an object that exists when the world begins. Its content is Text,
// repeated Repeat times (once when 0).
type Object struct {
	Key                string            `yaml:"key"`
	Text               string            `yaml:"text"`
	Repeat             int               `yaml:"repeat"`
	ContentType        string            `yaml:"content-type"`
	CacheControl       string            `yaml:"cache-control"`
	ContentDisposition string            `yaml:"content-disposition"`
	ContentEncoding    string            `yaml:"content-encoding"`
	ContentLanguage    string            `yaml:"content-language"`
	StorageClass       string            `yaml:"storage-class"`
	Metadata           map[string]string `yaml:"metadata"`
	Tags               map[string]string `yaml:"tags"`
	Modified           time.Time         `yaml:"modified"` // the lab's first moment when left out
}

// PolicyText is a policy's JSON. In a file it is written as YAML mappings or as
// a string that holds JSON.
type PolicyText string

// UnmarshalYAML takes either form.
func (p *PolicyText) UnmarshalYAML(node ast.Node) error {
	switch n := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.StringNode:
		*p = PolicyText(n.Value)
		return nil
	case *ast.LiteralNode:
		*p = PolicyText(n.Value.Value)
		return nil
	}
	var v any
	if err := yaml.NodeToValue(node, &v, yaml.UseOrderedMap()); err != nil {
		return err
	}
	text, err := json.Marshal(ordered{v})
	*p = PolicyText(text)
	return err
}

// ordered writes YAML values as JSON with the members in their own order.
type ordered struct{ value any }

// MarshalJSON walks the value.
func (o ordered) MarshalJSON() ([]byte, error) {
	switch v := o.value.(type) {
	case yaml.MapSlice:
		out := []byte("{")
		for i, item := range v {
			if i > 0 {
				out = append(out, ',')
			}
			key, err := json.Marshal(fmt.Sprint(item.Key))
			if err != nil {
				return nil, err
			}
			value, err := ordered{item.Value}.MarshalJSON()
			if err != nil {
				return nil, err
			}
			out = append(append(append(out, key...), ':'), value...)
		}
		return append(out, '}'), nil
	case []any:
		items := make([]ordered, len(v))
		for i := range v {
			items[i] = ordered{v[i]}
		}
		return json.Marshal(items)
	}
	return json.Marshal(o.value)
}

// Duration is a length of time as Go writes it: 1h, 45m.
type Duration time.Duration

// UnmarshalYAML reads it.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	parsed, err := time.ParseDuration(node.String())
	if err != nil {
		return &yaml.SyntaxError{Message: fmt.Sprintf("%q is no length of time such as 1h or 45m", node.String()), Token: node.GetToken()}
	}
	*d = Duration(parsed)
	return nil
}

//go:embed story.yaml
var storyText []byte

// Story is the built-in world: two accounts of one organization, a permission
// set in both, a bucket in each.
func Story() *File {
	f, err := Parse("built-in world", storyText)
	if err != nil {
		panic("the built-in world is broken: " + err.Error()) // a test reads it
	}
	return f
}

// ReadFile reads a world file.
func ReadFile(path string) (*File, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read world file: %w", err)
	}
	return Parse(path, raw)
}

// Parse reads a world. Errors name the file, the line and the column; a key
// that does not exist is an error.
func Parse(name string, text []byte) (*File, error) {
	f := File{name: name}
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.DisallowUnknownField()); err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			p := at.GetToken().Position
			return nil, fmt.Errorf("%s: line %d, column %d: %s", name, p.Line, p.Column, at.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	sum := sha256.Sum256(text)
	f.hash = hex.EncodeToString(sum[:])
	if _, err := build(&f, time.Unix(0, 0)); err != nil {
		return nil, err
	}
	return &f, nil
}

// Hash names the content of the file; empty for a File made by a program.
func (f *File) Hash() string { return f.hash }
