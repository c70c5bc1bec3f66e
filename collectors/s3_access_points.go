package collectors

import (
	"context"
	"maps"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

var listAccessPoints = &Call{
	Service: "s3control", Operation: "ListAccessPoints", Actions: []string{"s3:ListAccessPoints"},
	Fills: []string{"s3.access_points"},
	Needs: []string{"s3.buckets", "s3.buckets.*.region"},
}

// accessPointsCollector looks for the account's own ways to the buckets of the snapshot. Those that other accounts made to them
// no call tells, but they open nothing that the bucket's policy does not.
var accessPointsCollector = Collector{
	Name:  "access_points",
	Calls: []*Call{listAccessPoints},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.S3.Buckets == nil {
			return nil
		}
		env.edit(func(s *snapshot.Snapshot) { s.S3.AccessPoints = map[string]snapshot.AccessPoint{} })
		return each(ctx, sortedKeys(env.builder.S3.Buckets), func(ctx context.Context, arn string) error {
			return collectAccessPoints(ctx, env, arn, env.builder.S3.Buckets[arn])
		})
	},
}

// collectAccessPoints lists the account's access points to one bucket. They are in the bucket's Region.
func collectAccessPoints(ctx context.Context, env *Env, arn string, b snapshot.Bucket) error {
	region, ok := b.Region.Get()
	if !ok {
		if !b.Region.IsAbsent() {
			env.gapAt("s3.access_points", listAccessPoints, "", "", snapshot.Failed, "the Region of bucket "+b.Name+" was not seen")
		}
		return nil
	}
	points, how, err := ask(ctx, env, listAccessPoints, region, "", func(ctx context.Context) (map[string]snapshot.AccessPoint, error) {
		found := map[string]snapshot.AccessPoint{}
		pages := pagesOf(ctx, env, listAccessPoints, region, s3control.NewListAccessPointsPaginator(
			env.Clients.S3Control(region), &s3control.ListAccessPointsInput{AccountId: &env.Account, Bucket: &b.Name}))
		for page, err := range pages {
			if err != nil {
				return nil, err
			}
			for _, p := range page.AccessPointList {
				found[aws.ToString(p.AccessPointArn)] = standardAccessPoint(p, region, arn)
			}
		}
		return found, nil
	})
	if how == got {
		env.edit(func(s *snapshot.Snapshot) { maps.Copy(s.S3.AccessPoints, points) })
	}
	return err
}

func standardAccessPoint(p types.AccessPoint, region, bucket string) snapshot.AccessPoint {
	point := snapshot.AccessPoint{
		Name: aws.ToString(p.Name), Kind: "standard", Region: region, NetworkOrigin: string(p.NetworkOrigin),
		Targets: []snapshot.AccessPointTarget{{Bucket: bucket, Account: notEmpty(p.BucketAccountId)}},
	}
	if p.VpcConfiguration != nil {
		point.VPC = notEmpty(p.VpcConfiguration.VpcId)
	}
	return point
}
