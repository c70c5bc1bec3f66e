package main

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/finding"
)

var waiverRules = []string{"cloudtrail.s3_object_reads", "s3.access_logging", "s3.tls_only"}

func TestParseWaivers(t *testing.T) {
	entries, faults := parseWaivers("w.yaml", []byte(`# A comment counts.
waivers:
  - rule: s3.*
    resource: "*"
    reason: >
      It is emptied
      once a week.
    owner: "  platform team "
    expires: 2027-06-30
  - {"expires": "2027-06-30T12:00:00+02:00", "account": "012345678901", "owner": "o", "reason": "r",
     "resource": "arn:aws:s3:::a b", "rule": "s3.tls_only"}
`), waiverRules)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := []finding.WaiverEntry{
		{
			Rule: "s3.*", Resource: "*", Reason: "It is emptied once a week.", Owner: "platform team",
			Expires: time.Date(2027, 6, 30, 23, 59, 59, 0, time.UTC), Place: "w.yaml:3",
		},
		{
			Rule: "s3.tls_only", Resource: "arn:aws:s3:::a b", Account: "012345678901", Reason: "r", Owner: "o",
			Expires: time.Date(2027, 6, 30, 10, 0, 0, 0, time.UTC), Place: "w.yaml:10",
		},
	}
	if !reflect.DeepEqual(entries, want) {
		t.Errorf("got\n%+v\nwant\n%+v", entries, want)
	}
}

// TestParseWaiversRefuses changes one name of an entry, which follows a good one that is kept.
func TestParseWaiversRefuses(t *testing.T) {
	const good = "waivers:\n- {rule: s3.tls_only, resource: a, reason: r, owner: o, expires: 2027-06-30}\n"
	for name, c := range map[string]struct{ member, value, want string }{
		"no rule":           {"rule", "", ": rule is missing"},
		"no resource":       {"resource", "", ": resource is missing"},
		"no reason":         {"reason", "", ": reason is missing"},
		"no owner":          {"owner", "", ": owner is missing"},
		"no expiry":         {"expires", "", ": expires is missing"},
		"misspelt rule":     {"rule", "s3.tls", `.rule: no rule "s3.tls" (did you mean s3.tls_only?)`},
		"broken pattern":    {"rule", "'s3.['", `.rule: "s3.[" is not a pattern`},
		"empty rule":        {"rule", "~", ".rule: it is empty"},
		"blank":             {"resource", "' a'", `.resource: " a" has characters that can't be seen`},
		"invisible":         {"resource", `"a\u200b"`, `.resource: "a\u200b" has characters that can't be seen`},
		"number":            {"resource", "1", ".resource: it must be a text (put it in quotes)"},
		"list":              {"resource", "[a]", ".resource: it must be a text (put it in quotes)"},
		"blank reason":      {"reason", "' '", ".reason: it is empty"},
		"truth":             {"owner", "true", ".owner: it must be a text (put it in quotes)"},
		"word for a date":   {"expires", "never", `.expires: "never" is no date (2027-06-30) and no time (2027-06-30T12:00:00Z)`},
		"no such day":       {"expires", "2027-06-31", `.expires: "2027-06-31" is no date`},
		"blank for a T":     {"expires", "2027-06-30 12:00:00", `.expires: "2027-06-30 12:00:00" is no date`},
		"after all time":    {"expires", "'9999-12-31T23:00:00-02:00'", `.expires: "9999-12-31T23:00:00-02:00" is no date`},
		"before all time":   {"expires", "'0000-01-01T00:00:00+02:00'", `.expires: "0000-01-01T00:00:00+02:00" is no date`},
		"account number":    {"account", "111122223333", ".account: it must be a text (put it in quotes)"},
		"short account":     {"account", "'1111'", `.account: "1111" is no account number, which has 12 digits`},
		"account pattern":   {"account", "'11112222333*'", `.account: "11112222333*" is no account number`},
		"empty account":     {"account", "~", ".account: it is empty"},
		"one name too many": {"resources", "[b]", ".resources: no such name (did you mean resource?)"},
	} {
		t.Run(name, func(t *testing.T) {
			members := map[string]string{"rule": "s3.*", "resource": "a", "reason": "r", "owner": "o", "expires": "2027-06-30"}
			members[c.member] = c.value
			var parts []string
			for member, value := range members {
				if value != "" {
					parts = append(parts, member+": "+value)
				}
			}
			entries, faults := parseWaivers("w.yaml", []byte(good+"- {"+strings.Join(parts, ", ")+"}\n"), waiverRules)
			if want := "w.yaml:3: waivers[1]" + c.want; len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), want) {
				t.Errorf("got %v, want %s", faults, want)
			}
			if len(entries) != 1 {
				t.Errorf("the good entry is not there: %v", entries)
			}
		})
	}
}

