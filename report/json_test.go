package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"trailproof/finding"
)

// checkJSON reads the report back and writes it again, and validates it against the published schema.
func checkJSON(t rapid.TB, _ finding.Report, text []byte) {
	t.Helper()
	again, err := finding.DecodeReport(text)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := jsonFormat.Write(&b, again, Options{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), text) {
		t.Fatalf("read and written again it is\n%s\nnot\n%s", b.Bytes(), text)
	}
	if err := validateReport(t, text); err != nil {
		t.Fatal(err)
	}
}

var reportSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := os.ReadFile("../docs/schemas/report.json")
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("report.json")
})

// validateReport checks a text against docs/schemas/report.json.
func validateReport(t rapid.TB, text []byte) error {
	t.Helper()
	schema, err := reportSchema()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

// TestReportSchemaRefuses pins that the schema says something.
func TestReportSchemaRefuses(t *testing.T) {
	whole := string(render(t, jsonFormat, outcomes(), Options{}))
	if err := validateReport(t, []byte(whole)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"outcome":        {`"outcome": "pass"`, `"outcome": "passed"`},
		"severity":       {`"severity": "critical"`, `"severity": "CRITICAL"`},
		"count by":       {`"fail_by": {`, `"fail_by": {"worst": 1,`},
		"number":         {`"fail": 5`, `"fail": "5"`},
		"time":           {`"taken_at": "2025-03-15T12:00:00Z"`, `"taken_at": "yesterday"`},
		"version":        {`"version": "1.2"`, `"version": "9.0"`},
		"null list":      {`"missing": []`, `"missing": null`},
		"unknown member": {`"waiver": null`, `"waiver": null, "more": 1`},
		"missing member": {`"partition": "aws",`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(whole, change[0], change[1], 1)
			if changed == whole {
				t.Fatalf("%s is not in the report", change[0])
			}
			if validateReport(t, []byte(changed)) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

// checkJSONL reads each line alone.
func checkJSONL(t rapid.TB, r finding.Report, text []byte) {
	t.Helper()
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines) != len(r.Findings)+1 || len(lines[len(lines)-1]) != 0 {
		t.Fatalf("%d lines for %d findings", len(lines)-1, len(r.Findings))
	}
	rules := rulesByID(r.Rules)
	for i, f := range r.Findings {
		var members map[string]json.RawMessage
		var l line
		if err := json.Unmarshal(lines[i], &members); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if err := json.Unmarshal(lines[i], &l); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if len(members) != 15 {
			t.Fatalf("line %d has %d members", i+1, len(members))
		}
		same := l.Version == r.Version && l.ID == f.Fingerprint() &&
			l.Account == valid(f.Account) && l.Resource == valid(f.Resource) && l.Rule == valid(f.Rule) &&
			l.Message == valid(f.Message) && l.Title == valid(rules[f.Rule].Title) &&
			l.Severity == f.Severity && l.Outcome == f.Outcome &&
			len(l.Why) == len(f.Why) && len(l.Missing) == len(f.Missing) && (l.Waiver == nil) == (f.Waiver == nil)
		if !same {
			t.Fatalf("line %d says %s of %+v", i+1, lines[i], f)
		}
		if f.Outcome != finding.Fail && l.Remediation != "" {
			t.Fatalf("line %d has a remediation for a %s", i+1, f.Outcome)
		}
	}
}

// valid is how JSON carries a text that is no UTF-8: each bad byte is replaced.
func valid(s string) string { return string([]rune(s)) }

// TestStream writes findings as they come.
func TestStream(t *testing.T) {
	for _, f := range Formats {
		if f.Stream == nil {
			continue
		}
		for name, r := range reports() {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				var b bytes.Buffer
				write := f.Stream(&b, r.Rules, Options{})
				half := len(r.Findings) / 2
				if err := write(r.Findings[:half]); err != nil {
					t.Fatal(err)
				}
				if lines := bytes.Count(b.Bytes(), []byte("\n")); lines != half {
					t.Errorf("%d lines after %d findings", lines, half)
				}
				if err := write(r.Findings[half:]); err != nil {
					t.Fatal(err)
				}
				if want := render(t, f, r, Options{}); !bytes.Equal(b.Bytes(), want) {
					t.Errorf("got\n%s\nwant\n%s", b.Bytes(), want)
				}
			})
		}
	}
	if !slices.ContainsFunc(Formats, func(f Format) bool { return f.Stream != nil }) {
		t.Error("no format streams")
	}
}

// widest remembers the largest write.
type widest struct{ size int }

func (w *widest) Write(p []byte) (int, error) {
	w.size = max(w.size, len(p))
	return len(p), nil
}

// TestStreamIsFlat pins that what waits in memory does not grow with the number of findings.
func TestStreamIsFlat(t *testing.T) {
	findings := slices.Repeat(outcomes().Findings, 1000)
	var w widest
	if err := jsonl.Stream(&w, testRules, Options{})(findings); err != nil {
		t.Fatal(err)
	}
	if w.size > 1<<17 {
		t.Errorf("%d bytes waited to be written", w.size)
	}
}

// TestStreamErrors pins that the writer's error comes out of the call that met it.
func TestStreamErrors(t *testing.T) {
	write := jsonl.Stream(&full{10}, testRules, Options{})
	if err := write(nil); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
	if err := write(outcomes().Findings); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain":            `"plain"`,
		"\x7f\u009b":       `"\u007f\u009b"`,
		"\u202e\U000e0041": `"\u202e\udb40\udc41"`,
		"\xff\ufffd":       `"\ufffd\ufffd"`,
		"é 名":              `"é 名"`,
		`</x> & \n`:        `"</x> & \\n"`,
	} {
		var b bytes.Buffer
		if err := writeJSON(&b, in); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(b.String(), "\n"); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
		var back string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back != valid(in) {
			t.Errorf("%q: reads as %q, %v", in, back, err)
		}
	}
	if err := writeJSON(io.Discard, make(chan int)); err == nil {
		t.Error("a channel was written as JSON")
	}
}
