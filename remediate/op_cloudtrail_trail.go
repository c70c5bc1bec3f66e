package remediate

import (
	"context"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

// trailConfig is a trail's configuration, its members named as those of CreateTrail and UpdateTrail. The topic is its ARN, and the
// log group's ARN ends as AWS shows it.
type trailConfig struct {
	S3BucketName, S3KeyPrefix, SnsTopicName          string
	CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn string
	KmsKeyId                                         string //nolint:staticcheck // the spelling of the API, which reviewers of a plan know
	IncludeGlobalServiceEvents, IsMultiRegionTrail   bool
	IsOrganizationTrail, EnableLogFileValidation     bool
}

// updateTrail is the configuration of a trail; none where there is no trail. CloudTrail takes changes in the home Region only.
// What is not sent stays as it is, and what is sent empty is taken away: only what changes is sent.
var updateTrail = setting[trailConfig]{
	read: func(ctx context.Context, c Clients, t Target) (*trailConfig, error) {
		out, err := c.CloudTrail(t.Region).DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{TrailNameList: []string{t.Resource}})
		if err != nil {
			return nil, t.errorf("cloudtrail: DescribeTrails", err)
		}
		for _, trail := range out.TrailList {
			if aws.ToString(trail.TrailARN) != t.Resource {
				continue
			}
			return &trailConfig{
				S3BucketName: aws.ToString(trail.S3BucketName), S3KeyPrefix: aws.ToString(trail.S3KeyPrefix),
				SnsTopicName:               aws.ToString(trail.SnsTopicARN),
				CloudWatchLogsLogGroupArn:  aws.ToString(trail.CloudWatchLogsLogGroupArn),
				CloudWatchLogsRoleArn:      aws.ToString(trail.CloudWatchLogsRoleArn),
				KmsKeyId:                   aws.ToString(trail.KmsKeyId),
				IncludeGlobalServiceEvents: aws.ToBool(trail.IncludeGlobalServiceEvents),
				IsMultiRegionTrail:         aws.ToBool(trail.IsMultiRegionTrail),
				IsOrganizationTrail:        aws.ToBool(trail.IsOrganizationTrail),
				EnableLogFileValidation:    aws.ToBool(trail.LogFileValidationEnabled),
			}, nil
		}
		return nil, nil
	},
	write:   writeTrail,
	predict: predictTrail,
}.of(Operation{
	Name:   "cloudtrail:UpdateTrail",
	Reads:  []string{"cloudtrail:DescribeTrails"},
	Writes: []string{"cloudtrail:CreateTrail", "cloudtrail:UpdateTrail", "cloudtrail:DeleteTrail"},
	Calls: func(before, after plan.State) []string {
		switch {
		case before == plan.None:
			return []string{"cloudtrail:CreateTrail"}
		case after == plan.None:
			return []string{"cloudtrail:DeleteTrail"}
		}
		return []string{"cloudtrail:UpdateTrail"}
	},
	Undo: func(before plan.State) string {
		if before == plan.None {
			return "deletes the trail: from then on it records nothing; the log files that it delivered stay"
		}
		return "writes the old values back"
	},
})

