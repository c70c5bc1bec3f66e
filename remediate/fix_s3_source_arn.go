package remediate

import (
	"maps"
	"slices"
	"strings"

	"trailproof/policy"
)

// s3SourceARN puts trails that there are in the place of trails that there are not, in the conditions on aws:SourceArn.
// Other accounts' trails stay.
var s3SourceARN = Fix{
	Rule: "s3.source_arn",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{c.bucketPolicy(t, func(raw string) (string, error) {
			return eachStatement(raw, func(raw string, i int, s policy.Statement) (string, error) {
				if s.Effect != "Allow" || !names(s, cloudTrail) {
					return raw, nil
				}
				for _, condition := range s.Conditions {
					if condition.Key != "aws:sourcearn" || !slices.Contains(positive, condition.Operator) {
						continue
					}
					values, err := c.standing(condition)
					if err != nil {
						return "", err
					}
					if slices.Equal(values, condition.Values) {
						continue
					}
					if raw, err = policy.SetCondition(raw, i, operatorOf(condition), condition.Key, values...); err != nil {
						return "", err
					}
				}
				return raw, nil
			})
		})}, nil
	},
}

// standing are the values of a condition with trails that there are: those of the name that a value has, wherever they are
// at home, or those that a pattern means which the operator takes as it is. Where nothing is left, they are the trails that
// deliver here.
func (c Case) standing(condition policy.Condition) ([]string, error) {
	exact := strings.HasPrefix(condition.Operator, "StringEquals")
	var values []string
	for _, v := range condition.Values {
		switch {
		case exact && strings.ContainsAny(v, "*?"):
			meant := c.trailsLike(func(arn string) bool { return policy.Match(v, arn) })
			if len(meant) == 0 {
				return nil, manual("%s stands under %s, which takes * and ? as they are, and means no trail of this account", v, condition.Operator)
			}
			values = append(values, meant...)
		case c.missing(v):
			name := strings.SplitN(v, ":", 6)[5]
			values = append(values, c.trailsLike(func(arn string) bool { return policy.Match(name, strings.SplitN(arn, ":", 6)[5]) })...)
		default:
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		if values = arnsOf(c.delivering()); len(values) == 0 {
			return nil, manual("no trail delivers here that is seen from here: whose it is meant to be only you know")
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(values, func(v string) bool {
		again := seen[v]
		seen[v] = true
		return again
	}), nil
}

// missing says whether a value names a trail of this account, in a Region that was looked at, and there is none.
func (c Case) missing(arn string) bool {
	part := strings.Split(arn, ":")
	return len(part) > 5 && part[2] == "cloudtrail" && slices.Contains(c.Snapshot.Source.Regions, part[3]) &&
		part[4] == c.Snapshot.Source.Account && strings.HasPrefix(part[5], "trail/") && !strings.Contains(arn, "${") &&
		len(c.trailsLike(func(trail string) bool { return policy.Match(arn, trail) })) == 0
}

// trailsLike are the account's own trails of which it holds, sorted.
func (c Case) trailsLike(holds func(arn string) bool) []string {
	var arns []string
	for _, arn := range slices.Sorted(maps.Keys(c.Snapshot.CloudTrail.Trails)) {
		if c.Snapshot.CloudTrail.Trails[arn].Owner == c.Snapshot.Source.Account && holds(arn) {
			arns = append(arns, arn)
		}
	}
	return arns
}
