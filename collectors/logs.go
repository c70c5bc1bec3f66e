package collectors

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"trailproof/snapshot"
)

// LogsAPI is what is asked of CloudWatch Logs.
type LogsAPI interface {
	DescribeLogGroups(context.Context, *cloudwatchlogs.DescribeLogGroupsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)
	DescribeLogStreams(context.Context, *cloudwatchlogs.DescribeLogStreamsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogStreamsOutput, error)
	DescribeMetricFilters(context.Context, *cloudwatchlogs.DescribeMetricFiltersInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error)
}

var (
	describeLogGroups = &Call{
		Service: "logs", Operation: "DescribeLogGroups", Actions: []string{"logs:DescribeLogGroups"},
		Fills: []string{"logs.groups", "logs.groups.*.exists", "logs.groups.*.settings", "logs.groups.*.created_at"}, Needs: []string{"cloudtrail.trails"},
	}
	describeLogStreams = &Call{
		Service: "logs", Operation: "DescribeLogStreams", Actions: []string{"logs:DescribeLogStreams"},
		Fills: []string{"logs.groups.*.last_ingestion"}, Needs: []string{"logs.groups"},
		Absent: []string{"ResourceNotFoundException"},
	}
	describeMetricFilters = &Call{
		Service: "logs", Operation: "DescribeMetricFilters", Actions: []string{"logs:DescribeMetricFilters"},
		Fills: []string{"logs.groups.*.metric_filters"}, Needs: []string{"logs.groups"},
		Absent: []string{"ResourceNotFoundException"},
	}
)

// logsCollector reads the log groups that trails deliver to.
var logsCollector = Collector{
	Name:  "logs",
	Calls: []*Call{describeLogGroups, describeLogStreams, describeMetricFilters},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.CloudTrail.Trails == nil {
			return nil
		}
		groups := map[string]snapshot.LogGroup{}
		for _, t := range env.builder.CloudTrail.Trails {
			if t.LogGroup == nil {
				continue
			}
			if part := strings.SplitN(*t.LogGroup, ":", 7); len(part) == 7 {
				groups[*t.LogGroup] = snapshot.LogGroup{Name: part[6], Region: part[3]}
			}
		}
		env.edit(func(s *snapshot.Snapshot) { s.Logs.Groups = groups })
		return eachEntry(ctx, env, groups, collectLogGroup)
	},
}

func collectLogGroup(ctx context.Context, env *Env, arn string, g *snapshot.LogGroup) error {
	if owner := ownerOf(arn); owner != env.Account {
		env.notAsked([]*Call{describeLogGroups, describeLogStreams, describeMetricFilters}, arn,
			"the log group belongs to account "+owner+", so nobody asked")
		return nil
	}
	api := env.Clients.Logs(g.Region)
	if env.Wants(describeLogGroups) {
		settings, how, err := ask(ctx, env, describeLogGroups, g.Region, arn,
			func(ctx context.Context) (*types.LogGroup, error) { return findLogGroup(ctx, env, g.Region, g.Name) })
		switch {
		case err != nil:
			return err
		case how == got && settings == nil:
			*g = snapshot.LogGroup{
				Name: g.Name, Region: g.Region, Exists: snapshot.Seen(false), Settings: snapshot.Absent[snapshot.LogSettings](),
				Created:       snapshot.Absent[time.Time](),
				LastIngestion: snapshot.Absent[time.Time](), MetricFilters: snapshot.Absent[[]snapshot.MetricFilter](),
			}
			return nil
		case how == got:
			g.Exists = snapshot.Seen(true)
			g.Settings = snapshot.Seen(snapshot.LogSettings{
				RetentionDays: number(settings.RetentionInDays), KMSKeyID: notEmpty(settings.KmsKeyId),
				Class: string(settings.LogGroupClass),
			})
			if made := aws.ToInt64(settings.CreationTime); made > 0 {
				g.Created = snapshot.Seen(time.UnixMilli(made).UTC())
			} else {
				env.gapAt("logs.groups.*.created_at", describeLogGroups, g.Region, arn, snapshot.Failed,
					"the answer does not say when the log group was made")
			}
		}
	}
	err := fill(ctx, env, describeLogStreams, g.Region, arn, &g.LastIngestion,
		func(ctx context.Context) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
			return api.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{
				LogGroupName: &g.Name, OrderBy: types.OrderByLastEventTime, Descending: aws.Bool(true), Limit: aws.Int32(50),
			})
		}, lastIngestion)
	if err != nil {
		return err
	}
	return fill(ctx, env, describeMetricFilters, g.Region, arn, &g.MetricFilters,
		func(ctx context.Context) ([]snapshot.MetricFilter, error) {
			return metricFilters(ctx, env, g.Region, g.Name)
		}, yes)
}

// findLogGroup returns the group of exactly this name, nil when there is none: the API knows prefixes only.
func findLogGroup(ctx context.Context, env *Env, region, name string) (*types.LogGroup, error) {
	pages := pagesOf(ctx, env, describeLogGroups, region, cloudwatchlogs.NewDescribeLogGroupsPaginator(env.Clients.Logs(region),
		&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, g := range page.LogGroups {
			if aws.ToString(g.LogGroupName) == name {
				return &g, nil
			}
		}
	}
	return nil, nil //nolint:nilnil // no group is an answer
}

// lastIngestion is the newest time over the streams with the newest events; every Region of a trail has a stream.
func lastIngestion(out *cloudwatchlogs.DescribeLogStreamsOutput) (time.Time, bool) {
	newest := int64(0)
	for _, s := range out.LogStreams {
		newest = max(newest, aws.ToInt64(s.LastIngestionTime))
	}
	return time.UnixMilli(newest).UTC(), newest > 0
}

func metricFilters(ctx context.Context, env *Env, region, group string) ([]snapshot.MetricFilter, error) {
	filters := []snapshot.MetricFilter{}
	pages := pagesOf(ctx, env, describeMetricFilters, region, cloudwatchlogs.NewDescribeMetricFiltersPaginator(
		env.Clients.Logs(region), &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: &group}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, f := range page.MetricFilters {
			filter := snapshot.MetricFilter{
				Name: aws.ToString(f.FilterName), Pattern: aws.ToString(f.FilterPattern), Metrics: []snapshot.Metric{},
			}
			for _, m := range f.MetricTransformations {
				filter.Metrics = append(filter.Metrics, snapshot.Metric{
					Namespace: aws.ToString(m.MetricNamespace), Name: aws.ToString(m.MetricName), Value: aws.ToString(m.MetricValue),
				})
			}
			filters = append(filters, filter)
		}
	}
	sortBy(filters, func(f snapshot.MetricFilter) string { return f.Name })
	return filters, nil
}
