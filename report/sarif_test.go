package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	model "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"pgregory.net/rapid"

	"trailproof/finding"
)

// checkSARIF validates against the schema, and looks for what makes GitHub refuse a whole file or mix up alerts.
func checkSARIF(t rapid.TB, r finding.Report, text []byte) {
	t.Helper()
	if err := validateSARIF(text); err != nil {
		t.Fatal(err)
	}
	if err := lintSARIF(text); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	want, unknown := 0, false
	for _, f := range r.Findings {
		if needsEyes(f) {
			want++
			unknown = unknown || f.Outcome == finding.Unknown
		}
	}
	run := log.Runs[0]
	if len(run.Results) != want || len(run.Tool.Driver.Rules) != len(r.Rules)+1 {
		t.Fatalf("%d results and %d rules, not %d and %d", len(run.Results), len(run.Tool.Driver.Rules), want, len(r.Rules)+1)
	}
	if invocation := run.Invocations[0]; invocation.Successful == unknown || (len(invocation.Notifications) > 0) != unknown {
		t.Fatalf("unknown: %v, but the invocation is %+v", unknown, invocation)
	}
}

// validateSARIF checks a text against the schema of OASIS, which go-sarif carries. go-sarif shows it to nobody, so that the
// text goes through go-sarif's types, which were made from the schema: they refuse names and JSON types that it does not
// have, and what they hold is then validated. They write what the text does not have as an empty value, which the schema
// mostly allows; TestSARIFSchemaRefuses shows what is found nevertheless.
func validateSARIF(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&model.Report{}); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the log")
	}
	log, err := model.FromBytes(text)
	if err != nil {
		return err
	}
	for _, run := range log.Runs {
		// Here the schema does not allow empty values: its defaults.
		run.NewlineSequences = []string{"\r\n", "\n"}
		run.Language = "en-US"
		if run.Tool != nil && run.Tool.Driver != nil {
			run.Tool.Driver.Language = "en-US"
		}
	}
	return log.Validate()
}

