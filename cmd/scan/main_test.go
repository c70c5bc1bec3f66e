package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"trailproof/internal/signedlogs"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"trailproof": main}) }

// TestScripts runs the stories of testdata/script: what a person types, and what comes back. UPDATE=1 rewrites the files that
// they compare with.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ACCOUNTS", filepath.Join(root, "testdata", "accounts"))
			// No credentials, no configuration and no instance to ask for any.
			for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
				env.Setenv(name, os.DevNull)
			}
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "signedlogs": signedLogs},
	})
}

// exits CODE COMMAND ... runs a command and demands its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// signedLogs [TAMPERING] writes a bucket of log files to the folder bucket and to bucket.tar, with what S3 keeps beside digests, to
// plain.tar without, and its keys to keys.json.
func signedLogs(ts *testscript.TestScript, neg bool, args []string) {
	tree := signedlogs.New(signedlogs.Options{Seed: 1, Regions: []string{"eu-west-1", "us-east-1"}, PauseAt: 5, PauseOf: 3})
	if len(args) > 0 {
		i := slices.IndexFunc(signedlogs.Tamperings, func(t signedlogs.Tampering) bool { return t.Name == args[0] })
		if neg || i < 0 {
			ts.Fatalf("no tampering %q", args[0])
		}
		signedlogs.Tamperings[i].Do(tree)
	}
	ts.Check(os.RemoveAll(ts.MkAbs("bucket")))
	ts.Check(tree.Write(ts.MkAbs("bucket"), true))
	for name, sidecars := range map[string]bool{"bucket.tar": true, "plain.tar": false} {
		var b bytes.Buffer
		ts.Check(tree.WriteTar(&b, sidecars))
		ts.Check(os.WriteFile(ts.MkAbs(name), b.Bytes(), 0o600))
	}
	ts.Check(os.WriteFile(ts.MkAbs("keys.json"), tree.KeyFile(), 0o600))
}
