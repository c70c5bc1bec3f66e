//go:build e2e

// Package e2e runs the built program against an AWS that nobody here wrote: moto 5.2.1, behind internal/awsproxy, which adds
// what moto lacks and makes calls go wrong. It fails, and never skips, where something that it needs is missing; make e2e
// installs that.
package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var (
	program string // the built trailproof
	moto    string // the emulator's URL
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "trailproof-e2e-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program = filepath.Join(dir, "trailproof")
	build := exec.Command("go", "build", "-trimpath", "-o", program, "../cmd/scan")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", build, err, out)
	}
	url, stop, err := startMoto(dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	moto = url
	return m.Run(), nil
}

var running = regexp.MustCompile(`Running on (http://\S+)`)

// startMoto starts the emulator on a port that is free, and returns its URL and what ends it.
func startMoto(dir string) (url string, stop func() error, err error) {
	server := os.Getenv("MOTO_SERVER")
	if server == "" {
		return "", nil, errors.New("MOTO_SERVER does not say which moto_server to run; make e2e installs one and says so")
	}
	c := exec.Command(server, "-H", "127.0.0.1", "-p", "0")
	c.Dir = dir
	c.Env = append(os.Environ(), "TZ=UTC", "MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS=false")
	in, err := c.StdinPipe() // it ends when this is closed, if only because this process is no more
	if err != nil {
		return "", nil, err
	}
	out, err := c.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, fmt.Errorf("start the emulator: %w", err)
	}
	said, found := &bytes.Buffer{}, make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(io.TeeReader(out, said))
		for lines.Scan() {
			if part := running.FindStringSubmatch(lines.Text()); part != nil {
				found <- part[1]
				break
			}
		}
	}()
	stop = func() error {
		if err := errors.Join(in.Close(), c.Wait()); err != nil {
			return fmt.Errorf("end the emulator: %w", err)
		}
		return nil
	}
	select {
	case url, ok := <-found:
		if !ok {
			return "", nil, errors.Join(fmt.Errorf("%s ended:\n%s", server, said), stop())
		}
		go func() { _, _ = io.Copy(io.Discard, out) }()
		return url, stop, nil
	case <-time.After(time.Minute):
		return "", nil, errors.Join(fmt.Errorf("%s does not say within a minute where it runs", server), stop())
	}
}

// reset takes everything out of the emulator.
func reset(t *testing.T) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, moto+"/moto-api/reset", nil)
	must(t, err)
	response, err := http.DefaultClient.Do(r)
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode != http.StatusOK {
		t.Fatalf("reset the emulator: %s", response.Status)
	}
}
