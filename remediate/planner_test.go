package remediate_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"
)

// TestReference mends the reference system, and plans again: nothing is left to do but what nobody allowed.
func TestReference(t *testing.T) {
	for name, c := range map[string]struct {
		allow      []plan.Risk
		notAllowed []string
	}{
		"what costs": {
			[]plan.Risk{plan.Costly}, []string{"s3.account_public_access_block", "kms.decrypt_context", "s3.refuses_unencrypted"},
		},
		"what costs and what removes access": {[]plan.Risk{plan.Costly, plan.AccessRemoving}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "reference", c.allow...)
			p, _ := w.mend()
			var notAllowed []string
			for _, l := range p.Left {
				if l.Kind == plan.NotAllowed {
					notAllowed = append(notAllowed, l.Rule)
				}
			}
			if !slices.Equal(notAllowed, c.notAllowed) {
				t.Errorf("nobody allowed %v", notAllowed)
			}
			fixable := map[string]bool{}
			for _, f := range remediate.Fixes {
				fixable[f.Rule] = true
			}
			for reason, f := range w.judge(look(t, w.account)) {
				if f.Outcome == finding.Fail && fixable[reason.Rule] && !slices.Contains(notAllowed, reason.Rule) {
					t.Errorf("%s still fails on %s: %s", f.Rule, f.Resource, f.Message)
				}
			}
		})
	}
}

// TestShared has one step for two rules that one change mends.
func TestShared(t *testing.T) {
	p, _ := newWorld(t, "reference", plan.Costly).mend()
	i := slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.Operation == "s3:PutBucketLifecycleConfiguration" })
	want := []plan.Reason{{Rule: "s3.abort_uploads", Resource: referenceBucket}, {Rule: "s3.lifecycle", Resource: referenceBucket}}
	if i < 0 || !slices.Equal(p.Steps[i].For, want) {
		t.Errorf("%+v", p.Steps)
	}
}

// TestFinal says of a change that AWS would not take back that it is irreversible, and why.
func TestFinal(t *testing.T) {
	policyOf := func(p *plan.Plan) int {
		return slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.Operation == "s3:PutBucketPolicy" && s.Resource == openBucket })
	}
	without, _ := newWorld(t, "broken", takeable...).mend()
	if policyOf(without) >= 0 {
		t.Error("it is in a plan for which nobody allowed it")
	}
	w := newWorld(t, "broken", plan.Risks...)
	p, j := w.mend()
	i := policyOf(p)
	if i < 0 || p.Steps[i].Risk != plan.Irreversible || !strings.HasPrefix(p.Steps[i].Undo, "none: BlockPublicPolicy is on") {
		t.Fatalf("%+v", p.Steps)
	}
	// A fix that had to wait for another, of a later rule, comes in a later round.
	if !slices.Contains(p.Steps[i].For, plan.Reason{Rule: "s3.confused_deputy", Resource: openBucket}) {
		t.Errorf("it is for %v", p.Steps[i].For)
	}
	results, err := remediate.Undo(t.Context(), w.account.Writers(), j, nil)
	if err != nil || !slices.ContainsFunc(results, func(r remediate.Result) bool { return r.Step.ID == i+1 && r.Outcome == remediate.Refused }) {
		t.Errorf("S3 took it back: %+v %v", results, err)
	}
}

// enabled says whether the reference bucket keeps versions in a snapshot.
func enabled(s *snapshot.Snapshot) bool {
	v, _ := s.S3.Buckets[referenceBucket].Versioning.Get()
	return v.Status != nil
}

