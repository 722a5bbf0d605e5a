package emit

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"clearway/grant"
	"clearway/need"
	"clearway/policy"
)

//go:embed text/request.en.md text/request.ja.md
var texts embed.FS

// Confidence says where the grantee's ARN comes from.
type Confidence string

// The kinds of confidence.
const (
	Said    Confidence = "said"    // AWS named the role
	Derived Confidence = "derived" // worked out from the profile
	Given   Confidence = "given"   // typed by the person who asks
)

// Page is everything that a request to an owner says.
type Page struct {
	Plan         *grant.Plan
	ReadAt       time.Time // when the policy was read
	Read         bool      // Plan was made from the bucket's policy; false: it could not be read
	Owner        string    // account of the bucket, "" if not known
	OwnerProfile string    // for the commands; "" leaves a placeholder
	Confidence   Confidence
	Key          string // ARN of the KMS key whose policy needs a statement, too; "" for none

	KeyPlan *grant.Plan // for Code: the plan for that policy; nil for none
}

// Markdown writes the request in English or, for "ja", in Japanese.
func Markdown(lang string, p Page) (string, error) {
	if lang != "ja" {
		lang = "en"
	}
	form, err := texts.ReadFile("text/request." + lang + ".md")
	if err != nil {
		return "", err
	}
	values := p.values(lang)
	if values["terraform"], err = p.terraform(lang); err != nil {
		return "", err
	}
	if p.Key != "" {
		onKey, err := p.Plan.Ask.OnKey(p.Key)
		if err != nil {
			return "", err
		}
		values["key"], values["keystatements"] = p.Key, Statements(onKey.Statements(p.Plan.ID))
	}
	return fill(string(form), p.conditions(), values), nil
}

// terraform is the code for the page: of the whole policy where it was read,
// else of the grant alone.
func (p Page) terraform(lang string) (string, error) {
	text, err := "", error(nil)
	if p.Read {
		text, err = Code(FormTerraform, lang, p)
	} else {
		text, err = terraformGrant(p)
	}
	if errors.Is(err, errAmpersand) {
		return "# " + err.Error(), nil
	}
	return strings.TrimSpace(text), err
}

func (p Page) conditions() map[string]bool {
	ask := p.Plan.Ask
	return map[string]bool{
		"owner": p.Owner != "", "prefix": ask.Prefix != "", "nothing": p.Read && p.Plan.Nothing(),
		"given": p.Confidence == Given, "derived": p.Confidence == Derived,
		"match-exact": ask.Grantee.Match == grant.MatchExact, "match-name": ask.Grantee.Match == grant.MatchName,
		"key":    p.Key != "",
		"set":    ask.Grantee.PermissionSet() != "",
		"merged": p.Read, "unread": !p.Read, "tried": p.Read, "whole": !p.Plan.Nothing(),
		"sync-dest": ask.Purpose == need.SyncDest, "sync-source": ask.Purpose == need.SyncSource, "sync-delete": ask.Purpose == need.SyncDelete,
		"list": ask.Purpose == need.List, "multipart": ask.Purpose == need.Multipart,
		"org": ask.Limits.Org != "", "tls": ask.Limits.SecureTransport, "ends": !ask.Limits.Expires.IsZero(), "uploads": p.has(need.ReasonMultipart),
		"no-read": !p.has(need.ReasonRead), "no-write": !p.has(need.ReasonWrite), "no-delete": !p.has(need.ReasonDelete),
	}
}

func (p Page) has(reason need.Reason) bool {
	return slices.ContainsFunc(p.Plan.Ask.Needs(), func(n need.Need) bool { return n.Reason == reason })
}

