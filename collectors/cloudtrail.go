package collectors

import (
	"context"
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// CloudTrailAPI is what is asked of CloudTrail.
type CloudTrailAPI interface {
	DescribeTrails(context.Context, *cloudtrail.DescribeTrailsInput, ...func(*cloudtrail.Options)) (*cloudtrail.DescribeTrailsOutput, error)
	GetTrailStatus(context.Context, *cloudtrail.GetTrailStatusInput, ...func(*cloudtrail.Options)) (*cloudtrail.GetTrailStatusOutput, error)
	GetEventSelectors(context.Context, *cloudtrail.GetEventSelectorsInput, ...func(*cloudtrail.Options)) (*cloudtrail.GetEventSelectorsOutput, error)
	GetInsightSelectors(context.Context, *cloudtrail.GetInsightSelectorsInput, ...func(*cloudtrail.Options)) (*cloudtrail.GetInsightSelectorsOutput, error)
	GetEventConfiguration(context.Context, *cloudtrail.GetEventConfigurationInput, ...func(*cloudtrail.Options)) (*cloudtrail.GetEventConfigurationOutput, error)
	LookupEvents(context.Context, *cloudtrail.LookupEventsInput, ...func(*cloudtrail.Options)) (*cloudtrail.LookupEventsOutput, error)
	ListTags(context.Context, *cloudtrail.ListTagsInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListTagsOutput, error)
	ListEventDataStores(context.Context, *cloudtrail.ListEventDataStoresInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListEventDataStoresOutput, error)
	GetEventDataStore(context.Context, *cloudtrail.GetEventDataStoreInput, ...func(*cloudtrail.Options)) (*cloudtrail.GetEventDataStoreOutput, error)
	ListPublicKeys(context.Context, *cloudtrail.ListPublicKeysInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListPublicKeysOutput, error)
}

var (
	describeTrails = &Call{
		Service: "cloudtrail", Operation: "DescribeTrails", Actions: []string{"cloudtrail:DescribeTrails"},
		Fills: []string{"cloudtrail.trails", "cloudtrail.listed"}, Needs: []string{"regions"},
	}
	getTrailStatus = &Call{
		Service: "cloudtrail", Operation: "GetTrailStatus", Actions: []string{"cloudtrail:GetTrailStatus"},
		Fills: []string{"cloudtrail.trails.*.status"}, Needs: []string{"cloudtrail.trails"},
	}
	getEventSelectors = &Call{
		Service: "cloudtrail", Operation: "GetEventSelectors", Actions: []string{"cloudtrail:GetEventSelectors"},
		Fills: []string{"cloudtrail.trails.*.event_selectors"}, Needs: []string{"cloudtrail.trails"},
	}
	getInsightSelectors = &Call{
		Service: "cloudtrail", Operation: "GetInsightSelectors", Actions: []string{"cloudtrail:GetInsightSelectors"},
		Fills: []string{"cloudtrail.trails.*.insight_selectors"}, Needs: []string{"cloudtrail.trails"},
		Absent: []string{"InsightNotEnabledException"},
	}
	getEventConfiguration = &Call{
		Service: "cloudtrail", Operation: "GetEventConfiguration", Actions: []string{"cloudtrail:GetEventConfiguration"},
		Fills: []string{"cloudtrail.trails.*.event_configuration"}, Needs: []string{"cloudtrail.trails"},
	}
	listTrailTags = &Call{
		Service: "cloudtrail", Operation: "ListTags", Actions: []string{"cloudtrail:ListTags"},
		Fills: []string{"cloudtrail.trails.*.tags"}, Needs: []string{"cloudtrail.trails"},
	}
	listEventDataStores = &Call{
		Service: "cloudtrail", Operation: "ListEventDataStores", Actions: []string{"cloudtrail:ListEventDataStores"},
		Fills: []string{"cloudtrail.event_data_stores"}, Needs: []string{"regions"},
	}
	getEventDataStore = &Call{
		Service: "cloudtrail", Operation: "GetEventDataStore", Actions: []string{"cloudtrail:GetEventDataStore"},
		Fills: []string{"cloudtrail.event_data_stores.*.detail"}, Needs: []string{"cloudtrail.event_data_stores"},
	}
)

var cloudTrailCollector = Collector{
	Name: "cloudtrail",
	Calls: []*Call{
		describeTrails, getTrailStatus, getEventSelectors, getInsightSelectors, getEventConfiguration, listTrailTags,
		listEventDataStores, getEventDataStore,
	},
	Collect: func(ctx context.Context, env *Env) error {
		if env.Wants(describeTrails) {
			if err := collectTrails(ctx, env); err != nil {
				return err
			}
		}
		if env.Wants(listEventDataStores) {
			return collectEventDataStores(ctx, env)
		}
		return nil
	},
}

// collectTrails lists the trails in every Region. A multi-Region trail is listed in all of them; it becomes one entry, whose
// settings are read in its home Region and whose status is read wherever it is listed.
func collectTrails(ctx context.Context, env *Env) error {
	answered := false
	err := each(ctx, env.Regions, func(ctx context.Context, region string) error {
		out, how, err := ask(ctx, env, describeTrails, region, "", func(ctx context.Context) (*cloudtrail.DescribeTrailsOutput, error) {
			return env.Clients.CloudTrail(region).DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
		})
		if err != nil || how != got {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) {
			answered = true
			if s.CloudTrail.Trails == nil {
				s.CloudTrail.Trails, s.CloudTrail.Listed = map[string]snapshot.Trail{}, map[string][]string{}
			}
			arns := make([]string, 0, len(out.TrailList))
			for _, t := range out.TrailList {
				arn := aws.ToString(t.TrailARN)
				arns = append(arns, arn)
				if _, known := s.CloudTrail.Trails[arn]; !known {
					s.CloudTrail.Trails[arn] = newTrail(t, env.Partition)
				}
			}
			s.CloudTrail.Listed[region] = sorted(arns)
		})
		return nil
	})
	if err != nil || !answered {
		return err
	}
	env.noteLeftOut("cloudtrail.listed")
	return eachEntry(ctx, env, env.builder.CloudTrail.Trails, collectTrail)
}

