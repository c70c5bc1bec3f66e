package remediate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

// AwaitDelivery asks each trail in each of its Regions until it has delivered somewhere after a time and complains nowhere, or until
// pause says that no time is left. Where nothing happens nothing is delivered, so one Region is enough: the change itself is an event
// that CloudTrail delivers, usually within five minutes. It returns why trails did not get there.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
func AwaitDelivery(
	ctx context.Context, c Clients, trails map[string][]string, since time.Time, pause func(context.Context) bool,
) (map[string]string, error) {
	waiting := maps.Clone(trails)
	for {
		late := map[string]string{}
		for trail, regions := range waiting {
			why, err := delivers(ctx, c, trail, regions, since)
			if err != nil {
				return nil, err
			}
			if why == "" {
				delete(waiting, trail)
			} else {
				late[trail] = why
			}
		}
		if len(waiting) == 0 || !pause(ctx) {
			return late, ctx.Err()
		}
	}
}

// delivers says why a trail does not deliver, empty where it has delivered since.
func delivers(ctx context.Context, c Clients, trail string, regions []string, since time.Time) (string, error) {
	arrived := false
	for _, region := range slices.Sorted(slices.Values(regions)) {
		out, err := c.CloudTrail(region).GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: &trail})
		switch {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err != nil:
			return fmt.Sprintf("cloudtrail: GetTrailStatus in %s: %v", region, err), nil
		case !aws.ToBool(out.IsLogging):
			return "it is not logging in " + region, nil
		}
		fresh := out.LatestDeliveryTime != nil && out.LatestDeliveryTime.After(since)
		if text := aws.ToString(out.LatestDeliveryError); text != "" && !fresh {
			return fmt.Sprintf("CloudTrail can't deliver in %s: %s", region, text), nil
		}
		arrived = arrived || fresh
	}
	if !arrived {
		return "nothing was delivered yet", nil
	}
	return "", nil
}
