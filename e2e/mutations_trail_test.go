//go:build e2e

package e2e

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"trailproof/internal/awsfake"
)

var trailMutations = map[string]mutation{
	"StopLogging": {
		call: func(h hand) error {
			return done(h.trail.StopLogging(h.t.Context(), &cloudtrail.StopLoggingInput{Name: auditTrail}))
		},
		want: map[string]string{
			"cloudtrail.bedrock_calls":      "fail",
			"cloudtrail.event_sources":      "fail",
			"cloudtrail.every_region":       "fail",
			"cloudtrail.global_events":      "fail",
			"cloudtrail.insights":           "fail",
			"cloudtrail.lambda_invocations": "fail",
			"cloudtrail.log_bucket_objects": "fail",
			"cloudtrail.logging":            "fail",
			"cloudtrail.management_reads":   "fail",
			"cloudtrail.management_writes":  "fail",
			"cloudtrail.multi_region":       "fail",
			"cloudtrail.network_events":     "fail",
			"cloudtrail.s3_object_reads":    "fail",
			"cloudtrail.s3_object_writes":   "fail",
			"cloudtrail.security_trail":     "fail",
			"cloudtrail.some_trail_logs":    "fail",
			"cloudtrail.stopped":            "fail",
		},
	},
	"DeleteTrail": {
		call: func(h hand) error {
			return done(h.trail.DeleteTrail(h.t.Context(), &cloudtrail.DeleteTrailInput{Name: auditTrail}))
		},
		want: map[string]string{
			"cloudtrail.bedrock_calls":      "fail",
			"cloudtrail.event_sources":      "fail",
			"cloudtrail.every_region":       "fail",
			"cloudtrail.global_events":      "fail",
			"cloudtrail.insights":           "fail",
			"cloudtrail.lambda_invocations": "fail",
			"cloudtrail.log_bucket_objects": "fail",
			"cloudtrail.management_reads":   "fail",
			"cloudtrail.management_writes":  "fail",
			"cloudtrail.multi_region":       "fail",
			"cloudtrail.network_events":     "fail",
			"cloudtrail.s3_object_reads":    "fail",
			"cloudtrail.s3_object_writes":   "fail",
			"cloudtrail.security_trail":     "fail",
			"cloudtrail.some_trail_logs":    "fail",
			"s3.source_arn":                 "fail",
		},
		// The bucket stays a log bucket: the parameter buckets names it.
		gone: []string{
			"trails", "trails_*", "*_trails", "fed_buckets", "keyed_buckets", "key_relatives", "*_log_groups", "alarm_topics",
		},
	},
	"UpdateTrail without validation": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.EnableLogFileValidation = aws.Bool(false) }),
		want: map[string]string{
			"cloudtrail.log_file_validation": "fail",
			"cloudtrail.security_trail":      "fail",
		},
		gone: []string{"validated_trails"},
	},
	"UpdateTrail to one Region": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.IsMultiRegionTrail = aws.Bool(false) }),
		want: map[string]string{
			"cloudtrail.bedrock_calls":      "fail",
			"cloudtrail.event_sources":      "fail",
			"cloudtrail.every_region":       "fail",
			"cloudtrail.lambda_invocations": "fail",
			"cloudtrail.management_reads":   "fail",
			"cloudtrail.management_writes":  "fail",
			"cloudtrail.multi_region":       "fail",
			"cloudtrail.network_events":     "fail",
			"cloudtrail.s3_object_reads":    "fail",
			"cloudtrail.s3_object_writes":   "fail",
			"cloudtrail.security_trail":     "fail",
		},
	},
	"UpdateTrail without a key": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.KmsKeyId = aws.String("") }),
		want: map[string]string{
			"cloudtrail.encrypted_with_key": "fail",
			"cloudtrail.expected_key":       "fail",
			"cloudtrail.security_trail":     "fail",
		},
		gone: []string{"encrypted_trails", "trail_keys", "log_keys", "rotatable_keys", "rotated_keys"},
	},
	"UpdateTrail with a prefix": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.S3KeyPrefix = aws.String("elsewhere") }),
		want: map[string]string{"cloudtrail.bucket_access": "fail", "s3.trail_path": "fail"},
		says: "elsewhere/AWSLogs",
	},
	"UpdateTrail to a key that is not there": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) {
			u.KmsKeyId = aws.String("arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000")
		}),
		want: map[string]string{
			"cloudtrail.key_for_changes": "fail",
			"cloudtrail.key_access":      "fail",
			"cloudtrail.expected_key":    "fail",
			"kms.usable":                 "fail of arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000",
		},
		gone: []string{"trail_keys", "log_keys", "rotatable_keys", "rotated_keys"},
	},
	"UpdateTrail of an organization": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.IsOrganizationTrail = aws.Bool(true) }),
		want: map[string]string{"s3.trail_path": "fail"},
		says: "AWSLogs/ORGANIZATION/",
	},
	"UpdateTrail to a bucket that somebody made by hand": {
		call: func(h hand) error {
			bucket := "audit.logs." + h.story.Account
			if _, err := h.s3.CreateBucket(h.t.Context(), &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
				return err
			}
			return updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.S3BucketName = &bucket })(h)
		},
		// The other bucket stays a log bucket: the parameter buckets names it.
		added: map[string]string{"trail_buckets": bareBucket, "log_buckets": bareBucket, "lifecycle_buckets": bareBucket},
		moved: map[string]string{"fed_buckets": bareBucket},
		want: map[string]string{
			"cloudtrail.bucket_access":                "fail",
			"cloudtrail.expected_destination":         "fail",
			"macie.covers_logs of " + bareBucket:      "new fail",
			"s3.abort_uploads of " + bareBucket:       "new fail",
			"s3.access_logging of " + bareBucket:      "new fail",
			"s3.bucket_name of " + bareBucket:         "new fail",
			"s3.default_encryption of " + bareBucket:  "new fail",
			"s3.kms_default of " + bareBucket:         "new fail",
			"s3.lifecycle of " + bareBucket:           "new fail",
			"s3.mfa_delete of " + bareBucket:          "new fail",
			"s3.notifications of " + bareBucket:       "new fail",
			"s3.object_lock of " + bareBucket:         "new fail",
			"s3.ownership of " + bareBucket:           "new fail",
			"s3.public_access_block of " + bareBucket: "new fail",
			"s3.refuses_unencrypted of " + bareBucket: "new fail",
			"s3.replicated of " + bareBucket:          "new fail",
			"s3.tls_only of " + bareBucket:            "new fail",
			"s3.trail_path of " + bareBucket:          "new fail",
			"s3.versioning of " + bareBucket:          "new fail",
		},
		gone: []string{"keyed_buckets"},
	},
	"UpdateTrail without a log group": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) {
			u.CloudWatchLogsLogGroupArn, u.CloudWatchLogsRoleArn = aws.String(""), aws.String("")
		}),
		want: map[string]string{
			"cloudtrail.expected_destination": "fail",
			"cloudtrail.logs_configured":      "fail",
		},
		gone: []string{"streaming_trails", "*_log_groups", "alarm_topics", "key_relatives"},
	},
	"UpdateTrail without global service events": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.IncludeGlobalServiceEvents = aws.Bool(false) }),
		want: map[string]string{
			"cloudtrail.global_events":  "fail",
			"cloudtrail.security_trail": "fail",
		},
	},
	"UpdateTrail without a topic": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.SnsTopicName = aws.String("") }),
		want: map[string]string{
			"cloudtrail.delivery_notifications": "fail",
			"cloudtrail.expected_destination":   "fail",
		},
	},
	"UpdateTrail to another topic": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.SnsTopicName = aws.String("audit-alarms") }),
		want: map[string]string{"cloudtrail.expected_destination": "fail"},
	},
	"UpdateTrail to the watchers' key": {
		call: updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.KmsKeyId = aws.String(watchersKey) }),
		moved: map[string]string{
			"trail_keys": watchersKey, "log_keys": watchersKey, "rotatable_keys": watchersKey, "rotated_keys": watchersKey,
		},
		want: map[string]string{
			"cloudtrail.key_for_changes": "fail",
			"cloudtrail.expected_key":    "fail",
			"kms.confused_deputy":        "fail of " + watchersKey,
			"kms.single_region":          "fail of " + watchersKey,
		},
	},
	"CreateTrail of a second trail": {
		call: func(h hand) error {
			second := *h.story.Trails[0]
			second.Name, second.TrailARN = aws.String("second"), aws.String(h.asGiven(secondTrail))
			builder{h.account, h.t, h.p}.makeTrail(&second)
			return nil
		},
		added: map[string]string{
			"trails": secondTrail, "trails_with_approved_keys": secondTrail, "trails_with_destinations": secondTrail,
			"trails_with_required_tags": secondTrail, "validated_trails": secondTrail, "insight_trails": secondTrail,
			"streaming_trails": secondTrail,
		},
		want: map[string]string{
			"cloudtrail.global_events_once":                "fail",
			"cloudtrail.bucket_access of " + secondTrail:   "new fail",
			"cloudtrail.key_access of " + secondTrail:      "new fail",
			"cloudtrail.key_for_changes of " + secondTrail: "new fail",
		},
	},
	"the trail is made again without Insights": {
		call: func(h hand) error {
			again := *h.story.Trails[0]
			again.InsightSelectors = nil
			builder{h.account, h.t, h.p}.makeTrail(&again)
			return nil
		},
		gone: []string{"insight_trails"},
		want: map[string]string{"cloudtrail.insights": "fail"},
	},
	"the trail is made again with one kind of Insights": {
		call: func(h hand) error {
			again := *h.story.Trails[0]
			again.InsightSelectors = again.InsightSelectors[:1]
			builder{h.account, h.t, h.p}.makeTrail(&again)
			return nil
		},
		want: map[string]string{"cloudtrail.insight_types": "fail"},
	},
	"RemoveTags": {
		call: func(h hand) error {
			return done(h.trail.RemoveTags(h.t.Context(), &cloudtrail.RemoveTagsInput{
				ResourceId: h.story.Trails[0].TrailARN,
				TagsList:   []types.Tag{{Key: aws.String("owner"), Value: aws.String("security")}},
			}))
		},
		want: map[string]string{"cloudtrail.tags": "fail"},
	},
	"PutEventSelectors for reads only": {
		call: selectors("all", readOnly("true")),
		want: map[string]string{
			"cloudtrail.bedrock_calls":     "fail",
			"cloudtrail.global_events":     "fail",
			"cloudtrail.insight_types":     "fail",
			"cloudtrail.management_writes": "fail",
			"cloudtrail.security_trail":    "fail",
		},
	},
	"PutEventSelectors for writes only": {
		call: selectors("all", readOnly("false")),
		want: map[string]string{
			"cloudtrail.bedrock_calls":    "fail",
			"cloudtrail.management_reads": "fail",
			"cloudtrail.security_trail":   "fail",
		},
	},
	"PutEventSelectors without management events": {
		call: selectors("all", nil),
		want: map[string]string{
			"cloudtrail.bedrock_calls":     "fail",
			"cloudtrail.event_sources":     "fail",
			"cloudtrail.global_events":     "fail",
			"cloudtrail.insight_types":     "fail",
			"cloudtrail.management_reads":  "fail",
			"cloudtrail.management_writes": "fail",
			"cloudtrail.security_trail":    "fail",
		},
	},
	"PutEventSelectors without KMS": {
		call: selectors("all", otherThan("eventSource", "kms.amazonaws.com")),
		says: "kms.amazonaws.com",
		want: map[string]string{
			"cloudtrail.event_sources":  "fail",
			"cloudtrail.security_trail": "fail",
		},
	},
	"PutEventSelectors without Bedrock": {
		call: selectors("all", otherThan("eventSource", "bedrock.amazonaws.com")),
		says: "bedrock.amazonaws.com",
		want: map[string]string{
			"cloudtrail.bedrock_calls":        "fail",
			"cloudtrail.event_sources":        "fail",
			"cloudtrail.management_selectors": "fail",
			"cloudtrail.security_trail":       "fail",
		},
	},
	"PutEventSelectors without one actor": {
		call: selectors("all", otherThan("userIdentity.arn", "arn:aws:iam::111122223333:user/bob")),
		says: "user/bob",
		want: map[string]string{
			"cloudtrail.bedrock_calls":        "fail",
			"cloudtrail.event_sources":        "fail",
			"cloudtrail.global_events":        "fail",
			"cloudtrail.insight_types":        "fail",
			"cloudtrail.management_reads":     "fail",
			"cloudtrail.management_selectors": "fail",
			"cloudtrail.management_writes":    "fail",
			"cloudtrail.security_trail":       "fail",
		},
	},
	"PutEventSelectors without objects": {
		call: selectors("objects", nil),
		want: map[string]string{
			"cloudtrail.log_bucket_objects": "fail",
			"cloudtrail.s3_object_reads":    "fail",
			"cloudtrail.s3_object_writes":   "fail",
		},
	},
	"PutEventSelectors for reads of objects only": {
		call: selectors("objects", readOnly("true")),
		want: map[string]string{
			"cloudtrail.log_bucket_objects": "fail",
			"cloudtrail.s3_object_writes":   "fail",
		},
	},
	"PutEventSelectors for writes of objects only": {
		call: selectors("objects", readOnly("false")),
		want: map[string]string{
			"cloudtrail.log_bucket_objects": "fail",
			"cloudtrail.s3_object_reads":    "fail",
		},
	},
	"PutEventSelectors without functions": {
		call: selectors("functions", nil),
		want: map[string]string{"cloudtrail.lambda_invocations": "fail"},
	},
	"PutEventSelectors without network activity": {
		call: selectors("denied at endpoints", nil),
		want: map[string]string{"cloudtrail.network_events": "fail"},
	},
	"a delivery that fails": {
		answers: status(func(s *awsfake.TrailStatus) { s.LatestDeliveryError = "AccessDenied" }),
		want:    map[string]string{"cloudtrail.bucket_delivery": "fail"},
		says:    "AccessDenied",
	},
	"no deliveries to the log group": {
		answers: status(func(s *awsfake.TrailStatus) { s.LatestCloudWatchLogsDeliveryTime = ago(72 * time.Hour) }),
		want:    map[string]string{"cloudtrail.logs_delivery": "fail"},
	},
	"no log files for three days": {
		answers: status(func(s *awsfake.TrailStatus) { s.LatestDeliveryTime = ago(72 * time.Hour) }),
		history: true,
		want: map[string]string{
			"cloudtrail.delivery_fresh":     "fail",
			"cloudtrail.undelivered_events": "fail",
		},
	},
	"no log files for three hours, in which something happened": {
		answers: status(func(s *awsfake.TrailStatus) { s.LatestDeliveryTime = ago(3 * time.Hour) }),
		history: true,
		want:    map[string]string{"cloudtrail.undelivered_events": "fail"},
	},
	"no digest files for three hours": {
		answers: status(func(s *awsfake.TrailStatus) { s.LatestDigestDeliveryTime = ago(3 * time.Hour) }),
		want:    map[string]string{"cloudtrail.digests_fresh": "fail"},
	},
	"a trail that was off for a while": {
		answers: status(func(s *awsfake.TrailStatus) {
			s.StopLoggingTime, s.StartLoggingTime = ago(50*time.Hour), ago(49*time.Hour)
		}),
		want: map[string]string{"cloudtrail.stopped": "fail"},
	},
	"somebody stopped the trail": {
		answers: func(s *awsfake.State) {
			s.Events = append(s.Events, &awsfake.Event{
				Region: "us-east-1", EventID: "0b5c3f1e-4a0d-4a86-8f33-9f2b7d1c6e55", EventSource: "cloudtrail.amazonaws.com",
				EventName: "StopLogging", EventTime: *ago(50 * time.Hour), Record: json.RawMessage(`{
					"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::` + s.Account + `:user/mallory"},
					"recipientAccountId": "` + s.Account + `", "requestParameters": {"name": "audit"}}`),
			})
		},
		history: true,
		says:    "user/mallory",
		want:    map[string]string{"cloudtrail.tampering": "fail"},
	},
	"PutEventConfiguration Large": {
		answers: func(s *awsfake.State) { s.Trails[0].MaxEventSize = types.MaxEventSizeLarge },
		want:    map[string]string{"cloudtrail.event_configuration": "fail"},
	},
	"StopEventDataStoreIngestion": {
		answers: store(func(d *awsfake.EventDataStore) { d.Status = "STOPPED_INGESTION" }),
		want:    map[string]string{"cloudtrail.event_data_store_ingests": "fail"},
	},
	"UpdateEventDataStore without protection": {
		answers: store(func(d *awsfake.EventDataStore) { d.TerminationProtectionEnabled = false }),
		want:    map[string]string{"cloudtrail.event_data_store_protection": "fail"},
	},
	"UpdateEventDataStore for 30 days": {
		answers: store(func(d *awsfake.EventDataStore) { d.RetentionPeriod = 30 }),
		want:    map[string]string{"cloudtrail.event_data_store_retention": "fail"},
	},
	"UpdateEventDataStore for one Region": {
		answers: store(func(d *awsfake.EventDataStore) { d.MultiRegionEnabled = false }),
		want:    map[string]string{"cloudtrail.event_data_store_coverage": "fail"},
	},
	"UpdateEventDataStore for one account": {
		answers: store(func(d *awsfake.EventDataStore) { d.OrganizationEnabled = false }),
		want:    map[string]string{"cloudtrail.event_data_store_organization": "fail"},
	},
	"CreateEventDataStore without a key": {
		answers: store(func(d *awsfake.EventDataStore) { d.KmsKeyId = "" }),
		want:    map[string]string{"cloudtrail.event_data_store_key": "fail"},
	},
}

