package collectors

import (
	"context"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

var (
	listGrantsLocations = &Call{
		Service: "s3control", Operation: "ListAccessGrantsLocations", Actions: []string{"s3:ListAccessGrantsLocations"},
		Fills: []string{"s3.access_grants_locations"}, Needs: []string{"cloudtrail.trails", "s3.buckets.*.exists", "s3.buckets.*.region", "s3.central_buckets"},
		Absent: []string{"AccessGrantsInstanceNotExistsError"},
	}
	listAccessGrants = &Call{
		Service: "s3control", Operation: "ListAccessGrants", Actions: []string{"s3:ListAccessGrants"},
		Fills: []string{"s3.access_grants_locations.*.grants"}, Needs: []string{"s3.access_grants_locations"},
	}
)

// collectGrants looks for the locations of S3 Access Grants that hold something of a log bucket, and for their
// grants. An account has one instance of Access Grants in each Region at most, which serves that Region's buckets.
func collectGrants(ctx context.Context, env *Env) error {
	if !env.Wants(listGrantsLocations) {
		return nil
	}
	locations := map[string]snapshot.AccessGrantsLocation{}
	ids := map[string]string{} // ARN → id
	regions := env.bucketRegions("s3.access_grants_locations", listGrantsLocations)
	err := each(ctx, sortedKeys(regions), func(ctx context.Context, region string) error {
		found, _, err := ask(ctx, env, listGrantsLocations, region, "",
			func(ctx context.Context) (list []types.ListAccessGrantsLocationsEntry, err error) {
				pages := pagesOf(ctx, env, listGrantsLocations, region, s3control.NewListAccessGrantsLocationsPaginator(
					env.Clients.S3Control(region), &s3control.ListAccessGrantsLocationsInput{AccountId: &env.Account}))
				for page, err := range pages {
					if err != nil {
						return nil, err
					}
					list = append(list, page.AccessGrantsLocationsList...)
				}
				return list, nil
			})
		for _, l := range found {
			location := snapshot.AccessGrantsLocation{
				Region: region, Scope: aws.ToString(l.LocationScope), Role: aws.ToString(l.IAMRoleArn),
			}
			location.Buckets = env.covered(location.Scope, regions[region])
			if arn := aws.ToString(l.AccessGrantsLocationArn); len(location.Buckets) > 0 {
				env.edit(func(*snapshot.Snapshot) { locations[arn], ids[arn] = location, aws.ToString(l.AccessGrantsLocationId) })
			}
		}
		return err
	})
	if err == nil {
		err = eachEntry(ctx, env, locations, func(ctx context.Context, env *Env, arn string, l *snapshot.AccessGrantsLocation) error {
			return collectGrantsOf(ctx, env, arn, ids[arn], l)
		})
	}
	env.edit(func(s *snapshot.Snapshot) { s.S3.AccessGrantsLocations = locations })
	return err
}

func collectGrantsOf(ctx context.Context, env *Env, arn, id string, l *snapshot.AccessGrantsLocation) error {
	return fill(ctx, env, listAccessGrants, l.Region, arn, &l.Grants, func(ctx context.Context) ([]snapshot.AccessGrant, error) {
		grants := []snapshot.AccessGrant{}
		pages := pagesOf(ctx, env, listAccessGrants, l.Region, s3control.NewListAccessGrantsPaginator(
			env.Clients.S3Control(l.Region), &s3control.ListAccessGrantsInput{AccountId: &env.Account}))
		for page, err := range pages {
			if err != nil {
				return nil, err
			}
			for _, g := range page.AccessGrantsList {
				grant := snapshot.AccessGrant{
					ID: aws.ToString(g.AccessGrantId), Scope: aws.ToString(g.GrantScope), Permission: string(g.Permission),
					Buckets: env.covered(aws.ToString(g.GrantScope), l.Buckets),
				}
				if g.Grantee != nil {
					grant.GranteeType, grant.Grantee = string(g.Grantee.GranteeType), aws.ToString(g.Grantee.GranteeIdentifier)
				}
				if aws.ToString(g.AccessGrantsLocationId) == id && len(grant.Buckets) > 0 {
					grants = append(grants, grant)
				}
			}
		}
		sortBy(grants, func(g snapshot.AccessGrant) string { return g.ID })
		return grants, nil
	}, yes)
}

// covered are those of the buckets that a scope of Access Grants holds something of.
func (env *Env) covered(scope string, buckets []string) []string {
	held := []string{}
	for _, arn := range buckets {
		if holds(scope, strings.TrimPrefix(arn, bucketARN(env.Partition, ""))) {
			held = append(held, arn)
		}
	}
	return held
}

// holds reads a scope: s3:// is every bucket, s3://bucket/prefix* a part of one, and s3://buck* all that begin so.
func holds(scope, bucket string) bool {
	name, _, inside := strings.Cut(strings.TrimPrefix(scope, "s3://"), "/")
	if start, open := strings.CutSuffix(name, "*"); open && !inside {
		return strings.HasPrefix(bucket, start)
	}
	return name == "" || name == bucket
}
