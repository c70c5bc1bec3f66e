package snapshot

// AccessPoint is one access point: a way to a bucket with a policy of its own.
type AccessPoint struct {
	Name string `json:"name"`
	// Kind is standard.
	Kind   string `json:"kind"`
	Region string `json:"region"`
	// NetworkOrigin is Internet, or VPC where requests must come from VPC.
	NetworkOrigin string  `json:"network_origin"`
	VPC           *string `json:"vpc"`
	// Targets are the buckets that it leads to, as far as they are among the snapshot's.
	Targets []AccessPointTarget `json:"targets"`
}

// AccessPointTarget is one bucket behind an access point. Account is the owner that the access point was made for; null where
// AWS does not tell.
type AccessPointTarget struct {
	Bucket  string  `json:"bucket" ref:"s3.buckets"`
	Account *string `json:"account"`
}
