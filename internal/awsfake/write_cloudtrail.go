package awsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

// set changes a trail of the account, in its home Region.
func (c cloudTrailClient) set(operation string, name *string, do func(t *Trail) error) error {
	if err := c.a.enter("cloudtrail:"+operation, c.region, aws.ToString(name)); err != nil {
		return err
	}
	t, err := c.trail(name)
	if err != nil {
		return err
	}
	if aws.ToString(t.HomeRegion) != c.region {
		return apiError("InvalidHomeRegionException", "The home Region of the trail is %s", aws.ToString(t.HomeRegion))
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return do(t)
}

// log switches a trail on or off, in all its Regions.
func (c cloudTrailClient) log(operation string, name *string, on bool) error {
	return c.set(operation, name, func(t *Trail) error {
		for region, s := range t.Status {
			s.IsLogging = on
			if on {
				s.StartLoggingTime = aws.Time(c.a.Now)
			} else {
				s.StopLoggingTime = aws.Time(c.a.Now)
			}
			t.Status[region] = s
		}
		return nil
	})
}

func (c cloudTrailClient) StartLogging(_ context.Context, in *cloudtrail.StartLoggingInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.StartLoggingOutput, error) {
	return &cloudtrail.StartLoggingOutput{}, c.log("StartLogging", in.Name, true)
}

func (c cloudTrailClient) StopLogging(_ context.Context, in *cloudtrail.StopLoggingInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.StopLoggingOutput, error) {
	return &cloudtrail.StopLoggingOutput{}, c.log("StopLogging", in.Name, false)
}
