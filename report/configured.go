package report

import (
	"fmt"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/shell"
)

// Configured is an addition to the AWS configuration file.
type Configured struct {
	Schema   string              `json:"schema"` // ConfiguredSchema
	File     string              `json:"file"`
	Session  string              `json:"ssoSession"`
	Profiles []ConfiguredProfile `json:"profiles"`
	Added    string              `json:"added"` // the text; "" where nothing is missing
	Written  bool                `json:"written"`
	KeptIn   string              `json:"keptIn,omitempty"` // the file as it was
}

// ConfiguredProfile is a profile of a permission set.
type ConfiguredProfile struct {
	Name          string `json:"name"`
	Account       string `json:"account"`
	PermissionSet string `json:"permissionSet"`
	Present       bool   `json:"present"` // it was there before
}

// ConfiguredSchema names the form of Configured's JSON.
const ConfiguredSchema = "clearway/configure/v1"

// ConfiguredText shows the addition as a plan, or what became of it.
func ConfiguredText(out *term.Stream, lang msg.Language, c Configured) error {
	var b strings.Builder
	present, added := 0, 0
	first := ""
	for _, p := range c.Profiles {
		if p.Present {
			present++
			fmt.Fprintf(&b, "  %s\n", out.Quiet(msg.ConfigurePresent.In(lang, p.PermissionSet, p.Account, p.Name)))
			continue
		}
		if added++; first == "" {
			first = p.Name
		}
	}
	switch {
	case c.Added == "":
		fmt.Fprintf(&b, "  %s\n", msg.ConfigureNothing.In(lang, c.File))
	case c.Written:
		fmt.Fprintf(&b, "  %s %s\n", out.Mark(term.Yes), msg.ConfigureWritten.In(lang, added, c.File))
		if c.KeptIn != "" {
			fmt.Fprintf(&b, "    %s\n", msg.ConfigureKept.In(lang, c.KeptIn))
		}
		if first != "" {
			fmt.Fprintf(&b, "    %s\n", out.Key("clearway whoami --profile "+shell.Quote(first)))
		}
	default:
		fmt.Fprintf(&b, "  %s\n\n", msg.ConfigurePlan.In(lang, c.File))
		for _, line := range strings.Split(strings.Trim(strings.ReplaceAll(c.Added, "\r", ""), "\n"), "\n") {
			text := "  +"
			if line != "" {
				text += " " + line
			}
			b.WriteString(out.Ok(text) + "\n")
		}
		b.WriteByte('\n')
	}
	_, err := fmt.Fprint(out, b.String())
	return err
}
