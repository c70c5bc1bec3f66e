package remediate

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3Versioning switches versioning on. What was overwritten before stays lost; what is written from now on is kept.
var s3Versioning = Fix{Rule: "s3.versioning", Uses: []*Operation{putBucketVersioning}, Plan: resumeVersioning}

// s3VersioningSuspended switches it on again.
var s3VersioningSuspended = Fix{Rule: "s3.versioning_suspended", Uses: []*Operation{putBucketVersioning}, Plan: resumeVersioning}

func resumeVersioning(c Case) ([]Edit, error) {
	t, err := c.bucket()
	if err != nil {
		return nil, err
	}
	was, _ := c.Snapshot.S3.Buckets[t.Resource].Versioning.Get()
	if aws.ToString(was.MFADelete) == string(types.MFADeleteEnabled) {
		return nil, manual("MFA Delete is on: only the root user's device changes versioning")
	}
	return []Edit{edit(putBucketVersioning, t, func(*versioning) (*versioning, error) {
		return &versioning{types.BucketVersioningStatusEnabled}, nil
	})}, nil
}
