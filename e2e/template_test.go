//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTemplate lets AWS's linter read the CloudFormation template, its warnings and notes included.
func TestTemplate(t *testing.T) {
	linter := os.Getenv("CFN_LINT")
	if linter == "" {
		t.Fatal("CFN_LINT does not say which cfn-lint to run; make e2e installs one and says so")
	}
	text, err := os.ReadFile("../deploy/batch.yaml")
	must(t, err)
	for name, c := range map[string]struct {
		old, wrong string
		code       bool // whether anything is found
	}{
		"as it is":            {},
		"a property too much": {"MaxvCpus: 32", "MaxCpus: 32", true},
		"a name that is not":  {"${Queue}", "${Quue}", true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "batch.yaml")
			must(t, os.WriteFile(file, []byte(strings.Replace(string(text), c.old, c.wrong, 1)), 0o600))
			said, err := exec.CommandContext(t.Context(), linter, "--include-checks", "I", "--non-zero-exit-code", "informational", "--", file).CombinedOutput()
			if (err != nil) != c.code {
				t.Errorf("%v\n%s", err, said)
			}
		})
	}
}
