package remediate_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"

	"pgregory.net/rapid"
)

// rawStatements are the texts of the statements of a policy.
func rawStatements(t *rapid.T, raw string) []string {
	var doc struct{ Statement []json.RawMessage }
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	var texts []string
	for _, s := range doc.Statement {
		texts = append(texts, string(s))
	}
	return texts
}

// someStatement draws a statement as somebody may have written it.
var someStatement = rapid.Custom(func(t *rapid.T) string {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	s := `{`
	s += pick("sid", ``, ``, `"Sid":"DenyPlainHTTP",`, `"Sid": "of somebody's, with ünicode",`, `"Sid":"AWSCloudTrailWrite20150319",`)
	s += `"Effect":` + pick("effect", `"Allow"`, `"Deny"`) + `,`
	s += pick("principal", `"Principal":"*"`, `"Principal":{"AWS":"*"}`, `"Principal":{"AWS":["arn:aws:iam::000000000002:role/r","*"]}`,
		`"Principal": {"Service": "cloudtrail.amazonaws.com"}`, `"Principal":{"Service":["config.amazonaws.com"]}`,
		`"NotPrincipal":{"AWS":"arn:aws:iam::124355676326:root"}`, `"Principal":{"AWS":"AROAEXAMPLEDELETED001"}`) + `,`
	s += pick("action", `"Action":"s3:*"`, `"Action":"s3:PutObject"`, `"Action": ["s3:GetObject", "s3:Put*"]`, `"NotAction":"s3:GetObject"`, `"Action":"s3:GetBucketAcl"`) + `,`
	s += pick("resource", `"Resource":"*"`, `"Resource":"`+referenceBucket+`"`, `"Resource":["`+referenceBucket+`/AWSLogs/124355676326/*"]`,
		`"Resource":"`+referenceBucket+`/*"`)
	s += pick("condition", ``, ``, `,"Condition":{"StringEquals":{"AWS:SourceArn":"`+trail+`"}}`,
		`,"Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:124355676326:trail/was","s3:x-amz-acl":"bucket-owner-full-control"}}`,
		`,"Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}`, `,"Condition":{"StringLike":{"aws:Referer":"a secret"}}`)
	return s + `}`
})

// TestMerge holds the fixes that edit a bucket's policy against random ones: every statement stays as it was to the byte
// but for the principals and conditions that the fix is about, new ones stand behind, and a second time nothing changes.
func TestMerge(t *testing.T) {
	base := look(t, account(t, "reference"))
	rapid.Check(t, func(t *rapid.T) {
		raw := `{"Id":"somebody's","Version":"2012-10-17","Statement":[` + strings.Join(rapid.SliceOfN(someStatement, 1, 5).Draw(t, "statements"), ", ") + `]}`
		p, fault := snapshot.NewPolicy(raw)
		if fault != "" {
			t.Fatalf("%s: %s", fault, raw)
		}
		s := *base
		s.S3.Buckets = map[string]snapshot.Bucket{}
		b := base.S3.Buckets[referenceBucket]
		b.Policy, b.PublicAccessBlock = snapshot.Seen(p), snapshot.Absent[snapshot.PublicAccessBlock]()
		s.S3.Buckets[referenceBucket] = b
		for _, f := range remediate.Fixes {
			edits, err := f.Plan(remediate.Case{Snapshot: &s, Start: &s, Resource: referenceBucket})
			if err != nil || !strings.HasPrefix(f.Rule, "s3.") {
				continue // it is for a person, or of something else
			}
			for _, e := range edits {
				if e.Operation.Name == "s3:PutBucketPolicy" && e.Target.Resource == referenceBucket {
					merges(t, f.Rule, raw, e)
				}
			}
		}
	})
}

func merges(t *rapid.T, rule, raw string, e remediate.Edit) {
	after, err := e.Change(plan.NewState(raw))
	if err != nil {
		return // for a person
	}
	var text string
	if err := after.Into(&text); err != nil {
		t.Fatal(err)
	}
	if again, err := e.Change(after); err != nil || again != after {
		t.Errorf("%s: a second time it is %s (%v), and was %s", rule, again, err, after)
	}
	if !strings.HasPrefix(text, `{"Id":"somebody's","Version":"2012-10-17","Statement":[`) {
		t.Errorf("%s: the head is gone: %s", rule, text)
	}
	before, now := rawStatements(t, raw), rawStatements(t, text)
	if len(now) < len(before) {
		t.Fatalf("%s: a statement is gone: %s", rule, text)
	}
	for i := range before {
		if before[i] == now[i] {
			continue
		}
		var was, is map[string]any
		if json.Unmarshal([]byte(before[i]), &was) != nil || json.Unmarshal([]byte(now[i]), &is) != nil {
			t.Fatal("no JSON")
		}
		for _, m := range []map[string]any{was, is} {
			delete(m, "Principal")
			delete(m, "Condition")
		}
		if !reflect.DeepEqual(was, is) {
			t.Errorf("%s: %s became %s", rule, before[i], now[i])
		}
		if rule == "s3.tls_only" || rule == "s3.refuses_unencrypted" || rule == "s3.only_cloudtrail_writes" || rule == "s3.trail_path" {
			t.Errorf("%s only adds, and made %s of %s", rule, now[i], before[i])
		}
	}
}
