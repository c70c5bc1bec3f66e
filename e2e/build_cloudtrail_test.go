//go:build e2e

package e2e

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"trailproof/internal/awsfake"
)

func (b builder) makeTrail(trail *awsfake.Trail) {
	client, ctx := cloudtrail.NewFromConfig(b.in(aws.ToString(trail.HomeRegion))), b.t.Context()
	create := &cloudtrail.CreateTrailInput{
		Name: trail.Name, S3BucketName: trail.S3BucketName, S3KeyPrefix: trail.S3KeyPrefix,
		IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents, IsMultiRegionTrail: trail.IsMultiRegionTrail,
		EnableLogFileValidation: trail.LogFileValidationEnabled, IsOrganizationTrail: trail.IsOrganizationTrail,
		CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn,
	}
	if key := aws.ToString(trail.KmsKeyId); key != "" {
		create.KmsKeyId = aws.String(b.asGiven(key))
	}
	if topic := aws.ToString(trail.SnsTopicARN); topic != "" {
		create.SnsTopicName = aws.String(topic[strings.LastIndexByte(topic, ':')+1:])
	}
	for name, value := range trail.Tags {
		create.TagsList = append(create.TagsList, types.Tag{Key: &name, Value: &value})
	}
	_, err := client.CreateTrail(ctx, create)
	b.must(err)
	if len(trail.EventSelectors)+len(trail.AdvancedSelectors) > 0 {
		_, err = client.PutEventSelectors(ctx, &cloudtrail.PutEventSelectorsInput{
			TrailName: trail.TrailARN, EventSelectors: trail.EventSelectors, AdvancedEventSelectors: trail.AdvancedSelectors,
		})
		b.must(err)
	}
	if len(trail.InsightSelectors) > 0 {
		_, err = client.PutInsightSelectors(ctx, &cloudtrail.PutInsightSelectorsInput{
			TrailName: trail.TrailARN, InsightSelectors: trail.InsightSelectors,
		})
		b.must(err)
	}
	if logs(trail) {
		_, err = client.StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: trail.TrailARN})
		b.must(err)
	}
}

// logs says whether the trail logs anywhere.
func logs(trail *awsfake.Trail) bool {
	for _, s := range trail.Status {
		if s.IsLogging {
			return true
		}
	}
	return false
}
