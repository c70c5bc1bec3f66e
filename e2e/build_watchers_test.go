//go:build e2e

package e2e

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"trailproof/internal/awsfake"
)

// makeLogGroup makes a log group whose streams have just got an event.
func (b builder) makeLogGroup(g *awsfake.LogGroup) {
	client, ctx := cloudwatchlogs.NewFromConfig(b.in(g.Region)), b.t.Context()
	create := &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &g.LogGroupName}
	if g.KmsKeyId != "" {
		create.KmsKeyId = aws.String(b.asGiven(g.KmsKeyId))
	}
	_, err := client.CreateLogGroup(ctx, create)
	b.must(err)
	if g.RetentionInDays != nil {
		_, err = client.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{
			LogGroupName: &g.LogGroupName, RetentionInDays: g.RetentionInDays,
		})
		b.must(err)
	}
	for stream := range g.Streams {
		_, err = client.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{
			LogGroupName: &g.LogGroupName, LogStreamName: &stream,
		})
		b.must(err)
		_, err = client.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{
			LogGroupName: &g.LogGroupName, LogStreamName: &stream, LogEvents: []logstypes.InputLogEvent{
				{Timestamp: aws.Int64(time.Now().UnixMilli()), Message: aws.String("{}")},
			},
		})
		b.must(err)
	}
	for _, f := range g.MetricFilters {
		_, err = client.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: &g.LogGroupName, FilterName: f.FilterName, FilterPattern: f.FilterPattern,
			MetricTransformations: f.MetricTransformations,
		})
		b.must(err)
	}
}

// makeAlarm makes an alarm on a metric, or on an expression over metrics.
func (b builder) makeAlarm(a cloudwatchtypes.MetricAlarm) {
	put := &cloudwatch.PutMetricAlarmInput{
		AlarmName: a.AlarmName, ActionsEnabled: a.ActionsEnabled, AlarmActions: a.AlarmActions,
		ComparisonOperator: cloudwatchtypes.ComparisonOperatorGreaterThanOrEqualToThreshold,
		Threshold:          aws.Float64(1), EvaluationPeriods: aws.Int32(1), Metrics: a.Metrics,
	}
	if len(a.Metrics) == 0 {
		put.Namespace, put.MetricName = a.Namespace, a.MetricName
		put.Period, put.Statistic = aws.Int32(300), cloudwatchtypes.StatisticSum
	}
	region := strings.Split(aws.ToString(a.AlarmArn), ":")[3]
	_, err := cloudwatch.NewFromConfig(b.in(region)).PutMetricAlarm(b.t.Context(), put)
	b.must(err)
}

// makeTopic makes a topic whose subscriptions are confirmed.
func (b builder) makeTopic(arn string, topic *awsfake.Topic) {
	part := strings.Split(arn, ":")
	client, ctx := sns.NewFromConfig(b.in(part[3])), b.t.Context()
	attributes := map[string]string{"Policy": b.asGiven(string(topic.Policy))}
	if topic.KmsMasterKeyId != "" {
		attributes["KmsMasterKeyId"] = b.asGiven(topic.KmsMasterKeyId)
	}
	_, err := client.CreateTopic(ctx, &sns.CreateTopicInput{Name: &part[5], Attributes: attributes})
	b.must(err)
	for n := range topic.Confirmed {
		_, err = client.Subscribe(ctx, &sns.SubscribeInput{
			TopicArn: &arn, Protocol: aws.String("email"), Endpoint: aws.String(strings.Repeat("x", n+1) + "@example.com"),
		})
		b.must(err)
	}
}