func writeTrail(ctx context.Context, c Clients, t Target, before, after *trailConfig) error {
	api := c.CloudTrail(t.Region)
	switch {
	case after == nil:
		_, err := api.DeleteTrail(ctx, &cloudtrail.DeleteTrailInput{Name: &t.Resource})
		return wrap(t, "cloudtrail: DeleteTrail", err)
	case before == nil:
		_, err := api.CreateTrail(ctx, &cloudtrail.CreateTrailInput{
			Name: aws.String(t.trail()), S3BucketName: &after.S3BucketName, S3KeyPrefix: some(after.S3KeyPrefix),
			SnsTopicName: some(after.SnsTopicName), CloudWatchLogsLogGroupArn: some(after.CloudWatchLogsLogGroupArn),
			CloudWatchLogsRoleArn: some(after.CloudWatchLogsRoleArn), KmsKeyId: some(after.KmsKeyId),
			IncludeGlobalServiceEvents: &after.IncludeGlobalServiceEvents, IsMultiRegionTrail: &after.IsMultiRegionTrail,
			IsOrganizationTrail: &after.IsOrganizationTrail, EnableLogFileValidation: &after.EnableLogFileValidation,
		})
		return wrap(t, "cloudtrail: CreateTrail", err)
	}
	in := &cloudtrail.UpdateTrailInput{
		Name: &t.Resource, S3BucketName: changed(before.S3BucketName, after.S3BucketName),
		S3KeyPrefix: changed(before.S3KeyPrefix, after.S3KeyPrefix), SnsTopicName: changed(before.SnsTopicName, after.SnsTopicName),
		CloudWatchLogsLogGroupArn:  changed(before.CloudWatchLogsLogGroupArn, after.CloudWatchLogsLogGroupArn),
		CloudWatchLogsRoleArn:      changed(before.CloudWatchLogsRoleArn, after.CloudWatchLogsRoleArn),
		KmsKeyId:                   changed(before.KmsKeyId, after.KmsKeyId),
		IncludeGlobalServiceEvents: changed(before.IncludeGlobalServiceEvents, after.IncludeGlobalServiceEvents),
		IsMultiRegionTrail:         changed(before.IsMultiRegionTrail, after.IsMultiRegionTrail),
		IsOrganizationTrail:        changed(before.IsOrganizationTrail, after.IsOrganizationTrail),
		EnableLogFileValidation:    changed(before.EnableLogFileValidation, after.EnableLogFileValidation),
	}
	if in.CloudWatchLogsLogGroupArn != nil || in.CloudWatchLogsRoleArn != nil {
		// CloudTrail takes the group and its role together.
		in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn = &after.CloudWatchLogsLogGroupArn, &after.CloudWatchLogsRoleArn
	}
	if in.IsMultiRegionTrail != nil {
		// CloudTrail refuses a trail of all Regions without global events, and looks at what is sent.
		in.IncludeGlobalServiceEvents = &after.IncludeGlobalServiceEvents
	}
	_, err := api.UpdateTrail(ctx, in)
	return wrap(t, "cloudtrail: UpdateTrail", err)
}

// changed is what to send of a member: nothing where it stays.
func changed[T comparable](before, after T) *T {
	if before == after {
		return nil
	}
	return &after
}

// some is nil for an empty text.
func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// trail is the name in a trail's ARN.
func (t Target) trail() string { return t.Resource[strings.LastIndexByte(t.Resource, '/')+1:] }

func predictTrail(s *snapshot.Snapshot, t Target, after *trailConfig) error {
	return forgetting(s, func() error {
		configure(s, t, after)
		return nil
	})
}

func configure(s *snapshot.Snapshot, t Target, after *trailConfig) {
	was, known := s.CloudTrail.Trails[t.Resource]
	if after == nil {
		delete(s.CloudTrail.Trails, t.Resource)
		list(s, t, func(string) bool { return false })
		return
	}
	trail := was
	if !known {
		trail = newTrail(s, t)
	}
	trail.S3BucketName, trail.Bucket = after.S3BucketName, "arn:"+t.Partition+":s3:::"+after.S3BucketName
	trail.S3KeyPrefix, trail.SNSTopic = some(after.S3KeyPrefix), some(after.SnsTopicName)
	trail.LogGroup, trail.LogsRole = some(strings.TrimSuffix(after.CloudWatchLogsLogGroupArn, ":*")), some(after.CloudWatchLogsRoleArn)
	trail.IncludeGlobalServiceEvents, trail.IsMultiRegionTrail = after.IncludeGlobalServiceEvents, after.IsMultiRegionTrail
	trail.IsOrganizationTrail, trail.LogFileValidationEnabled = after.IsOrganizationTrail, after.EnableLogFileValidation
	if trail.KMSKeyID = some(after.KmsKeyId); !known || aws.ToString(was.KMSKeyID) != after.KmsKeyId {
		predictTrailKey(s, t, &trail)
	}
	predictPlaces(s, t, &trail)
	if s.CloudTrail.Trails == nil {
		s.CloudTrail.Trails = map[string]snapshot.Trail{}
	}
	s.CloudTrail.Trails[t.Resource] = trail
}