// noteLeftOut notes at the path of what is asked in every Region those that are enabled, but that whoever named Regions left
// out.
func (env *Env) noteLeftOut(path string) {
	env.edit(func(s *snapshot.Snapshot) {
		for _, region := range enabled(s.Regions) {
			if !slices.Contains(env.Regions, region) {
				s.Gaps = append(s.Gaps, snapshot.Gap{
					Path: path, Region: region, Kind: snapshot.NotCollected, Detail: "the Region is enabled, but nobody asked about it",
				})
			}
		}
	})
}

// listedIn returns the Regions that list the trail, sorted.
func (env *Env) listedIn(arn string) []string {
	var regions []string
	for region, arns := range env.builder.CloudTrail.Listed {
		if _, found := slices.BinarySearch(arns, arn); found {
			regions = append(regions, region)
		}
	}
	return sorted(regions)
}

// eachEntry works on a copy of each entry of a map, all at once, and puts the copies back.
func eachEntry[T any](
	ctx context.Context, env *Env, entries map[string]T, do func(ctx context.Context, env *Env, id string, entry *T) error,
) error {
	ids := sortedKeys(entries)
	copies := make([]T, len(ids))
	for i, id := range ids {
		copies[i] = entries[id]
	}
	indexes := make([]int, len(ids))
	for i := range indexes {
		indexes[i] = i
	}
	err := each(ctx, indexes, func(ctx context.Context, i int) error { return do(ctx, env, ids[i], &copies[i]) })
	if err != nil {
		return err
	}
	env.edit(func(*snapshot.Snapshot) {
		for i, id := range ids {
			entries[id] = copies[i]
		}
	})
	return nil
}

