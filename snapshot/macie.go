package snapshot

// Macie is what Amazon Macie does about the log buckets.
type Macie struct {
	// Buckets by ARN: those that a trail of the account delivers to.
	Buckets map[string]MacieBucket `json:"buckets,omitzero" with:"macie"`
}

// MacieBucket is one bucket in Macie's eyes.
type MacieBucket struct {
	// Status of Macie in the bucket's Region: ENABLED or PAUSED; absent where it is not enabled there.
	Status Field[string] `json:"status,omitzero"`
	// Coverage is absent where Macie is not enabled, or does not know the bucket.
	Coverage Field[MacieCoverage] `json:"coverage,omitzero"`
}

// MacieCoverage says what looks at the bucket. The first three are null where Macie does not tell.
type MacieCoverage struct {
	// DefinedInJob is TRUE, FALSE or UNKNOWN: some job names the bucket. MonitoredByJob, likewise: some job looks again and
	// again.
	DefinedInJob   *string `json:"defined_in_job"`
	MonitoredByJob *string `json:"monitored_by_job"`
	// AutomatedDiscovery is MONITORED or NOT_MONITORED.
	AutomatedDiscovery *string `json:"automated_discovery"`
	// Error is ACCESS_DENIED or BUCKET_COUNT_EXCEEDS_QUOTA where Macie can't look into the bucket.
	Error *string `json:"error"`
}
