package snapshot

import "time"

// LogFiles is what came of verifying what a trail delivered from From to To: the digests, and the log files that they name.
type LogFiles struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Tampered is what was found to be tampered with, at most 100 findings. It is empty only where everything was verified; where
	// nothing was found and something could not be verified it is unseen.
	Tampered Field[[]TamperedLog] `json:"tampered,omitzero"`
	// Exposed are the log files that are not encrypted with the trail's key, in ranges, at most 100; unseen as Tampered.
	Exposed Field[[]ExposedLogs] `json:"exposed,omitzero"`
	// Regions are sorted by organization, account and Region.
	Regions []LogRegion `json:"regions"`
}

// TamperedLog is one thing that was found. Key is null where it is about a time, and From and To where it is about a file.
type TamperedLog struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	// Kind is one of those that trailproof logs verify tells: altered, missing, unnamed, re-signed and so on.
	Kind   string     `json:"kind"`
	Key    *string    `json:"key"`
	From   *time.Time `json:"from"`
	To     *time.Time `json:"to"`
	Detail string     `json:"detail"`
}

// ExposedLogs are log files in a row that are encrypted alike, by the times in their names.
type ExposedLogs struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	// Method is AES256, aws:kms, aws:kms:dsse or none; KMSKey the ARN of the key.
	Method string    `json:"method"`
	KMSKey *string   `json:"kms_key"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Files  int       `json:"files"`
}

// LogRegion is what was verified of an account in a Region.
type LogRegion struct {
	Organization *string `json:"organization"`
	Account      string  `json:"account"`
	Region       string  `json:"region"`
	// Verdict is valid, noted, unknown, exposed or tampered.
	Verdict string `json:"verdict"`
	// Digests and Logs are how many files there were, ValidDigests and ValidLogs how many of them are valid.
	Digests      int `json:"digests"`
	ValidDigests int `json:"valid_digests"`
	Logs         int `json:"logs"`
	ValidLogs    int `json:"valid_logs"`
}
