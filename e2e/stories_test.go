//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"trailproof/finding"
)

// logFiles is opt-in evidence that moto has nothing of.
const logFiles = "log_files"

// deviations are the places in a snapshot that look otherwise in the emulator than in a story, with the reason: what the
// emulator can't be made to say, and the clock. There are none among the findings.
var deviations = map[string]map[string]string{
	"reference": {
		`source\.taken_at`:          "the scan is made now, the story plays in March 2025",
		`s3\.buckets\..*\.acl\..*`:  "moto gives out canonical ids of its own",
		`kms\.keys\..*\.created_at`: "the keys are made now",
	},
	"clean": {
		`source\.taken_at`:                                       "the scan is made now, the story plays in March 2026",
		`source\.with\..*`:                                       "nobody asks for log files",
		`cloudtrail\.trails\..*\.log_files\..*`:                  "nobody asks for log files",
		`gaps(\.0\..*)?`:                                         "nobody asks for log files",
		`s3\.buckets\..*\.acl\..*`:                               "moto gives out canonical ids of its own",
		`s3\.buckets\..*\.notification\.event_bridge`:            "moto loses it",
		`kms\.keys\..*\.grants\.0\.(created_at|issuing_account)`: "moto does not say them",
		`kms\.keys\..*\.created_at`:                              "the keys are made now",
		`kms\.keys\.arn:aws:kms:eu-west-1:.*\.aliases.*`:         "moto gives a replica the aliases of its primary",
		`logs\.groups\..*\.created_at`:                           "the groups are made now",
		`logs\.groups\..*\.settings\.class`:                      "moto does not say it",
		`logs\.groups\..*\.last_ingestion`:                       "events that are put now are taken in now",
		`sns\.topics\..*\.policy\.(raw|.*\.offset)`:              "moto writes the policy down in its own way",
		`iam\.roles\..*/Auditor\.last_used`:                      "the role is assumed now",
	},
}

// TestStoryFindingsWithFixtures scans the accounts of two stories and finds what the stories say. Regions, event data
// stores, deliveries and IAM's simulations are answered by the proxy.
func TestStoryFindingsWithFixtures(t *testing.T) {
	for story, code := range map[string]int{"reference": 1, "clean": 0} {
		t.Run(story, func(t *testing.T) {
			reset(t)
			a := build(t, story, nil)
			scanned := a.scan(t, a.lookAt(t))
			snapshot, err := filepath.Abs("../testdata/accounts/" + story + "/snapshot.json")
			must(t, err)
			judged := a.eval(t, snapshot, a.params)
			if scanned.code != code || judged.code != code {
				t.Errorf("scan exits %d, eval %d, want %d: %s", scanned.code, judged.code, code, scanned.stderr)
			}
			got, want := findings(t, a, scanned), findings(t, a, judged)
			if len(want) == 0 {
				t.Fatal("eval finds nothing")
			}
			for f := range union(got, want) {
				if got[f] != want[f] {
					t.Errorf("%s: %s\nthe story says: %s", f, got[f], want[f])
				}
			}
		})
	}
}

// findings are the findings of a run by rule and resource, with the story's ids.
func findings(t *testing.T, a account, r result) map[string]string {
	t.Helper()
	all, report := map[string]string{}, r.report(t)
	for _, f := range report.Findings {
		all[a.asTold(f.Rule+" of "+f.Resource)] = a.asTold(asJSON(t, f))
	}
	return withoutRules(all, report.Rules, logFiles)
}

// TestStorySnapshotsWithFixtures collects all there is of the accounts, and compares it with the stories, member by member.
func TestStorySnapshotsWithFixtures(t *testing.T) {
	for story, deviations := range deviations {
		t.Run(story, func(t *testing.T) {
			reset(t)
			a := build(t, story, nil)
			collected := a.collect(t, a.lookAt(t))
			if collected.code != 0 {
				t.Fatalf("collect exits %d: %s", collected.code, collected.stderr)
			}
			told, err := os.ReadFile("../testdata/accounts/" + story + "/snapshot.json")
			must(t, err)
			got, want := leaves(t, a.asTold(collected.stdout)), leaves(t, string(told))
			used := map[string]bool{}
			for place := range union(got, want) {
				if got[place] == want[place] {
					continue
				}
				if pattern, ok := matching(deviations, place); ok {
					used[pattern] = true
					continue
				}
				t.Errorf("%s: %s, the story says %s", place, got[place], want[place])
			}
			for pattern := range deviations {
				if !used[pattern] {
					t.Errorf("%s deviates no more: take it out of the list", pattern)
				}
			}
		})
	}
}

// matching returns the pattern that the place fits.
func matching(patterns map[string]string, place string) (string, bool) {
	for p := range patterns {
		if regexp.MustCompile("^" + p + "$").MatchString(place) {
			return p, true
		}
	}
	return "", false
}

// leaves are the values in a snapshot by place. Empty lists and objects are values.
func leaves(t *testing.T, text string) map[string]string {
	t.Helper()
	var whole map[string]any
	must(t, json.Unmarshal([]byte(text), &whole))
	all := map[string]string{}
	for part := range whole {
		addLeaves(all, part, whole[part])
	}
	return all
}

func addLeaves(all map[string]string, place string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			addLeaves(all, place+"."+name, v[name])
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i := range v {
			addLeaves(all, fmt.Sprintf("%s.%d", place, i), v[i])
		}
		if len(v) > 0 {
			return
		}
	}
	all[place] = fmt.Sprintf("%#v", v)
}

func union[V any](a, b map[string]V) map[string]bool {
	keys := map[string]bool{}
	for _, m := range []map[string]V{a, b} {
		for k := range m {
			keys[k] = true
		}
	}
	return keys
}

// outcomes are the outcomes of a report by rule and resource.
func outcomes(r finding.Report) map[[2]string]finding.Finding {
	all := map[[2]string]finding.Finding{}
	for _, f := range r.Findings {
		all[[2]string{f.Rule, f.Resource}] = f
	}
	return all
}
