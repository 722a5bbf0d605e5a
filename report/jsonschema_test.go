package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// schema is a JSON schema, as far as that of SARIF needs it. A keyword that it
// does not know is a failure, so that none is passed over in silence.
type schema struct {
	root map[string]any
}

// annotations are the keywords that hold a value to nothing.
var annotations = []string{"$schema", "id", "$id", "title", "description", "default", "definitions"}

// check gives what is wrong with value, each with its place.
func (s schema) check(at string, rules map[string]any, value any) []string {
	if ref, ok := rules["$ref"].(string); ok {
		return s.check(at, s.resolve(ref), value)
	}
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, at+": "+fmt.Sprintf(format, args...)) }
	for keyword, rule := range rules {
		if slices.Contains(annotations, keyword) {
			continue
		}
		switch keyword {
		case "type":
			if !isType(rule, value) {
				say("%v is not of type %v", value, rule)
			}
		case "enum":
			if !slices.ContainsFunc(rule.([]any), func(one any) bool { return reflect.DeepEqual(one, value) }) {
				say("%v is none of %v", value, rule)
			}
		case "anyOf", "oneOf":
			fit := 0
			for _, one := range rule.([]any) {
				if len(s.check(at, one.(map[string]any), value)) == 0 {
					fit++
				}
			}
			if fit == 0 || keyword == "oneOf" && fit != 1 {
				say("fits %d of %s", fit, keyword)
			}
		case "minimum", "maximum":
			number, isNumber := value.(float64)
			limit := rule.(float64)
			if isNumber && (keyword == "minimum" && number < limit || keyword == "maximum" && number > limit) {
				say("%v is beyond the %s %v", value, keyword, limit)
			}
		case "pattern", "format":
			if text, isText := value.(string); isText {
				if problem := textProblem(keyword, rule.(string), text); problem != "" {
					say("%s", problem)
				}
			}
		case "properties", "required", "additionalProperties":
			if object, isObject := value.(map[string]any); isObject {
				wrong = append(wrong, s.checkObject(at, keyword, rules, object)...)
			}
		case "items", "minItems", "uniqueItems":
			if list, isList := value.([]any); isList {
				wrong = append(wrong, s.checkList(at, keyword, rule, list)...)
			}
		default:
			say("the keyword %s is not known to this test", keyword)
		}
	}
	return wrong
}

func (s schema) checkObject(at, keyword string, rules, object map[string]any) (wrong []string) {
	known, _ := rules["properties"].(map[string]any)
	switch keyword {
	case "properties":
		for name, rule := range known {
			if member, ok := object[name]; ok {
				wrong = append(wrong, s.check(at+"."+name, rule.(map[string]any), member)...)
			}
		}
	case "required":
		for _, name := range rules[keyword].([]any) {
			if _, ok := object[name.(string)]; !ok {
				wrong = append(wrong, fmt.Sprintf("%s: %s is missing", at, name))
			}
		}
	case "additionalProperties":
		for name, member := range object {
			if _, ok := known[name]; ok {
				continue
			}
			switch rule := rules[keyword].(type) {
			case bool:
				if !rule {
					wrong = append(wrong, fmt.Sprintf("%s: %s is not allowed", at, name))
				}
			case map[string]any:
				wrong = append(wrong, s.check(at+"."+name, rule, member)...)
			}
		}
	}
	return wrong
}

func (s schema) checkList(at, keyword string, rule any, list []any) (wrong []string) {
	switch keyword {
	case "items":
		for i, item := range list {
			wrong = append(wrong, s.check(fmt.Sprintf("%s[%d]", at, i), rule.(map[string]any), item)...)
		}
	case "minItems":
		if float64(len(list)) < rule.(float64) {
			wrong = append(wrong, fmt.Sprintf("%s: %d items are too few", at, len(list)))
		}
	case "uniqueItems":
		for i := range list {
			if rule == true && slices.ContainsFunc(list[:i], func(one any) bool { return reflect.DeepEqual(one, list[i]) }) {
				wrong = append(wrong, fmt.Sprintf("%s[%d]: stands there twice", at, i))
			}
		}
	}
	return wrong
}

// resolve follows a reference inside the schema: "#/definitions/run".
func (s schema) resolve(ref string) map[string]any {
	at := any(s.root)
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[part]
	}
	return at.(map[string]any)
}

func isType(rule, value any) bool {
	if several, ok := rule.([]any); ok {
		return slices.ContainsFunc(several, func(one any) bool { return isType(one, value) })
	}
	switch v := value.(type) {
	case nil:
		return rule == "null"
	case bool:
		return rule == "boolean"
	case string:
		return rule == "string"
	case []any:
		return rule == "array"
	case map[string]any:
		return rule == "object"
	case float64:
		return rule == "number" || rule == "integer" && v == math.Trunc(v)
	}
	return false
}

func textProblem(keyword, rule, text string) string {
	if keyword == "pattern" {
		if !regexp.MustCompile(rule).MatchString(text) {
			return fmt.Sprintf("%q does not match %s", text, rule)
		}
		return ""
	}
	switch rule {
	case "date-time":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return err.Error()
		}
	case "uri", "uri-reference":
		u, err := url.Parse(text)
		if err != nil {
			return err.Error()
		}
		if rule == "uri" && !u.IsAbs() {
			return fmt.Sprintf("%q is no absolute URI", text)
		}
		if strings.ContainsAny(text, " \"<>\\^`{|}") {
			return fmt.Sprintf("%q is not percent-encoded", text)
		}
	default:
		return "the format " + rule + " is not known to this test"
	}
	return ""
}

// decoded is a JSON text as the schema sees it.
func decoded(text []byte) (any, error) {
	var value any
	err := json.Unmarshal(text, &value)
	return value, err
}
