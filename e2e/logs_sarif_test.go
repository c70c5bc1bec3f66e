//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"trailproof/internal/signedlogs"
)

// muchDone are tamperings of different files.
var muchDone = []string{
	"a log file deleted", "two log files swapped", "a log file forged", "a file with a strange name among the log files", "a digest cut",
	"a strange file among the digests",
}

// TestLogsSARIF lets Microsoft's validator read the SARIF of logs verify, of a bucket that is whole, of one to which much was done,
// and of none.
func TestLogsSARIF(t *testing.T) {
	for name, c := range map[string]struct {
		tamper bool
		prefix string
		code   int
	}{
		"valid": {code: 0}, "tampered": {tamper: true, code: 1}, "nothing": {prefix: "wrong", code: 3},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			tree := signedlogs.New(signedlogs.Options{Seed: 1, PauseAt: 5, PauseOf: 3})
			if c.tamper {
				for _, tampering := range signedlogs.Tamperings {
					if slices.Contains(muchDone, tampering.Name) {
						tampering.Do(tree)
					}
				}
			}
			bucket, keys, out := filepath.Join(dir, "bucket"), filepath.Join(dir, "keys.json"), filepath.Join(dir, "out.sarif")
			must(t, tree.Write(bucket, true))
			must(t, os.WriteFile(keys, tree.KeyFile(), 0o600))
			cmd := exec.CommandContext(t.Context(), program, "logs", "verify", "--from", bucket, "--keys", keys, "--prefix", c.prefix,
				"-f", "sarif="+out)
			said, _ := cmd.CombinedOutput() // the exit code says it
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Fatalf("exit code %d: %s", code, said)
			}
			text, err := os.ReadFile(out)
			must(t, err)
			for _, fault := range validate(t, string(text)) {
				t.Error(fault)
			}
		})
	}
}
