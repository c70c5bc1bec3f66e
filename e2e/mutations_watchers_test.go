//go:build e2e

package e2e

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

var watcherMutations = map[string]mutation{
	"DeleteLogGroup": {
		call: func(h hand) error {
			return done(h.logs.DeleteLogGroup(h.t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: auditLogGroup}))
		},
		want: map[string]string{"logs.written": "fail"},
		gone: []string{"alarm_topics", "key_relatives"},
	},
	"DeleteMetricFilter": {
		call: func(h hand) error {
			return done(h.logs.DeleteMetricFilter(h.t.Context(), &cloudwatchlogs.DeleteMetricFilterInput{
				LogGroupName: auditLogGroup, FilterName: aws.String("TrailChanges"),
			}))
		},
	},
	"DeleteAlarms": {
		call: func(h hand) error {
			return done(h.cloudwatch.DeleteAlarms(h.t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"trail-changes"}}))
		},
	},
	"DeleteTopic": {
		call: func(h hand) error {
			return done(h.sns.DeleteTopic(h.t.Context(), &sns.DeleteTopicInput{TopicArn: h.topic("audit-alarms")}))
		},
		want: map[string]string{"sns.confirmed_subscription": "fail"},
	},
	"Unsubscribe": {
		call: func(h hand) error {
			out, err := h.sns.ListSubscriptionsByTopic(h.t.Context(), &sns.ListSubscriptionsByTopicInput{
				TopicArn: h.topic("audit-alarms"),
			})
			if err != nil {
				return err
			}
			for _, s := range out.Subscriptions {
				if _, err := h.sns.Unsubscribe(h.t.Context(), &sns.UnsubscribeInput{SubscriptionArn: s.SubscriptionArn}); err != nil {
					return err
				}
			}
			return nil
		},
		want: map[string]string{"sns.confirmed_subscription": "fail"},
	},
}

var auditLogGroup = aws.String("/audit/cloudtrail")

func (h hand) topic(name string) *string {
	return aws.String("arn:aws:sns:us-east-1:" + h.story.Account + ":" + name)
}
