package remediate

import (
	"context"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

// startLogging is whether a trail logs. CloudTrail starts and stops it in all its Regions by a call in the home Region.
var startLogging = setting[bool]{
	read: func(ctx context.Context, c Clients, t Target) (*bool, error) {
		out, err := c.CloudTrail(t.Region).GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: &t.Resource})
		if isCode(err, "TrailNotFoundException") {
			return aws.Bool(false), nil // a trail of this plan, before its step
		}
		if err != nil {
			return nil, t.errorf("cloudtrail: GetTrailStatus", err)
		}
		return aws.Bool(aws.ToBool(out.IsLogging)), nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *bool) error {
		if aws.ToBool(after) {
			_, err := c.CloudTrail(t.Region).StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: &t.Resource})
			return wrap(t, "cloudtrail: StartLogging", err)
		}
		_, err := c.CloudTrail(t.Region).StopLogging(ctx, &cloudtrail.StopLoggingInput{Name: &t.Resource})
		return wrap(t, "cloudtrail: StopLogging", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *bool) error {
		return changeTrail(s, t, func(trail *snapshot.Trail) error {
			for region, status := range trail.Status {
				if !status.IsLogging && aws.ToBool(after) {
					// As of now, as far as a snapshot knows it: rules ask whether a trail logs long enough for files to have come.
					status.StartLoggingTime = &s.Source.TakenAt
				}
				status.IsLogging = aws.ToBool(after)
				trail.Status[region] = status
			}
			return nil
		})
	},
}.of(Operation{
	Name:   "cloudtrail:StartLogging",
	Reads:  []string{"cloudtrail:GetTrailStatus"},
	Writes: []string{"cloudtrail:StartLogging", "cloudtrail:StopLogging"},
	Calls: func(_, after plan.State) []string {
		if after == "true" {
			return []string{"cloudtrail:StartLogging"}
		}
		return []string{"cloudtrail:StopLogging"}
	},
	Undo: func(plan.State) string { return "stops logging again: from then on nothing is recorded" },
})
