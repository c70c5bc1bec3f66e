package awsfake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// maxSelectors is how many basic selectors a trail may have.
const maxSelectors = 5

// PutEventSelectors replaces all selectors, basic and advanced.
func (c cloudTrailClient) PutEventSelectors(_ context.Context, in *cloudtrail.PutEventSelectorsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.PutEventSelectorsOutput, error) {
	err := c.set("PutEventSelectors", in.TrailName, func(t *Trail) error {
		bad := len(in.EventSelectors) > maxSelectors || (len(in.EventSelectors) == 0) == (len(in.AdvancedEventSelectors) == 0)
		for _, s := range in.AdvancedEventSelectors {
			bad = bad || !slices.ContainsFunc(s.FieldSelectors, func(f types.AdvancedFieldSelector) bool {
				return aws.ToString(f.Field) == "eventCategory" && len(f.Equals) == 1
			})
		}
		if bad {
			return apiError("InvalidEventSelectorsException", "The event selectors are not valid")
		}
		t.EventSelectors, t.AdvancedSelectors = in.EventSelectors, in.AdvancedEventSelectors
		return nil
	})
	return &cloudtrail.PutEventSelectorsOutput{}, err
}

// PutInsightSelectors switches Insights off where it is sent no selectors.
func (c cloudTrailClient) PutInsightSelectors(_ context.Context, in *cloudtrail.PutInsightSelectorsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.PutInsightSelectorsOutput, error) {
	err := c.set("PutInsightSelectors", in.TrailName, func(t *Trail) error {
		t.InsightSelectors = in.InsightSelectors
		return nil
	})
	return &cloudtrail.PutInsightSelectorsOutput{}, err
}
