package awsfake

import (
	"context"
	"encoding/json"

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

// point finds an access point by its name in the client's Region.
func (c s3ControlClient) point(operation string, name *string) (*AccessPoint, error) {
	if err := c.a.enter("s3control:"+operation, c.region, aws.ToString(name)); err != nil {
		return nil, err
	}
	for _, p := range c.a.AccessPoints {
		if regionOf(*p.AccessPointArn) == c.region && *p.Name == aws.ToString(name) {
			return p, nil
		}
	}
	return nil, apiError("NoSuchAccessPoint", "The specified accesspoint does not exist")
}

func (c s3ControlClient) GetAccessPoint(_ context.Context, in *s3control.GetAccessPointInput, _ ...func(*s3control.Options)) (*s3control.GetAccessPointOutput, error) {
	p, err := c.point("GetAccessPoint", in.Name)
	if err != nil {
		return nil, err
	}
	return &s3control.GetAccessPointOutput{PublicAccessBlockConfiguration: p.PublicAccessBlock}, nil
}

func (c s3ControlClient) GetAccessPointPolicy(_ context.Context, in *s3control.GetAccessPointPolicyInput, _ ...func(*s3control.Options)) (*s3control.GetAccessPointPolicyOutput, error) {
	p, err := c.point("GetAccessPointPolicy", in.Name)
	if err != nil {
		return nil, err
	}
	text, err := pointPolicy(p.Policy)
	return &s3control.GetAccessPointPolicyOutput{Policy: text}, err
}

func pointPolicy(policy json.RawMessage) (*string, error) {
	if policy == nil {
		return nil, apiError("NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist")
	}
	return aws.String(string(policy)), nil
}

// multiRegion refuses to answer for Multi-Region Access Points outside the Region that does.
func (c s3ControlClient) multiRegion(operation, name string) error {
	if err := c.a.enter("s3control:"+operation, c.region, name); err != nil {
		return err
	}
	if c.region != "us-west-2" {
		return apiError("InvalidRequest", "This operation must be sent to us-west-2")
	}
	return nil
}

func (c s3ControlClient) ListMultiRegionAccessPoints(_ context.Context, in *s3control.ListMultiRegionAccessPointsInput, _ ...func(*s3control.Options)) (*s3control.ListMultiRegionAccessPointsOutput, error) {
	if err := c.multiRegion("ListMultiRegionAccessPoints", ""); err != nil {
		return nil, err
	}
	var found []types.MultiRegionAccessPointReport
	for _, p := range c.a.MultiRegionAccessPoints {
		found = append(found, p.MultiRegionAccessPointReport)
	}
	out := &s3control.ListMultiRegionAccessPointsOutput{}
	out.AccessPoints, out.NextToken = page(found, in.NextToken)
	return out, nil
}

func (c s3ControlClient) GetMultiRegionAccessPointPolicy(_ context.Context, in *s3control.GetMultiRegionAccessPointPolicyInput, _ ...func(*s3control.Options)) (*s3control.GetMultiRegionAccessPointPolicyOutput, error) {
	if err := c.multiRegion("GetMultiRegionAccessPointPolicy", aws.ToString(in.Name)); err != nil {
		return nil, err
	}
	for _, p := range c.a.MultiRegionAccessPoints {
		if *p.Name != *in.Name {
			continue
		}
		doc := &types.MultiRegionAccessPointPolicyDocument{}
		if p.Policy != nil {
			doc.Established = &types.EstablishedMultiRegionAccessPointPolicy{Policy: aws.String(string(p.Policy))}
		}
		return &s3control.GetMultiRegionAccessPointPolicyOutput{Policy: doc}, nil
	}
	return nil, apiError("NoSuchMultiRegionAccessPoint", "The specified Multi-Region Access Point does not exist")
}

func (c s3ControlClient) ListAccessPointsForObjectLambda(_ context.Context, in *s3control.ListAccessPointsForObjectLambdaInput, _ ...func(*s3control.Options)) (*s3control.ListAccessPointsForObjectLambdaOutput, error) {
	if err := c.a.enter("s3control:ListAccessPointsForObjectLambda", c.region, ""); err != nil {
		return nil, err
	}
	var found []types.ObjectLambdaAccessPoint
	for _, p := range c.a.ObjectLambdaAccessPoints {
		if regionOf(*p.ObjectLambdaAccessPointArn) == c.region {
			found = append(found, p.ObjectLambdaAccessPoint)
		}
	}
	out := &s3control.ListAccessPointsForObjectLambdaOutput{}
	out.ObjectLambdaAccessPointList, out.NextToken = page(found, in.NextToken)
	return out, nil
}

func (c s3ControlClient) objectLambda(operation string, name *string) (*ObjectLambdaAccessPoint, error) {
	if err := c.a.enter("s3control:"+operation, c.region, aws.ToString(name)); err != nil {
		return nil, err
	}
	for _, p := range c.a.ObjectLambdaAccessPoints {
		if regionOf(*p.ObjectLambdaAccessPointArn) == c.region && *p.Name == aws.ToString(name) {
			return p, nil
		}
	}
	return nil, apiError("NoSuchAccessPoint", "The specified accesspoint does not exist")
}

func (c s3ControlClient) GetAccessPointConfigurationForObjectLambda(_ context.Context, in *s3control.GetAccessPointConfigurationForObjectLambdaInput, _ ...func(*s3control.Options)) (*s3control.GetAccessPointConfigurationForObjectLambdaOutput, error) {
	p, err := c.objectLambda("GetAccessPointConfigurationForObjectLambda", in.Name)
	if err != nil {
		return nil, err
	}
	return &s3control.GetAccessPointConfigurationForObjectLambdaOutput{
		Configuration: &types.ObjectLambdaConfiguration{SupportingAccessPoint: &p.SupportingAccessPoint},
	}, nil
}

// GetAccessPointForObjectLambda has all switches on: nobody can set them.
func (c s3ControlClient) GetAccessPointForObjectLambda(_ context.Context, in *s3control.GetAccessPointForObjectLambdaInput, _ ...func(*s3control.Options)) (*s3control.GetAccessPointForObjectLambdaOutput, error) {
	p, err := c.objectLambda("GetAccessPointForObjectLambda", in.Name)
	if err != nil {
		return nil, err
	}
	on := aws.Bool(true)
	return &s3control.GetAccessPointForObjectLambdaOutput{
		Name: p.Name, PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: on, IgnorePublicAcls: on, BlockPublicPolicy: on, RestrictPublicBuckets: on,
		},
	}, nil
}

