//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trailproof/internal/awsproxy"
)

// TestInterrupt presses Ctrl-C while AWS lets the program wait: it ends at once, says so, and leaves the old report as it
// was.
func TestInterrupt(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	for name, test := range map[string]struct {
		waiting string
		args    []string
	}{
		"who it is":  {"sts:GetCallerIdentity", []string{"scan", "-f", "json=out"}},
		"regions":    {"account:ListRegions", []string{"scan", "-f", "json=out"}},
		"the policy": {"s3:GetBucketPolicy", []string{"scan", "-f", "table", "-f", "json=out"}},
		"collect":    {"kms:GetKeyPolicy", []string{"collect", "-o", "out"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := a.lookAt(t)
			p.Fail(test.waiting, awsproxy.Fault{Delay: time.Minute})
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			cmd := command(ctx, t, p, a.credential, test.args...)
			out := filepath.Join(cmd.Dir, "out")
			must(t, os.WriteFile(out, []byte("the old one\n"), 0o600))
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			must(t, cmd.Start())
			for !called(p, test.waiting) {
				if ctx.Err() != nil {
					t.Fatalf("%s is not called: %s", test.waiting, stderr.String())
				}
				time.Sleep(10 * time.Millisecond)
			}
			must(t, cmd.Process.Signal(os.Interrupt))
			_ = cmd.Wait() // the exit code says it
			if code := cmd.ProcessState.ExitCode(); code != 130 {
				t.Errorf("exit code %d: %s", code, stderr.String())
			}
			if stdout.Len() > 0 {
				t.Errorf("stdout: %s", stdout.String())
			}
			if !bytes.HasSuffix(stderr.Bytes(), []byte("trailproof: interrupted\n")) {
				t.Errorf("stderr: %s", stderr.String())
			}
			text, err := os.ReadFile(out)
			must(t, err)
			entries, err := os.ReadDir(cmd.Dir)
			must(t, err)
			if string(text) != "the old one\n" || len(entries) != 1 {
				t.Errorf("the folder holds %v, and the file %q", entries, text)
			}
		})
	}
}

func called(p proxy, operation string) bool {
	for _, c := range p.Calls() {
		if c.Name() == operation {
			return true
		}
	}
	return false
}
