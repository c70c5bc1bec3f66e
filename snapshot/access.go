package snapshot

import "strings"

// Access is what follows from the policies in the snapshot, by all that AWS would look at. Package access works it out; no call
// of AWS fills it. What it could not work out has a gap that names what was missing.
type Access struct {
	// Deliveries by the ARN of each trail of the account: whether the requests get through by which CloudTrail delivers.
	Deliveries map[string]Delivery `json:"deliveries,omitzero"`
}

// Delivery is what becomes of CloudTrail's own requests for one trail. A list is empty where all of them are allowed.
type Delivery struct {
	// Write are refused requests to the log bucket.
	Write Field[[]Refusal] `json:"write,omitzero"`
	// Encrypt are refused requests to the key; absent where the trail has none.
	Encrypt Field[[]Refusal] `json:"encrypt,omitzero"`
}

// Refusal is one request that AWS would refuse.
type Refusal struct {
	Action   string `json:"action"`
	Resource string `json:"resource"`
	// Why are the statements that deny it, empty where none allows it.
	Why []string `json:"why"`
}

// Rests returns the evidence paths that a path of Access is worked out from; nil for any other path, which a call fills.
func Rests(path string) []string {
	if path != "access" && !strings.HasPrefix(path, "access.") {
		return nil
	}
	return []string{
		"regions", "cloudtrail.trails", "cloudtrail.trails.*.key", "s3.buckets", "s3.buckets.*.exists", "s3.buckets.*.owner",
		"s3.buckets.*.policy", "s3.buckets.*.encryption", "kms.keys", "kms.keys.*.exists", "kms.keys.*.policy", "kms.keys.*.grants",
	}
}
