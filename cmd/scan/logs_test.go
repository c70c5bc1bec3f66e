package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trailproof/internal/logserver"
	"trailproof/internal/signedlogs"
	"trailproof/logs"
)

// runAt runs a command at a time of day, against a server.
func runAt(t *testing.T, at time.Time, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{
		stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: func() time.Time { return at },
		getenv: func(string) string { return "" },
	}
	code = a.run(context.Background(), args)
	return code, out.String(), errs.String()
}

func withCredentials(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "2",
	} {
		t.Setenv(name, value)
	}
}

// TestScanVerifiesLogs: scan --verify-logs judges what it verified, and collect writes it down, so that eval says the same.
func TestScanVerifiesLogs(t *testing.T) {
	withCredentials(t)
	for name, c := range map[string]struct {
		do      func(*signedlogs.Tree)
		refuse  string
		code    int
		outcome string // of the rules about intact and encrypted files
	}{
		"valid": {code: exitOK, outcome: "pass pass"},
		"tampered": {
			do: func(tree *signedlogs.Tree) { delete(tree.Objects, tree.Chains[0].Hours[1].Logs[0]) }, code: exitFindings, outcome: "fail pass",
		},
		"another key": {
			do:   func(tree *signedlogs.Tree) { tree.Objects[tree.Chains[0].Hours[1].Logs[0]].KMSKey = "" },
			code: exitFindings, outcome: "pass fail",
		},
		"all digests of a Region deleted": {
			do: func(tree *signedlogs.Tree) {
				maps.DeleteFunc(tree.Objects, func(key string, _ *signedlogs.Object) bool {
					return strings.Contains(key, "CloudTrail-Digest/eu-west-1/")
				})
			},
			code: exitFindings, outcome: "fail pass",
		},
		"refused files": {refuse: "/CloudTrail/us-east-1/2025/06/01/1", code: exitIncomplete, outcome: "unknown unknown"},
		"refused list":  {refuse: "list-type", code: exitIncomplete, outcome: "unknown unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := signedlogs.New(signedlogs.Options{Seed: 3, Prefix: "logs", KMSKey: "arn:aws:kms:us-east-1:111122223333:key/k"})
			if c.do != nil {
				c.do(tree)
			}
			end := tree.Start.Add(8 * time.Hour)
			server := httptest.NewServer(&logserver.Server{Tree: tree, Refuse: c.refuse, StartLogging: tree.Start, LatestDigest: end.Add(10 * time.Minute)})
			defer server.Close()
			file := filepath.Join(t.TempDir(), "snapshot.json")
			rules := []string{"--rule", "cloudtrail.log_files_intact", "--rule", "cloudtrail.log_files_encrypted", "-q", "-f", "jsonl"}
			at := end.Add(30 * time.Minute)
			code, scanned, stderr := runAt(t, at, append([]string{"scan", "--verify-logs", "24h", "--endpoint-url", server.URL}, rules...)...)
			if code != c.code || outcomes(t, scanned) != c.outcome {
				t.Errorf("exit code %d, %s\n%s%s", code, outcomes(t, scanned), scanned, stderr)
			}
			code, _, stderr = runAt(t, at, "collect", "-q", "--verify-logs", "24h", "--endpoint-url", server.URL, "-o", file)
			if code != exitOK {
				t.Fatalf("collect exits %d: %s", code, stderr)
			}
			code, judged, stderr := runAt(t, at, append([]string{"eval", file}, rules...)...)
			if code != c.code || outcomes(t, judged) != c.outcome {
				t.Errorf("eval exits %d, %s\n%s%s", code, outcomes(t, judged), judged, stderr)
			}
		})
	}
}

// outcomes are those of the two rules.
func outcomes(t *testing.T, jsonl string) string {
	t.Helper()
	of := map[string]string{}
	for line := range strings.Lines(jsonl) {
		var f struct{ Rule, Outcome string }
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		of[f.Rule] = f.Outcome
	}
	return of["cloudtrail.log_files_intact"] + " " + of["cloudtrail.log_files_encrypted"]
}

