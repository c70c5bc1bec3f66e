package awsproxy

import (
	"net/http"
	"slices"
	"strings"
)

// subresources are what a bucket's request asks for, by the parameter that says so.
var subresources = map[string]string{
	"accelerate":            "BucketAccelerateConfiguration",
	"acl":                   "BucketAcl",
	"analytics":             "BucketAnalyticsConfiguration",
	"cors":                  "BucketCors",
	"encryption":            "BucketEncryption",
	"intelligent-tiering":   "BucketIntelligentTieringConfiguration",
	"inventory":             "BucketInventoryConfiguration",
	"lifecycle":             "BucketLifecycleConfiguration",
	"location":              "BucketLocation",
	"logging":               "BucketLogging",
	"metadataConfiguration": "BucketMetadataConfiguration",
	"metadataTable":         "BucketMetadataTableConfiguration",
	"metrics":               "BucketMetricsConfiguration",
	"notification":          "BucketNotificationConfiguration",
	"object-lock":           "ObjectLockConfiguration",
	"ownershipControls":     "BucketOwnershipControls",
	"policy":                "BucketPolicy",
	"policyStatus":          "BucketPolicyStatus",
	"publicAccessBlock":     "PublicAccessBlock",
	"replication":           "BucketReplication",
	"requestPayment":        "BucketRequestPayment",
	"tagging":               "BucketTagging",
	"versioning":            "BucketVersioning",
	"website":               "BucketWebsite",
}

// listed are the subresources of which a bucket has several: a question that names none asks for all of them.
var listed = []string{"analytics", "intelligent-tiering", "inventory", "metrics"}

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
			switch {
			case parameter == "lifecycle" && verb == "Delete":
				return "DeleteBucketLifecycle"
			case slices.Contains(listed, parameter) && verb == "Get" && !query.Has("id"):
				return "List" + noun + "s"
			}
			return verb + noun
		}
	}
	return plain
}

// controlOperations are the operations of S3 Control that are known here, by method and path. A * stands for one name.
var controlOperations = map[string]string{
	"GET configuration/publicAccessBlock":            "GetPublicAccessBlock",
	"PUT configuration/publicAccessBlock":            "PutPublicAccessBlock",
	"DELETE configuration/publicAccessBlock":         "DeletePublicAccessBlock",
	"GET accesspoint":                                "ListAccessPoints",
	"GET accesspoint/*":                              "GetAccessPoint",
	"PUT accesspoint/*":                              "CreateAccessPoint",
	"GET accesspoint/*/policy":                       "GetAccessPointPolicy",
	"PUT accesspoint/*/policy":                       "PutAccessPointPolicy",
	"GET accesspointforobjectlambda":                 "ListAccessPointsForObjectLambda",
	"GET accesspointforobjectlambda/*":               "GetAccessPointForObjectLambda",
	"GET accesspointforobjectlambda/*/configuration": "GetAccessPointConfigurationForObjectLambda",
	"GET accesspointforobjectlambda/*/policy":        "GetAccessPointPolicyForObjectLambda",
	"GET mrap/instances":                             "ListMultiRegionAccessPoints",
	"GET mrap/instances/*/policy":                    "GetMultiRegionAccessPointPolicy",
	"POST async-requests/mrap/create":                "CreateMultiRegionAccessPoint",
	"POST async-requests/mrap/put-policy":            "PutMultiRegionAccessPointPolicy",
	"GET accessgrantsinstance/grants":                "ListAccessGrants",
	"GET accessgrantsinstance/locations":             "ListAccessGrantsLocations",
}

// controlOperation names the operation of a request to S3 Control, and the access point that it is about; empty for what is
// not listed here.
func controlOperation(r *http.Request) (operation, point string) {
	part := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, controlPath), "/"), "/")
	if last := len(part) - 1; strings.HasPrefix(part[0], "accesspoint") && last >= 1 {
		point, part[1] = part[1], "*"
	} else if part[0] == "mrap" && last >= 2 {
		point, part[2] = part[2], "*"
	}
	return controlOperations[r.Method+" "+strings.Join(part, "/")], point
}

// controlPath is where S3 Control begins.
const controlPath = "/v20180820/"

func bucketOf(path string) string {
	bucket, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return bucket
}
