package collectors

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"trailproof/snapshot"
)

// CloudWatchAPI is what is asked of CloudWatch.
type CloudWatchAPI interface {
	DescribeAlarms(context.Context, *cloudwatch.DescribeAlarmsInput, ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error)
}

var describeAlarms = &Call{
	Service: "cloudwatch", Operation: "DescribeAlarms", Actions: []string{"cloudwatch:DescribeAlarms"},
	Fills: []string{"cloudwatch.alarms"}, Needs: []string{"logs.groups.*.metric_filters"},
}

// metricIn is a metric by where it is and what it is called. Alarms see the metrics of their own Region only.
type metricIn struct{ region, namespace, name string }

// cloudWatchCollector reads the alarms that watch a metric of a trail's log group, in the Regions of these groups.
var cloudWatchCollector = Collector{
	Name:  "cloudwatch",
	Calls: []*Call{describeAlarms},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.Logs.Groups == nil {
			return nil
		}
		metrics, regions := map[metricIn]bool{}, map[string]bool{}
		for arn, g := range env.builder.Logs.Groups {
			if g.MetricFilters.IsZero() && ownerOf(arn) == env.Account {
				env.gapAt("cloudwatch.alarms", describeMetricFilters, g.Region, "", snapshot.Failed,
					"the metric filters of "+arn+" were not seen, so nobody knows which alarms watch them")
			}
			filters, _ := g.MetricFilters.Get()
			for _, f := range filters {
				for _, m := range f.Metrics {
					metrics[metricIn{g.Region, m.Namespace, m.Name}], regions[g.Region] = true, true
				}
			}
		}
		env.edit(func(s *snapshot.Snapshot) { s.CloudWatch.Alarms = map[string]snapshot.Alarm{} })
		return each(ctx, sortedKeys(regions), func(ctx context.Context, region string) error {
			return collectAlarms(ctx, env, region, metrics)
		})
	},
}

func collectAlarms(ctx context.Context, env *Env, region string, metrics map[metricIn]bool) error {
	alarms, how, err := ask(ctx, env, describeAlarms, region, "", func(ctx context.Context) ([]types.MetricAlarm, error) {
		return metricAlarms(ctx, env, region)
	})
	if err != nil || how != got {
		return err
	}
	env.edit(func(s *snapshot.Snapshot) {
		for _, a := range alarms {
			if namespace, name, ok := watched(a, region, env.Account, metrics); ok {
				s.CloudWatch.Alarms[aws.ToString(a.AlarmArn)] = snapshot.Alarm{
					Name: aws.ToString(a.AlarmName), Region: region, Namespace: namespace, MetricName: name,
					ActionsEnabled: aws.ToBool(a.ActionsEnabled), AlarmActions: sorted(a.AlarmActions),
				}
			}
		}
	})
	return nil
}

func metricAlarms(ctx context.Context, env *Env, region string) ([]types.MetricAlarm, error) {
	var alarms []types.MetricAlarm
	pages := pagesOf(ctx, env, describeAlarms, region, cloudwatch.NewDescribeAlarmsPaginator(env.Clients.CloudWatch(region),
		&cloudwatch.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		alarms = append(alarms, page.MetricAlarms...)
	}
	return alarms, nil
}

// watched returns the first metric of the alarm, its own or one of its metric math, that is among the metrics, which are the
// account's: metric math may watch another account's too.
func watched(a types.MetricAlarm, region, account string, metrics map[metricIn]bool) (namespace, name string, ok bool) {
	candidates := []metricIn{{region, aws.ToString(a.Namespace), aws.ToString(a.MetricName)}}
	for _, q := range a.Metrics {
		foreign := q.AccountId != nil && *q.AccountId != account
		if q.MetricStat != nil && q.MetricStat.Metric != nil && !foreign {
			m := q.MetricStat.Metric
			candidates = append(candidates, metricIn{region, aws.ToString(m.Namespace), aws.ToString(m.MetricName)})
		}
	}
	for _, c := range candidates {
		if metrics[c] {
			return c.namespace, c.name, true
		}
	}
	return "", "", false
}
