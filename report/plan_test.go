package report_test

import (
	"bytes"
	"testing"
	"time"

	"trailproof/internal/golden"
	"trailproof/plan"
	"trailproof/report"
)

// TestWritePlan shows one of everything, with names that would like to draw on the terminal.
func TestWritePlan(t *testing.T) {
	const bucket = "arn:aws:s3:::b\x1b[2J\u202e"
	p := &plan.Plan{
		Account: "111122223333", TakenAt: time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC),
		Steps: []plan.Step{
			{
				ID: 1, Operation: "s3:PutBucketPolicy", Region: "us-east-1", Resource: bucket, Risk: plan.AccessRemoving,
				For:    []plan.Reason{{Rule: "s3.public_read", Resource: bucket}, {Rule: "x.y", Resource: "111122223333"}},
				Before: plan.NewState("{\n\t\"Statement\": [],\n\t\"Id\": \"\x1b[31m\"\n}\n"), After: plan.NewState(`{"Statement":[]}`),
				Calls: []string{"s3:PutBucketPolicy"}, Undo: "puts the old policy back",
			},
			{
				ID: 2, Operation: "s3:PutBucketPolicy", Resource: "arn:aws:s3:::c", Risk: plan.Safe,
				Before: plan.NewState(`{"Statement":[{"Sid":"old"}]}`), After: plan.NewState(`{"Statement":[{"Sid":"new"}]}`),
				Calls: []string{"s3:PutBucketPolicy"}, Undo: "puts the old policy back",
			},
			{
				ID: 3, Operation: "kms:EnableKey", Resource: "arn:aws:kms:us-east-1:111122223333:key/k", Risk: plan.Costly,
				Before: plan.NewState(map[string]any{"Enabled": false}), After: plan.NewState(map[string]any{"Enabled": true}),
				Calls: []string{"kms:CancelKeyDeletion", "kms:EnableKey"}, Undo: "disables it",
			},
			{
				ID: 4, Operation: "s3:PutObjectLockConfiguration", Resource: "arn:aws:s3:::c", Risk: plan.Irreversible,
				Before: plan.None, After: plan.NewState("on"), Calls: []string{"s3:PutObjectLockConfiguration"}, Undo: "can't be taken back",
			},
		},
		Verdicts: []plan.Verdict{
			{Rule: "a.a", Resource: bucket, Before: "fail", After: "pass"},
			{Rule: "a.b", Resource: bucket, Before: "not_applicable", After: "after apply"},
			{Rule: "a.c", Resource: bucket, Before: "pass", After: "pass"},
			{Rule: "a.d", Resource: bucket, Before: "not_applicable", After: "not_applicable"},
			{Rule: "a.e", Resource: bucket, Before: "fail", After: "fail"},
		},
		Left: []plan.Left{
			{Rule: "a.e", Resource: bucket, Severity: "low", Kind: plan.Manual, Why: "it depends\x07", ByHand: "aws x\n  --y", Terraform: "resource \"a\" {\n}\n"},
			{Rule: "a.f", Resource: "r", Severity: "high", Kind: plan.NotAllowed, Why: "w"},
			{Rule: "a.g", Resource: "r", Severity: "high", Kind: plan.Managed},
			{Rule: "a.h", Resource: "r", Severity: "high", Kind: plan.Waived},
			{Rule: "a.i", Resource: "r", Severity: "high", Kind: plan.Refused},
			{Rule: "a.j", Resource: "r", Severity: "high", Kind: plan.Unseen},
		},
	}
	var b bytes.Buffer
	if err := report.WritePlan(&b, p); err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "testdata/plan.txt", b.Bytes())
	b.Reset()
	if err := report.WritePlan(&b, &plan.Plan{Account: "1"}); err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "testdata/plan_empty.txt", b.Bytes())
}
