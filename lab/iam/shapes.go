package iam

import (
	"encoding/base64"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"clearway/lab/query"
	"clearway/lab/world"
)

// paging ends every list.
type paging struct {
	IsTruncated bool
	Marker      string `xml:",omitempty"`
}

// page cuts a list as MaxItems and Marker say.
//
// AWS: IAM API Reference, API_ListRoles
func page[T any](a *query.Asked, all []T) ([]T, paging, error) {
	from := 0
	if marker := a.Get("Marker"); marker != "" {
		raw, err := base64.StdEncoding.DecodeString(marker)
		if err == nil {
			from, err = strconv.Atoi(string(raw))
		}
		if err != nil || from < 0 || from > len(all) {
			return nil, paging{}, query.Invalid("Invalid Marker: %s", marker)
		}
	}
	most := 100
	if text := a.Get("MaxItems"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			return nil, paging{}, query.Invalid("1 validation error detected: Value '%s' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000", text)
		}
		most = n
	}
	all = all[from:]
	if len(all) <= most {
		return all, paging{}, nil
	}
	marker := base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(from + most)))
	return all[:most], paging{IsTruncated: true, Marker: marker}, nil
}

func sorted(keys iter.Seq[string]) []string { return slices.Sorted(keys) }

// stamp is how IAM writes times.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// encoded is how IAM writes policy documents: percent-encoded as RFC 3986 has
// it.
func encoded(document string) string {
	return strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

type tagPair struct{ Key, Value string }

func tagPairs(tags map[string]string) []tagPair {
	var out []tagPair
	for _, k := range sorted(maps.Keys(tags)) {
		out = append(out, tagPair{k, tags[k]})
	}
	return out
}

type tagList struct {
	List query.List[tagPair] `xml:"Tags"`
	paging
}

type boundaryShape struct {
	Type string `xml:"PermissionsBoundaryType"`
	Arn  string `xml:"PermissionsBoundaryArn"`
}

func boundaryOf(policyARN string) *boundaryShape {
	if policyARN == "" {
		return nil
	}
	return &boundaryShape{"Policy", policyARN}
}

type tagsShape struct {
	Members []tagPair `xml:"member"`
}

func tagsOf(tags map[string]string) *tagsShape {
	if len(tags) == 0 {
		return nil
	}
	return &tagsShape{tagPairs(tags)}
}

type roleShape struct {
	Path                string
	RoleName            string
	RoleID              string `xml:"RoleId"`
	Arn                 string
	CreateDate          string
	Trust               string `xml:"AssumeRolePolicyDocument"`
	Description         string `xml:",omitempty"`
	MaxSessionDuration  int
	PermissionsBoundary *boundaryShape
	Tags                *tagsShape
}

func shapeRole(d *world.Data, r *world.Role) (roleShape, error) {
	trust, _, err := d.Render(r.Trust)
	return roleShape{
		Path: r.Path, RoleName: r.Name, RoleID: r.ID, Arn: r.ARN, CreateDate: stamp(r.Created),
		Trust: encoded(trust), Description: r.Description, MaxSessionDuration: int(r.MaxSession / time.Second),
		PermissionsBoundary: boundaryOf(r.Boundary), Tags: tagsOf(r.Tags),
	}, err
}

type userShape struct {
	Path                string
	UserName            string
	UserID              string `xml:"UserId"`
	Arn                 string
	CreateDate          string
	PermissionsBoundary *boundaryShape
	Tags                *tagsShape
}

func shapeUser(u *world.User) userShape {
	return userShape{
		Path: u.Path, UserName: u.Name, UserID: u.ID, Arn: u.ARN, CreateDate: stamp(u.Created),
		PermissionsBoundary: boundaryOf(u.Boundary), Tags: tagsOf(u.Tags),
	}
}

type groupShape struct {
	Path       string
	GroupName  string
	GroupID    string `xml:"GroupId"`
	Arn        string
	CreateDate string
}

func shapeGroup(g *world.Group) groupShape {
	return groupShape{g.Path, g.Name, g.ID, g.ARN, stamp(g.Created)}
}

type policyShape struct {
	PolicyName       string
	PolicyID         string `xml:"PolicyId"`
	Arn              string
	Path             string
	DefaultVersionID string `xml:"DefaultVersionId"`
	AttachmentCount  int
	BoundaryCount    int `xml:"PermissionsBoundaryUsageCount"`
	IsAttachable     bool
	Description      string `xml:",omitempty"`
	CreateDate       string
	UpdateDate       string
}

type versionShape struct {
	Document         string `xml:",omitempty"`
	VersionID        string `xml:"VersionId"`
	IsDefaultVersion bool
	CreateDate       string
}

func shapeVersion(p *world.Policy, number int, withDocument bool) versionShape {
	v := p.Versions[number]
	out := versionShape{VersionID: versionID(number), IsDefaultVersion: number == p.Default, CreateDate: stamp(v.Created)}
	if withDocument {
		out.Document = encoded(v.Document.Text)
	}
	return out
}

func versionID(number int) string { return "v" + strconv.Itoa(number) }

type attachedPolicy struct {
	PolicyName string
	PolicyArn  string
}

type attachedPolicies struct {
	List query.List[attachedPolicy] `xml:"AttachedPolicies"`
	paging
}

type policyNames struct {
	List query.List[string] `xml:"PolicyNames"`
	paging
}

type inlineShape struct {
	RoleName       string `xml:",omitempty"`
	UserName       string `xml:",omitempty"`
	GroupName      string `xml:",omitempty"`
	PolicyName     string
	PolicyDocument string
}

func inlineResult(k kind, owner, policyName, text string) inlineShape {
	out := inlineShape{PolicyName: policyName, PolicyDocument: encoded(text)}
	switch k {
	case role:
		out.RoleName = owner
	case user:
		out.UserName = owner
	case group:
		out.GroupName = owner
	}
	return out
}
