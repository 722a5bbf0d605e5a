package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "clearway"

// room is one package with what it imports directly and in all.
type room struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// short is the import path without the module's name.
func (r room) short() string { return strings.TrimPrefix(r.ImportPath, module+"/") }

func rooms(t *testing.T) []room {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,Deps", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []room
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var r room
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
}

// under reports whether path is one of the rooms, or a room inside one.
func under(path string, in ...string) bool {
	return slices.ContainsFunc(in, func(name string) bool {
		return path == name || strings.HasPrefix(path, name+"/")
	})
}

func TestPureRoomsImportNothingOfTheWorld(t *testing.T) {
	pure := []string{"arn", "shell", "policy", "authz", "need", "denial", "explain", "lint", "grant", "preflight", "internal/redact"}
	forbidden := []string{"net", "net/http", "os/exec", "syscall", "math/rand", "math/rand/v2"}
	for _, r := range rooms(t) {
		if !under(r.short(), pure...) {
			continue
		}
		for _, imported := range r.Imports {
			own, isOwn := strings.CutPrefix(imported, module+"/")
			switch {
			case isOwn && !under(own, pure...):
				t.Errorf("%s imports %s: pure rooms import the standard library and each other only", r.short(), own)
			case !isOwn && strings.Contains(strings.Split(imported, "/")[0], "."):
				t.Errorf("%s imports %s: pure rooms import the standard library and each other only", r.short(), imported)
			case slices.Contains(forbidden, imported):
				t.Errorf("%s imports %s: pure rooms know no network, process or chance", r.short(), imported)
			}
		}
	}
}

// TestRoomsImportDownward spells the order of the access thread.
func TestRoomsImportDownward(t *testing.T) {
	mayImport := map[string][]string{
		"arn":     {},
		"policy":  {"arn", "policy"},
		"authz":   {"arn", "policy", "authz"},
		"need":    {"arn", "need"},
		"denial":  {"arn", "need", "denial"},
		"explain": {"arn", "policy", "authz", "need", "denial", "explain", "shell"},
		"lint":    {"arn", "policy", "authz", "need", "lint"},
		"grant":   {"arn", "policy", "authz", "need", "denial", "grant", "shell"},
		// What a copy will meet; explain's words for who mends it.
		"preflight": {"arn", "policy", "authz", "need", "denial", "explain", "preflight"},
		"store":     {"store", "denial", "need", "arn"},
		// The two doors through which grant changes a policy.
		"store/s3/bucketpolicy": {"store", "denial", "need", "grant"},
		"store/s3/keypolicy":    {"store", "denial", "need", "grant"},
		"survey":                {"arn", "policy", "authz", "need", "denial", "identity", "preflight", "survey"},
		"s3sync":                {"store", "need", "denial", "arn", "s3sync"},
	}
	for _, r := range rooms(t) {
		allowed, ruled := mayImport[r.short()]
		if !ruled {
			allowed, ruled = mayImport[strings.Split(r.short(), "/")[0]]
		}
		if !ruled {
			continue
		}
		for _, imported := range r.Imports {
			if own, isOwn := strings.CutPrefix(imported, module+"/"); isOwn && !under(own, allowed...) {
				t.Errorf("%s imports %s: it may import %s only", r.short(), own, strings.Join(allowed, ", "))
			}
		}
	}
}

func TestOnlyLiveRoomsImportTheSDK(t *testing.T) {
	live := []string{"store/s3", "identity", "survey", "lab", "internal/cli"}
	for _, r := range rooms(t) {
		for _, imported := range r.Imports {
			if strings.HasPrefix(imported, "github.com/aws/aws-sdk-go-v2") && !under(r.short(), live...) {
				t.Errorf("%s imports %s: only store/s3, identity, survey, the lab and the command line's wiring may", r.short(), imported)
			}
		}
	}
}

func TestNothingImportsTheCommandLine(t *testing.T) {
	for _, r := range rooms(t) {
		if r.short() == "cmd/clearway" {
			continue
		}
		if slices.Contains(r.Imports, module+"/internal/cli") {
			t.Errorf("%s imports internal/cli: nothing but cmd/clearway does", r.short())
		}
	}
}

// TestNoRoomUsesTemplates: the reflection in the template packages switches off
// dead-code elimination over the SDK and costs megabytes. Cobra imports
// text/template but links it only when a template is set.
func TestNoRoomUsesTemplates(t *testing.T) {
	for _, r := range rooms(t) {
		for _, heavy := range []string{"html/template", "text/template"} {
			if slices.Contains(r.Imports, heavy) {
				t.Errorf("%s imports %s", r.short(), heavy)
			}
		}
	}
}
