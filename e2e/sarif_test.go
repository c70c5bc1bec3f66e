//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"trailproof/internal/awsproxy"
)

// TestSARIF lets Microsoft's validator read the SARIF of a scan, with its rules for GitHub.
func TestSARIF(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	for name, refused := range map[string]string{"findings": "", "unknowns": "s3:GetBucketPolicy"} {
		t.Run(name, func(t *testing.T) {
			p := a.lookAt(t)
			if refused != "" {
				p.Fail(refused, awsproxy.Fault{Kind: awsproxy.AccessDenied})
			}
			file := filepath.Join(t.TempDir(), "trailproof.sarif")
			if r := trailproof(t, p, a.credential, "scan", "-f", "sarif="+file); r.code != 1 {
				t.Fatalf("exit code %d: %s", r.code, r.stderr)
			}
			text, err := os.ReadFile(file)
			must(t, err)
			for _, fault := range validate(t, string(text)) {
				t.Error(fault)
			}
		})
	}
	t.Run("the validator works", func(t *testing.T) {
		if len(validate(t, `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}},
			"results": [{"ruleId": "a.b", "message": {"text": "nowhere"}}]}]}`)) == 0 {
			t.Error("a result without a location is valid")
		}
	})
}

// validate returns the errors that the validator finds. They stand in the file that it writes: its exit code is 0 with
// errors too. Its notes are left out, since it would fetch the schema for them.
func validate(t *testing.T, sarif string) []string {
	t.Helper()
	multitool := os.Getenv("SARIF_MULTITOOL")
	if multitool == "" {
		t.Fatal("SARIF_MULTITOOL does not say which sarif-multitool to run; make e2e installs one and says so")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.sarif"), filepath.Join(dir, "out.sarif")
	must(t, os.WriteFile(in, []byte(sarif), 0o600))
	said, err := exec.CommandContext(t.Context(), multitool, "validate", in, "--rule-kind", "Sarif;Ghas",
		"--level", "Error;Warning", "-o", out, "--log", "ForceOverwrite").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID, Level string
				Message       struct{ Arguments []string }
			}
		}
	}
	must(t, json.Unmarshal(text, &log))
	if len(log.Runs) != 1 {
		t.Fatalf("the validator wrote %d runs:\n%s", len(log.Runs), said)
	}
	var faults []string
	for _, r := range log.Runs[0].Results {
		if r.Level == "error" {
			faults = append(faults, fmt.Sprintf("%s %q", r.RuleID, r.Message.Arguments))
		}
	}
	return faults
}
