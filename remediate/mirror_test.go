package remediate_test

import (
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/plan"
	"trailproof/rego"
	"trailproof/remediate"
	"trailproof/snapshot"

	"pgregory.net/rapid"
)

// someCondition draws a condition of those that rules and fixes tell apart.
var someCondition = rapid.Custom(func(t *rapid.T) string {
	operator := rapid.SampledFrom([]string{
		"StringEquals", "StringLike", "ArnLike", "ArnEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringLike", "IpAddress",
		"StringNotEquals", "StringNotLike", "Null",
	}).Draw(t, "operator")
	key := rapid.SampledFrom([]string{
		"aws:SourceArn", "aws:SourceAccount", "aws:PrincipalOrgPaths", "aws:userid", "aws:SourceIp", "s3:DataAccessPointArn", "aws:SourceOrgID",
		"aws:PrincipalAccount", "s3:x-amz-server-side-encryption",
	}).Draw(t, "key")
	if operator == "IpAddress" {
		key = "aws:SourceIp"
	}
	values := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"*", "124355676326", "000000000002", trail, trail + "*", "arn:aws:cloudtrail:us-east-1:124355676326:trail/s3-activity-trail",
		"arn:aws:cloudtrail:*:124355676326:trail/*", "arn:aws:cloudtrail:*:*:trail/x", "o-a1b2c3d4e5/r/*", "o-a1b2c3d4e5", "AROAEXAMPLE:*", "AROA*",
		"arn:aws:s3:*:124355676326:accesspoint/*", "192.0.2.0/24", "0.0.0.0/0", "7.0.0.0/7", "2001:db8::/32", "::/0", "2001:db8::1", "${aws:userid}",
		"AES256", "aws:kms", "aws:*", "true", "false",
	}), 1, 2, rapid.ID).Draw(t, "values")
	if operator == "Null" {
		values = values[:1]
		if values[0] != "true" {
			values[0] = "false"
		}
	}
	return `"` + operator + `":{"` + key + `":["` + strings.Join(values, `","`) + `"]}`
})

// TestFixesSeeWhatRulesSee draws policies, and holds the fixes that change statements against their rules: what passes they
// leave as it is, and what fails passes afterwards, or is left to a person.
func TestFixesSeeWhatRulesSee(t *testing.T) {
	base := look(t, account(t, "reference"))
	rules := []string{"s3.public_read", "s3.public_write", "s3.confused_deputy", "s3.source_arn", "s3.encryption_allowed"}
	e, err := engine.Load(t.Context(), rego.FS, engine.Options{Select: func(r finding.Rule) bool { return slices.Contains(rules, r.ID) }})
	if err != nil {
		t.Fatal(err)
	}
	judge := func(t *rapid.T, raw string) (*snapshot.Snapshot, map[string]finding.Finding) {
		p, fault := snapshot.NewPolicy(raw)
		if fault != "" {
			t.Fatalf("%s: %s", fault, raw)
		}
		s := *base
		b := base.S3.Buckets[referenceBucket]
		b.Policy, b.PublicAccessBlock = snapshot.Seen(p), snapshot.Absent[snapshot.PublicAccessBlock]()
		s.S3.Buckets = map[string]snapshot.Bucket{referenceBucket: b}
		findings, err := e.Judge(t.Context(), &s)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]finding.Finding{}
		for _, f := range findings {
			all[f.Rule] = f
		}
		return &s, all
	}
	rapid.Check(t, func(t *rapid.T) {
		effect := rapid.SampledFrom([]string{"Allow", "Allow", "Allow", "Deny"}).Draw(t, "effect")
		principal := rapid.SampledFrom([]string{`"*"`, `{"AWS":["*"]}`, asCloudTrail, asCloudTrail}).Draw(t, "principal")
		action := rapid.SampledFrom([]string{"s3:PutObject", "s3:*", "s3:GetObject", "s3:GetBucketAcl", "s3:DeleteObject*"}).Draw(t, "action")
		resource := rapid.SampledFrom([]string{"*", referenceBucket + "/*", ownFolder, referenceBucket + "/other/*"}).Draw(t, "resource")
		conditions := rapid.SliceOfNDistinct(someCondition, 0, 2, func(c string) string { return c[:strings.IndexByte(c, ':')] }).Draw(t, "conditions")
		raw := `{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `","Principal":` + principal + `,"Action":"` + action + `","Resource":"` + resource +
			`","Condition":{` + strings.Join(conditions, ",") + `}}]}`
		s, before := judge(t, raw)
		for _, f := range remediate.Fixes {
			if !slices.Contains(rules, f.Rule) {
				continue
			}
			edits, err := f.Plan(remediate.Case{Snapshot: s, Start: s, Resource: referenceBucket})
			if err != nil {
				continue // for a person
			}
			after, err := edits[0].Change(plan.NewState(raw))
			switch {
			case err != nil:
			case before[f.Rule].Outcome == finding.Pass && after != plan.NewState(raw):
				t.Errorf("%s passes, and its fix makes %s of %s", f.Rule, after, raw)
			case before[f.Rule].Outcome == finding.Fail:
				var text string
				if err := after.Into(&text); err != nil {
					t.Fatal(err)
				}
				if _, now := judge(t, text); now[f.Rule].Outcome != finding.Pass {
					t.Errorf("%s fails on %s\nand after its fix on %s: %s", f.Rule, raw, text, now[f.Rule].Message)
				}
			}
		}
	})
}
