package snapshot

import "time"

// CloudTrail is the trails and event data stores of the account.
type CloudTrail struct {
	// Trails by trail ARN. A trail that is listed in many Regions (shadow trails) stands here once.
	Trails map[string]Trail `json:"trails,omitzero"`
	// Listed has the ARNs of the trails that DescribeTrails shows in each Region, sorted. A Region that nobody asked, or that
	// did not answer, is not in it, and a gap names it.
	Listed map[string][]string `json:"listed,omitzero"`
	// EventDataStores of CloudTrail Lake, by ARN.
	EventDataStores map[string]EventDataStore `json:"event_data_stores,omitzero"`
	// EventHistory is what CloudTrail keeps of management events by itself, for 90 days, by Region. A Region that nobody
	// asked, or that did not answer each question, is not in it or lacks events, and a gap names it.
	EventHistory map[string]EventHistory `json:"event_history,omitzero" with:"event_history"`
}

// Trail is one trail, as DescribeTrails shows it, with what the other calls add.
type Trail struct {
	Name       string `json:"name"`
	HomeRegion string `json:"home_region"`
	// Owner is the account in the ARN: another than the snapshot's for an organization trail seen from a member.
	Owner string `json:"owner"`
	// Bucket is the ARN of the log bucket; S3BucketName its name as in the trail.
	Bucket                     string  `json:"bucket" ref:"s3.buckets"`
	S3BucketName               string  `json:"s3_bucket_name"`
	S3KeyPrefix                *string `json:"s3_key_prefix"`
	SNSTopic                   *string `json:"sns_topic" ref:"sns.topics"`
	IncludeGlobalServiceEvents bool    `json:"include_global_service_events"`
	IsMultiRegionTrail         bool    `json:"is_multi_region_trail"`
	IsOrganizationTrail        bool    `json:"is_organization_trail"`
	LogFileValidationEnabled   bool    `json:"log_file_validation_enabled"`
	LogGroup                   *string `json:"log_group" ref:"logs.groups"`
	LogsRole                   *string `json:"logs_role"`
	// KMSKeyID as in the trail: null when the log files have no KMS key.
	KMSKeyID *string `json:"kms_key_id"`
	// Key is the ARN of that key, resolved from alias or id.
	Key Field[string] `json:"key,omitzero" ref:"kms.keys"`
	// Status by Region: each Region delivers on its own, and each may be broken on its own.
	Status           map[string]TrailStatus   `json:"status,omitzero"`
	EventSelectors   Field[EventSelectors]    `json:"event_selectors,omitzero"`
	InsightSelectors Field[[]InsightSelector] `json:"insight_selectors,omitzero"`
	Tags             Field[map[string]string] `json:"tags,omitzero"`
	// EventConfiguration is what the trail adds to its events and makes of them.
	EventConfiguration Field[EventConfiguration] `json:"event_configuration,omitzero"`
	// LogFiles is what came of verifying what the trail delivered lately; absent where it writes no digests, without which
	// nothing can be verified.
	LogFiles Field[LogFiles] `json:"log_files,omitzero" with:"log_files"`
}

// TrailStatus is GetTrailStatus in one Region. Errors are AWS's texts, null when there is none.
type TrailStatus struct {
	IsLogging                 bool       `json:"is_logging"`
	StartLoggingTime          *time.Time `json:"start_logging_time"`
	StopLoggingTime           *time.Time `json:"stop_logging_time"`
	LatestDeliveryTime        *time.Time `json:"latest_delivery_time"`
	LatestDeliveryError       *string    `json:"latest_delivery_error"`
	LatestDigestDeliveryTime  *time.Time `json:"latest_digest_delivery_time"`
	LatestDigestDeliveryError *string    `json:"latest_digest_delivery_error"`
	LatestLogsDeliveryTime    *time.Time `json:"latest_cloudwatch_logs_delivery_time"`
	LatestLogsDeliveryError   *string    `json:"latest_cloudwatch_logs_delivery_error"`
	LatestNotificationTime    *time.Time `json:"latest_notification_time"`
	LatestNotificationError   *string    `json:"latest_notification_error"`
}

// EventSelectors is GetEventSelectors: a trail has basic or advanced selectors; both lists empty means that AWS named
// none, which is the default of all management events.
type EventSelectors struct {
	Basic    []EventSelector         `json:"basic"`
	Advanced []AdvancedEventSelector `json:"advanced"`
}

// EventSelector is a basic selector.
type EventSelector struct {
	// ReadWriteType is All, ReadOnly or WriteOnly.
	ReadWriteType                 string         `json:"read_write_type"`
	IncludeManagementEvents       bool           `json:"include_management_events"`
	ExcludeManagementEventSources []string       `json:"exclude_management_event_sources"`
	DataResources                 []DataResource `json:"data_resources"`
}

// DataResource is what a basic selector records data events of.
type DataResource struct {
	Type   string   `json:"type"`
	Values []string `json:"values"`
}

// AdvancedEventSelector records the events that meet all its field selectors.
type AdvancedEventSelector struct {
	Name   *string         `json:"name"`
	Fields []FieldSelector `json:"fields"`
}

// FieldSelector compares one field of an event. Empty lists are operators that are not used.
type FieldSelector struct {
	Field         string   `json:"field"`
	Equals        []string `json:"equals"`
	NotEquals     []string `json:"not_equals"`
	StartsWith    []string `json:"starts_with"`
	NotStartsWith []string `json:"not_starts_with"`
	EndsWith      []string `json:"ends_with"`
	NotEndsWith   []string `json:"not_ends_with"`
}

// InsightSelector is one type of Insights events: ApiCallRateInsight, ApiErrorRateInsight.
type InsightSelector struct {
	Type            string   `json:"type"`
	EventCategories []string `json:"event_categories"`
}

// EventConfiguration is GetEventConfiguration. CloudTrail's default is all empty.
type EventConfiguration struct {
	// MaxEventSize is Standard or Large, null where AWS names none.
	MaxEventSize *string `json:"max_event_size"`
	// Aggregations has the templates by which events of a category are summed up: API_ACTIVITY, RESOURCE_ACCESS, USER_ACTIONS.
	Aggregations map[string][]string `json:"aggregations"`
	// ContextKeys has the keys with which events are enriched, by their type: TagContext, RequestContext.
	ContextKeys map[string][]string `json:"context_keys"`
}

// EventDataStore is one event data store of CloudTrail Lake.
type EventDataStore struct {
	Name   string                      `json:"name"`
	Region string                      `json:"region"`
	Detail Field[EventDataStoreDetail] `json:"detail,omitzero"`
}

// EventDataStoreDetail is GetEventDataStore.
type EventDataStoreDetail struct {
	// Status is CREATED, ENABLED, PENDING_DELETION, STARTING_INGESTION, STOPPING_INGESTION or STOPPED_INGESTION.
	Status                string                  `json:"status"`
	MultiRegion           bool                    `json:"multi_region"`
	Organization          bool                    `json:"organization"`
	RetentionDays         int                     `json:"retention_days"`
	TerminationProtection bool                    `json:"termination_protection"`
	KMSKeyID              *string                 `json:"kms_key_id" ref:"kms.keys"`
	Selectors             []AdvancedEventSelector `json:"selectors"`
}
