package snapshot

import "time"

// ObjectSample is a few of the newest log files in a bucket.
type ObjectSample struct {
	// Objects by key, at most 20.
	Objects Field[map[string]SampledObject] `json:"objects,omitzero"`
}

// SampledObject is one log file.
type SampledObject struct {
	LastModified time.Time `json:"last_modified"`
	// ACL is absent where the object is gone meanwhile.
	ACL Field[ACL] `json:"acl,omitzero"`
}
