package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"time"

	"trailproof/internal/logserver"
	"trailproof/internal/signedlogs"
)

// logs compares logs verify with the validate-logs of an aws-cli on one tree and one server, which shares the machine with them: a
// day of 2,400 log files, with answers at once and after 20 ms. The Region's trail is verified by both in the same way.
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
		size    int
		latency time.Duration
		runs    int
	}{{65 << 10, 0, 3}, {65 << 10, 20 * time.Millisecond, 1}} {
		tree := signedlogs.New(signedlogs.Options{Regions: []string{"us-east-1"}, Hours: 24, Logs: 120, Size: c.size})
		files, bytes := 0, 0
		for _, h := range tree.Chains[0].Hours {
			for _, key := range h.Logs {
				files++
				bytes += len(signedlogs.Gunzip(tree.Objects[key].Body))
			}
		}
		server := httptest.NewServer(&logserver.Server{Tree: tree, Latency: c.latency})
		if err := os.Setenv("AWS_ENDPOINT_URL", server.URL); err != nil { // aws-cli takes --endpoint-url for CloudTrail alone
			return err
		}
		trail := fmt.Sprintf("arn:aws:cloudtrail:us-east-1:%s:trail/%s", tree.Accounts[0], tree.Trail)
		start, end := tree.Start.Format(time.RFC3339), tree.Start.Add(24*time.Hour).Format(time.RFC3339)
		fmt.Printf("\n%d log files, %d MB decompressed, %v for each answer:\n\n", files, bytes>>20, c.latency)
		err := compare(ctx, c.runs, []program{
			{"trailproof logs verify", []string{ours, "logs", "verify", "--trail", trail, "--start", start, "--end", end, "--endpoint-url", server.URL}},
			{"aws cloudtrail validate-logs", []string{
				aws, "cloudtrail", "validate-logs", "--trail-arn", trail, "--start-time", start, "--end-time", end, "--endpoint-url", server.URL,
			}},
		})
		server.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
