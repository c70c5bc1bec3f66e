package awsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

func (c s3ControlClient) ListAccessPoints(_ context.Context, in *s3control.ListAccessPointsInput, _ ...func(*s3control.Options)) (*s3control.ListAccessPointsOutput, error) {
	if err := c.a.enter("s3control:ListAccessPoints", c.region, aws.ToString(in.Bucket)); err != nil {
		return nil, err
	}
	var found []types.AccessPoint
	for _, p := range c.a.AccessPoints {
		if regionOf(*p.AccessPointArn) == c.region && (in.Bucket == nil || *in.Bucket == *p.Bucket) {
			found = append(found, p.AccessPoint)
		}
	}
	out := &s3control.ListAccessPointsOutput{}
	out.AccessPointList, out.NextToken = page(found, in.NextToken)
	return out, nil
}