// TestSARIFSchemaRefuses pins that the schema is really looked at.
func TestSARIFSchemaRefuses(t *testing.T) {
	whole := string(render(t, sarif, outcomes(), Options{}))
	if err := validateSARIF([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"level":             {`"level": "error"`, `"level": "fatal"`},
		"version":           {`"version": "2.1.0"`, `"version": "2.2.0"`},
		"column kind":       {`"columnKind": "utf16CodeUnits"`, `"columnKind": "bytes"`},
		"unknown member":    {`"ruleIndex"`, `"ruleNumber"`},
		"text for number":   {`"startLine": 1`, `"startLine": "1"`},
		"line 0":            {`"startLine": 1`, `"startLine": 0`},
		"negative index":    {`"ruleIndex": 0`, `"ruleIndex": -2`},
		"URI":               {`"uri": "aws/`, `"uri": "%%%`},
		"no driver name":    {`"name": "trailproof",`, ``},
		"no id":             {`"id": "cloudtrail.log_file_validation",`, ``},
		"no success":        {`"executionSuccessful": false,`, ``},
		"same tag twice":    {`"security",`, `"security", "security",`},
		"object for list":   {`"toolExecutionNotifications": [`, `"toolExecutionNotifications": [1, `},
		"fingerprint":       {`"primaryLocationLineHash": "`, `"primaryLocationLineHash": 1, "x": "`},
		"message is a text": {`"shortDescription": {`, `"shortDescription": "x", "fullDescription": {`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(whole, change[0], change[1], 1)
			if changed == whole {
				t.Fatalf("%s is not in the log", change[0])
			}
			if validateSARIF([]byte(changed)) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

// lintSARIF finds what GitHub refuses a file for, cuts silently, or takes for another alert. It reads the text as any JSON,
// so that what is there by mistake is seen as well.
func lintSARIF(text []byte) error {
	var log map[string]any
	if err := json.Unmarshal(text, &log); err != nil {
		return err
	}
	if err := eachValue("", log, func(path string, v any) error {
		switch {
		case v == "":
			return fmt.Errorf("%s is empty", path)
		case v == nil:
			return fmt.Errorf("%s is null", path)
		case strings.HasSuffix(path, ".rank"):
			return fmt.Errorf("%s is there: GitLab prefers it to the severity", path)
		}
		return nil
	}); err != nil {
		return err
	}
	runs := log["runs"].([]any)
	if len(runs) != 1 || log["$schema"] == nil {
		return fmt.Errorf("%d runs, schema %v", len(runs), log["$schema"])
	}
	run := runs[0].(map[string]any)
	category, ok := run["automationDetails"].(map[string]any)["id"].(string)
	if !ok || !strings.HasPrefix(category, "trailproof/") || !strings.HasSuffix(category, "/") {
		return fmt.Errorf("category %v", category)
	}
	driver := run["tool"].(map[string]any)["driver"].(map[string]any)
	for _, list := range []string{"rules", "notifications"} {
		if err := lintDescriptors(driver[list].([]any), list == "rules"); err != nil {
			return err
		}
	}
	bases := run["originalUriBaseIds"].(map[string]any)
	results := run["results"].([]any)
	if len(results) > 25_000 {
		return fmt.Errorf("%d results", len(results))
	}
	alerts := map[string]bool{}
	for i, v := range results {
		alert, err := lintResult(v.(map[string]any), driver["rules"].([]any), bases)
		switch {
		case err != nil:
			return fmt.Errorf("results[%d]: %w", i, err)
		case alerts[alert]:
			return fmt.Errorf("results[%d] is the same alert as another: %s", i, alert)
		}
		alerts[alert] = true
	}
	return nil
}

func eachValue(path string, v any, visit func(string, any) error) error {
	if err := visit(path, v); err != nil {
		return err
	}
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			if err := eachValue(path+"["+strconv.Itoa(i)+"]", item, visit); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := eachValue(path+"."+name, v[name], visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func text(v any, names ...string) string {
	for _, name := range names {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[name]
	}
	s, _ := v.(string)
	return s
}

func lintDescriptors(list []any, areRules bool) error {
	if len(list) == 0 || len(list) > 25_000 {
		return fmt.Errorf("%d descriptors", len(list))
	}
	before := ""
	for _, d := range list {
		id := text(d, "id")
		if id <= before {
			return fmt.Errorf("%q stands behind %q", id, before)
		}
		before = id
		for _, name := range []string{"shortDescription", "fullDescription", "help"} {
			if strings.TrimSpace(text(d, name, "text")) == "" {
				return fmt.Errorf("%s has no %s", id, name)
			}
		}
		if len(text(d, "shortDescription", "text")) > 1024 || len(text(d, "fullDescription", "text")) > 1024 {
			return fmt.Errorf("%s has a description of more than 1,024 characters", id)
		}
		if !areRules {
			continue
		}
		properties := d.(map[string]any)["properties"].(map[string]any)
		tags := properties["tags"].([]any)
		if len(tags) > 10 || len(tags) == 0 || tags[0] != "security" {
			return fmt.Errorf("%s has the tags %v", id, tags)
		}
		if score, there := properties["security-severity"]; there {
			s, ok := score.(string)
			if n, err := strconv.ParseFloat(s, 64); !ok || err != nil || n <= 0 || n > 10 {
				return fmt.Errorf("%s has the score %v", id, score)
			}
		}
	}
	return nil
}

// lintResult returns what GitHub tells alerts apart by.
func lintResult(result map[string]any, rules []any, bases map[string]any) (string, error) {
	index, ok := result["ruleIndex"].(float64)
	if !ok || int(index) >= len(rules) || text(rules[int(index)], "id") != text(result, "ruleId") {
		return "", fmt.Errorf("rule %v is not at %v", result["ruleId"], result["ruleIndex"])
	}
	if strings.TrimSpace(text(result, "message", "text")) == "" || strings.Contains(text(result, "message", "text"), "](") {
		return "", fmt.Errorf("message %v", result["message"])
	}
	locations, _ := result["locations"].([]any)
	if len(locations) != 1 {
		return "", fmt.Errorf("%d locations", len(locations))
	}
	location := locations[0].(map[string]any)
	physical, ok := location["physicalLocation"].(map[string]any)
	if !ok {
		return "", errors.New("no physical location")
	}
	if err := lintURI(text(physical, "artifactLocation", "uri")); err != nil {
		return "", err
	}
	if base := text(physical, "artifactLocation", "uriBaseId"); bases[base] == nil {
		return "", fmt.Errorf("base %q is nowhere described", base)
	}
	region, _ := physical["region"].(map[string]any)
	for name, want := range map[string]float64{"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2} {
		if region[name] != want {
			return "", fmt.Errorf("%s is %v", name, region[name])
		}
	}
	hash := text(result, "partialFingerprints", "primaryLocationLineHash")
	if own := text(result, "partialFingerprints", "trailproofFindingId/v1"); own == "" || hash != own+":1" {
		return "", fmt.Errorf("fingerprints %v", result["partialFingerprints"])
	}
	return text(physical, "artifactLocation", "uri") + " " + text(result, "ruleId") + " " + hash, nil
}

// lintURI takes a relative path that stays below its base, however often it is decoded.
func lintURI(uri string) error {
	u, err := url.Parse(uri)
	if err != nil {
		return err
	}
	if uri == "" || u.IsAbs() || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || strings.HasPrefix(uri, "/") {
		return fmt.Errorf("uri %q is not a relative path", uri)
	}
	path, before := uri, ""
	for path != before {
		before = path
		for _, segment := range strings.Split(path, "/") {
			if strings.Trim(segment, ".") == "" {
				return fmt.Errorf("uri %q has the segment %q", uri, segment)
			}
		}
		if n := strings.Count(path, "/"); n != strings.Count(uri, "/") || strings.HasPrefix(uri, "aws/") && n != 4 {
			return fmt.Errorf("uri %q has %d segments", uri, n+1)
		}
		if decoded, err := url.PathUnescape(path); err == nil {
			path = decoded
		}
	}
	return nil
}

// TestSARIFLintRefuses pins that the lint finds what it is for.
func TestSARIFLintRefuses(t *testing.T) {
	whole := string(render(t, sarif, outcomes(), Options{}))
	for name, change := range map[string]struct{ from, to, want string }{
		"ARN for URI":       {`"uri": "aws/111122223333/global/account/111122223333.json"`, `"uri": "arn:aws:s3:::b"`, "uri"},
		"absolute URI":      {`"uri": "aws/`, `"uri": "/aws/`, "uri"},
		"way out":           {`"uri": "aws/111122223333/`, `"uri": "aws/%2e%2e/`, "segment"},
		"empty text":        {`"text": "Some trail is logging"`, `"text": ""`, "is empty"},
		"null":              {`"text": "Some trail is logging"`, `"text": null`, "is null"},
		"rank":              {`"ruleIndex": 0`, `"ruleIndex": 0, "rank": -1`, "GitLab"},
		"number for score":  {`"security-severity": "5.5"`, `"security-severity": 5.5`, "score"},
		"score 0":           {`"security-severity": "5.5"`, `"security-severity": "0.0"`, "score"},
		"no tag security":   {`"security"`, `"safety"`, "tags"},
		"no slash":          {`"id": "trailproof/111122223333/"`, `"id": "trailproof/111122223333"`, "category"},
		"rule of another":   {`"ruleIndex": 1`, `"ruleIndex": 2`, "is not at"},
		"base":              {`"uriBaseId": "EVIDENCE"`, `"uriBaseId": "NONE"`, "nowhere described"},
		"no region":         {`"startColumn": 1`, `"startColumn": 0`, "startColumn"},
		"other fingerprint": {`"primaryLocationLineHash": "`, `"primaryLocationLineHash": "0`, "fingerprints"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(whole, change.from, change.to, 1)
			if changed == whole {
				t.Fatalf("%s is not in the log", change.from)
			}
			if err := lintSARIF([]byte(changed)); err == nil || !strings.Contains(err.Error(), change.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestSARIFMost cuts results at a limit: the worst stay, in order, and a notification counts the rest.
func TestSARIFMost(t *testing.T) {
	last := testFinding("s3.tls_only", finding.Fail, "arn:aws:s3:::z", "the last resource and rule of all")
	last.Severity = finding.Critical
	r := outcomes()
	r = finding.NewReport(r.Tool, r.Scopes, r.Rules, append(r.Findings, last))
	log := newSARIF(r, 5)
	run := log.Runs[0]
	var got []string
	for _, result := range run.Results {
		got = append(got, result.RuleID)
	}
	want := []string{"cloudtrail.some_trail_logs", "cloudtrail.log_file_validation", sarifIncomplete, "kms.confused_deputy", "s3.tls_only"}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("results of %v, not of %v", got, want)
	}
	var rules []string
	for _, rule := range run.Tool.Driver.Rules {
		rules = append(rules, rule.ID)
	}
	if !slices.Equal(rules, want) { // each of them has a result
		t.Errorf("rules %v, not %v", rules, want)
	}
	notice := run.Invocations[0].Notifications[len(run.Invocations[0].Notifications)-1]
	left := "3 of 8 results are left out, the least severe ones: GitHub takes 5"
	if notice.Descriptor.ID != sarifTruncated || notice.Message.Text != left {
		t.Errorf("the last notification is %+v", notice)
	}
	var b bytes.Buffer
	if err := writeJSON(&b, log); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(validateSARIF(b.Bytes()), lintSARIF(b.Bytes())); err != nil {
		t.Error(err)
	}
	if one := newSARIF(r, 7).Runs[0]; len(one.Results) != 7 {
		t.Errorf("one too many: %d results", len(one.Results))
	}
	if whole := newSARIF(r, 8); len(whole.Runs[0].Results) != 8 || len(whole.Runs[0].Invocations[0].Notifications) != 2 {
		t.Errorf("at the limit: %d results, %+v", len(whole.Runs[0].Results), whole.Runs[0].Invocations)
	}
}

func TestSARIFPath(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for name, c := range map[string]struct{ resource, want string }{
		"bucket":  {bucket, "aws/111122223333/global/s3/audit-logs.json"},
		"trail":   {trail, "aws/111122223333/us-east-2/cloudtrail/trail.audit.json"},
		"account": {account, "aws/111122223333/global/account/111122223333.json"},
		"log group": {
			"arn:aws:logs:us-east-1:111122223333:log-group:/aws/x",
			"aws/111122223333/us-east-1/logs/log-group..aws.x.json",
		},
		"no ARN":     {"something else", "aws/111122223333/global/other/something%20else.json"},
		"way out":    {"arn:aws:s3:..:1:../../x", "aws/111122223333/-/s3/......x.json"},
		"dots alone": {"arn:aws:..:::..", "aws/111122223333/global/-/-.json"},
		"no name":    {"arn:aws:s3:::", "aws/111122223333/global/s3/-.json"},
		"percent":    {"arn:aws:s3:::%2e%2e%2fx", "aws/111122223333/global/s3/.2e.2e.2fx.json"},
		"control":    {"arn:aws:s3:::\x00?#", "aws/111122223333/global/s3/%5Cu0000%3F%23.json"},
		"long":       {"arn:aws:s3:::" + long, "aws/111122223333/global/s3/" + long[:150] + "-e4ee97ec252749d2.json"},
	} {
		t.Run(name, func(t *testing.T) {
			got := sarifPath(finding.Finding{Account: account, Region: "seen-today", Resource: c.resource})
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSARIFTags(t *testing.T) {
	rule := testRules[0]
	want := "security aws cloudtrail aws-config cis-aws-10.0.0 nist-800-53-r5 pci-dss-4.0.1 trailproof " +
		"cis-aws-9.0.0 cis-aws-1.4.0"
	if got := strings.Join(sarifTagsOf(rule), " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSARIFControls pins that every control is there, whatever the tags leave out.
func TestSARIFControls(t *testing.T) {
	rule := testRules[0]
	rule.Controls = map[string][]string{"a": {"1", "2\x1b"}, "": {"1"}, "b": {""}}
	want := map[string][]string{"a": {"1", `2\u001b`}}
	if got := newSARIFRule(rule).Properties.Controls; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	log := newSARIF(outcomes(), sarifMost)
	for _, rule := range log.Runs[0].Tool.Driver.Rules {
		if c := rule.Properties.Controls; rule.ID != sarifIncomplete && !slices.Equal(c["nist-800-53-r5"], []string{"AU-2", "SI-7(1)"}) {
			t.Errorf("%s: %v", rule.ID, c)
		}
	}
}

func TestIsLink(t *testing.T) {
	for ref, want := range map[string]bool{
		"https://docs.aws.amazon.com/s3?a=1&b=2#c": true,
		"http://x":            true,
		"https://x/%22":       true,
		`https://x/"`:         false,
		"https://x/<script>":  false,
		"https://x/a b":       false,
		"https://x/é":         false,
		"https://x/?é":        false,
		"https://x/?a=<b>":    false,
		"https://":            false,
		"javascript:alert(1)": false,
		"//x/y":               false,
		"":                    false,
	} {
		if isLink(ref) != want {
			t.Errorf("%q: got %v", ref, !want)
		}
	}
}

// TestSARIFHelp pins what GitHub shows beside an alert.
func TestSARIFHelp(t *testing.T) {
	help := sarifHelp(testRules[0])
	want := "## Remediation\n\nSwitch it on in the trail's home Region, for s3:&#42; and kms:&#42;:\n\n" +
		"    aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation\n\n\n## References\n\n" +
		"* <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/>\n\n## Controls\n\n* aws-config: some-rule\n"
	if !strings.HasPrefix(help.Markdown, want) {
		t.Errorf("got\n%s\nwant it to start with\n%s", help.Markdown, want)
	}
}
