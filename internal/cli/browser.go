package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"strings"
	"unicode"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
)

// browserHere reports whether the page of a sign-in is to be opened on this
// machine, to which it comes back.
func (e *env) browserHere(f loginFlags) bool {
	if f.deviceCodeSaid || f.deviceCode {
		return !f.deviceCode
	}
	return !f.noBrowser && e.hasBrowser()
}

// hasBrowser reports whether a page that is opened here appears before the
// person: whoever is here over SSH has the browser elsewhere.
func (e *env) hasBrowser() bool {
	if !e.interactive() {
		return false
	}
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if e.getenv(name) != "" {
			return false
		}
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	return cmp.Or(e.getenv("BROWSER"), e.getenv("DISPLAY"), e.getenv("WAYLAND_DISPLAY")) != ""
}

// showBrowser opens the page of a sign-in, and tells on stderr where it is. A
// browser that cannot be started makes it a device code, unless the person
// insists on this machine.
func (e *env) showBrowser(b identity.Browser, f loginFlags) error {
	intro := msg.LoginOpenHere
	if !f.noBrowser {
		if err := e.browse(b.URL); err == nil {
			intro = msg.LoginOpenedHere
		} else if !f.deviceCodeSaid {
			return fmt.Errorf("%w: %w", identity.ErrNoBrowser, err)
		}
	}
	_, err := fmt.Fprintf(e.err, "%s\n\n  %s\n\n%s\n", intro.In(e.lang), e.err.Key(printable(b.URL)),
		e.err.Quiet(msg.LoginWaitingHere.In(e.lang, report.Clock(b.Until, e.now()))))
	return err
}

// landedPage is what the browser shows when it is over.
func (e *env) landedPage(err error) string {
	if err == nil {
		return report.LoginPage(e.lang, msg.LoginLanded.In(e.lang), true)
	}
	text := err.Error()
	if words := e.identityError(err); words != nil {
		text = words.Error()
	}
	return report.LoginPage(e.lang, msg.LoginNotLanded.In(e.lang, text), false)
}

// showDevice tells the person, on stderr, where to go and what to confirm, and
// opens a browser where one makes sense.
func (e *env) showDevice(d identity.Device, noBrowser bool) error {
	page, intro, code := printable(d.WithCode), msg.LoginOpen, msg.LoginCheckCode
	if page == "" {
		page, code = printable(d.URL), msg.LoginTypeCode
	}
	if !noBrowser && e.hasBrowser() && e.browse(page) == nil {
		intro = msg.LoginOpened
	}
	_, err := fmt.Fprintf(e.err, "%s\n\n  %s\n\n%s\n\n  %s\n\n%s\n", intro.In(e.lang), e.err.Key(page),
		code.In(e.lang), e.err.Key(printable(d.Code)), e.err.Quiet(msg.LoginWaiting.In(e.lang, report.Clock(d.Until, e.now()))))
	return err
}

// printable drops what could play tricks on a terminal from text that came
// over the network.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

// openBrowser starts a browser on a page and does not wait for it: those that
// BROWSER names, else the system's. Only web pages are opened, whatever the
// other side sent.
func openBrowser(getenv func(string) string, page string) error {
	parsed, err := url.Parse(page)
	if err != nil {
		return fmt.Errorf("open a browser: %w", err)
	}
	if parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "" {
		return fmt.Errorf("open a browser: %q is no web page", page)
	}
	system := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		system = []string{"open"}
	case "windows":
		system = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	var commands [][]string
	for _, name := range strings.Split(getenv("BROWSER"), ":") {
		if name != "" && runtime.GOOS != "windows" {
			commands = append(commands, strings.Fields(name))
		}
	}
	for _, command := range append(commands, system) {
		browser := exec.Command(command[0], append(command[1:], page)...)
		if err = browser.Start(); err == nil {
			go browser.Wait() //nolint:errcheck // it is the person's from here
			return nil
		}
	}
	return fmt.Errorf("open a browser: %w", err)
}
