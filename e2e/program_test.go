//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"trailproof/finding"
	"trailproof/snapshot"
)

// credential is what the program signs with.
type credential struct{ key, secret, token string }

// result is how a run of the program ended.
type result struct {
	code           int
	stdout, stderr string
}

// command prepares a run of the program that finds AWS at the proxy and nothing else in its environment.
func command(ctx context.Context, t *testing.T, p proxy, c credential, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{
		"AWS_ENDPOINT_URL=" + p.url, "HTTP_PROXY=" + p.url, "AWS_REGION=us-east-2", "AWS_ACCESS_KEY_ID=" + c.key,
		"AWS_SECRET_ACCESS_KEY=" + c.secret, "AWS_SESSION_TOKEN=" + c.token,
		"AWS_MAX_ATTEMPTS=2", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull, "HOME=" + cmd.Dir,
	}
	return cmd
}

// trailproof runs the program to its end.
func trailproof(t *testing.T, p proxy, c credential, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return finished(t, command(ctx, t, p, c, args...))
}

func finished(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	r := result{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
	for _, bad := range []string{"panic:", "goroutine ", "DATA RACE", "Signature="} {
		if strings.Contains(r.stderr, bad) {
			t.Errorf("stderr holds %q:\n%s", bad, r.stderr)
		}
	}
	return r
}

// report reads stdout, on which there must be one JSON report and nothing else.
func (r result) report(t *testing.T) finding.Report {
	t.Helper()
	report, err := finding.DecodeReport([]byte(r.stdout))
	if err != nil {
		t.Fatalf("stdout is no report: %v\n%s\nstderr:\n%s", err, r.stdout, r.stderr)
	}
	return report
}

// snapshotOf reads stdout, on which there must be one valid snapshot and nothing else.
func snapshotOf(t *testing.T, r result) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.Decode([]byte(r.stdout))
	if err != nil {
		t.Fatalf("stdout is no snapshot: %v\n%s\nstderr:\n%s", err, r.stdout, r.stderr)
	}
	return s
}
