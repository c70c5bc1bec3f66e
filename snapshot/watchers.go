package snapshot

import "time"

// Logs is every log group that a trail delivers to.
type Logs struct {
	// Groups by ARN without the closing ":*".
	Groups map[string]LogGroup `json:"groups,omitzero"`
}

// LogGroup is one CloudWatch Logs group.
type LogGroup struct {
	Name          string                `json:"name"`
	Region        string                `json:"region"`
	Exists        Field[bool]           `json:"exists,omitzero"`
	Settings      Field[LogSettings]    `json:"settings,omitzero"`
	Created       Field[time.Time]      `json:"created_at,omitzero"`
	LastIngestion Field[time.Time]      `json:"last_ingestion,omitzero"`
	MetricFilters Field[[]MetricFilter] `json:"metric_filters,omitzero"`
}

// LogSettings is DescribeLogGroups.
type LogSettings struct {
	// RetentionDays is null where events never expire.
	RetentionDays *int    `json:"retention_days"`
	KMSKeyID      *string `json:"kms_key_id" ref:"kms.keys"`
	// Class is STANDARD, INFREQUENT_ACCESS or DELIVERY.
	Class string `json:"class"`
}

// MetricFilter turns matching log events into metrics.
type MetricFilter struct {
	Name    string   `json:"name"`
	Pattern string   `json:"pattern"`
	Metrics []Metric `json:"metrics"`
}

// Metric is one metric that a filter emits.
type Metric struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Value     string `json:"value"`
}

// CloudWatch is the alarms that watch a metric of a trail's log group.
type CloudWatch struct {
	// Alarms by ARN.
	Alarms map[string]Alarm `json:"alarms,omitzero"`
}

// Alarm is one metric alarm.
type Alarm struct {
	Name           string   `json:"name"`
	Region         string   `json:"region"`
	Namespace      string   `json:"namespace"`
	MetricName     string   `json:"metric_name"`
	ActionsEnabled bool     `json:"actions_enabled"`
	AlarmActions   []string `json:"alarm_actions" ref:"sns.topics"`
}

// SNS is every topic that a trail or one of those alarms names.
type SNS struct {
	// Topics by ARN.
	Topics map[string]Topic `json:"topics,omitzero"`
}

// Topic is one SNS topic. Endpoints of subscriptions are not kept: addresses and URLs may hold secrets.
type Topic struct {
	Region     string                 `json:"region"`
	Owner      string                 `json:"owner"`
	Exists     Field[bool]            `json:"exists,omitzero"`
	Attributes Field[TopicAttributes] `json:"attributes,omitzero"`
	Policy     Field[Policy]          `json:"policy,omitzero"`
	// Key is the ARN of the key that Attributes names, resolved from alias or id; absent where they name none.
	Key Field[string] `json:"key,omitzero" ref:"kms.keys"`
}

// TopicAttributes is GetTopicAttributes.
type TopicAttributes struct {
	SubscriptionsConfirmed int     `json:"subscriptions_confirmed"`
	SubscriptionsPending   int     `json:"subscriptions_pending"`
	KMSKeyID               *string `json:"kms_key_id"`
}
