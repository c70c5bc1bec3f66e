package awsproxy

// macieOperations are the operations of Macie that are known here, by method and path.
var macieOperations = map[string]string{
	"GET /macie":           "GetMacieSession",
	"DELETE /macie":        "DisableMacie",
	"POST /datasources/s3": "DescribeBuckets",
}
