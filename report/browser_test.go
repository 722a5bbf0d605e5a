package report

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clearway/explain"
	"clearway/internal/msg"
)

// browser is a headless Chromium that is spoken to over two pipes, in JSON
// texts that end with a zero byte (Chrome DevTools Protocol,
// --remote-debugging-pipe).
type browser struct {
	t       *testing.T
	to      io.WriteCloser
	from    *bufio.Reader
	last    int
	session string
	said    []string // messages of the console and the log
}

// longestRun ends a test whose browser hangs.
const longestRun = 3 * time.Minute

// startBrowser skips the test where there is no Chromium; CI has one.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	switch {
	case program != "" && runtime.GOOS != "windows": // which cannot hand pipes down
	case os.Getenv("CI") == "true":
		t.Fatal("CI needs Chromium")
	default:
		t.Skip("no Chromium on this machine")
	}
	asked, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := from.SetReadDeadline(time.Now().Add(longestRun)); err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "clearway-browser-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{asked, answers} // 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	asked.Close()
	answers.Close()
	b := &browser{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		b.call("Browser.close", nil, nil)
		to.Close()
		_ = cmd.Wait()
		from.Close()
		_ = os.RemoveAll(profile) // its helpers may still be writing there
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

type browserMessage struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

func (b *browser) read() browserMessage {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser has gone: %v", err)
	}
	var m browserMessage
	if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m); err != nil {
		b.t.Fatal(err)
	}
	if m.Method == "Runtime.consoleAPICalled" || m.Method == "Runtime.exceptionThrown" || m.Method == "Log.entryAdded" {
		b.said = append(b.said, string(m.Params))
	}
	return m
}

// call asks the browser for something and waits for the answer.
func (b *browser) call(method string, params map[string]any, result any) {
	b.t.Helper()
	b.last++
	question := map[string]any{"id": b.last, "method": method, "params": params}
	if params == nil {
		question["params"] = map[string]any{}
	}
	if b.session != "" && method != "Browser.close" {
		question["sessionId"] = b.session
	}
	text, err := json.Marshal(question)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		m := b.read()
		if m.ID != b.last {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

// open shows a page and waits until it has loaded.
func (b *browser) open(path string, width int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.call("Page.navigate", map[string]any{"url": "file://" + path}, nil)
	for b.read().Method != "Page.loadEventFired" {
	}
}

// eval gives what an expression comes to as text.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	var out struct{ Result struct{ Value any } }
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &out)
	return fmt.Sprint(out.Result.Value)
}

// pdfPages prints the page and counts the sheets.
func (b *browser) pdfPages() int {
	b.t.Helper()
	var out struct{ Data string }
	b.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true, "printBackground": true}, &out)
	data, err := base64.StdEncoding.DecodeString(out.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(data, -1))
}

// overlapping lists texts of the picture that lie over each other or reach out
// of it, as they are laid out.
const overlapping = `(() => {
  const out = [];
  for (const svg of document.querySelectorAll('svg.path')) {
    const frame = svg.viewBox.baseVal;
    const all = [...svg.querySelectorAll('text')].filter(t => !t.closest('title,desc')).map(t => [t.textContent, t.getBBox()]);
    all.forEach(([a, p], i) => {
      if (p.x < frame.x - 1 || p.x + p.width > frame.width + 1 || p.y + p.height > frame.height + 4) out.push(a + ' reaches out');
      for (const [b, q] of all.slice(i + 1))
        if (p.x + p.width > q.x + 1 && q.x + q.width > p.x + 1 && p.y + p.height > q.y + 4 && q.y + q.height > p.y + 4) out.push(a + ' over ' + b);
    });
  }
  return out.join('; ');
})()`

// browserPages are all kinds of pages, by what they are; those that begin with
// "usual" print on one sheet.
func browserPages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	worlds := accessWorlds(t)
	for name, p := range worlds {
		kind := "usual "
		if slices.Contains([]string{"every", "long", "deny"}, name) {
			kind = "large "
		}
		out[kind+name] = accessPageOf(t, msg.English, p)
	}
	out["usual shut in Japanese"] = accessPageOf(t, msg.Japanese, worlds["shut"])
	out["large every in Japanese"] = accessPageOf(t, msg.Japanese, worlds["every"])
	out["usual check"], out["usual check in Japanese"] = checkPage(t, msg.English), checkPage(t, msg.Japanese)
	out["usual refusal"] = explanationPage(t, msg.English, explained(refusedByBucket, explain.Facts{}))
	var request strings.Builder
	if err := DecisionHTML(&request, msg.English, requests(t)[0], accessTime); err != nil {
		t.Fatal(err)
	}
	out["usual request"] = request.String()
	return out
}

// TestThePageInABrowser opens the pages in Chromium, wide in light and narrow in
// dark: nothing is said on the console, nothing has to be moved sideways, no
// label lies over another, the picture and its narrow form take turns, and a
// usual page prints on one sheet.
func TestThePageInABrowser(t *testing.T) {
	b := startBrowser(t)
	path := filepath.Join(t.TempDir(), "page.html")
	for name, page := range browserPages(t) {
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		b.open(path, 1200, "light")
		b.look(name+", light", 1200)
		if pages := b.pdfPages(); pages != 1 && strings.HasPrefix(name, "usual") {
			t.Errorf("%s prints on %d sheets", name, pages)
		}
		b.open(path, 400, "dark")
		b.look(name+", dark", 400)
	}
	if len(b.said) > 0 {
		t.Errorf("the browser says: %s", strings.Join(b.said, "\n"))
	}
}

// look checks what is shown now.
func (b *browser) look(what string, width int) {
	b.t.Helper()
	if got := b.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth"); got != "0" {
		b.t.Errorf("%s: it is %s pixels too wide", what, got)
	}
	shown := map[int]string{1200: "block none", 400: "none block"}[width]
	if got := b.eval(`['svg.path', '.stack'].map(s => getComputedStyle(document.querySelector(s)).display).join(' ')`); got != shown {
		b.t.Errorf("%s: the picture and its narrow form are shown as %s, want %s", what, got, shown)
	}
	if width == 1200 {
		if got := b.eval(overlapping); got != "" {
			b.t.Errorf("%s: %s", what, got)
		}
	}
	if got := b.eval(`getComputedStyle(document.body).backgroundColor`); strings.Contains(what, "dark") == (got == "rgb(255, 255, 255)") {
		b.t.Errorf("%s: the paper is %s", what, got)
	}
}