func newTrail(t types.Trail, partition string) snapshot.Trail {
	trail := snapshot.Trail{
		Name: aws.ToString(t.Name), HomeRegion: aws.ToString(t.HomeRegion),
		S3BucketName: aws.ToString(t.S3BucketName), Bucket: bucketARN(partition, aws.ToString(t.S3BucketName)),
		S3KeyPrefix: notEmpty(t.S3KeyPrefix), SNSTopic: notEmpty(t.SnsTopicARN),
		IncludeGlobalServiceEvents: aws.ToBool(t.IncludeGlobalServiceEvents),
		IsMultiRegionTrail:         aws.ToBool(t.IsMultiRegionTrail),
		IsOrganizationTrail:        aws.ToBool(t.IsOrganizationTrail),
		LogFileValidationEnabled:   aws.ToBool(t.LogFileValidationEnabled),
		LogsRole:                   notEmpty(t.CloudWatchLogsRoleArn),
		KMSKeyID:                   notEmpty(t.KmsKeyId),
	}
	if part := strings.SplitN(aws.ToString(t.TrailARN), ":", 6); len(part) == 6 {
		trail.Owner = part[4]
		if trail.HomeRegion == "" {
			trail.HomeRegion = part[3]
		}
	}
	if group := notEmpty(t.CloudWatchLogsLogGroupArn); group != nil {
		trail.LogGroup = aws.String(strings.TrimSuffix(*group, ":*"))
	}
	if trail.KMSKeyID == nil {
		trail.Key = snapshot.Absent[string]()
	}
	return trail
}

func collectTrail(ctx context.Context, env *Env, arn string, t *snapshot.Trail) error {
	home := env.Clients.CloudTrail(t.HomeRegion)
	if err := collectStatus(ctx, env, arn, t); err != nil {
		return err
	}
	err := fill(ctx, env, getEventSelectors, t.HomeRegion, arn, &t.EventSelectors,
		func(ctx context.Context) (*cloudtrail.GetEventSelectorsOutput, error) {
			return home.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: &arn})
		}, eventSelectors)
	if err != nil {
		return err
	}
	err = fill(ctx, env, getInsightSelectors, t.HomeRegion, arn, &t.InsightSelectors,
		func(ctx context.Context) (*cloudtrail.GetInsightSelectorsOutput, error) {
			return home.GetInsightSelectors(ctx, &cloudtrail.GetInsightSelectorsInput{TrailName: &arn})
		}, insightSelectors)
	if err != nil {
		return err
	}
	err = fill(ctx, env, getEventConfiguration, t.HomeRegion, arn, &t.EventConfiguration,
		func(ctx context.Context) (*cloudtrail.GetEventConfigurationOutput, error) {
			return home.GetEventConfiguration(ctx, &cloudtrail.GetEventConfigurationInput{TrailName: &arn})
		}, eventConfiguration)
	if err != nil {
		return err
	}
	return fill(ctx, env, listTrailTags, t.HomeRegion, arn, &t.Tags,
		func(ctx context.Context) (map[string]string, error) { return trailTags(ctx, env, t.HomeRegion, arn) },
		func(tags map[string]string) (map[string]string, bool) { return tags, true })
}

