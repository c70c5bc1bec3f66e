package engine_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
	"trailproof/snapshot"
)

const (
	trailARN  = "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	bucketARN = "arn:aws:s3:::elly-secure-bucket"
	accountID = "124355676326"
)

// testRule is a user's rule named rules.test.<name>.
func testRule(name, subject, body string) string {
	return fmt.Sprintf(`# METADATA
# title: %[1]s holds
# description: x
# custom: {severity: low, subject: %[2]s, controls: {test: ["1"]}, remediation: x}
package rules.test.%[1]s

import data.lib.subjects

%[3]s
`, name, subject, body)
}

// judgeOne judges the reference story, changed, by one rule.
func judgeOne(t *testing.T, subject, body string, change func(*snapshot.Snapshot)) []finding.Finding {
	t.Helper()
	e, err := engine.Load(t.Context(), rego.FS, engine.Options{
		Policies: map[string][]byte{"x.rego": []byte(testRule("x", subject, body))},
		Select:   func(r finding.Rule) bool { return r.ID == "test.x" },
	})
	if err != nil {
		t.Fatal(err)
	}
	s := storySnapshot(t, filepath.Join("..", "testdata/accounts/reference"))
	if change != nil {
		change(s)
	}
	s.SortGaps()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	findings, err := e.Judge(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func editTrail(s *snapshot.Snapshot, change func(*snapshot.Trail)) {
	t := s.CloudTrail.Trails[trailARN]
	change(&t)
	s.CloudTrail.Trails[trailARN] = t
}

func editBucket(s *snapshot.Snapshot, change func(*snapshot.Bucket)) {
	b := s.S3.Buckets[bucketARN]
	change(&b)
	s.S3.Buckets[bucketARN] = b
}

// logToStranger lets the log bucket's access logs go to a bucket of which nobody can see whether it keeps versions.
func logToStranger(s *snapshot.Snapshot) {
	const stranger = "arn:aws:s3:::stranger"
	other := s.S3.Buckets[bucketARN]
	other.Owner, other.Versioning = snapshot.Absent[string](), snapshot.Field[snapshot.Versioning]{}
	s.S3.Buckets[stranger] = other
	editBucket(s, func(b *snapshot.Bucket) { b.Logging = snapshot.Seen(snapshot.BucketLogging{Target: stranger}) })
	s.Gaps = append(s.Gaps, gap("s3.buckets.*.versioning", stranger))
}

func gap(path, resource string) snapshot.Gap {
	return snapshot.Gap{Path: path, Resource: resource, Action: "test:Look", Kind: snapshot.Denied, Detail: "AccessDenied: no"}
}

const (
	denyAlways = `deny contains {"resource": id, "message": "bad"} if {
	some id in subjects.%s
	input.%s
}`
	denyVersioning = `deny contains {"resource": id, "message": "bad"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].versioning.status != "Enabled"
}`
	denyUnversioned = `deny contains {"resource": id, "message": "bad"} if {
	some id in subjects.log_buckets
	id in _unversioned
}

_unversioned contains id if input.s3.buckets[id].versioning.status != "Enabled"`
	denyTrailName = `deny contains {"resource": id, "message": "bad"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].name != %q
}`
	denyTrailBucket = `deny contains {"resource": id, "message": "bad"} if {
	some id in subjects.trails
	input.s3.buckets[input.cloudtrail.trails[id].bucket].versioning.status != %q
}`
	denyNoTrail = `deny contains {"resource": id, "message": "none"} if {
	some id in subjects.account
	count({t | input.cloudtrail.trails[t].is_multi_region_trail == true}) == 0
}`
)

// leaveOutTrails puts trails in place of those of the snapshot, without the gaps that are about these.
func leaveOutTrails(s *snapshot.Snapshot, trails map[string]snapshot.Trail) {
	s.CloudTrail.Trails = trails
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool { return strings.HasPrefix(g.Path, "cloudtrail.trails.*.") })
}

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		subject, body string
		change        func(*snapshot.Snapshot)
		want          []string // "outcome resource: message", sorted as findings are
	}{
		"fail": {"log_buckets", denyVersioning, nil, []string{"fail " + bucketARN + ": bad"}},
		"pass says what holds": {
			"trails", fmt.Sprintf(denyTrailName, "s3-activity-trail"), nil,
			[]string{"pass " + trailARN + ": x holds"},
		},
		"several denials are one finding": {
			"log_buckets", denyVersioning + `
deny contains {"resource": id, "message": "also"} if some id in subjects.log_buckets`, nil,
			[]string{"fail " + bucketARN + ": also (and 1 more)"},
		},
		"a hole in what it reads": {"log_buckets", denyVersioning, func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.Versioning = snapshot.Field[snapshot.Versioning]{} })
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.versioning", bucketARN))
		}, []string{"unknown " + bucketARN + ": test:Look was denied"}},
		"a hole elsewhere": {"log_buckets", denyVersioning, func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.ACL = snapshot.Field[snapshot.ACL]{} })
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.acl", bucketARN))
		}, []string{"fail " + bucketARN + ": bad"}},
		"a denial by a hole is not hidden": {"log_buckets", `deny contains {"resource": id, "message": "no versioning"} if {
	some id in subjects.log_buckets
	not input.s3.buckets[id].versioning.status == "Enabled"
}`, func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.Versioning = snapshot.Field[snapshot.Versioning]{} })
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.versioning", bucketARN))
		}, []string{"unknown " + bucketARN + ": test:Look was denied; might fail: no versioning"}},
		"a hole in what it refers to": {"trails", fmt.Sprintf(denyTrailBucket, "Enabled"), func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.Versioning = snapshot.Field[snapshot.Versioning]{} })
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.versioning", bucketARN))
		}, []string{"unknown " + trailARN + ": test:Look was denied for " + bucketARN}},
		"a hole in what it does not refer to": {"trails", fmt.Sprintf(denyTrailBucket, "Enabled"), func(s *snapshot.Snapshot) {
			other := s.S3.Buckets[bucketARN]
			other.Versioning = snapshot.Field[snapshot.Versioning]{}
			s.S3.Buckets["arn:aws:s3:::other"] = other
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.versioning", "arn:aws:s3:::other"))
		}, []string{"fail " + trailARN + ": bad"}},
		"a hole behind a reference that it does not follow": {"log_buckets", denyUnversioned, logToStranger, []string{
			"fail " + bucketARN + ": bad",
		}},
		"a hole behind a reference that it follows": {"log_buckets", denyUnversioned + `
deny contains {"resource": id, "message": "logged"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].logging.target != id
}`, logToStranger, []string{
			"unknown " + bucketARN + ": test:Look was denied for arn:aws:s3:::stranger; might fail: bad (and 1 more)",
		}},
		"a hole where only the subject is looked at": {"log_buckets", denyVersioning + `
deny contains {"resource": id, "message": "abroad"} if {
	some id in subjects.log_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].owner == null
}`, logToStranger, []string{"fail " + bucketARN + ": abroad (and 1 more)"}},
		"an incomplete list and a pass": {"trails", fmt.Sprintf(denyTrailName, "s3-activity-trail"), func(s *snapshot.Snapshot) {
			s.Gaps = append(s.Gaps, snapshot.Gap{Path: "cloudtrail.trails", Region: "eu-west-1", Action: "cloudtrail:DescribeTrails", Kind: snapshot.Throttled, Detail: "Rate exceeded"})
		}, []string{"unknown " + trailARN + ": cloudtrail:DescribeTrails was throttled in eu-west-1: Rate exceeded"}},
		"an incomplete list and a denial": {"trails", fmt.Sprintf(denyTrailName, "other"), func(s *snapshot.Snapshot) {
			s.Gaps = append(s.Gaps, gap("cloudtrail.trails", ""))
		}, []string{"unknown " + accountID + ": test:Look was denied", "fail " + trailARN + ": bad"}},
		"an incomplete list and no subject": {"trails", fmt.Sprintf(denyTrailName, "other"), func(s *snapshot.Snapshot) {
			leaveOutTrails(s, map[string]snapshot.Trail{})
			s.Gaps = append(s.Gaps, gap("cloudtrail.trails", ""))
		}, []string{"unknown " + accountID + ": test:Look was denied"}},
		"no subject": {"trails", fmt.Sprintf(denyTrailName, "other"), func(s *snapshot.Snapshot) {
			leaveOutTrails(s, map[string]snapshot.Trail{})
		}, []string{"not_applicable " + accountID + ": nothing to judge: trails that this account owns"}},
		"a list that nobody asked for": {"trails", fmt.Sprintf(denyTrailName, "other"), func(s *snapshot.Snapshot) {
			leaveOutTrails(s, nil)
			s.Gaps = append(s.Gaps, snapshot.Gap{Path: "cloudtrail.trails", Kind: snapshot.NotCollected})
		}, []string{"unknown " + accountID + ": cloudtrail.trails was not collected"}},
		"a field that nobody asked for": {"log_buckets", denyVersioning, func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.Versioning = snapshot.Field[snapshot.Versioning]{} })
			s.Gaps = append(s.Gaps, snapshot.Gap{Path: "s3.buckets.*.versioning", Kind: snapshot.NotCollected})
		}, []string{"unknown " + bucketARN + ": s3.buckets.*.versioning was not collected"}},
		"a subject that can't be named": {"log_keys", fmt.Sprintf(denyAlways, "log_keys", "source.account"), func(s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { t.Key = snapshot.Field[string]{} })
			s.KMS.Keys = map[string]snapshot.Key{}
			s.Gaps = append(s.Gaps, gap("cloudtrail.trails.*.key", trailARN))
		}, []string{"unknown " + trailARN + ": test:Look was denied"}},
		"a subject that can't be told from another": {"log_buckets", fmt.Sprintf(denyAlways, "log_buckets", "source.account"), func(s *snapshot.Snapshot) {
			editBucket(s, func(b *snapshot.Bucket) { b.Exists = snapshot.Field[bool]{} })
			s.Gaps = append(s.Gaps, gap("s3.buckets.*.exists", bucketARN))
		}, []string{"unknown " + bucketARN + ": test:Look was denied; might fail: bad"}},
		"the account": {"account", denyNoTrail, nil, []string{"pass " + accountID + ": x holds"}},
		"the account, denied": {"account", denyNoTrail, func(s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { t.IsMultiRegionTrail = false })
		}, []string{"fail " + accountID + ": none"}},
		"the account and an incomplete list": {"account", denyNoTrail, func(s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { t.IsMultiRegionTrail = false })
			s.Gaps = append(s.Gaps, gap("cloudtrail.trails", ""))
		}, []string{"unknown " + accountID + ": test:Look was denied; might fail: none"}},
		"the account by what it has": {
			"account_with_log_bucket", fmt.Sprintf(denyAlways, "account_with_log_bucket", "source.account"), nil,
			[]string{"fail " + accountID + ": bad"},
		},
		"the account by what it has, which can't be told": {
			"account_with_log_bucket", fmt.Sprintf(denyAlways, "account_with_log_bucket", "source.account"),
			func(s *snapshot.Snapshot) {
				editBucket(s, func(b *snapshot.Bucket) { b.Owner = snapshot.Field[string]{} })
				s.Gaps = append(s.Gaps, gap("s3.buckets.*.owner", bucketARN))
			},
			[]string{"unknown " + accountID + ": test:Look was denied for " + bucketARN + "; might fail: bad"},
		},
		"the account by what it has, which may not be all": {
			"account_with_log_bucket", fmt.Sprintf(denyAlways, "account_with_log_bucket", "source.account"),
			func(s *snapshot.Snapshot) {
				other := s.S3.Buckets[bucketARN]
				other.Owner = snapshot.Field[string]{}
				s.S3.Buckets["arn:aws:s3:::other"] = other
				editBucket(s, func(b *snapshot.Bucket) { b.Owner = snapshot.Absent[string]() })
				s.Gaps = append(s.Gaps, gap("s3.buckets.*.owner", "arn:aws:s3:::other"))
			},
			[]string{"unknown " + accountID + ": test:Look was denied for arn:aws:s3:::other"},
		},
		"a rule that breaks": {"trails", `deny contains {"resource": id, "message": "x"} if {
	some id in subjects.trails
	to_number(input.cloudtrail.trails[id].name) > 0
}`, nil, []string{"unknown " + trailARN + ": the rule could not be evaluated"}},
		"a denial without message": {
			"trails", `deny contains {"resource": id} if some id in subjects.trails`, nil,
			[]string{"unknown " + trailARN + ": the rule could not be evaluated"},
		},
		"a denial of a stranger": {
			"trails", `deny contains {"resource": "x", "message": "x"} if some id in subjects.trails`, nil,
			[]string{"unknown " + trailARN + ": the rule could not be evaluated"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range judgeOne(t, c.subject, c.body, c.change) {
				got = append(got, fmt.Sprintf("%s %s: %s", f.Outcome, f.Resource, f.Message))
				if f.Rule != "test.x" || f.Severity != finding.Low || f.Account != accountID || f.Why == nil || f.Missing == nil {
					t.Errorf("incomplete finding %+v", f)
				}
				if (f.Outcome == finding.Unknown) != (len(f.Missing) > 0) && strings.Contains(f.Message, "test:Look") {
					t.Errorf("the missing action is not named: %+v", f)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

func TestRegions(t *testing.T) {
	for _, f := range judgeOne(t, "log_buckets", denyVersioning, nil) {
		if f.Region != "us-east-2" {
			t.Errorf("the bucket's Region is %q", f.Region)
		}
	}
	for _, f := range judgeOne(t, "trails", fmt.Sprintf(denyTrailName, "x"), nil) {
		if f.Region != "us-east-2" {
			t.Errorf("the trail's Region is %q", f.Region)
		}
	}
	for _, f := range judgeOne(t, "account", denyNoTrail, nil) {
		if f.Region != "" {
			t.Errorf("the account's Region is %q", f.Region)
		}
	}
}