// newTrail is a trail as CloudTrail makes it: it records all management events, once it logs.
func newTrail(s *snapshot.Snapshot, t Target) snapshot.Trail {
	predicted(s, "cloudtrail.trails.*.event_configuration", t.Resource)
	return snapshot.Trail{
		Name: t.trail(), HomeRegion: t.Region, Owner: t.Account, Key: snapshot.Absent[string](),
		EventSelectors: snapshot.Seen(snapshot.EventSelectors{
			Basic: []snapshot.EventSelector{{
				ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: []string{}, DataResources: []snapshot.DataResource{},
			}},
			Advanced: []snapshot.AdvancedEventSelector{},
		}),
		InsightSelectors: snapshot.Absent[[]snapshot.InsightSelector](), Tags: snapshot.Seen(map[string]string{}),
	}
}

// predictTrailKey finds the key that a trail names by ARN, id or alias.
func predictTrailKey(s *snapshot.Snapshot, t Target, trail *snapshot.Trail) {
	trail.Key = snapshot.Absent[string]()
	if trail.KMSKeyID == nil {
		return
	}
	name := *trail.KMSKeyID
	if !strings.HasPrefix(name, "arn:") {
		if !strings.HasPrefix(name, "alias/") {
			name = "key/" + name
		}
		name = strings.Join([]string{"arn", t.Partition, "kms", t.Region, t.Account, name}, ":")
	}
	if !strings.Contains(name, ":key/") {
		trail.Key = snapshot.Field[string]{}
		predicted(s, "cloudtrail.trails.*.key", t.Resource)
		return
	}
	trail.Key = snapshot.Seen(name)
	if _, known := s.KMS.Keys[name]; known {
		return
	}
	// Nobody looked at it yet.
	part := strings.SplitN(name, ":", 6)
	if s.KMS.Keys == nil {
		s.KMS.Keys = map[string]snapshot.Key{}
	}
	s.KMS.Keys[name] = snapshot.Key{Region: part[3], Owner: part[4]}
	for _, field := range []string{
		"exists", "metadata", "created_at", "primary", "replicas", "policy", "rotation", "rotations", "grants", "aliases", "tags",
	} {
		predicted(s, "kms.keys.*."+field, name)
	}
}

// predictPlaces lists a trail in its Regions, and lets it log in each as it does at home.
func predictPlaces(s *snapshot.Snapshot, t Target, trail *snapshot.Trail) {
	list(s, t, func(region string) bool { return region == trail.HomeRegion || trail.IsMultiRegionTrail })
	home := trail.Status[trail.HomeRegion]
	status := map[string]snapshot.TrailStatus{}
	for region := range s.CloudTrail.Listed {
		was, known := trail.Status[region]
		switch {
		case !slices.Contains(s.CloudTrail.Listed[region], t.Resource):
			continue
		case !known:
			was.IsLogging = home.IsLogging
			if home.IsLogging {
				was.StartLoggingTime = &s.Source.TakenAt
			}
		}
		status[region] = was
	}
	if trail.Status != nil || len(status) > 0 {
		trail.Status = status
	}
}

// list names a trail among those of the Regions that it is seen in.
func list(s *snapshot.Snapshot, t Target, in func(region string) bool) {
	for region, arns := range s.CloudTrail.Listed {
		arns = slices.DeleteFunc(slices.Clone(arns), func(arn string) bool { return arn == t.Resource })
		if in(region) {
			arns = append(arns, t.Resource)
		}
		slices.Sort(arns)
		s.CloudTrail.Listed[region] = arns
	}
}
