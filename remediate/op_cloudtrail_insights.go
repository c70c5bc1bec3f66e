package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// putInsightSelectors are the types of Insights events of a trail; none where it has no Insights. AWS charges for each event that
// it looks at.
var putInsightSelectors = setting[[]types.InsightSelector]{
	read: func(ctx context.Context, c Clients, t Target) (*[]types.InsightSelector, error) {
		out, err := c.CloudTrail(t.Region).GetInsightSelectors(ctx, &cloudtrail.GetInsightSelectorsInput{TrailName: &t.Resource})
		if isCode(err, "InsightNotEnabledException", "TrailNotFoundException") {
			return nil, nil // TrailNotFound: a trail of this plan, before its step
		}
		if err != nil {
			return nil, t.errorf("cloudtrail: GetInsightSelectors", err)
		}
		if len(out.InsightSelectors) == 0 {
			return nil, nil
		}
		return &out.InsightSelectors, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *[]types.InsightSelector) error {
		in := &cloudtrail.PutInsightSelectorsInput{TrailName: &t.Resource, InsightSelectors: []types.InsightSelector{}}
		if after != nil {
			in.InsightSelectors = *after
		}
		_, err := c.CloudTrail(t.Region).PutInsightSelectors(ctx, in)
		return wrap(t, "cloudtrail: PutInsightSelectors", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *[]types.InsightSelector) error {
		return changeTrail(s, t, func(trail *snapshot.Trail) error {
			if after == nil {
				trail.InsightSelectors = snapshot.Absent[[]snapshot.InsightSelector]()
				return nil
			}
			list := []snapshot.InsightSelector{}
			for _, i := range *after {
				categories := []string{}
				for _, c := range i.EventCategories {
					categories = append(categories, string(c))
				}
				list = append(list, snapshot.InsightSelector{Type: string(i.InsightType), EventCategories: ordered(categories)})
			}
			trail.InsightSelectors = snapshot.Seen(list)
			return nil
		})
	},
}.of(Operation{
	Name:   "cloudtrail:PutInsightSelectors",
	Reads:  []string{"cloudtrail:GetInsightSelectors"},
	Writes: []string{"cloudtrail:PutInsightSelectors"},
})