func (p Page) values(lang string) map[string]string {
	ask := p.Plan.Ask
	g := ask.Grantee
	opened, already := p.Plan.Trial.Opened()
	return map[string]string{
		"url": URL(ask), "bucket": ask.Bucket, "prefix": ask.Prefix, "owner": p.Owner,
		"org": ask.Limits.Org, "expires": ask.Limits.Expires.UTC().Format(time.RFC3339),
		"account": g.Account, "name": g.Name(), "kind": kindWords(lang, g), "id": p.Plan.ID,
		"actions":    "`" + strings.Join(actions(p.Plan.Statements), "`, `") + "`",
		"statements": Statements(p.Plan.Statements),
		"clearway":   Grant(ask, p.ownerProfile()), "undo": Revoke(ask.Bucket, p.Plan.ID, p.ownerProfile()) + keyFlag(p.Key),
		"cli": CLI(ask.Bucket, p.Owner), "whole": indented(p.Plan.New),
		"opened": fmt.Sprint(opened + already), "calls": fmt.Sprint(len(p.Plan.Trial.Calls)),
		"compared": fmt.Sprint(p.Plan.Trial.Compared), "public": publicWords(lang, p.Plan.Trial),
	}
}

func (p Page) ownerProfile() string {
	switch {
	case p.OwnerProfile != "":
		return p.OwnerProfile
	case p.Owner != "":
		return "<profile in " + p.Owner + ">"
	}
	return "<profile of the bucket's account>"
}

func kindWords(lang string, g grant.Grantee) string {
	_, isRole := g.Role()
	words := map[string][2]string{"set": {"permission set", "許可セット"}, "role": {"role", "ロール"}, "user": {"user", "ユーザー"}}
	kind := "role"
	switch {
	case g.PermissionSet() != "":
		kind = "set"
	case !isRole:
		kind = "user"
	}
	if lang == "ja" {
		return words[kind][1]
	}
	return words[kind][0]
}

func publicWords(lang string, t grant.Trial) string {
	words := map[bool][2]string{true: {"public, as it was before", "以前と同じく公開状態です"}, false: {"not public", "公開状態になりません"}}[len(t.PublicAfter) > 0]
	if lang == "ja" {
		return words[1]
	}
	return words[0]
}

func actions(statements []grant.Statement) []string {
	var out []string
	for _, s := range statements {
		out = append(out, s.Actions...)
	}
	return out
}

// Statements writes statements as a JSON text ready to be pasted into a list:
// parted by commas, without brackets.
func Statements(list []grant.Statement) string {
	var out []string
	for _, s := range list {
		out = append(out, indented(s.JSON()))
	}
	return strings.Join(out, ",\n")
}

// indented sets JSON out over lines; anything else stays as it is.
func indented(text []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, bytes.TrimSpace(text), "", "  ") != nil {
		return string(text)
	}
	return out.String()
}

// Whole is a complete policy with nothing but these statements.
func Whole(list []grant.Statement) ([]byte, error) {
	var raw [][]byte
	for _, s := range list {
		raw = append(raw, s.JSON())
	}
	return policy.Insert(nil, raw...)
}

var (
	block  = regexp.MustCompile(`(?m)^\{\{(?:if ([a-z-]+)|end)\}\}\n`)
	inline = regexp.MustCompile(`\{\{if ([a-z-]+)\}\}(.*?)\{\{end\}\}`)
	field  = regexp.MustCompile(`\{\{([a-z]+)\}\}`)
	gaps   = regexp.MustCompile(`\n{3,}`)
)

// fill keeps the blocks whose condition holds and puts the values in. Blocks
// stand on lines of their own and may be nested, or within one line.
func fill(form string, conditions map[string]bool, values map[string]string) string {
	var out strings.Builder
	var open []bool
	from := 0
	emit := func(text string) {
		if !slices.Contains(open, false) {
			out.WriteString(text)
		}
	}
	for _, at := range block.FindAllStringSubmatchIndex(form, -1) {
		emit(form[from:at[0]])
		from = at[1]
		if at[2] < 0 {
			open = open[:len(open)-1]
		} else {
			open = append(open, conditions[form[at[2]:at[3]]])
		}
	}
	emit(form[from:])
	text := inline.ReplaceAllStringFunc(out.String(), func(found string) string {
		parts := inline.FindStringSubmatch(found)
		if conditions[parts[1]] {
			return parts[2]
		}
		return ""
	})
	text = gaps.ReplaceAllString(text, "\n\n")
	text = field.ReplaceAllStringFunc(text, func(found string) string { return values[found[2:len(found)-2]] })
	return strings.TrimRight(text, "\n") + "\n"
}
