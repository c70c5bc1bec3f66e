package remediate

import (
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3Versioning switches versioning on. What was overwritten before stays lost; what is written from now on is kept.
var s3Versioning = Fix{
	Rule: "s3.versioning",
	Uses: []*Operation{putBucketVersioning},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{edit(putBucketVersioning, t, func(*versioning) (*versioning, error) {
			return &versioning{types.BucketVersioningStatusEnabled}, nil
		})}, nil
	},
}
