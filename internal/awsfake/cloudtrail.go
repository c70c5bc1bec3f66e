package awsfake

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

type stsClient struct{ a *Account }

func (c stsClient) GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error) {
	if err := c.a.enter("sts:GetCallerIdentity", "", ""); err != nil {
		return nil, err
	}
	return &sts.GetCallerIdentityOutput{Account: &c.a.Account, Arn: &c.a.Caller}, nil
}

type accountClient struct{ a *Account }

func (c accountClient) ListRegions(_ context.Context, in *account.ListRegionsInput, _ ...func(*account.Options)) (*account.ListRegionsOutput, error) {
	if err := c.a.enter("account:ListRegions", "", ""); err != nil {
		return nil, err
	}
	names, next := page(slices.Sorted(maps.Keys(c.a.Regions)), in.NextToken)
	out := &account.ListRegionsOutput{NextToken: next}
	for _, name := range names {
		out.Regions = append(out.Regions, accounttypes.Region{
			RegionName: aws.String(name), RegionOptStatus: accounttypes.RegionOptStatus(c.a.Regions[name]),
		})
	}
	return out, nil
}

type cloudTrailClient struct {
	a      *Account
	region string
}

// visible says whether the Region lists the trail: its home, and every Region for a multi-Region trail.
func (c cloudTrailClient) visible(t *Trail) bool {
	return aws.ToString(t.HomeRegion) == c.region || aws.ToBool(t.IsMultiRegionTrail)
}

func (c cloudTrailClient) trail(arn *string) (*Trail, error) {
	for _, t := range c.a.Trails {
		if aws.ToString(t.TrailARN) == aws.ToString(arn) && c.visible(t) {
			return t, nil
		}
	}
	return nil, apiError("TrailNotFoundException", "Unknown trail: %s", aws.ToString(arn))
}

func (c cloudTrailClient) DescribeTrails(_ context.Context, in *cloudtrail.DescribeTrailsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.DescribeTrailsOutput, error) {
	if err := c.a.enter("cloudtrail:DescribeTrails", c.region, ""); err != nil {
		return nil, err
	}
	out := &cloudtrail.DescribeTrailsOutput{}
	for _, t := range c.a.Trails {
		if c.visible(t) && (len(in.TrailNameList) == 0 || slices.Contains(in.TrailNameList, aws.ToString(t.TrailARN))) {
			out.TrailList = append(out.TrailList, t.Trail)
		}
	}
	return out, nil
}