// What mutations make, or move to.
const (
	secondTrail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/second"
	watchersKey = "arn:aws:kms:us-east-1:111122223333:key/mrk-1b4e28ba2fa14fd2883f0016d3cca427"
)

// bareBucket is a bucket that a mutation makes, and to which nothing is set.
const bareBucket = "arn:aws:s3:::audit.logs.111122223333"

var auditTrail = aws.String("audit")

// updateTrail updates the trail. Ids in it are those of the story.
func updateTrail(change func(*cloudtrail.UpdateTrailInput)) func(hand) error {
	return func(h hand) error {
		u := &cloudtrail.UpdateTrailInput{Name: auditTrail}
		change(u)
		for _, id := range []*string{u.KmsKeyId, u.S3BucketName, u.CloudWatchLogsLogGroupArn, u.SnsTopicName} {
			if id != nil {
				*id = h.asGiven(*id)
			}
		}
		return done(h.trail.UpdateTrail(h.t.Context(), u))
	}
}

// selectors puts the trail's selectors with further fields in the one of that name, or without it where there are none.
func selectors(name string, further []types.AdvancedFieldSelector) func(hand) error {
	return func(h hand) error {
		put := &cloudtrail.PutEventSelectorsInput{TrailName: auditTrail}
		for _, s := range h.story.Trails[0].AdvancedSelectors {
			if *s.Name == name {
				if further == nil {
					continue
				}
				s.FieldSelectors = slices.Concat(s.FieldSelectors, further)
			}
			put.AdvancedEventSelectors = append(put.AdvancedEventSelectors, s)
		}
		return done(h.trail.PutEventSelectors(h.t.Context(), put))
	}
}

func readOnly(value string) []types.AdvancedFieldSelector {
	return []types.AdvancedFieldSelector{{Field: aws.String("readOnly"), Equals: []string{value}}}
}

func otherThan(name, value string) []types.AdvancedFieldSelector {
	return []types.AdvancedFieldSelector{{Field: &name, NotEquals: []string{value}}}
}

// ago is the time that long before now.
func ago(d time.Duration) *time.Time {
	at := time.Now().Add(-d).UTC().Truncate(time.Second)
	return &at
}

// store changes what is said of the event data store.
func store(change func(*awsfake.EventDataStore)) func(*awsfake.State) {
	return func(s *awsfake.State) { change(s.EventDataStores[0]) }
}

// status changes what the trail's status says everywhere.
func status(change func(*awsfake.TrailStatus)) func(*awsfake.State) {
	return func(s *awsfake.State) {
		for region, of := range s.Trails[0].Status {
			change(&of)
			s.Trails[0].Status[region] = of
		}
	}
}
