package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"time"

	"trailproof/internal/logserver"
	"trailproof/internal/signedlogs"
)

// logs compares logs verify with the validate-logs of an aws-cli on one tree and one server, which shares the machine with them: a
// day of 2,400 log files in one Region, with answers at once and after 20 ms.
func logs(ctx context.Context, aws string) error {
	dir, err := os.MkdirTemp("", "trailproof-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	ours := (&bed{dir: dir}).path("trailproof")
	if err := command(ctx, "go", "build", "-trimpath", "-o", ours, "./cmd/scan").Run(); err != nil {
		return fmt.Errorf("build trailproof: %w", err)
	}
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		latency string
		runs    int
	}{{"0s", 3}, {"20ms", 1}} {
		if err := logsAt(ctx, ours, aws, c.latency, c.runs); err != nil {
			return err
		}
	}
	return nil
}

// logsAt measures with a server that takes so long for each answer. The server is a process of its own: what a process has in
// memory when it starts another counts in the other's peak.
func logsAt(ctx context.Context, ours, aws, latency string, runs int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	server := command(ctx, self, "serve", latency)
	stop, err := server.StdinPipe()
	if err != nil {
		return err
	}
	out, err := server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	defer server.Wait() //nolint:errcheck // it was told to end
	defer stop.Close()  //nolint:errcheck // that tells it
	var url string
	if _, err := fmt.Fscan(out, &url); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	if err := os.Setenv("AWS_ENDPOINT_URL", url); err != nil { // aws-cli takes --endpoint-url for CloudTrail alone
		return err
	}
	fmt.Printf("\n2,400 log files of %d KB, %s for each answer:\n\n", logSize>>10, latency)
	start, end := firstHour.Format(time.RFC3339), firstHour.Add(24*time.Hour).Format(time.RFC3339)
	const trail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main_trail"
	return compare(ctx, runs, []program{
		{"trailproof logs verify", []string{ours, "logs", "verify", "--trail", trail, "--start", start, "--end", end, "--endpoint-url", url}},
		{"aws cloudtrail validate-logs", []string{
			aws, "cloudtrail", "validate-logs", "--trail-arn", trail, "--start-time", start, "--end-time", end, "--endpoint-url", url,
		}},
	})
}

const logSize = 65 << 10

var firstHour = time.Date(2025, 6, 1, 20, 1, 31, 0, time.UTC)

// serve is the server: it prints its URL, and ends when its standard input does.
func serve(latency string) error {
	wait, err := time.ParseDuration(latency)
	if err != nil {
		return err
	}
	// Each fifth hour is empty.
	tree := signedlogs.New(signedlogs.Options{Regions: []string{"us-east-1"}, Start: firstHour, Hours: 24, Logs: 120, Size: logSize})
	server := httptest.NewServer(&logserver.Server{Tree: tree, Latency: wait})
	defer server.Close()
	fmt.Println(server.URL)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