func trailTags(ctx context.Context, env *Env, region, arn string) (map[string]string, error) {
	tags := map[string]string{}
	pages := pagesOf(ctx, env, listTrailTags, region, cloudtrail.NewListTagsPaginator(env.Clients.CloudTrail(region),
		&cloudtrail.ListTagsInput{ResourceIdList: []string{arn}}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, r := range page.ResourceTagList {
			for _, tag := range r.TagsList {
				tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
			}
		}
	}
	return tags, nil
}

// collectStatus asks each Region that lists the trail: GetTrailStatus answers for one Region only.
func collectStatus(ctx context.Context, env *Env, arn string, t *snapshot.Trail) error {
	if !env.Wants(getTrailStatus) {
		return nil
	}
	if t.IsMultiRegionTrail {
		env.noteUnlisted(arn)
	}
	return each(ctx, env.listedIn(arn), func(ctx context.Context, region string) error {
		out, how, err := ask(ctx, env, getTrailStatus, region, arn, func(ctx context.Context) (*cloudtrail.GetTrailStatusOutput, error) {
			return env.Clients.CloudTrail(region).GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: &arn})
		})
		if err != nil || how != got {
			return err
		}
		env.edit(func(*snapshot.Snapshot) {
			if t.Status == nil {
				t.Status = map[string]snapshot.TrailStatus{}
			}
			t.Status[region] = trailStatus(out)
		})
		return nil
	})
}

// noteUnlisted notes the Regions that could not be asked for their trails: this one works there too, and has a status.
func (env *Env) noteUnlisted(arn string) {
	env.edit(func(s *snapshot.Snapshot) {
		for _, g := range slices.Clone(s.Gaps) {
			if g.Path == "cloudtrail.listed" && g.Kind != snapshot.NotCollected {
				g.Path, g.Resource = "cloudtrail.trails.*.status", arn
				s.Gaps = append(s.Gaps, g)
			}
		}
	})
}

func trailStatus(out *cloudtrail.GetTrailStatusOutput) snapshot.TrailStatus {
	return snapshot.TrailStatus{
		IsLogging:                 aws.ToBool(out.IsLogging),
		StartLoggingTime:          utc(out.StartLoggingTime),
		StopLoggingTime:           utc(out.StopLoggingTime),
		LatestDeliveryTime:        utc(out.LatestDeliveryTime),
		LatestDeliveryError:       notEmpty(out.LatestDeliveryError),
		LatestDigestDeliveryTime:  utc(out.LatestDigestDeliveryTime),
		LatestDigestDeliveryError: notEmpty(out.LatestDigestDeliveryError),
		LatestLogsDeliveryTime:    utc(out.LatestCloudWatchLogsDeliveryTime),
		LatestLogsDeliveryError:   notEmpty(out.LatestCloudWatchLogsDeliveryError),
		LatestNotificationTime:    utc(out.LatestNotificationTime),
		LatestNotificationError:   notEmpty(out.LatestNotificationError),
	}
}

func eventSelectors(out *cloudtrail.GetEventSelectorsOutput) (snapshot.EventSelectors, bool) {
	selectors := snapshot.EventSelectors{Basic: []snapshot.EventSelector{}, Advanced: advancedSelectors(out.AdvancedEventSelectors)}
	for _, s := range out.EventSelectors {
		basic := snapshot.EventSelector{
			ReadWriteType: string(s.ReadWriteType),
			// The API's default for both, should AWS leave them out.
			IncludeManagementEvents:       s.IncludeManagementEvents == nil || *s.IncludeManagementEvents,
			ExcludeManagementEventSources: sorted(s.ExcludeManagementEventSources),
			DataResources:                 []snapshot.DataResource{},
		}
		if basic.ReadWriteType == "" {
			basic.ReadWriteType = string(types.ReadWriteTypeAll)
		}
		for _, d := range s.DataResources {
			basic.DataResources = append(basic.DataResources, snapshot.DataResource{Type: aws.ToString(d.Type), Values: sorted(d.Values)})
		}
		selectors.Basic = append(selectors.Basic, basic)
	}
	return selectors, true
}

func advancedSelectors(list []types.AdvancedEventSelector) []snapshot.AdvancedEventSelector {
	selectors := []snapshot.AdvancedEventSelector{}
	for _, s := range list {
		advanced := snapshot.AdvancedEventSelector{Name: notEmpty(s.Name), Fields: []snapshot.FieldSelector{}}
		for _, f := range s.FieldSelectors {
			advanced.Fields = append(advanced.Fields, snapshot.FieldSelector{
				Field: aws.ToString(f.Field), Equals: sorted(f.Equals), NotEquals: sorted(f.NotEquals),
				StartsWith: sorted(f.StartsWith), NotStartsWith: sorted(f.NotStartsWith),
				EndsWith: sorted(f.EndsWith), NotEndsWith: sorted(f.NotEndsWith),
			})
		}
		selectors = append(selectors, advanced)
	}
	return selectors
}

