package remediate

import (
	"context"
	"errors"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// alias is the key that an alias stands for, by ARN.
type alias struct{ TargetKeyId string } //nolint:staticcheck // the spelling of the API, which reviewers of a plan know

// createAlias is what an alias, the ARN of which is the target's, stands for; none where there is no such alias. One that is there
// is never moved.
var createAlias = setting[alias]{
	read: func(ctx context.Context, c Clients, t Target) (*alias, error) {
		out, err := c.KMS(t.Region).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &t.Resource})
		if isCode(err, "NotFoundException") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("kms: DescribeKey", err)
		}
		return &alias{aws.ToString(out.KeyMetadata.Arn)}, nil
	},
	write: func(ctx context.Context, c Clients, t Target, before, after *alias) error {
		name := aws.String(t.alias())
		switch {
		case after == nil:
			_, err := c.KMS(t.Region).DeleteAlias(ctx, &kms.DeleteAliasInput{AliasName: name})
			return wrap(t, "kms: DeleteAlias", err)
		case before == nil:
			_, err := c.KMS(t.Region).CreateAlias(ctx, &kms.CreateAliasInput{AliasName: name, TargetKeyId: &after.TargetKeyId})
			return wrap(t, "kms: CreateAlias", err)
		}
		return t.errorf("kms: CreateAlias", errors.New("it stands for another key, and whatever names the alias would change its key"))
	},
	predict: func(s *snapshot.Snapshot, t Target, after *alias) error {
		for arn, k := range s.KMS.Keys {
			names, seen := k.Aliases.Get()
			if !seen || k.Region != t.Region || k.Owner != t.Account {
				continue
			}
			names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == t.alias() })
			if after != nil && arn == after.TargetKeyId {
				names = append(names, t.alias())
			}
			k.Aliases = snapshot.Seen(ordered(names))
			s.KMS.Keys[arn] = k
		}
		return nil
	},
}.of(Operation{
	Name:   "kms:CreateAlias",
	Reads:  []string{"kms:DescribeKey"},
	Writes: []string{"kms:CreateAlias", "kms:DeleteAlias"},
	Calls: func(_, after plan.State) []string {
		if after == plan.None {
			return []string{"kms:DeleteAlias"}
		}
		return []string{"kms:CreateAlias"}
	},
	Undo: func(plan.State) string { return "deletes the alias" },
})

// alias is the name in an alias's ARN, alias/… itself included.
func (t Target) alias() string { return t.Resource[strings.Index(t.Resource, ":alias/")+1:] }
