package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// reports are what every format is rendered from.
func reports() map[string]finding.Report {
	return map[string]finding.Report{
		"empty":    finding.NewReport(testTool, nil, nil, nil),
		"outcomes": outcomes(),
		"waived":   waivedOnly(),
		"hostile":  hostile(),
		"accounts": accounts(),
	}
}

// withFrameworks adds the frameworks that the rules name. The first has, beside the controls that rules test, one that only
// another rule tests and one that no rule tests; the last has no list of its own.
func withFrameworks(r finding.Report, text string) finding.Report {
	ids := finding.FrameworksOf(r.Rules)
	for i, id := range ids {
		rules := map[string][]string{}
		for _, rule := range r.Rules {
			for _, control := range rule.Controls[id] {
				if !slices.Contains(rules[control], rule.ID) {
					rules[control] = append(rules[control], rule.ID)
				}
			}
		}
		f := finding.Framework{ID: id, Controls: []finding.Control{}}
		if i == 0 {
			rules["9.10"+text], rules["9.9"+text] = []string{"other.rule" + text}, []string{}
		}
		if i < len(ids)-1 {
			f.Title, f.Version, f.Scope = "Framework"+text, "1.0"+text, "Its sections 3 and 4."+text
		}
		for control, by := range rules {
			f.Controls = append(f.Controls, finding.Control{ID: control, Title: "Something must hold" + text, Rules: by})
		}
		slices.SortFunc(f.Controls, func(a, b finding.Control) int { return finding.CompareIDs(a.ID, b.ID) })
		r.Frameworks = append(r.Frameworks, f)
	}
	return r
}

var (
	testTool = finding.Tool{Name: "trailproof", Version: "1.2.3"}
	seen     = time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)
)

const (
	account = "111122223333"
	bucket  = "arn:aws:s3:::audit-logs"
	trail   = "arn:aws:cloudtrail:us-east-2:111122223333:trail/audit"
	key     = "arn:aws:kms:us-east-2:111122223333:key/5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31"
)

func testScope(account string) finding.Scope {
	regions := []string{"us-east-1", "us-east-2"}
	return finding.Scope{Account: account, Partition: "aws", Regions: regions, TakenAt: seen, Gaps: 2}
}

func testRule(id, title string, severity finding.Severity) finding.Rule {
	return finding.Rule{
		ID: id, Title: title, Description: title + ", or nobody can rely on the trail.", Severity: severity, Subject: "trails",
		Controls: map[string][]string{
			"aws-config": {"some-rule"}, "cis-aws-1.4.0": {"3.1"}, "cis-aws-10.0.0": {"4.1"}, "cis-aws-9.0.0": {"4.1", "4.2"},
			"nist-800-53-r5": {"AU-2", "SI-7(1)"}, "pci-dss-4.0.1": {"10.3.2"}, "trailproof": {"TRL-01"},
		},
		Remediation: "Switch it on in the trail's home Region, for s3:* and kms:*:\n" +
			"aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation",
		References: []string{"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"},
		Reads:      []string{"cloudtrail.trails.*.key"}, Params: []string{},
	}
}

var testRules = []finding.Rule{
	testRule("cloudtrail.some_trail_logs", "Some trail is logging", finding.Critical),
	testRule("kms.confused_deputy", "Key lets CloudTrail work for known accounts only", finding.High),
	testRule("cloudtrail.log_file_validation", "Trail writes digest files", finding.Medium),
	testRule("s3.access_logging", "Access to the log bucket is logged", finding.Low),
	testRule("s3.tags", "Log bucket is tagged", finding.Info),
	testRule("s3.tls_only", "Log bucket refuses plain HTTP", finding.Medium),
}

func testFinding(rule string, outcome finding.Outcome, resource, message string) finding.Finding {
	f := finding.Finding{
		Rule: rule, Outcome: outcome, Severity: rulesByID(testRules)[rule].Severity, Account: account,
		Resource: resource, Message: message, Why: []string{message}, Missing: []string{},
	}
	if part := strings.SplitN(resource, ":", 5); len(part) == 5 {
		f.Region = part[3]
	}
	return f
}

