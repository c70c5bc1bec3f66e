package awsfake

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

type logsClient struct {
	a      *Account
	region string
}

func (c logsClient) group(name *string) (*LogGroup, error) {
	for _, g := range c.a.LogGroups {
		if g.Region == c.region && g.LogGroupName == aws.ToString(name) {
			return g, nil
		}
	}
	return nil, apiError("ResourceNotFoundException", "The specified log group does not exist.")
}

func (c logsClient) DescribeLogGroups(_ context.Context, in *cloudwatchlogs.DescribeLogGroupsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
	if err := c.a.enter("logs:DescribeLogGroups", c.region, aws.ToString(in.LogGroupNamePrefix)); err != nil {
		return nil, err
	}
	var found []logstypes.LogGroup
	for _, g := range c.a.LogGroups {
		if g.Region == c.region && strings.HasPrefix(g.LogGroupName, aws.ToString(in.LogGroupNamePrefix)) {
			made := g.CreationTime
			if made.IsZero() {
				made = c.a.Now.AddDate(-1, 0, 0)
			}
			found = append(found, logstypes.LogGroup{
				LogGroupName: &g.LogGroupName, KmsKeyId: text(g.KmsKeyId), RetentionInDays: g.RetentionInDays,
				LogGroupClass: logstypes.LogGroupClassStandard, CreationTime: aws.Int64(made.UnixMilli()),
			})
		}
	}
	out := &cloudwatchlogs.DescribeLogGroupsOutput{}
	out.LogGroups, out.NextToken = page(found, in.NextToken)
	return out, nil
}

// DescribeLogStreams answers in the order asked for: by name, or by time.
func (c logsClient) DescribeLogStreams(_ context.Context, in *cloudwatchlogs.DescribeLogStreamsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
	if err := c.a.enter("logs:DescribeLogStreams", c.region, aws.ToString(in.LogGroupName)); err != nil {
		return nil, err
	}
	g, err := c.group(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(g.Streams))
	if in.OrderBy == logstypes.OrderByLastEventTime {
		slices.SortStableFunc(names, func(x, y string) int { return g.Streams[x].Compare(g.Streams[y]) })
	}
	if aws.ToBool(in.Descending) {
		slices.Reverse(names)
	}
	out := &cloudwatchlogs.DescribeLogStreamsOutput{}
	names, out.NextToken = page(names, in.NextToken)
	for _, name := range names {
		stream := logstypes.LogStream{LogStreamName: aws.String(name)}
		if last := g.Streams[name]; !last.IsZero() {
			stream.LastIngestionTime = aws.Int64(last.UnixMilli())
		}
		out.LogStreams = append(out.LogStreams, stream)
	}
	return out, nil
}

func (c logsClient) DescribeMetricFilters(_ context.Context, in *cloudwatchlogs.DescribeMetricFiltersInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error) {
	if err := c.a.enter("logs:DescribeMetricFilters", c.region, aws.ToString(in.LogGroupName)); err != nil {
		return nil, err
	}
	g, err := c.group(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.DescribeMetricFiltersOutput{}
	out.MetricFilters, out.NextToken = page(g.MetricFilters, in.NextToken)
	return out, nil
}

type cloudWatchClient struct {
	a      *Account
	region string
}

func (c cloudWatchClient) DescribeAlarms(_ context.Context, in *cloudwatch.DescribeAlarmsInput, _ ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error) {
	if err := c.a.enter("cloudwatch:DescribeAlarms", c.region, ""); err != nil {
		return nil, err
	}
	var here []cloudwatchtypes.MetricAlarm
	for _, alarm := range c.a.Alarms {
		if regionOf(aws.ToString(alarm.AlarmArn)) == c.region {
			here = append(here, alarm)
		}
	}
	out := &cloudwatch.DescribeAlarmsOutput{}
	out.MetricAlarms, out.NextToken = page(here, in.NextToken)
	return out, nil
}

type snsClient struct {
	a      *Account
	region string
}

func (c snsClient) GetTopicAttributes(_ context.Context, in *sns.GetTopicAttributesInput, _ ...func(*sns.Options)) (*sns.GetTopicAttributesOutput, error) {
	arn := aws.ToString(in.TopicArn)
	if err := c.a.enter("sns:GetTopicAttributes", c.region, arn); err != nil {
		return nil, err
	}
	t, ok := c.a.Topics[arn]
	if !ok || regionOf(arn) != c.region {
		return nil, apiError("NotFound", "Topic does not exist")
	}
	attributes := map[string]string{
		"TopicArn": arn, "Policy": string(t.Policy), "SubscriptionsConfirmed": strconv.Itoa(t.Confirmed),
	}
	if !c.a.Silent {
		attributes["SubscriptionsPending"] = strconv.Itoa(t.Pending)
	}
	if t.KmsMasterKeyId != "" {
		attributes["KmsMasterKeyId"] = t.KmsMasterKeyId
	}
	return &sns.GetTopicAttributesOutput{Attributes: attributes}, nil
}
