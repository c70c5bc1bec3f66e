package rego_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/rego"
)

// TestAdviceKeepsLogs demands that nobody who follows a remediation deletes logs early: AWS Security Hub S3.13 can be passed by
// an expiration after a day, and other programs write one to pass it. Whatever a remediation says of days is as long as the
// default of retention_days, and lifecycle rules, which are replaced as a whole, are read before they are written.
func TestAdviceKeepsLogs(t *testing.T) {
	params, err := engine.Params(rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	retention := 0
	for _, p := range params {
		if p.Name == "retention_days" {
			if retention, err = strconv.Atoi(p.Default); err != nil {
				t.Fatal(err)
			}
		}
	}
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	days := regexp.MustCompile(`"(?:Noncurrent)?Days":\s*([0-9]+)`)
	writing := 0
	for _, r := range rules {
		for _, found := range days.FindAllStringSubmatch(r.Remediation, -1) {
			if n, err := strconv.Atoi(found[1]); err != nil || n < retention {
				t.Errorf("%s: the remediation keeps something for %s days only; retention_days is %d", r.ID, found[1], retention)
			}
		}
		if strings.Contains(r.Remediation, "put-bucket-lifecycle-configuration") {
			writing++
			if !strings.Contains(r.Remediation, "get-bucket-lifecycle-configuration") {
				t.Errorf("%s: the remediation replaces lifecycle rules that nobody has read", r.ID)
			}
		}
	}
	if retention < 365 || writing == 0 {
		t.Errorf("retention_days is %d, and %d rules advise on lifecycle rules: there is nothing to compare", retention, writing)
	}
}

// TestAdviceReplacesNothingUnread demands that nobody who follows a remediation loses what a call replaces as a whole: the other
// statements of a policy, the management events of a trail, the other rules of a replication. Deleting these, or a key, is no
// advice at all.
func TestAdviceReplacesNothingUnread(t *testing.T) {
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	const merge, selectors = "do not replace the policy", "replaces all selectors"
	needs := map[string][]string{
		"put-bucket-policy":       {"get-bucket-policy", merge},
		"put-key-policy":          {"get-key-policy", merge},
		"put-access-point-policy": {"get-access-point-policy", merge},
		"put-event-selectors":     {"get-event-selectors", selectors, `"Equals":["Management"]`},
		"put-bucket-encryption":   {"get-bucket-encryption", "replaces the whole setting", "BucketKeyEnabled", "BlockedEncryptionTypes"},
	}
	never := []string{
		"delete-bucket-policy", "delete-bucket-replication", "delete-bucket-lifecycle", "delete-trail", "stop-logging",
		"schedule-key-deletion",
	}
	for _, r := range rules {
		advice := strings.Join(strings.Fields(r.Remediation), " ")
		for call, words := range needs {
			if !strings.Contains(advice, call) {
				continue
			}
			for _, w := range words {
				if !strings.Contains(advice, w) {
					t.Errorf("%s: the remediation has %s without %s", r.ID, call, w)
				}
			}
		}
		for _, call := range never {
			if strings.Contains(advice, call) {
				t.Errorf("%s: the remediation has %s", r.ID, call)
			}
		}
	}
}

// TestAdviceNamesTheRegion demands that each command about something that lives in one Region says in which: CloudTrail changes a
// trail in its home Region alone, and KMS refuses the ARN of a key elsewhere.
func TestAdviceNamesTheRegion(t *testing.T) {
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	regional := regexp.MustCompile(`^aws (cloudtrail|kms|logs|sns|cloudwatch) `)
	found := 0
	for _, r := range rules {
		lines := strings.Split(r.Remediation, "\n")
		for i := 0; i < len(lines); i++ {
			command := lines[i]
			if !regional.MatchString(command) {
				continue
			}
			found++
			// A command goes on behind a backslash and inside single quotes.
			for (strings.HasSuffix(command, `\`) || strings.Count(command, "'")%2 == 1) && i+1 < len(lines) {
				i++
				command += "\n" + lines[i]
			}
			if !strings.Contains(command, " --region ") {
				t.Errorf("%s: no Region is named in\n%s", r.ID, command)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d commands were found: the search is broken", found)
	}
}