// TestLogsLive: by S3 and CloudTrail as the SDK speaks to them.
func TestLogsLive(t *testing.T) {
	withCredentials(t)
	last := len(signedlogs.New(signedlogs.Options{}).Chains[0].Hours) - 1
	for name, c := range map[string]struct {
		do     func(*signedlogs.Tree)
		refuse string
		fail   logserver.Fault
		late   time.Duration // after the newest digest
		code   int
		want   string
	}{
		"valid": {late: 30 * time.Minute, code: exitOK, want: "\nvalid: 16 digests and 42 log files of 1 account in 2 Regions\n"},
		"late":  {late: 3 * time.Hour, code: exitIncomplete, want: "the digests end earlier"},
		"tampered": {
			do: func(tree *signedlogs.Tree) { delete(tree.Objects, tree.Chains[0].Hours[1].Logs[0]) }, code: exitFindings,
			want: "TAMPERED  missing",
		},
		"throttled now and then":              {fail: logserver.Throttle, code: exitOK, want: "\nvalid: "},
		"a connection reset now and then":     {fail: logserver.Reset, code: exitOK, want: "\nvalid: "},
		"a body that breaks off now and then": {fail: logserver.Truncate, code: exitOK, want: "\nvalid: "},
		"refused file":                        {refuse: "/CloudTrail/us-east-1/2025/06/01/1", code: exitIncomplete, want: "s3: get object: AccessDenied: Access Denied"},
		"refused list":                        {refuse: "list-type", code: exitBroken, want: "s3: list objects audit-logs/logs/AWSLogs/"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := signedlogs.New(signedlogs.Options{Seed: 3, Prefix: "logs", Organization: "o-exampleorgid"})
			if c.do != nil {
				c.do(tree)
			}
			server := httptest.NewServer(&logserver.Server{Tree: tree, Refuse: c.refuse, Fail: c.fail, FailOne: 20})
			defer server.Close()
			at := tree.Chains[0].Hours[last].End.Add(c.late)
			start := tree.Start.Format(time.RFC3339)
			code, stdout, stderr := runAt(t, at, "logs", "verify", "--trail", "arn:aws:cloudtrail:us-east-1:111122223333:trail/main_trail",
				"--start", start, "--endpoint-url", server.URL)
			if code != c.code || !strings.Contains(stdout+stderr, c.want) {
				t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
			}
		})
	}

	t.Run("fetch-keys", func(t *testing.T) {
		tree := signedlogs.New(signedlogs.Options{Seed: 3})
		server := httptest.NewServer(&logserver.Server{Tree: tree})
		defer server.Close()
		dir := t.TempDir()
		keys, bucket := filepath.Join(dir, "keys.json"), filepath.Join(dir, "bucket")
		at := tree.Chains[0].Hours[last].End.Add(24 * time.Hour)
		code, stdout, stderr := runAt(t, at, "logs", "fetch-keys", "--region", "us-east-1", "--region", "eu-west-1", "--start", "72h",
			"-o", keys, "--endpoint-url", server.URL)
		if code != exitOK || stdout != "" {
			t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
		}
		if err := tree.Write(bucket, true); err != nil {
			t.Fatal(err)
		}
		if code, stdout, stderr = runAt(t, at, "logs", "verify", "--from", bucket, "--keys", keys); code != exitOK {
			t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
		}
		code, printed, _ := runAt(t, at, "logs", "fetch-keys", "--region", "us-east-1", "--start", "72h", "--endpoint-url", server.URL)
		if code != exitOK || !strings.Contains(printed, fmt.Sprintf("%q", signedlogs.Fingerprint("us-east-1", signedlogs.CurrentKey))) {
			t.Errorf("exit code %d\n%s", code, printed)
		}
	})
}

