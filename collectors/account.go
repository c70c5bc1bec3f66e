package collectors

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// STSAPI is what is asked of STS.
type STSAPI interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// AccountAPI is what is asked of AWS Account Management.
type AccountAPI interface {
	ListRegions(context.Context, *account.ListRegionsInput, ...func(*account.Options)) (*account.ListRegionsOutput, error)
}

// IdentityError means that AWS does not say, or not to these credentials, which account this is.
type IdentityError struct{ Cause error }

func (e *IdentityError) Error() string { return "sts: get caller identity: " + detail(e.Cause) }

// Unwrap returns the SDK's error.
func (e *IdentityError) Unwrap() error { return e.Cause }

// identify asks whose credentials these are. Nothing can be said without that.
func identify(ctx context.Context, env *Env) (snapshot.Source, error) {
	out, err := env.Clients.STS(env.DefaultRegion).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		if ctx.Err() != nil {
			return snapshot.Source{}, ctx.Err()
		}
		return snapshot.Source{}, &IdentityError{err}
	}
	part := strings.SplitN(aws.ToString(out.Arn), ":", 6)
	if len(part) != 6 {
		return snapshot.Source{}, fmt.Errorf("sts: get caller identity: %q is not an ARN", aws.ToString(out.Arn))
	}
	return snapshot.Source{
		Kind: "aws", Account: aws.ToString(out.Account), Partition: part[1], Caller: aws.ToString(out.Arn),
		Regions: []string{}, TakenAt: env.Now.UTC(),
	}, nil
}

var listRegions = &Call{
	Service: "account", Operation: "ListRegions", Actions: []string{"account:ListRegions"}, Fills: []string{"regions"},
}

// regionsCollector asks which Regions are enabled, and settles which are looked at.
var regionsCollector = Collector{
	Name:  "regions",
	Calls: []*Call{listRegions},
	Collect: func(ctx context.Context, env *Env) error {
		regions, how, err := ask(ctx, env, listRegions, "", "", env.listRegions)
		if err != nil {
			return err
		}
		scope := env.Regions
		if how == got {
			env.edit(func(s *snapshot.Snapshot) { s.Regions = regions })
			if len(scope) == 0 {
				scope = enabled(regions)
			}
		}
		if len(scope) == 0 {
			// Trails may be at home where nobody looks; whoever names Regions takes that upon himself.
			scope = []string{env.DefaultRegion}
			paths := []string{"cloudtrail.trails", "cloudtrail.listed", "cloudtrail.event_data_stores"}
			if env.Wants(lookupEvents) {
				paths = append(paths, lookupEvents.Fills...)
			}
			for _, path := range paths {
				env.gapAt(path, listRegions, "", "", snapshot.Failed, "only "+env.DefaultRegion+" was looked at, since the list of Regions can't be read")
			}
		}
		scope = slices.Clone(scope)
		slices.Sort(scope)
		env.Regions = slices.Compact(scope)
		env.edit(func(s *snapshot.Snapshot) { s.Source.Regions = env.Regions })
		return nil
	},
}

func (env *Env) listRegions(ctx context.Context) (map[string]snapshot.Region, error) {
	regions := map[string]snapshot.Region{}
	pages := pagesOf(ctx, env, listRegions, "",
		account.NewListRegionsPaginator(env.Clients.Account(env.DefaultRegion), &account.ListRegionsInput{}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, r := range page.Regions {
			status := r.RegionOptStatus
			regions[aws.ToString(r.RegionName)] = snapshot.Region{
				OptStatus: string(status),
				Enabled: status == types.RegionOptStatusEnabled || status == types.RegionOptStatusEnabledByDefault ||
					status == types.RegionOptStatusDisabling,
			}
		}
	}
	return regions, nil
}

func enabled(regions map[string]snapshot.Region) []string {
	var names []string
	for name, r := range regions {
		if r.Enabled {
			names = append(names, name)
		}
	}
	return names
}