func (c s3ControlClient) GetAccessPointPolicyForObjectLambda(_ context.Context, in *s3control.GetAccessPointPolicyForObjectLambdaInput, _ ...func(*s3control.Options)) (*s3control.GetAccessPointPolicyForObjectLambdaOutput, error) {
	p, err := c.objectLambda("GetAccessPointPolicyForObjectLambda", in.Name)
	if err != nil {
		return nil, err
	}
	text, err := pointPolicy(p.Policy)
	return &s3control.GetAccessPointPolicyForObjectLambdaOutput{Policy: text}, err
}

func (c s3ControlClient) ListAccessGrantsLocations(_ context.Context, in *s3control.ListAccessGrantsLocationsInput, _ ...func(*s3control.Options)) (*s3control.ListAccessGrantsLocationsOutput, error) {
	if err := c.a.enter("s3control:ListAccessGrantsLocations", c.region, ""); err != nil {
		return nil, err
	}
	var found []types.ListAccessGrantsLocationsEntry
	for _, l := range c.a.AccessGrantsLocations {
		if regionOf(*l.AccessGrantsLocationArn) == c.region {
			found = append(found, l.ListAccessGrantsLocationsEntry)
		}
	}
	if len(found) == 0 {
		return nil, apiError("AccessGrantsInstanceNotExistsError", "Access Grants Instance does not exist")
	}
	out := &s3control.ListAccessGrantsLocationsOutput{}
	out.AccessGrantsLocationsList, out.NextToken = page(found, in.NextToken)
	return out, nil
}

func (c s3ControlClient) ListAccessGrants(_ context.Context, in *s3control.ListAccessGrantsInput, _ ...func(*s3control.Options)) (*s3control.ListAccessGrantsOutput, error) {
	if err := c.a.enter("s3control:ListAccessGrants", c.region, ""); err != nil {
		return nil, err
	}
	var found []types.ListAccessGrantEntry
	for _, l := range c.a.AccessGrantsLocations {
		if regionOf(*l.AccessGrantsLocationArn) != c.region {
			continue
		}
		for _, g := range l.Grants {
			g.AccessGrantsLocationId = l.AccessGrantsLocationId
			found = append(found, g)
		}
	}
	out := &s3control.ListAccessGrantsOutput{}
	out.AccessGrantsList, out.NextToken = page(found, in.NextToken)
	return out, nil
}