// outcomes has a failure of each severity, and the other outcomes.
func outcomes() finding.Report {
	denied := testFinding("s3.tls_only", finding.Unknown, bucket,
		"s3:GetBucketPolicy was denied: AccessDenied: User: arn:aws:iam::111122223333:user/auditor is not authorized (and 1 more)")
	denied.Why = []string{"s3:GetBucketPolicy was denied: AccessDenied", "s3:GetBucketPolicyStatus was denied: AccessDenied"}
	denied.Missing = []string{"s3:GetBucketPolicy", "s3:GetBucketPolicyStatus"}
	broken := testFinding("kms.confused_deputy", finding.Unknown, "arn:aws:kms:us-east-1:111122223333:key/other",
		"the rule could not be evaluated")
	broken.Why = []string{"confused_deputy.rego:12: eval_conflict_error: complete rules must not produce multiple outputs"}
	several := testFinding("kms.confused_deputy", finding.Fail, key,
		`statement "AllowCloudTrailAccess" lets cloudtrail.amazonaws.com use the key for any account (and 6 more)`)
	several.Why = []string{
		`statement "AllowCloudTrailAccess" lets cloudtrail.amazonaws.com use the key for any account`,
		"statement at byte 200 does so too", "statement at byte 300", "statement at byte 400",
		"statement at byte 500", "statement at byte 600", "statement at byte 700",
	}
	return withFrameworks(finding.NewReport(testTool, []finding.Scope{testScope(account)}, clone(testRules), []finding.Finding{
		testFinding("cloudtrail.some_trail_logs", finding.Fail, account, "no trail is logging"),
		several,
		testFinding("cloudtrail.log_file_validation", finding.Fail, trail, "log file validation is off: no digest files"),
		testFinding("s3.access_logging", finding.Fail, bucket, "server access logging is off"),
		testFinding("s3.tags", finding.Fail, bucket, "there is no tag"),
		denied,
		broken,
		testFinding("kms.confused_deputy", finding.Pass, "arn:aws:kms:us-east-2:111122223333:key/good",
			"Key lets CloudTrail work for known accounts only"),
		testFinding("s3.tls_only", finding.NotApplicable, account, "nothing to judge: existing buckets that receive the logs"),
	}), "")
}

// waivedOnly has nothing that needs anybody's eyes.
func waivedOnly() finding.Report {
	waiver := &finding.Waiver{Reason: "moves to the new bucket", Owner: "platform team", Expires: seen.AddDate(2, 0, 0)}
	failed := testFinding("s3.access_logging", finding.Fail, bucket, "server access logging is off")
	unknown := testFinding("s3.tls_only", finding.Unknown, bucket, "s3:GetBucketPolicy was denied")
	unknown.Missing = []string{"s3:GetBucketPolicy"}
	failed.Waiver, unknown.Waiver = waiver, waiver
	r := withFrameworks(finding.NewReport(testTool, []finding.Scope{testScope(account)}, clone(testRules), []finding.Finding{
		failed, unknown, testFinding("cloudtrail.some_trail_logs", finding.Pass, account, "Some trail is logging"),
	}), "")
	for i, state := range finding.WaiverStates {
		r.Waivers = append(r.Waivers, finding.WaiverEntry{
			Rule: "s3.*", Resource: bucket, Account: account,
			Reason: waiver.Reason, Owner: waiver.Owner, Expires: waiver.Expires,
			Place: fmt.Sprintf("waivers.yaml:%d", 6*i+2), State: state,
		})
	}
	r.Waivers[len(r.Waivers)-1].Findings = 2
	return r
}

