package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
)

// logServer is as much of S3 and CloudTrail as logs verify talks to, with one bucket, and one trail named main_trail.
type logServer struct {
	tree   *signedlogs.Tree
	refuse string // part of a path that is refused
}

func (s logServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var answer any
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	key, isObject := strings.CutPrefix(r.URL.Path, "/"+s.tree.Bucket+"/")
	switch {
	case s.refuse != "" && strings.Contains(r.URL.String(), s.refuse):
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"))
		return
	case strings.HasSuffix(operation, "DescribeTrails"):
		answer = map[string]any{"trailList": []map[string]any{{"Name": s.tree.Trail, "S3BucketName": s.tree.Bucket, "S3KeyPrefix": s.tree.Prefix}}}
	case strings.HasSuffix(operation, "ListPublicKeys"):
		region := strings.Split(r.Header.Get("Authorization"), "/")[2]
		start, end := signedlogs.Validity(s.tree.Start, signedlogs.CurrentKey)
		answer = map[string]any{"PublicKeyList": []map[string]any{{
			"Fingerprint": signedlogs.Fingerprint(region, signedlogs.CurrentKey), "Value": signedlogs.PublicKey(region, signedlogs.CurrentKey),
			"ValidityStartTime": start.Unix(), "ValidityEndTime": end.Unix(),
		}}}
	case r.Method == http.MethodHead:
		w.Header().Set("X-Amz-Bucket-Region", "eu-west-1")
		return
	case r.URL.Query().Get("list-type") == "2":
		s.list(w, r.URL.Query().Get("prefix"), r.URL.Query().Get("delimiter"))
		return
	case isObject && s.tree.Objects[key] != nil:
		for name, value := range s.tree.Objects[key].Meta {
			w.Header().Set("X-Amz-Meta-"+name, value)
		}
		_, _ = w.Write(s.tree.Objects[key].Body)
		return
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("<Error><Code>NoSuchKey</Code></Error>"))
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err) // it was made above
	}
}

func (s logServer) list(w http.ResponseWriter, prefix, delimiter string) {
	type contents struct{ Key string }
	type common struct{ Prefix string }
	var result struct {
		XMLName        xml.Name `xml:"ListBucketResult"`
		Contents       []contents
		CommonPrefixes []common
	}
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(s.tree.Objects)) {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		head, _, below := strings.Cut(rest, delimiter)
		switch {
		case delimiter == "" || !below:
			result.Contents = append(result.Contents, contents{key})
		case !seen[head]:
			seen[head] = true
			result.CommonPrefixes = append(result.CommonPrefixes, common{prefix + head + delimiter})
		}
	}
	if err := xml.NewEncoder(w).Encode(result); err != nil {
		panic(err) // as above
	}
}

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

// TestLogsLive: by S3 and CloudTrail as the SDK speaks to them.
func TestLogsLive(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	last := len(signedlogs.New(signedlogs.Options{}).Chains[0].Hours) - 1
	for name, c := range map[string]struct {
		do     func(*signedlogs.Tree)
		refuse string
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
		"refused file": {refuse: "/CloudTrail/us-east-1/2025/06/01/1", code: exitIncomplete, want: "s3: get object: AccessDenied: Access Denied"},
		"refused list": {refuse: "list-type", code: exitBroken, want: "s3: list objects audit-logs/logs/AWSLogs/"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := signedlogs.New(signedlogs.Options{Seed: 3, Prefix: "logs", Organization: "o-exampleorgid"})
			if c.do != nil {
				c.do(tree)
			}
			server := httptest.NewServer(logServer{tree, c.refuse})
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
		server := httptest.NewServer(logServer{tree: tree})
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