func insightSelectors(out *cloudtrail.GetInsightSelectorsOutput) ([]snapshot.InsightSelector, bool) {
	selectors := []snapshot.InsightSelector{}
	for _, s := range out.InsightSelectors {
		selectors = append(selectors, snapshot.InsightSelector{Type: string(s.InsightType), EventCategories: texts(s.EventCategories)})
	}
	return selectors, len(selectors) > 0
}

func eventConfiguration(out *cloudtrail.GetEventConfigurationOutput) (snapshot.EventConfiguration, bool) {
	c := snapshot.EventConfiguration{
		MaxEventSize: notEmpty(aws.String(string(out.MaxEventSize))), Aggregations: map[string][]string{}, ContextKeys: map[string][]string{},
	}
	for _, a := range out.AggregationConfigurations {
		c.Aggregations[string(a.EventCategory)] = texts(a.Templates)
	}
	for _, k := range out.ContextKeySelectors {
		c.ContextKeys[string(k.Type)] = sorted(k.Equals)
	}
	return c, true
}

// collectEventDataStores lists the stores in every Region and reads each.
func collectEventDataStores(ctx context.Context, env *Env) error {
	answered := false
	err := each(ctx, env.Regions, func(ctx context.Context, region string) error {
		stores, how, err := ask(ctx, env, listEventDataStores, region, "", func(ctx context.Context) ([]types.EventDataStore, error) {
			return eventDataStores(ctx, env, region)
		})
		if err != nil || how != got {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) {
			answered = true
			if s.CloudTrail.EventDataStores == nil {
				s.CloudTrail.EventDataStores = map[string]snapshot.EventDataStore{}
			}
			for _, d := range stores {
				s.CloudTrail.EventDataStores[aws.ToString(d.EventDataStoreArn)] = snapshot.EventDataStore{
					Name: aws.ToString(d.Name), Region: region,
				}
			}
		})
		return nil
	})
	if err != nil || !answered {
		return err
	}
	return eachEntry(ctx, env, env.builder.CloudTrail.EventDataStores,
		func(ctx context.Context, env *Env, arn string, d *snapshot.EventDataStore) error {
			return fill(ctx, env, getEventDataStore, d.Region, arn, &d.Detail,
				func(ctx context.Context) (*cloudtrail.GetEventDataStoreOutput, error) {
					return env.Clients.CloudTrail(d.Region).GetEventDataStore(ctx, &cloudtrail.GetEventDataStoreInput{EventDataStore: &arn})
				},
				func(out *cloudtrail.GetEventDataStoreOutput) (snapshot.EventDataStoreDetail, bool) {
					return snapshot.EventDataStoreDetail{
						Status: string(out.Status), MultiRegion: aws.ToBool(out.MultiRegionEnabled),
						Organization: aws.ToBool(out.OrganizationEnabled), RetentionDays: int(aws.ToInt32(out.RetentionPeriod)),
						TerminationProtection: aws.ToBool(out.TerminationProtectionEnabled), KMSKeyID: notEmpty(out.KmsKeyId),
						Selectors: advancedSelectors(out.AdvancedEventSelectors),
					}, true
				})
		})
}

func eventDataStores(ctx context.Context, env *Env, region string) ([]types.EventDataStore, error) {
	var stores []types.EventDataStore
	pages := pagesOf(ctx, env, listEventDataStores, region,
		cloudtrail.NewListEventDataStoresPaginator(env.Clients.CloudTrail(region), &cloudtrail.ListEventDataStoresInput{}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		stores = append(stores, page.EventDataStores...)
	}
	return stores, nil
}