// nasty are texts that break a format that does not escape.
var nasty = []string{
	"</failure>", "]]>", "<script>alert(1)</script>", "-->", "</details>", "</code>", "&amp;",
	"line\nline", "line\r\nline", "\ttab", "\x00", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u009b2J",
	"\u202etxt.exe", "\u2066\u2069", "\ufeff", "\u200b", "\u2028", "\U000e0041", "\xff\xfe", "\xed\xa0\x80", "\ufffe\uffff",
	"a|b", `a\|b`, "`code`", "```", "*bold* _it_ ~no~ $x$", "[link](https://evil.example/)", "https://evil.example",
	"www.evil.example", "@octocat", `"quoted"`, `\`, "{0}", "%n%s",
	"=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", " =1", "＝1",
	"../../etc/passwd", "%2e%2e%2fx", "%252e%252e%252fx", "名前", "e\u0301", strings.Repeat("x", 300),
}

// hostile has texts that somebody chose who may name a bucket or write a policy.
func hostile() finding.Report {
	rule := testRule("s3.tls_only", "Title | `with` <b>markup</b>\nand lines", finding.High)
	rule.Description = strings.Join(nasty, " ")
	rule.Remediation = "Do:\r\n  this | `that`\n- </details> \x1b[31m\naws s3api put <x> `y` | z"
	rule.References = []string{"javascript:alert(1)", "https://evil.example/<script>", "https://docs.aws.amazon.com/s3?a=1&b=2"}
	rule.Controls = map[string][]string{"<b>|`": {"]]>", "=1"}, "": {""}}
	other := testRule("s3.tags", "=HYPERLINK(1)", finding.Low)
	scope := testScope(account)
	scope.Partition = "aws\x1b[31m"
	find := func(rule string, outcome finding.Outcome, resource string) finding.Finding {
		f := testFinding(rule, outcome, resource, "seen: "+strings.Join(nasty, " "))
		f.Why = nasty
		return f
	}
	long := find("s3.tls_only", finding.Fail, "arn:aws:s3:::"+strings.Repeat("x", 10_000))
	long.Message = strings.Repeat("arn:aws:s3:::", 800)
	long.Why = []string{long.Message}
	twin := long // differs behind all limits
	twin.Resource = strings.TrimSuffix(long.Resource, "x") + "y"
	missing := find("s3.tls_only", finding.Unknown, "arn:aws:s3:::../../<b>|`x`\n]]></failure>\x00\u202e")
	missing.Missing = []string{"s3:Get|`<b>", "=s3:GetObject", "s3:\x1b[0m"}
	accepted := find("s3.tls_only", finding.Fail, "=1+1")
	accepted.Waiver = &finding.Waiver{Reason: "=1 | <b> `x`\n</details>\x1b[0m", Owner: "@octocat --> ]]>", Expires: seen}
	r := withFrameworks(finding.NewReport(testTool, []finding.Scope{scope}, []finding.Rule{rule, other}, []finding.Finding{
		long, twin, missing, accepted, find("s3.tags", finding.Pass, "arn:aws:sns:<x>:|:`\xff\xfe"),
		find("s3.tags", finding.Fail, "\t\x1b[2J@SUM(1)"), find("s3.tls_only", finding.NotApplicable, account),
	}), valid(strings.Join(nasty, " ")))
	for i, text := range nasty {
		r.Waivers = append(r.Waivers, finding.WaiverEntry{
			Rule: text, Resource: text, Account: text, Reason: text, Owner: text, Expires: seen, Place: text,
			State: finding.WaiverStates[i%len(finding.WaiverStates)],
		})
	}
	return r
}

// accounts has two accounts, and one resource that is seen from both.
func accounts() finding.Report {
	const second = "444455556666"
	here := testFinding("s3.tls_only", finding.Fail, bucket, "no statement denies s3:* when aws:SecureTransport is false")
	there := here
	there.Account = second
	quiet := testFinding("cloudtrail.some_trail_logs", finding.Fail, second, "no trail is logging")
	quiet.Account = second
	late := testScope(second)
	late.TakenAt = seen.Add(90 * time.Minute)
	return withFrameworks(finding.NewReport(testTool, []finding.Scope{late, testScope(account)}, clone(testRules), []finding.Finding{
		here, there, quiet,
		testFinding("cloudtrail.some_trail_logs", finding.Pass, account, "Some trail is logging"),
	}), "")
}

func clone(rules []finding.Rule) []finding.Rule { return append([]finding.Rule{}, rules...) }
