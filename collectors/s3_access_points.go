package collectors

import (
	"context"
	"errors"
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// accessPointCall is a call that lists access points, or reads one setting of one.
func accessPointCall(operation, field string, absent ...string) *Call {
	c := &Call{
		Service: "s3control", Operation: operation, Actions: []string{"s3:" + operation}, Fills: []string{"s3.access_points"},
		Needs: []string{"cloudtrail.trails", "s3.buckets.*.exists", "s3.buckets.*.region", "s3.central_buckets"}, Absent: absent,
	}
	if field != "" {
		c.Fills, c.Needs = []string{"s3.access_points.*." + field}, []string{"s3.access_points"}
	}
	return c
}

var (
	listAccessPoints       = accessPointCall("ListAccessPoints", "")
	getAccessPoint         = accessPointCall("GetAccessPoint", "public_access_block")
	getAccessPointPolicy   = accessPointCall("GetAccessPointPolicy", "policy", "NoSuchAccessPointPolicy")
	listMultiRegion        = accessPointCall("ListMultiRegionAccessPoints", "")
	getMultiRegionPolicy   = accessPointCall("GetMultiRegionAccessPointPolicy", "policy", "NoSuchMultiRegionAccessPointPolicy")
	listObjectLambda       = accessPointCall("ListAccessPointsForObjectLambda", "")
	getObjectLambdaSupport = accessPointCall("GetAccessPointConfigurationForObjectLambda", "")
	getObjectLambda        = accessPointCall("GetAccessPointForObjectLambda", "public_access_block")
	getObjectLambdaPolicy  = accessPointCall("GetAccessPointPolicyForObjectLambda", "policy", "NoSuchAccessPointPolicy")
)

// multiRegionHome is the only Region that answers for Multi-Region Access Points.
const multiRegionHome = "us-west-2"

// accessPointsCollector looks for the account's own ways to its log buckets. No call tells of those that other
// accounts made, but they open nothing that the bucket's policy does not.
var accessPointsCollector = Collector{
	Name: "access_points",
	Calls: []*Call{
		listAccessPoints, getAccessPoint, getAccessPointPolicy, listMultiRegion, getMultiRegionPolicy, listObjectLambda,
		getObjectLambdaSupport, getObjectLambda, getObjectLambdaPolicy, listGrantsLocations, listAccessGrants,
	},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.S3.Buckets == nil {
			return nil
		}
		if err := collectGrants(ctx, env); err != nil || !env.Wants(listAccessPoints) {
			return err
		}
		points := map[string]snapshot.AccessPoint{}
		add := func(arn string, p snapshot.AccessPoint) { env.edit(func(*snapshot.Snapshot) { points[arn] = p }) }
		regions := env.bucketRegions("s3.access_points", listAccessPoints)
		err := each(ctx, sortedKeys(regions), func(ctx context.Context, region string) error {
			err := each(ctx, regions[region], func(ctx context.Context, bucket string) error {
				return standardAccessPoints(ctx, env, region, bucket, add)
			})
			if err != nil {
				return err
			}
			return objectLambdaAccessPoints(ctx, env, region, points, add)
		})
		if err == nil {
			err = multiRegionAccessPoints(ctx, env, add)
		}
		if err == nil {
			err = eachEntry(ctx, env, points, collectAccessPoint)
		}
		env.edit(func(s *snapshot.Snapshot) { s.S3.AccessPoints = points })
		return err
	},
}

// bucketRegions are the ARNs of the log buckets by their Region. One whose Region is unseen leaves a gap at path.
func (env *Env) bucketRegions(path string, c *Call) map[string][]string {
	regions := map[string][]string{}
	for _, arn := range env.logBuckets() {
		b := env.builder.S3.Buckets[arn]
		if region, ok := b.Region.Get(); ok {
			regions[region] = append(regions[region], arn)
		} else if !b.Region.IsAbsent() {
			env.gapAt(path, c, "", "", snapshot.Failed, "the Region of bucket "+b.Name+" was not seen")
		}
	}
	return regions
}

