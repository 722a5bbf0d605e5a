package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// ErrNotRunning is the cause when there is no lab, or none that answers.
var ErrNotRunning = errors.New("no lab is running")

// Find looks for the lab whose files are in dir and makes sure that it answers.
func Find(ctx context.Context, dir string) (Running, error) {
	r, err := read(dir)
	if err != nil {
		return r, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL+adminPath+"health", nil)
	if err != nil {
		return r, fmt.Errorf("ask the lab in %s: %w", dir, err)
	}
	response, err := direct().Do(request)
	if err != nil {
		return r, fmt.Errorf("%w in %s: it does not answer at %s", ErrNotRunning, dir, r.URL)
	}
	return r, response.Body.Close()
}

// FindLast is Find for the lab that a pointer file names (Options.Pointer).
func FindLast(ctx context.Context, pointer string) (Running, error) {
	text, err := os.ReadFile(pointer)
	if errors.Is(err, fs.ErrNotExist) {
		return Running{}, ErrNotRunning
	}
	if err != nil {
		return Running{}, fmt.Errorf("find the lab that was started last: %w", err)
	}
	return Find(ctx, strings.TrimSpace(string(text)))
}

func read(dir string) (Running, error) {
	r := Running{dir: dir}
	if abs, err := filepath.Abs(dir); err == nil {
		r.dir = abs
	}
	raw, err := os.ReadFile(filepath.Join(dir, runningName))
	if errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("%w in %s", ErrNotRunning, dir)
	}
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil {
		return r, fmt.Errorf("read about the lab in %s: %w", dir, err)
	}
	return r, nil
}

// Credentials asks the lab in dir for a session of a permission set in an
// account, for a user or, when that is empty, the first who has it.
func Credentials(ctx context.Context, dir, account, set, user string) (ProcessCredentials, error) {
	var out ProcessCredentials
	r, err := read(dir)
	if err != nil {
		return out, err
	}
	question, err := json.Marshal(credentialQuestion{Account: account, Role: set, User: user})
	if err != nil {
		return out, fmt.Errorf("ask the lab for credentials: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL+adminPath+"credentials", bytes.NewReader(question))
	if err != nil {
		return out, fmt.Errorf("ask the lab for credentials: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+r.Token)
	response, err := direct().Do(request)
	if err != nil {
		return out, fmt.Errorf("%w in %s: it does not answer at %s", ErrNotRunning, dir, r.URL)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return out, fmt.Errorf("ask the lab for credentials: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		var said struct{ Error string }
		if json.Unmarshal(raw, &said) != nil || said.Error == "" {
			said.Error = response.Status
		}
		return out, fmt.Errorf("ask the lab for credentials: %s", said.Error)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return out, fmt.Errorf("read the lab's credentials: %w", err)
	}
	return out, nil
}

// direct is a client that goes past any proxy: the lab is on this machine.
func direct() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}
