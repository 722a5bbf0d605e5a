package report

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
)

var accessTime = time.Date(2026, 8, 4, 14, 3, 11, 0, time.UTC)

func accessPageOf(t *testing.T, lang msg.Language, p Preflight) string {
	t.Helper()
	var out strings.Builder
	if err := AccessHTML(&out, lang, p, accessTime); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// golden compares with a file of testdata; CLEARWAY_UPDATE=1 writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("CLEARWAY_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// accessGolden are the pages that are reviewed like code, with their language.
var accessGolden = map[string]msg.Language{"story": msg.English, "shut": msg.Japanese, "two": msg.English, "every": msg.English, "deny": msg.English}

func TestThePageOfAnAccessPath(t *testing.T) {
	worlds := accessWorlds(t)
	for name, lang := range accessGolden {
		golden(t, "access-"+name+".html", accessPageOf(t, lang, worlds[name]))
	}
}

// attributes reads a page as XML, which is stricter than HTML, and gives the
// values of every attribute by element and name.
func attributes(t *testing.T, page string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	decoder := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			out[e.Name.Local] = append(out[e.Name.Local], "")
			for _, a := range e.Attr {
				out[e.Name.Local+" "+a.Name.Local] = append(out[e.Name.Local+" "+a.Name.Local], a.Value)
			}
		}
	}
}

// checkStructure holds what is true of every page: it runs and loads nothing,
// identifiers stand once, links lead to what is there or to AWS's pages, and
// every number of the picture has its evidence.
func checkStructure(t *testing.T, page string) {
	t.Helper()
	found := attributes(t, page)
	var ids []string
	for name, values := range found {
		_, attribute, _ := strings.Cut(name, " ")
		switch {
		case slices.Contains([]string{"script", "img", "iframe", "object", "embed", "form", "input", "use", "image"}, name),
			attribute == "src", attribute == "style", strings.HasPrefix(attribute, "on"), strings.HasSuffix(attribute, ":href"):
			t.Errorf("the page has %s: %q", name, values)
		case attribute == "id":
			ids = append(ids, values...)
		}
	}
	slices.Sort(ids)
	if once := slices.Compact(slices.Clone(ids)); len(once) != len(ids) {
		t.Errorf("identifiers stand twice: %q", ids)
	}
	for _, link := range found["a href"] {
		switch target, inside := strings.CutPrefix(link, "#"); {
		case inside && !slices.Contains(ids, target):
			t.Errorf("%s leads nowhere", link)
		case !inside && !strings.HasPrefix(link, "https://docs.aws.amazon.com/"):
			t.Errorf("%s leads away", link)
		}
	}
	for _, number := range regexp.MustCompile(`class="mid number"[^>]*>(\d+)<`).FindAllStringSubmatch(page, -1) {
		ends := func(text string) bool { return strings.HasSuffix(text, "gate-"+number[1]) } // behind the part of the page
		if !slices.ContainsFunc(ids, ends) || !slices.ContainsFunc(found["a href"], ends) {
			t.Errorf("number %s has no evidence, or no link to it", number[1])
		}
	}
	if len(found["svg"]) == 0 || len(found["title"]) < 2 || len(found["desc"]) == 0 {
		t.Error("the picture has no title or description")
	}
	if strings.Contains(page, "%!") || strings.Contains(page, "NaN") {
		t.Error("something was left unfilled")
	}
}

// TestShapesAndTextsStandOut: on light and dark paper, text by 4.5 and shapes by
// 3 (WCAG 2.2, 1.4.3 and 1.4.11).
func TestShapesAndTextsStandOut(t *testing.T) {
	style := sheetStyle + accessStyle
	light := colours(t, style[:strings.Index(style, "@media")])
	for name, value := range colours(t, accessStyle[:strings.Index(accessStyle, "@media")]) {
		light[name] = value
	}
	dark := map[string]float64{}
	for _, block := range regexp.MustCompile(`@media\(prefers-color-scheme:dark\)\{:root\{[^}]*\}`).FindAllString(style, -1) {
		for name, value := range colours(t, block) {
			dark[name] = value
		}
	}
	for mode, shown := range map[string]map[string]float64{"light": light, "dark": dark} {
		for _, pair := range []struct {
			on, over string
			least    float64
		}{
			{"ink", "paper", 4.5}, {"dim", "paper", 4.5}, {"bad", "paper", 4.5}, {"link", "paper", 4.5}, {"ink", "code", 4.5}, {"dim", "code", 4.5},
			{"ink", "mark", 4.5}, {"open", "paper", 3}, {"shut", "paper", 3}, {"doubt", "paper", 4.5}, {"on", "shut", 3},
		} {
			a, b := shown[pair.on], shown[pair.over]
			if a == 0 && pair.on != "ink" || len(shown) < 8 {
				t.Fatalf("%s: %s is not there", mode, pair.on)
			}
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < pair.least {
				t.Errorf("%s: %s on %s is %.2f, want %v", mode, pair.on, pair.over, got, pair.least)
			}
		}
	}
}

// colours gives the relative luminance of every colour that a style names.
func colours(t *testing.T, style string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for _, c := range regexp.MustCompile(`--(\w+):#([0-9a-f]+)`).FindAllStringSubmatch(style, -1) {
		hex := c[2]
		if len(hex) == 3 {
			hex = strings.Repeat(hex[:1], 2) + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:], 2)
		}
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		linear := func(v uint64) float64 {
			if s := float64(v&255) / 255; s > 0.04045 {
				return math.Pow((s+0.055)/1.055, 2.4)
			} else {
				return s / 12.92
			}
		}
		out[c[1]] = 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
	}
	return out
}