// standardAccessPoints lists the account's access points to one bucket. They are in the bucket's Region.
func standardAccessPoints(
	ctx context.Context, env *Env, region, bucket string, add func(string, snapshot.AccessPoint),
) error {
	name := env.builder.S3.Buckets[bucket].Name
	found, _, err := ask(ctx, env, listAccessPoints, region, "", func(ctx context.Context) (list []types.AccessPoint, err error) {
		pages := pagesOf(ctx, env, listAccessPoints, region, s3control.NewListAccessPointsPaginator(
			env.Clients.S3Control(region), &s3control.ListAccessPointsInput{AccountId: &env.Account, Bucket: &name}))
		for page, err := range pages {
			if err != nil {
				return nil, err
			}
			list = append(list, page.AccessPointList...)
		}
		return list, nil
	})
	for _, p := range found {
		point := snapshot.AccessPoint{
			Name: aws.ToString(p.Name), Kind: "standard", Region: region, NetworkOrigin: string(p.NetworkOrigin),
			Targets: []snapshot.AccessPointTarget{{Bucket: bucket, Account: notEmpty(p.BucketAccountId)}},
		}
		if p.VpcConfiguration != nil {
			point.VPC = notEmpty(p.VpcConfiguration.VpcId)
		}
		add(aws.ToString(p.AccessPointArn), point)
	}
	return err
}

// multiRegionAccessPoints lists the account's Multi-Region Access Points to log buckets. Other partitions than aws
// have none.
func multiRegionAccessPoints(ctx context.Context, env *Env, add func(string, snapshot.AccessPoint)) error {
	if env.Partition != "aws" {
		return nil
	}
	found, _, err := ask(ctx, env, listMultiRegion, multiRegionHome, "",
		func(ctx context.Context) (list []types.MultiRegionAccessPointReport, err error) {
			pages := pagesOf(ctx, env, listMultiRegion, multiRegionHome, s3control.NewListMultiRegionAccessPointsPaginator(
				env.Clients.S3Control(multiRegionHome), &s3control.ListMultiRegionAccessPointsInput{AccountId: &env.Account}))
			for page, err := range pages {
				if err != nil {
					return nil, err
				}
				list = append(list, page.AccessPoints...)
			}
			return list, nil
		})
	ours := env.logBuckets()
	for _, p := range found {
		point := snapshot.AccessPoint{
			Name: aws.ToString(p.Name), Kind: "multi_region", NetworkOrigin: "Internet",
			Targets: []snapshot.AccessPointTarget{},
		}
		for _, r := range p.Regions {
			bucket := bucketARN(env.Partition, aws.ToString(r.Bucket))
			if slices.Contains(ours, bucket) {
				point.Targets = append(point.Targets, snapshot.AccessPointTarget{Bucket: bucket, Account: notEmpty(r.BucketAccountId)})
			}
		}
		if len(point.Targets) == 0 {
			continue
		}
		sortBy(point.Targets, func(t snapshot.AccessPointTarget) string { return t.Bucket })
		arn := "arn:" + env.Partition + ":s3::" + env.Account + ":accesspoint/" + aws.ToString(p.Alias)
		if block, err := toldBlock(p.PublicAccessBlock); err == nil {
			point.PublicAccessBlock = snapshot.Seen(block)
		} else {
			env.gapAt("s3.access_points.*.public_access_block", listMultiRegion, multiRegionHome, arn, snapshot.Failed, err.Error())
		}
		add(arn, point)
	}
	return err
}

// objectLambdaAccessPoints lists the account's Object Lambda Access Points in a Region, and keeps those that stand on one of
// the access points that were found. The partition aws-cn has none.
func objectLambdaAccessPoints(
	ctx context.Context, env *Env, region string, standard map[string]snapshot.AccessPoint, add func(string, snapshot.AccessPoint),
) error {
	if env.Partition == "aws-cn" {
		return nil
	}
	api := env.Clients.S3Control(region)
	found, _, err := ask(ctx, env, listObjectLambda, region, "",
		func(ctx context.Context) (list []types.ObjectLambdaAccessPoint, err error) {
			pages := pagesOf(ctx, env, listObjectLambda, region, s3control.NewListAccessPointsForObjectLambdaPaginator(
				api, &s3control.ListAccessPointsForObjectLambdaInput{AccountId: &env.Account}))
			for page, err := range pages {
				if err != nil {
					return nil, err
				}
				list = append(list, page.ObjectLambdaAccessPointList...)
			}
			return list, nil
		})
	if err != nil {
		return err
	}
	return each(ctx, found, func(ctx context.Context, p types.ObjectLambdaAccessPoint) error {
		// Where this is refused, the list of the ways to the buckets is incomplete.
		out, how, err := ask(ctx, env, getObjectLambdaSupport, region, "",
			func(ctx context.Context) (*s3control.GetAccessPointConfigurationForObjectLambdaOutput, error) {
				return api.GetAccessPointConfigurationForObjectLambda(ctx,
					&s3control.GetAccessPointConfigurationForObjectLambdaInput{AccountId: &env.Account, Name: p.Name})
			})
		if err != nil || how != got || out.Configuration == nil {
			return err
		}
		var behind snapshot.AccessPoint
		var known bool
		env.edit(func(*snapshot.Snapshot) {
			behind, known = standard[aws.ToString(out.Configuration.SupportingAccessPoint)]
		})
		if known {
			add(aws.ToString(p.ObjectLambdaAccessPointArn), snapshot.AccessPoint{
				Name: aws.ToString(p.Name), Kind: "object_lambda", Region: region, NetworkOrigin: "Internet", Targets: behind.Targets,
			})
		}
		return nil
	})
}

