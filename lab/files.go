package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"clearway/lab/world"
)

// Names of the files that a lab writes into its directory.
const (
	runningName     = "lab.json"
	configName      = "config"
	credentialsName = "credentials"
)

// Running is what a lab writes down of itself, for the commands beside it.
type Running struct {
	URL    string `json:"url"`
	PID    int    `json:"pid"`
	Region string `json:"region"`
	Token  string `json:"token"` // opens /_lab/credentials

	dir string
}

// Env is the environment in which AWS clients use the lab, as NAME=value.
func (l *Lab) Env() []string {
	region := ""
	l.world.Look(func(d *world.Data) { region = d.Region })
	return Running{URL: l.url, Region: region, dir: l.dir}.Env()
}

// Env is the environment in which AWS clients use the lab, as NAME=value.
func (r Running) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + r.URL,
		"AWS_CONFIG_FILE=" + filepath.Join(r.dir, configName),
		"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(r.dir, credentialsName),
		"AWS_REGION=" + r.Region,
	}
}

// writeFiles writes what clients and commands need to find the lab.
func (l *Lab) writeFiles(o Options, token string) error {
	running := Running{URL: l.url, PID: os.Getpid(), Token: token}
	command := o.CredentialCommand
	if command == nil {
		command = []string{"clearway"}
	}
	var config, credentials string
	l.world.Look(func(d *world.Data) {
		running.Region = d.Region
		config, credentials = configText(d, l.url, append(command, "lab", "credentials", "--state", l.dir))
	})
	raw, err := json.MarshalIndent(running, "", "  ")
	if err != nil {
		return fmt.Errorf("write down the running lab: %w", err)
	}
	for name, text := range map[string]string{configName: config, credentialsName: credentials, runningName: string(raw) + "\n"} {
		if err := world.WriteFile(filepath.Join(l.dir, name), []byte(text)); err != nil {
			return err
		}
	}
	if l.pointer == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.pointer), 0o700); err != nil {
		return fmt.Errorf("remember which lab was started last: %w", err)
	}
	return world.WriteFile(l.pointer, []byte(l.dir+"\n"))
}

// removeFiles takes back what would lead others to a lab that has ended.
func (l *Lab) removeFiles() error {
	if l.pointer != "" {
		if text, err := os.ReadFile(l.pointer); err == nil && strings.TrimSpace(string(text)) == l.dir && l.memory {
			os.Remove(l.pointer) //nolint:errcheck // a stale pointer is found out when it is used
		}
	}
	if err := os.Remove(filepath.Join(l.dir, runningName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("take back the note of the running lab: %w", err)
	}
	return nil
}

// configText writes the AWS configuration of the world's profiles: each
// permission set twice, by credential_process to be used at once and, with the
// ending "-sso", by sso-session to practise signing in.
//
// AWS: AWS SDKs and Tools Reference Guide, file-format; feature-process-credentials; feature-sso-credentials
func configText(d *world.Data, url string, command []string) (config, credentials string) {
	var c, k strings.Builder
	for _, p := range d.Profiles {
		fmt.Fprintf(&c, "[profile %s]\nregion = %s\nendpoint_url = %s\n%s", p.Name, p.Region, url, signature)
		switch {
		case p.Role != "":
			fmt.Fprintf(&c, "role_arn = %s\nsource_profile = %s\n\n", p.Role, p.Source)
		case p.PermissionSet != "":
			process := append(command[:len(command):len(command)], "--account", p.Account, "--role", p.PermissionSet)
			start := url + "/" + d.Center.StartPath
			fmt.Fprintf(&c, "credential_process = %s\n", commandLine(process))
			fmt.Fprintf(&c, "granted_sso_account_id = %s\ngranted_sso_role_name = %s\ngranted_sso_region = %s\ngranted_sso_start_url = %s\n\n",
				p.Account, p.PermissionSet, d.Center.Region, start)
			fmt.Fprintf(&c, "[profile %s-sso]\nregion = %s\nendpoint_url = %s\n%ssso_session = lab\nsso_account_id = %s\nsso_role_name = %s\n\n",
				p.Name, p.Region, url, signature, p.Account, p.PermissionSet)
		default:
			c.WriteString("\n")
			if key := profileKey(d, p); key != nil {
				fmt.Fprintf(&k, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n\n", p.Name, key.ID, key.Secret)
			}
		}
	}
	if d.Center != nil {
		fmt.Fprintf(&c, "[sso-session lab]\nsso_start_url = %s/%s\nsso_region = %s\nsso_registration_scopes = sso:account:access\n",
			url, d.Center.StartPath, d.Center.Region)
	}
	return c.String(), k.String()
}

// signature makes botocore presign as it does for S3's own endpoints: for
// others it would fall back to the signature before version 4.
const signature = "s3 =\n  signature_version = s3v4\n"

// profileKey is the long-term key of a profile's user or root user.
func profileKey(d *world.Data, p world.Profile) *world.AccessKey {
	keys := d.Accounts[p.Account].RootKeys
	if p.User != "" {
		keys = nil
		if u := d.User(p.Account, p.User); u != nil {
			keys = u.Keys
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return keys[0]
}

// commandLine quotes a command as both a shell and the tools that split it
// themselves read it.
func commandLine(words []string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=.,/:@"
	quoted := make([]string, len(words))
	for i, word := range words {
		switch {
		case word != "" && strings.Trim(word, plain) == "":
			quoted[i] = word
		case runtime.GOOS == "windows":
			quoted[i] = `"` + word + `"`
		default:
			quoted[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
