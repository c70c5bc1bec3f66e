package awsproxy

import (
	"net/http"
	"strings"
)

// subresources are what a bucket's request asks for, by the parameter that says so.
var subresources = map[string]string{
	"accelerate":          "BucketAccelerateConfiguration",
	"acl":                 "BucketAcl",
	"analytics":           "BucketAnalyticsConfiguration",
	"cors":                "BucketCors",
	"encryption":          "BucketEncryption",
	"intelligent-tiering": "BucketIntelligentTieringConfiguration",
	"inventory":           "BucketInventoryConfiguration",
	"lifecycle":           "BucketLifecycleConfiguration",
	"location":            "BucketLocation",
	"logging":             "BucketLogging",
	"metadataTable":       "BucketMetadataTableConfiguration",
	"metrics":             "BucketMetricsConfiguration",
	"notification":        "BucketNotificationConfiguration",
	"object-lock":         "ObjectLockConfiguration",
	"ownershipControls":   "BucketOwnershipControls",
	"policy":              "BucketPolicy",
	"policyStatus":        "BucketPolicyStatus",
	"publicAccessBlock":   "PublicAccessBlock",
	"replication":         "BucketReplication",
	"requestPayment":      "BucketRequestPayment",
	"tagging":             "BucketTagging",
	"versioning":          "BucketVersioning",
	"website":             "BucketWebsite",
}

// objectSubresources are those of an object.
var objectSubresources = map[string]string{
	"acl": "ObjectAcl", "legal-hold": "ObjectLegalHold", "retention": "ObjectRetention", "tagging": "ObjectTagging",
}

var verbs = map[string]string{
	http.MethodGet: "Get", http.MethodHead: "Head", http.MethodPut: "Put", http.MethodDelete: "Delete",
}

// s3Operation names the operation of a path-style request; empty for what is not listed here.
func s3Operation(r *http.Request) string {
	verb, query := verbs[r.Method], r.URL.Query()
	if verb == "" {
		return ""
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	of, plain := subresources, verb+"Bucket"
	switch {
	case bucket == "" && verb == "Get":
		return "ListBuckets"
	case key != "":
		of, plain = objectSubresources, verb+"Object"
	case verb == "Put":
		plain = "CreateBucket"
	case verb == "Get" && query.Has("versions"):
		return "ListObjectVersions"
	case verb == "Get" && query.Get("list-type") == "2":
		plain = "ListObjectsV2"
	case verb == "Get":
		plain = "ListObjects"
	}
	for parameter, noun := range of {
		if query.Has(parameter) {
			if parameter == "lifecycle" && verb == "Delete" {
				return "DeleteBucketLifecycle"
			}
			return verb + noun
		}
	}
	return plain
}

// controlOperation names the one kind of S3 Control request that is known here.
func controlOperation(r *http.Request) string {
	if verb := verbs[r.Method]; verb != "" && strings.HasSuffix(r.URL.Path, "/configuration/publicAccessBlock") {
		return verb + "PublicAccessBlock"
	}
	return ""
}

func bucketOf(path string) string {
	bucket, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return bucket
}