// collectAccessPoint reads the settings of one access point.
func collectAccessPoint(ctx context.Context, env *Env, arn string, p *snapshot.AccessPoint) error {
	api := env.Clients.S3Control(p.Region)
	switch p.Kind {
	case "multi_region":
		return collectMultiRegion(ctx, env, arn, p)
	case "object_lambda":
		err := fill(ctx, env, getObjectLambda, p.Region, arn, &p.PublicAccessBlock,
			func(ctx context.Context) (snapshot.PublicAccessBlock, error) {
				out, err := api.GetAccessPointForObjectLambda(ctx,
					&s3control.GetAccessPointForObjectLambdaInput{AccountId: &env.Account, Name: &p.Name})
				if err != nil {
					return snapshot.PublicAccessBlock{}, err
				}
				return toldBlock(out.PublicAccessBlockConfiguration)
			}, yes)
		if err != nil {
			return err
		}
		return fill(ctx, env, getObjectLambdaPolicy, p.Region, arn, &p.Policy,
			func(ctx context.Context) (*s3control.GetAccessPointPolicyForObjectLambdaOutput, error) {
				return api.GetAccessPointPolicyForObjectLambda(ctx,
					&s3control.GetAccessPointPolicyForObjectLambdaInput{AccountId: &env.Account, Name: &p.Name})
			}, func(out *s3control.GetAccessPointPolicyForObjectLambdaOutput) (snapshot.Policy, bool) {
				return env.accessPointPolicy(getObjectLambdaPolicy, p.Region, arn, out.Policy)
			})
	}
	err := fill(ctx, env, getAccessPoint, p.Region, arn, &p.PublicAccessBlock,
		func(ctx context.Context) (snapshot.PublicAccessBlock, error) {
			out, err := api.GetAccessPoint(ctx, &s3control.GetAccessPointInput{AccountId: &env.Account, Name: &p.Name})
			if err != nil {
				return snapshot.PublicAccessBlock{}, err
			}
			return toldBlock(out.PublicAccessBlockConfiguration)
		}, yes)
	if err != nil {
		return err
	}
	return fill(ctx, env, getAccessPointPolicy, p.Region, arn, &p.Policy,
		func(ctx context.Context) (*s3control.GetAccessPointPolicyOutput, error) {
			return api.GetAccessPointPolicy(ctx, &s3control.GetAccessPointPolicyInput{AccountId: &env.Account, Name: &p.Name})
		}, func(out *s3control.GetAccessPointPolicyOutput) (snapshot.Policy, bool) {
			return env.accessPointPolicy(getAccessPointPolicy, p.Region, arn, out.Policy)
		})
}

// collectMultiRegion reads the policy of a Multi-Region Access Point; its block came with the list.
func collectMultiRegion(ctx context.Context, env *Env, arn string, p *snapshot.AccessPoint) error {
	return fill(ctx, env, getMultiRegionPolicy, multiRegionHome, arn, &p.Policy,
		func(ctx context.Context) (*s3control.GetMultiRegionAccessPointPolicyOutput, error) {
			return env.Clients.S3Control(multiRegionHome).GetMultiRegionAccessPointPolicy(ctx,
				&s3control.GetMultiRegionAccessPointPolicyInput{AccountId: &env.Account, Name: &p.Name})
		}, func(out *s3control.GetMultiRegionAccessPointPolicyOutput) (snapshot.Policy, bool) {
			if out.Policy == nil || out.Policy.Established == nil {
				return snapshot.Policy{}, false
			}
			return env.accessPointPolicy(getMultiRegionPolicy, multiRegionHome, arn, out.Policy.Established.Policy)
		})
}

func (env *Env) accessPointPolicy(c *Call, region, arn string, raw *string) (snapshot.Policy, bool) {
	if strings.TrimSpace(aws.ToString(raw)) == "" {
		return snapshot.Policy{}, false
	}
	return env.document(c, region, arn, "s3.access_points.*.policy.document", *raw), true
}

// toldBlock insists on an answer: an access point always has the four switches.
func toldBlock(c *types.PublicAccessBlockConfiguration) (snapshot.PublicAccessBlock, error) {
	if c == nil {
		return snapshot.PublicAccessBlock{}, errors.New("the answer does not say what is blocked")
	}
	return publicAccessBlock(c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets), nil
}
