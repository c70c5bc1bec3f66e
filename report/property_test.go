package report

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trailproof/finding"
)

// TestAnyReport renders random reports of nasty texts and reads them as their consumers do.
func TestAnyReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		for _, f := range Formats {
			check(t, f, r, render(t, f, r, Options{}))
		}
	})
}

// anyText is a nasty text, or several of them.
var anyText = rapid.Custom(func(t *rapid.T) string {
	part := rapid.OneOf(rapid.SampledFrom(nasty), rapid.String(), rapid.SampledFrom([]string{bucket, trail, key, account}))
	return strings.Join(rapid.SliceOfN(part, 0, 4).Draw(t, "parts"), " ")
})

func anyReport(t *rapid.T) finding.Report {
	texts := rapid.SliceOfN(anyText, 0, 3)
	validTexts := rapid.SliceOfN(rapid.Map(anyText, valid), 0, 3)
	severity := rapid.SampledFrom(finding.Severities)
	id := rapid.Custom(func(t *rapid.T) string { return "s" + anyText.Draw(t, "service") + ".n" + anyText.Draw(t, "name") })
	ids := rapid.SliceOfNDistinct(id, 1, 4, oneLine).Draw(t, "rules")
	rules := make([]finding.Rule, len(ids))
	for i := range rules {
		rules[i] = finding.Rule{
			ID: ids[i], Severity: severity.Draw(t, "severity"),
			Title: anyText.Draw(t, "title"), Description: anyText.Draw(t, "description"),
			Controls:    rapid.MapOfN(rapid.Map(anyText, valid), validTexts, 0, 12).Draw(t, "controls"),
			Remediation: anyText.Draw(t, "remediation"), References: texts.Draw(t, "references"),
			Reads: []string{}, Params: []string{},
		}
	}
	odd := rapid.Map(anyText, func(s string) string { return "1" + s })
	numbers := rapid.SliceOfNDistinct(rapid.OneOf(rapid.StringMatching(`[0-9]{12}`), odd), 1, 3, oneLine).Draw(t, "accounts")
	scopes := make([]finding.Scope, len(numbers))
	for i := range scopes {
		scopes[i] = finding.Scope{
			Account: numbers[i], Partition: anyText.Draw(t, "partition"), Regions: texts.Draw(t, "regions"),
			TakenAt: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seconds"), 0).UTC(),
		}
	}
	waiver := rapid.Custom(func(t *rapid.T) *finding.Waiver {
		return &finding.Waiver{Reason: anyText.Draw(t, "reason"), Owner: anyText.Draw(t, "owner"), Expires: seen}
	})
	one := rapid.Custom(func(t *rapid.T) finding.Finding {
		rule := rules[rapid.IntRange(0, len(rules)-1).Draw(t, "rule")]
		f := finding.Finding{
			Rule: rule.ID, Severity: rule.Severity, Outcome: rapid.SampledFrom(finding.Outcomes).Draw(t, "outcome"),
			Account: rapid.SampledFrom(numbers).Draw(t, "account"),
			Region:  rapid.SampledFrom([]string{"", "us-east-1", "<x>"}).Draw(t, "region"),
			Message: anyText.Draw(t, "message"), Why: texts.Draw(t, "why"), Missing: texts.Draw(t, "missing"),
		}
		f.Resource = rapid.OneOf(anyText, rapid.Just(f.Account), rapid.Just(bucket)).Draw(t, "resource")
		if needsEyes(f) && rapid.IntRange(0, 4).Draw(t, "waived") == 0 {
			f.Waiver = waiver.Draw(t, "waiver")
		}
		return f
	})
	findings := rapid.SliceOfNDistinct(one, 0, 12, finding.Finding.Fingerprint).Draw(t, "findings")
	entry := rapid.Custom(func(t *rapid.T) finding.WaiverEntry {
		return finding.WaiverEntry{
			Rule: anyText.Draw(t, "rule"), Resource: anyText.Draw(t, "resource"), Account: anyText.Draw(t, "account"),
			Reason: anyText.Draw(t, "reason"), Owner: anyText.Draw(t, "owner"), Expires: seen, Place: anyText.Draw(t, "place"),
			State: rapid.SampledFrom(finding.WaiverStates).Draw(t, "state"), Findings: rapid.IntRange(0, 2).Draw(t, "findings"),
		}
	})
	r := withFrameworks(finding.NewReport(testTool, scopes, rules, findings), valid(anyText.Draw(t, "text of a framework")))
	r.Waivers = append(r.Waivers, rapid.SliceOfN(entry, 0, 3).Draw(t, "waivers")...)
	return r
}
