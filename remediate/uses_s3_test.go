package remediate_test

import "trailproof/plan"

const (
	openBucket  = "arn:aws:s3:::open-logs"
	wipedBucket = "arn:aws:s3:::wiped-logs"
	leakyBucket = "arn:aws:s3:::leaky.logs"
	wideBucket  = "arn:aws:s3:::wide-logs"
	leakyKey    = "arn:aws:kms:us-east-1:246824682468:key/aaaaaaaa-1111-4222-8333-444444444444"
	allBlocked  = `{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}`
	halfBlocked = `{"BlockPublicAcls":true,"BlockPublicPolicy":false,"IgnorePublicAcls":true,"RestrictPublicBuckets":false}`
	// uploads is a rule of each kind that S3 knows, with what a state leaves out where it is empty.
	uploads = `{"Rules":[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7},"Filter":{},"ID":"uploads","Status":"Enabled"},` +
		`{"Expiration":{"Days":400,"ExpiredObjectDeleteMarker":false},"Filter":{"Tag":{"Key":"short"}},"ID":"tag","Status":"Disabled"},` +
		`{"Filter":{"And":{"ObjectSizeLessThan":9,"Tags":[{"Key":"a"},{"Key":"b","Value":"c"}]}},"ID":"and","NoncurrentVersionExpiration":{"NoncurrentDays":40},` +
		`"NoncurrentVersionTransitions":[{"NoncurrentDays":31,"StorageClass":"GLACIER"}],"Status":"Enabled",` +
		`"Transitions":[{"Date":"2030-01-01T00:00:00Z","StorageClass":"STANDARD_IA"}]}],` +
		`"TransitionDefaultMinimumObjectSize":"varies_by_storage_class"}`
	oldUploads = `{"Rules":[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7},"ID":"uploads","Status":"Enabled"}],` +
		`"TransitionDefaultMinimumObjectSize":"all_storage_classes_128K"}`
)

var s3Uses = map[string]use{
	"bucket created":            {"broken", "s3:CreateBucket", "us-east-1", "arn:aws:s3:::gone-logs", constant(`{"Region":"us-east-1"}`)},
	"bucket created in Ohio":    {"broken", "s3:CreateBucket", "us-east-2", "arn:aws:s3:::gone-logs", constant(`{"Region":"us-east-2"}`)},
	"policy added":              {"broken_buckets", "s3:PutBucketPolicy", "us-east-1", "arn:aws:s3:::near-replica", constant(plan.NewState(tlsOnly))},
	"block set":                 {"broken_buckets", "s3:PutPublicAccessBlock", "us-east-1", wipedBucket, constant(allBlocked)},
	"block changed":             {"broken", "s3:PutPublicAccessBlock", "us-east-1", openBucket, constant(halfBlocked)},
	"block removed":             {"reference", "s3:PutPublicAccessBlock", "us-east-2", referenceBucket, constant(plan.None)},
	"account's block set":       {"reference", "s3control:PutPublicAccessBlock", "us-east-1", "124355676326", constant(allBlocked)},
	"account's block changed":   {"broken_policies", "s3control:PutPublicAccessBlock", "us-east-1", "888899990000", constant(halfBlocked)},
	"account's block removed":   {"broken_policies", "s3control:PutPublicAccessBlock", "us-east-1", "888899990000", constant(plan.None)},
	"ownership set":             {"side_doors", "s3:PutBucketOwnershipControls", "us-east-1", "arn:aws:s3:::audit-logs-111122223333", constant(`"BucketOwnerEnforced"`)},
	"ownership changed":         {"broken_buckets", "s3:PutBucketOwnershipControls", "us-east-1", wipedBucket, constant(`"BucketOwnerPreferred"`)},
	"ownership removed":         {"broken_buckets", "s3:PutBucketOwnershipControls", "us-east-1", wipedBucket, constant(plan.None)},
	"encryption set":            {"broken_buckets", "s3:PutBucketEncryption", "us-east-1", wipedBucket, constant(encrypted("AES256", ""))},
	"encryption by another key": {"broken_buckets", "s3:PutBucketEncryption", "us-east-1", leakyBucket, constant(encrypted("aws:kms", leakyKey))},
	"encryption without a key":  {"broken_buckets", "s3:PutBucketEncryption", "us-east-1", leakyBucket, constant(encrypted("AES256", ""))},
	"encryption removed":        {"reference", "s3:PutBucketEncryption", "us-east-2", referenceBucket, constant(plan.None)},
	"lifecycle set":             {"reference", "s3:PutBucketLifecycleConfiguration", "us-east-2", referenceBucket, constant(uploads)},
	"lifecycle of old":          {"reference", "s3:PutBucketLifecycleConfiguration", "us-east-2", referenceBucket, constant(oldUploads)},
	"lifecycle replaced":        {"broken_buckets", "s3:PutBucketLifecycleConfiguration", "us-east-1", "arn:aws:s3:::short-logs", constant(uploads)},
	"lifecycle removed":         {"broken_buckets", "s3:PutBucketLifecycleConfiguration", "us-east-1", wipedBucket, constant(plan.None)},
	"requester pays no more":    {"broken_buckets", "s3:PutBucketRequestPayment", "us-east-1", wipedBucket, constant(`"BucketOwner"`)},
	"requester pays":            {"reference", "s3:PutBucketRequestPayment", "us-east-2", referenceBucket, constant(`"Requester"`)},
	"access logs on":            {"broken_policies", "s3:PutBucketLogging", "us-east-1", wideBucket, constant(`{"TargetBucket":"console-logs","TargetPrefix":"wide/"}`)},
	"access logs elsewhere":     {"broken_buckets", "s3:PutBucketLogging", "us-east-1", wipedBucket, constant(`{"TargetBucket":"near-replica"}`)},
	"access logs off":           {"broken_buckets", "s3:PutBucketLogging", "us-east-1", wipedBucket, constant(plan.None)},
	"versioning resumed":        {"broken_buckets", "s3:PutBucketVersioning", "us-east-1", wipedBucket, constant(`{"Status":"Enabled"}`)},
}

// encrypted is a default encryption, by a key unless that is empty.
func encrypted(algorithm, key string) plan.State {
	by := map[string]string{"SSEAlgorithm": algorithm}
	if key != "" {
		by["KMSMasterKeyID"] = key
	}
	return plan.NewState(map[string]any{"Rules": []any{map[string]any{"ApplyServerSideEncryptionByDefault": by, "BucketKeyEnabled": true}}})
}
