//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/logserver"
	"trailproof/internal/signedlogs"
)

// row is the one of a table in docs/logs.md.
func (v verdicts) row(tampering signedlogs.Tampering) string {
	says := "nothing"
	if v.aws != 0 {
		says = v.says
	}
	return fmt.Sprintf("| %s | %s | %s |", tampering.Name, says, tampering.Kind)
}

type found struct{ Kind string }

// verdicts is what the two programs say of one tampering: aws-cli by its exit code and the words behind INVALID, ours by the
// exit code of logs verify.
type verdicts struct {
	aws, ours int
	says      string // the causes that aws-cli gives, sorted, without repetition
}

// differences are the tamperings of which aws-cli 1.45.55 validate-logs does not say that something is wrong, or says something
// else than is so, with the reason that docs/logs.md gives under that name.
var differences = map[string]string{
	"a log file forged after the newest digest":           "unnamed files",
	"a log file forged":                                   "unnamed files",
	"a file with a strange name among the log files":      "unnamed files",
	"a strange file among the digests":                    "unnamed files",
	"the newest digest deleted":                           "newest digests",
	"all digests deleted":                                 "no digests",
	"the last digest before a pause deleted":              "the last digest before a pause",
	"a digest signed again with another content":          "links",
	"a digest of no chain put in":                         "links",
	"a digest signed with an old key":                     "validity of keys",
	"a gzip member appended to a digest":                  "bytes after a digest",
	"the trailer of a log file cut":                       "cut trailers",
	"the algorithm beside a digest changed":               "algorithms",
	"a digest by an algorithm that is not known":          "algorithms",
	"a log file hashed by an algorithm that is not known": "algorithms",
	"a digest of another account":                         "accounts and Regions",
	"a digest that names a file of another Region":        "accounts and Regions",
}

// TestTampering runs each kind of tampering through aws-cli's validate-logs and through logs verify, against one server. Both say
// that a whole bucket is valid; ours exits with 0 after no tampering; where aws-cli does, a reason stands above. The table in
// docs/logs.md is what came of it.
func TestTampering(t *testing.T) {
	whole := signedlogs.Tampering{Name: "nothing", Do: func(*signedlogs.Tree) string { return "" }}
	document, err := os.ReadFile("../docs/logs.md")
	must(t, err)
	used := map[string]bool{}
	for _, tampering := range append([]signedlogs.Tampering{whole}, signedlogs.Tamperings...) {
		t.Run(tampering.Name, func(t *testing.T) {
			got := bothVerify(t, tampering)
			if tampering.Name == "nothing" {
				if got.aws != 0 || got.ours != 0 {
					t.Errorf("a bucket that nobody touched: %+v", got)
				}
				return
			}
			if got.ours == 0 || got.ours == 2 {
				t.Errorf("logs verify exits %d", got.ours)
			}
			reason, differs := differences[tampering.Name]
			used[tampering.Name] = differs
			switch {
			case got.aws == 0 && !differs:
				t.Error("aws-cli notices nothing, and no reason is given")
			case got.aws != 0 && differs:
				t.Errorf("aws-cli notices it: %s", got.says)
			case differs && !strings.Contains(string(document), "\n* **"+reason+"**"):
				t.Errorf("docs/logs.md says nothing of %q", reason)
			}
			if !strings.Contains(string(document), "\n"+got.row(tampering)+"\n") {
				t.Errorf("docs/logs.md lacks the row %s", got.row(tampering))
			}
		})
	}
	for name := range differences {
		if !used[name] {
			t.Errorf("there is no tampering %q", name)
		}
	}
}

var cause = regexp.MustCompile(`INVALID: (.*)`)

// bothVerify does the tampering to a bucket of eight hours in two Regions, and lets both programs verify it. aws-cli verifies one
// Region at a time: the one that it is done to.
func bothVerify(t *testing.T, tampering signedlogs.Tampering) verdicts {
	t.Helper()
	tree := signedlogs.New(signedlogs.Options{Seed: 7, PauseAt: 5, PauseOf: 3})
	tampering.Do(tree)
	server := httptest.NewServer(&logserver.Server{Tree: tree})
	defer server.Close()
	hours := tree.Chains[0].Hours
	start, end := tree.Start, hours[len(hours)-1].End.Add(30*time.Minute)
	trail := fmt.Sprintf("arn:aws:cloudtrail:%s:%s:trail/%s", tree.Home, tree.Accounts[0], tree.Trail)
	var got verdicts
	var out string
	got.aws, out = runWith(t, server.URL, awsCLI(t), "cloudtrail", "validate-logs", "--trail-arn", trail, "--region", tree.Chains[0].Region,
		"--start-time", start.Format(time.RFC3339), "--end-time", end.Format(time.RFC3339), "--endpoint-url", server.URL)
	var says []string
	for _, m := range cause.FindAllStringSubmatch(out, -1) {
		says = append(says, m[1])
	}
	slices.Sort(says)
	got.says = cmp.Or(strings.Join(slices.Compact(says), "; "), "nothing")
	got.ours, out = runWith(t, server.URL, program, "logs", "verify", "--trail", trail, "--json",
		"--start", start.Format(time.RFC3339), "--end", end.Format(time.RFC3339), "--endpoint-url", server.URL)
	if tampering.Kind == "" {
		return got
	}
	var report struct {
		Regions []struct{ Findings []found }
	}
	must(t, json.Unmarshal([]byte(out[:strings.LastIndexByte(out, '}')+1]), &report))
	said := slices.ContainsFunc(report.Regions, func(r struct{ Findings []found }) bool {
		return slices.ContainsFunc(r.Findings, func(f found) bool { return f.Kind == tampering.Kind })
	})
	if !said {
		t.Errorf("logs verify does not say %s: %s", tampering.Kind, out)
	}
	return got
}

// awsCLI is the program that make e2e installs.
func awsCLI(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AWS_CLI")
	if path == "" {
		t.Fatal("AWS_CLI names no aws-cli 1.45.55; make e2e installs it and runs the tests")
	}
	return path
}

// runWith runs a program with credentials of nobody, and returns its exit code and what it writes.
func runWith(t *testing.T, endpoint string, name string, args ...string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	none := filepath.Join(t.TempDir(), "none")
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example",
		"AWS_CONFIG_FILE=" + none, "AWS_SHARED_CREDENTIALS_FILE=" + none, "AWS_DEFAULT_REGION=us-east-1", "AWS_REGION=us-east-1",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_ENDPOINT_URL=" + endpoint,
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if cmd.ProcessState.ExitCode() > 3 {
		t.Fatalf("%s exits %d: %s%s", name, cmd.ProcessState.ExitCode(), out.String(), errs.String())
	}
	return cmd.ProcessState.ExitCode(), out.String() + errs.String()
}