// TestLogsInterrupted presses Ctrl-C in the middle: the state is there, for its owner alone, no report is, and the next run reports
// what one that was not interrupted does.
func TestLogsInterrupted(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	tree := signedlogs.New(signedlogs.Options{Seed: 3, Hours: 30, Logs: 2})
	tree.Objects[tree.Chains[0].Hours[2].Logs[1]].Body = nil
	bucket := &logserver.Server{Tree: tree}
	var gets atomic.Int64
	var stop atomic.Pointer[context.CancelFunc]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cancel := stop.Load(); gets.Add(1) == 230 && cancel != nil {
			(*cancel)()
		}
		bucket.ServeHTTP(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	state, out := filepath.Join(dir, "state.json"), filepath.Join(dir, "out.json")
	args := []string{
		"logs", "verify", "--trail", "main_trail", "--start", tree.Start.Format(time.RFC3339), "--concurrency", "2",
		"--end", tree.Chains[0].Hours[29].End.Add(30 * time.Minute).Format(time.RFC3339), "--endpoint-url", server.URL, "-f", "json=" + out,
	}
	run := func(ctx context.Context, args ...string) (int, string) {
		var errs bytes.Buffer
		a := &app{
			stdin: strings.NewReader(""), stdout: io.Discard, stderr: &errs, now: time.Now, getenv: func(string) string { return "" },
		}
		return a.run(ctx, args), errs.String()
	}
	read := func() string {
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(out); err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if code, said := run(t.Context(), args...); code != exitFindings {
		t.Fatalf("exit code %d: %s", code, said)
	}
	want := read()
	if gets.Load() < 230 {
		t.Fatalf("%d requests", gets.Load())
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stop.Store(&cancel)
	gets.Store(0)
	code, said := run(ctx, append(args, "--state", state)...)
	if code != exitInterrupted || said != "trailproof: "+state+" has what was verified: the same command goes on from there\ntrailproof: interrupted\n" {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Fatalf("%v %v", entries, err)
	}
	if info, err := os.Stat(state); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(state); err != nil || !strings.Contains(string(text), `"anchors":[{"key":`) {
		t.Fatalf("the state holds nothing: %s", text)
	}
	stop.Store(nil)
	gets.Store(0)
	if code, said := run(t.Context(), append(args, "--state", state)...); code != exitFindings {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if got := read(); got != want {
		t.Errorf("the report is another:\n%s\nwant\n%s", got, want)
	}
}

// TestProgressText: files, rate, time left.
func TestProgressText(t *testing.T) {
	for want, c := range map[string]struct {
		files  int
		done   float64
		passed time.Duration
	}{
		"3 files":                          {3, 0, time.Millisecond},
		"300 files, 60/s":                  {300, 0.005, 5 * time.Second},
		"300 files, 60/s, 25 %, 15s left":  {300, 0.25, 5 * time.Second},
		"9000 files, 50/s, 90 %, 20s left": {9000, 0.9, 3 * time.Minute},
		"9000 files, 50/s, 100 %, 0s left": {9000, 1.01, 3 * time.Minute},
	} {
		if got := progressText(c.files, c.done, c.passed); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLogProgress: a line at most each ten seconds where plain is asked for, by the clock of the program.
func TestLogProgress(t *testing.T) {
	var errs bytes.Buffer
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	a := &app{stderr: &errs, now: func() time.Time { return at }}
	for style, want := range map[string]string{
		"auto": "", "off": "",
		"plain": "trailproof: 11 files, 1/s, 11 %, 1m29s left\ntrailproof: 22 files, 1/s, 22 %, 1m18s left\ntrailproof: 25 files were read\n",
	} {
		errs.Reset()
		a.global.progress = style
		var o logs.Options
		p, err := a.startLogProgress(&o)
		if err != nil || (o.Progress == nil) != (want == "") {
			t.Fatalf("%s: %v", style, err)
		}
		for i := 1; i <= 25 && p != nil; i++ {
			at = at.Add(time.Second)
			if i%11 == 0 || i > 22 {
				o.Progress(i, float64(i)/100)
			}
		}
		p.done()
		if errs.String() != want {
			t.Errorf("%s: %q", style, errs.String())
		}
	}
}