// TestParseWaiversForm is about what stands around entries.
func TestParseWaiversForm(t *testing.T) {
	for text, want := range map[string]string{
		"":              "w.yaml: it must map names to values",
		"- a":           "w.yaml: it must map names to values",
		"{}":            "w.yaml: waivers is missing",
		"waivers:":      "w.yaml:1: waivers: it must be a list",
		"waivers: {}":   "w.yaml:1: waivers: it must be a list",
		"waivers: [":    "w.yaml: ",
		"expires: 2027": "w.yaml:1: expires: no such name (one of waivers)",
		"waiver: []":    "w.yaml:1: waiver: no such name (did you mean waivers?)",
		"'0': []":       "w.yaml:1: 0: no such name (one of waivers)",
		"waivers: [a]":  "w.yaml:1: waivers[0]: it must map names to values",

		"waivers:\n- {rule: a, rule: b}": "w.yaml:2: waivers.0.rule stands twice",
		"waivers: []\n---\nwaivers: []":  "w.yaml:",
	} {
		_, faults := parseWaivers("w.yaml", []byte(text), waiverRules)
		if len(faults) == 0 || !strings.HasPrefix(faults[0].Error(), want) {
			t.Errorf("%s: got %v, want %s", text, faults, want)
		}
	}
	if entries, faults := parseWaivers("w.yaml", []byte("waivers: []"), waiverRules); len(entries)+len(faults) > 0 {
		t.Errorf("no waivers: got %v, %v", entries, faults)
	}
}

// TestReadmeWaivers pins that the example in README.md is one.
func TestReadmeWaivers(t *testing.T) {
	entries, faults := readWaivers([]string{readmeWaivers}, embedded())
	if len(faults) > 0 || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), faults)
	}
	now := func(year int) func() time.Time {
		return func() time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	}
	for year, want := range map[int]int{2027: exitOK, 2028: exitBroken} {
		var b strings.Builder
		a := &app{stdin: strings.NewReader(""), stdout: &b, stderr: &b, now: now(year), getenv: func(string) string { return "" }}
		if got := a.run(t.Context(), []string{"waivers", "lint", readmeWaivers}); got != want {
			t.Errorf("in %d: exit code %d, want %d: %s", year, got, want, b.String())
		}
	}
}

// FuzzWaivers says that any text gives whole entries or faults with the file's name, the same each time, and that entries
// that are written down are read as they were.
func FuzzWaivers(f *testing.F) {
	f.Add("waivers:\n- {rule: s3.*, resource: '*', reason: r, owner: o, expires: 2027-06-30, account: '012345678901'}\n")
	f.Add("waivers:\n  - &a\n    rule: s3.tls_only\n    resource: >\n      a\n    reason: r\n  - *a\n")
	f.Add("waivers: [1, {expires: 2027-06-30T12:00:00Z, more: .nan}]\nwaiver: ~\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, faults := parseWaivers("w.yaml", []byte(text), waiverRules)
		again, more := parseWaivers("w.yaml", []byte(text), waiverRules)
		if !reflect.DeepEqual(entries, again) || errorText(faults) != errorText(more) {
			t.Fatalf("read twice: %v %v, %v %v", entries, faults, again, more)
		}
		for _, fault := range faults {
			if !strings.HasPrefix(fault.Error(), "w.yaml:") {
				t.Fatalf("a fault without a place: %v", fault)
			}
		}
		list := []map[string]string{}
		for _, e := range entries {
			written := map[string]string{
				"rule": e.Rule, "resource": e.Resource, "reason": e.Reason, "owner": e.Owner,
				"expires": e.Expires.Format(time.RFC3339),
			}
			for name, value := range written {
				if value == "" {
					t.Fatalf("%s is empty in %+v", name, e)
				}
			}
			if e.Account != "" {
				written["account"] = e.Account
			}
			if !slices.ContainsFunc(waiverRules, func(id string) bool { return finding.MatchRule(e.Rule, id) }) {
				t.Fatalf("no rule %q", e.Rule)
			}
			list = append(list, written)
		}
		doc, err := json.Marshal(map[string]any{"waivers": list}) // which YAML takes, too
		if err != nil {
			t.Fatal(err)
		}
		back, faults := parseWaivers("w.yaml", doc, waiverRules)
		if len(faults) > 0 || len(back) != len(entries) {
			t.Fatalf("%s: %v", doc, faults)
		}
		for i := range back {
			back[i].Place = entries[i].Place
			if !reflect.DeepEqual(back[i], entries[i]) {
				t.Fatalf("got %+v, wrote %+v", back[i], entries[i])
			}
		}
	})
}

func errorText(faults []error) string {
	if err := errors.Join(faults...); err != nil {
		return err.Error()
	}
	return ""
}
