package collectors

import (
	"context"
	"maps"
	"slices"

	"trailproof/snapshot"
)

// collectRelated reads the primary and the replicas of the multi-Region keys that were read, each in its own Region. Those
// of strangers, and in Regions where nobody looks, are entries of which nothing was seen.
func collectRelated(ctx context.Context, env *Env) error {
	for {
		fresh := newKeys(relatedKeys(env.builder.KMS.Keys))
		if len(fresh) == 0 {
			return nil
		}
		err := eachEntry(ctx, env, fresh, func(ctx context.Context, env *Env, arn string, k *snapshot.Key) error {
			switch {
			case k.Owner != env.Account && !slices.Contains(env.Accounts, k.Owner):
				env.unasked(keyCalls(), arn, snapshot.Denied, "the key belongs to an account that is not known here, so nobody asked")
			case !slices.Contains(env.Regions, k.Region):
				env.unasked(keyCalls(), arn, snapshot.Failed, k.Region+" is not among the Regions that are looked at, so nobody asked")
			default:
				return collectKey(ctx, env, arn, nil, k)
			}
			return nil
		})
		if err != nil {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) { maps.Copy(s.KMS.Keys, fresh) })
	}
}

// relatives are the other keys of the key's multi-Region family: AWS names the key itself among them.
func relatives(arn string, m snapshot.KeyMetadata) (snapshot.Field[string], snapshot.Field[[]string]) {
	primary := snapshot.Absent[string]()
	if m.Primary != nil && *m.Primary != arn {
		primary = snapshot.Seen(*m.Primary)
	}
	others := slices.DeleteFunc(slices.Clone(m.Replicas), func(replica string) bool { return replica == arn })
	return primary, snapshot.Seen(others)
}

// relatedKeys returns the ARNs that the keys name and that are not among them, sorted.
func relatedKeys(keys map[string]snapshot.Key) []string {
	var arns []string
	for _, k := range keys {
		if primary, ok := k.Primary.Get(); ok {
			arns = append(arns, primary)
		}
		replicas, _ := k.Replicas.Get()
		arns = append(arns, replicas...)
	}
	slices.Sort(arns)
	return slices.DeleteFunc(slices.Compact(arns), func(arn string) bool {
		_, known := keys[arn]
		return known || kmsRegion(arn) == ""
	})
}