func TestEveryAccessPageIsSound(t *testing.T) {
	for name, p := range accessWorlds(t) {
		for _, lang := range []msg.Language{msg.English, msg.Japanese} {
			t.Run(name+" "+string(lang), func(t *testing.T) { checkStructure(t, accessPageOf(t, lang, p)) })
		}
	}
}

// TestThePageSaysWhatTheTableSays: as many shut gates are drawn as the value
// has, and each cause stands in the evidence.
func TestThePageSaysWhatTheTableSays(t *testing.T) {
	p := accessWorlds(t)["shut"]
	page := accessPageOf(t, msg.English, p)
	for text, count := range map[string]int{`class="block"`: 2 + 4 + 1 + 2 + 2, `<code> CW204</code>`: 1, `<code> CW221</code>`: 1} {
		// on the track, in the table's four rows, in the legend, down the narrow
		// form, and in the headings of the evidence
		if got := strings.Count(page, text); got != count {
			t.Errorf("%s stands %d times, want %d", text, got, count)
		}
	}
	for _, want := range []string{
		"4 of 7 calls would be refused", "organizations:DescribePolicy is refused in 222222222222",
		`<mark>&#34;arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_77aa010000000000&#34;</mark>`,
		"clearway</span> <span>grant</span> <span>s3://media-dr</span>", "bucket policy of media-dr:4:5, statement 1 (Copy)",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestHostileNamesStayNames: whatever buckets, policies, keys and statements
// are called, the page has the same elements and attributes.
func TestHostileNamesStayNames(t *testing.T) {
	kinds := func(page string) (out []string) {
		for name := range attributes(t, page) {
			out = append(out, name)
		}
		slices.Sort(out)
		return out
	}
	want := kinds(accessPageOf(t, msg.English, named(accessWorlds(t)["every"], "name")))
	for _, name := range hostile {
		page := accessPageOf(t, msg.English, named(accessWorlds(t)["every"], name))
		checkStructure(t, page)
		if diff := cmp.Diff(want, kinds(page)); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
}

// named puts a name wherever a name may stand.
func named(p Preflight, name string) Preflight {
	p.Source.Bucket, p.Source.Prefix, p.Dest.Bucket, p.Dest.Account, p.Dest.Key = name, name, name, name, name
	p.Callers = []PreflightCaller{{Name: name, ARN: name, RoleARN: name, Account: name}}
	p.Notes, p.Assumed = []PreflightNote{{Kind: "own-key", Bucket: name, Detail: name}}, []string{name}
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Action, r.Resource, r.Bucket, r.Caller, r.Codes = name, name, name, name, []string{name}
		if r.Key != "" {
			r.Key = name
		}
		for k := range r.Gates {
			g := &r.Gates[k]
			g.Detail = name
			for _, list := range [][]DecisionStatement{g.Matched, g.Near} {
				for s := range list {
					renamed(&list[s], name)
				}
			}
		}
	}
	for i := range p.Open {
		o := &p.Open[i]
		o.Detail, o.Bucket, o.Caller, o.Account, o.Actions, o.Grant = name, name, name, name, []string{name}, []string{"grant", name, "--to", name}
	}
	return p
}

func renamed(s *DecisionStatement, name string) {
	s.Policy, s.Sid, s.PolicyARN = name, name, name
	if s.Source != nil {
		source := *s.Source
		source.Text = strings.ReplaceAll(source.Text, "Effect", name)
		source.Sid = name
		s.Source = &source
	}
	for _, list := range [][]DecisionMismatch{s.Failed, s.Missed} {
		for i := range list {
			list[i].Key, list[i].Operator, list[i].Wanted, list[i].Had = name, name, []string{name}, []string{name}
		}
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		c.Key, c.Operator, c.Wanted, c.Had = name, name, []string{name}, []string{name}
	}
}

func FuzzAccessPageNames(f *testing.F) {
	for _, name := range hostile {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		checkStructure(t, accessPageOf(t, msg.Japanese, named(accessWorlds(t)["every"], name)))
	})
}

// TestEveryFixStandsByItsGate: none is lost between the value and the page, and
// each gate of a track stands as the worst of its calls does.
func TestEveryFixStandsByItsGate(t *testing.T) {
	for name, p := range accessWorlds(t) {
		a := newAccessPath(msg.English, p)
		placed := 0
		for _, m := range a.marks {
			placed += len(m.open)
			if m.state == "shut" && len(m.open) == 0 {
				t.Errorf("%s: nobody opens %s", name, m.place)
			}
		}
		if placed != len(p.Open) {
			t.Errorf("%s: %d of %d openings stand by a gate", name, placed, len(p.Open))
		}
		drawn := map[string]int{}
		for i := range a.tracks {
			for _, g := range a.tracks[i].gates {
				if g.state == "shut" {
					drawn[g.gate]++
				}
			}
		}
		for _, r := range p.Rows {
			for _, g := range r.Gates {
				if g.State == "shut" && drawn[g.Gate] == 0 {
					t.Errorf("%s: %s is shut for %s and drawn otherwise", name, g.Gate, r.Action)
				}
			}
		}
	}
}