// TestPlanLeaves is what keeps a fix out of a plan. The others stay in.
func TestPlanLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		change func(a *awsfake.Account, s *snapshot.Snapshot, p *remediate.Planner)
		rule   string
		kind   plan.LeftKind
		why    string
		steps  int
	}{
		"it makes a rule fail": {
			func(_ *awsfake.Account, _ *snapshot.Snapshot, p *remediate.Planner) {
				judge := p.Judge
				p.Judge = func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
					findings, err := judge(ctx, s)
					f := finding.Finding{Rule: "own.rule", Resource: referenceBucket, Outcome: finding.Pass}
					if enabled(s) {
						f.Outcome, f.Message = finding.Fail, "versions cost"
					}
					return append(findings, f), err
				}
			}, "s3.versioning", plan.Refused, "own.rule passes on " + referenceBucket + " and would fail: versions cost", 2,
		},
		"it takes an access away": {
			func(_ *awsfake.Account, _ *snapshot.Snapshot, p *remediate.Planner) {
				p.Guard = func(_, after *snapshot.Snapshot) []string {
					if enabled(after) {
						return []string{"s3:PutObject by CloudTrail"}
					}
					return nil
				}
			}, "s3.versioning", plan.Refused, "s3:PutObject by CloudTrail", 2,
		},
		"it does not help": {
			func(_ *awsfake.Account, _ *snapshot.Snapshot, p *remediate.Planner) {
				judge := p.Judge
				p.Judge = func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
					findings, err := judge(ctx, s)
					for i, f := range findings {
						if f.Rule == "s3.versioning" {
							findings[i].Outcome = finding.Fail
						}
					}
					return findings, err
				}
			}, "s3.versioning", plan.Refused, "the rule still fails after its fix", 2,
		},
		"it is managed": {
			func(_ *awsfake.Account, s *snapshot.Snapshot, _ *remediate.Planner) {
				b := s.S3.Buckets[referenceBucket]
				b.Tags = snapshot.Seen(map[string]string{"ManagedBy": "Terraform"})
				s.S3.Buckets[referenceBucket] = b
			}, "s3.versioning", plan.Managed, "is managed by terraform", 1,
		},
		"its tags were not seen": {
			func(_ *awsfake.Account, s *snapshot.Snapshot, _ *remediate.Planner) {
				b := s.S3.Buckets[referenceBucket]
				b.Tags = snapshot.Field[map[string]string]{}
				s.S3.Buckets[referenceBucket] = b
				s.Gaps = append(s.Gaps, snapshot.Gap{Path: "s3.buckets.*.tags", Resource: referenceBucket, Action: "s3:GetBucketTagging", Kind: snapshot.Denied})
				s.SortGaps()
			}, "s3.versioning", plan.Unseen, "--even-managed", 1,
		},
		"it can't be read": {
			func(a *awsfake.Account, _ *snapshot.Snapshot, _ *remediate.Planner) {
				a.Refuse = map[string]string{"s3:GetBucketVersioning": "AccessDenied"}
			}, "s3.versioning", plan.Unseen, "s3: GetBucketVersioning " + referenceBucket, 2,
		},
		"it is waived": {
			func(_ *awsfake.Account, _ *snapshot.Snapshot, p *remediate.Planner) {
				judge := p.Judge
				p.Judge = func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
					findings, err := judge(ctx, s)
					for i, f := range findings {
						if f.Rule == "s3.versioning" && f.Outcome == finding.Fail {
							findings[i].Waiver = &finding.Waiver{Reason: "it is a copy"}
						}
					}
					return findings, err
				}
			}, "s3.versioning", plan.Waived, "it is a copy", 2,
		},
		"the policy would be too long": {
			func(a *awsfake.Account, s *snapshot.Snapshot, _ *remediate.Planner) {
				b := a.Buckets["elly-secure-bucket"]
				b.Policy = strings.Replace(b.Policy, "{", "{"+strings.Repeat(" ", 20*1024-len(b.Policy)), 1)
			}, "s3.tls_only", plan.Refused, "and S3 takes 20480", 2,
		},
		"no fix": {
			func(_ *awsfake.Account, _ *snapshot.Snapshot, p *remediate.Planner) {
				p.Wanted = func(string) bool { return true }
			}, "s3.mfa_delete", plan.Manual, "", -1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := account(t, "reference")
			s, p := look(t, a), planner(t, a)
			p.Wanted = func(rule string) bool {
				return slices.Contains([]string{"s3.tls_only", "s3.versioning", "kms.rotation"}, rule)
			}
			c.change(a, s, &p)
			out, _, err := p.Plan(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(out.Left, func(l plan.Left) bool { return l.Rule == c.rule })
			if i < 0 || out.Left[i].Kind != c.kind || !strings.Contains(out.Left[i].Why, c.why) {
				t.Fatalf("left: %+v", out.Left)
			}
			if hand := out.Left[i].ByHand; (hand == "") != (c.kind == plan.Waived) || strings.Contains(hand, "BUCKET") {
				t.Errorf("by hand: %q", hand)
			}
			if c.steps >= 0 && len(out.Steps) != c.steps {
				t.Errorf("the steps are %+v", out.Steps)
			}
			if writes := slices.ContainsFunc(a.Calls(), func(call string) bool { return strings.Contains(call, ":Put") }); writes {
				t.Error("planning wrote")
			}
		})
	}
}

func TestManagedBy(t *testing.T) {
	for want, tags := range map[string]map[string]string{
		"":                              {"owner": "terraform team", "env": "prod"},
		"the CloudFormation stack logs": {"aws:cloudformation:stack-name": "logs"},
		"terraform":                     {"managed-by": "Terraform Cloud"},
		"opentofu":                      {"OpenTofu": "true"},
		"pulumi":                        {"iac_tool": "pulumi"},
		"cdk":                           {"created by": "aws-cdk"},
	} {
		if got := remediate.ManagedBy(tags); got != want {
			t.Errorf("%v: got %q, want %q", tags, got, want)
		}
	}
	if got := remediate.ManagedBy(map[string]string{"terraform": "false"}); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestByHand(t *testing.T) {
	advice := "aws x --bucket BUCKET --region BUCKET_REGION KEY_ARN TRAIL_ARN HOME_REGION ACCOUNT ACCOUNTS arn:PARTITION:x"
	for resource, want := range map[string]string{
		"arn:aws-cn:s3:::b":                      "aws x --bucket b --region eu-west-1 KEY_ARN TRAIL_ARN HOME_REGION 111122223333 ACCOUNTS arn:aws-cn:x",
		"arn:aws:kms:us-east-1:1:key/k":          "aws x --bucket BUCKET --region BUCKET_REGION arn:aws:kms:us-east-1:1:key/k TRAIL_ARN HOME_REGION 111122223333 ACCOUNTS arn:aws:x",
		"arn:aws:cloudtrail:us-east-1:1:trail/t": "aws x --bucket BUCKET --region BUCKET_REGION KEY_ARN arn:aws:cloudtrail:us-east-1:1:trail/t us-east-1 111122223333 ACCOUNTS arn:aws:x",
		"111122223333":                           "aws x --bucket BUCKET --region BUCKET_REGION KEY_ARN TRAIL_ARN HOME_REGION 111122223333 ACCOUNTS arn:PARTITION:x",
	} {
		got := remediate.ByHand(advice, finding.Finding{Resource: resource, Region: "eu-west-1", Account: "111122223333"})
		if got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", resource, got, want)
		}
	}
}