func (c cloudTrailClient) GetTrailStatus(_ context.Context, in *cloudtrail.GetTrailStatusInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.GetTrailStatusOutput, error) {
	if err := c.a.enter("cloudtrail:GetTrailStatus", c.region, aws.ToString(in.Name)); err != nil {
		return nil, err
	}
	t, err := c.trail(in.Name)
	if err != nil {
		return nil, err
	}
	s, ok := t.Status[c.region]
	if !ok {
		s = t.Status["*"]
	}
	return &cloudtrail.GetTrailStatusOutput{
		IsLogging: &s.IsLogging, StartLoggingTime: s.StartLoggingTime, StopLoggingTime: s.StopLoggingTime,
		LatestDeliveryTime: s.LatestDeliveryTime, LatestDeliveryError: text(s.LatestDeliveryError),
		LatestDigestDeliveryTime: s.LatestDigestDeliveryTime, LatestDigestDeliveryError: text(s.LatestDigestDeliveryError),
		LatestCloudWatchLogsDeliveryTime:  s.LatestCloudWatchLogsDeliveryTime,
		LatestCloudWatchLogsDeliveryError: text(s.LatestCloudWatchLogsDeliveryError),
		LatestNotificationTime:            s.LatestNotificationTime,
		LatestNotificationError:           text(s.LatestNotificationError),
	}, nil
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (c cloudTrailClient) GetEventSelectors(_ context.Context, in *cloudtrail.GetEventSelectorsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.GetEventSelectorsOutput, error) {
	if err := c.a.enter("cloudtrail:GetEventSelectors", c.region, aws.ToString(in.TrailName)); err != nil {
		return nil, err
	}
	t, err := c.trail(in.TrailName)
	if err != nil {
		return nil, err
	}
	return &cloudtrail.GetEventSelectorsOutput{
		TrailARN: t.TrailARN, EventSelectors: t.EventSelectors, AdvancedEventSelectors: t.AdvancedSelectors,
	}, nil
}

func (c cloudTrailClient) GetInsightSelectors(_ context.Context, in *cloudtrail.GetInsightSelectorsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.GetInsightSelectorsOutput, error) {
	if err := c.a.enter("cloudtrail:GetInsightSelectors", c.region, aws.ToString(in.TrailName)); err != nil {
		return nil, err
	}
	t, err := c.trail(in.TrailName)
	if err != nil {
		return nil, err
	}
	if len(t.InsightSelectors) == 0 {
		return nil, apiError("InsightNotEnabledException", "Insights are not enabled on the trail")
	}
	return &cloudtrail.GetInsightSelectorsOutput{InsightSelectors: t.InsightSelectors}, nil
}

func (c cloudTrailClient) GetEventConfiguration(_ context.Context, in *cloudtrail.GetEventConfigurationInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.GetEventConfigurationOutput, error) {
	if err := c.a.enter("cloudtrail:GetEventConfiguration", c.region, aws.ToString(in.TrailName)); err != nil {
		return nil, err
	}
	t, err := c.trail(in.TrailName)
	if err != nil {
		return nil, err
	}
	return &cloudtrail.GetEventConfigurationOutput{
		TrailARN: t.TrailARN, MaxEventSize: t.MaxEventSize, AggregationConfigurations: t.Aggregations, ContextKeySelectors: t.ContextKeys,
	}, nil
}

func (c cloudTrailClient) LookupEvents(_ context.Context, in *cloudtrail.LookupEventsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.LookupEventsOutput, error) {
	attribute := in.LookupAttributes[0] // AWS takes one
	what := string(attribute.AttributeKey) + "=" + aws.ToString(attribute.AttributeValue)
	if err := c.a.enter("cloudtrail:LookupEvents", c.region, what); err != nil {
		return nil, err
	}
	var found []types.Event
	for _, e := range c.a.Events {
		attributes := map[types.LookupAttributeKey]string{
			types.LookupAttributeKeyEventName: e.EventName, types.LookupAttributeKeyReadOnly: strconv.FormatBool(e.ReadOnly),
		}
		if e.Region == c.region && attributes[attribute.AttributeKey] == aws.ToString(attribute.AttributeValue) &&
			(in.EndTime == nil || !e.EventTime.After(*in.EndTime)) {
			found = append(found, types.Event{
				EventId: &e.EventID, EventName: &e.EventName, EventSource: &e.EventSource, EventTime: &e.EventTime,
				ReadOnly: aws.String(strconv.FormatBool(e.ReadOnly)), CloudTrailEvent: aws.String(string(e.Record)),
			})
		}
	}
	slices.SortStableFunc(found, func(a, b types.Event) int { return b.EventTime.Compare(*a.EventTime) })
	out := &cloudtrail.LookupEventsOutput{}
	out.Events, out.NextToken = page(found, in.NextToken)
	return out, nil
}

func (c cloudTrailClient) ListTags(_ context.Context, in *cloudtrail.ListTagsInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.ListTagsOutput, error) {
	if err := c.a.enter("cloudtrail:ListTags", c.region, strings.Join(in.ResourceIdList, " ")); err != nil {
		return nil, err
	}
	out := &cloudtrail.ListTagsOutput{}
	for _, t := range c.a.Trails {
		if !slices.Contains(in.ResourceIdList, aws.ToString(t.TrailARN)) {
			continue
		}
		list := types.ResourceTag{ResourceId: t.TrailARN}
		names, next := page(slices.Sorted(maps.Keys(t.Tags)), in.NextToken)
		for _, name := range names {
			list.TagsList = append(list.TagsList, types.Tag{Key: aws.String(name), Value: aws.String(t.Tags[name])})
		}
		out.ResourceTagList, out.NextToken = append(out.ResourceTagList, list), next
	}
	return out, nil
}

func (c cloudTrailClient) ListEventDataStores(_ context.Context, in *cloudtrail.ListEventDataStoresInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.ListEventDataStoresOutput, error) {
	if err := c.a.enter("cloudtrail:ListEventDataStores", c.region, ""); err != nil {
		return nil, err
	}
	var here []types.EventDataStore
	for _, d := range c.a.EventDataStores {
		if regionOf(d.EventDataStoreArn) == c.region {
			here = append(here, types.EventDataStore{EventDataStoreArn: &d.EventDataStoreArn, Name: &d.Name})
		}
	}
	out := &cloudtrail.ListEventDataStoresOutput{}
	out.EventDataStores, out.NextToken = page(here, in.NextToken)
	return out, nil
}

func (c cloudTrailClient) GetEventDataStore(_ context.Context, in *cloudtrail.GetEventDataStoreInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.GetEventDataStoreOutput, error) {
	if err := c.a.enter("cloudtrail:GetEventDataStore", c.region, aws.ToString(in.EventDataStore)); err != nil {
		return nil, err
	}
	for _, d := range c.a.EventDataStores {
		if d.EventDataStoreArn == aws.ToString(in.EventDataStore) && regionOf(d.EventDataStoreArn) == c.region {
			return &cloudtrail.GetEventDataStoreOutput{
				EventDataStoreArn: &d.EventDataStoreArn, Name: &d.Name, KmsKeyId: text(d.KmsKeyId),
				Status: types.EventDataStoreStatus(d.Status), MultiRegionEnabled: &d.MultiRegionEnabled,
				OrganizationEnabled: &d.OrganizationEnabled, TerminationProtectionEnabled: &d.TerminationProtectionEnabled,
				RetentionPeriod: &d.RetentionPeriod, AdvancedEventSelectors: d.AdvancedEventSelectors,
			}, nil
		}
	}
	return nil, apiError("EventDataStoreNotFoundException", "The event data store does not exist")
}
