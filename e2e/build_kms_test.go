//go:build e2e

package e2e

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"trailproof/internal/awsfake"
)

// makeKey makes a key. The emulator chooses its id, and those of its grants.
func (b builder) makeKey(arn string, k *awsfake.Key) {
	client, ctx := kms.NewFromConfig(b.in(strings.Split(arn, ":")[3])), b.t.Context()
	if c := k.MultiRegionConfiguration; c != nil && *c.PrimaryKey.Arn != arn {
		b.replicateKey(client, *c.PrimaryKey.Arn, k)
		return
	}
	create := &kms.CreateKeyInput{
		Policy: &k.Policy, KeyUsage: k.KeyUsage, KeySpec: k.KeySpec, MultiRegion: k.MultiRegion, Origin: k.Origin,
	}
	for name, value := range k.Tags {
		create.Tags = append(create.Tags, types.Tag{TagKey: &name, TagValue: &value})
	}
	out, err := client.CreateKey(ctx, create)
	b.must(err)
	id := out.KeyMetadata.KeyId
	b.told[*id] = arn[strings.LastIndexByte(arn, '/')+1:]
	if k.RotationEnabled {
		_, err = client.EnableKeyRotation(ctx, &kms.EnableKeyRotationInput{KeyId: id, RotationPeriodInDays: k.RotationPeriod})
		b.must(err)
	}
	for _, alias := range k.Aliases {
		_, err = client.CreateAlias(ctx, &kms.CreateAliasInput{AliasName: &alias, TargetKeyId: id})
		b.must(err)
	}
	for _, g := range k.Grants {
		grant, err := client.CreateGrant(ctx, &kms.CreateGrantInput{
			KeyId: id, GranteePrincipal: g.GranteePrincipal, Operations: g.Operations, Constraints: g.Constraints,
		})
		b.must(err)
		b.told[aws.ToString(grant.GrantId)] = aws.ToString(g.GrantId)
	}
}

// replicateKey makes a replica of a key in the client's Region.
func (b builder) replicateKey(there *kms.Client, primary string, k *awsfake.Key) {
	region, here, ctx := strings.Split(*k.Arn, ":")[3], kms.NewFromConfig(b.in(strings.Split(primary, ":")[3])), b.t.Context()
	_, err := here.ReplicateKey(ctx, &kms.ReplicateKeyInput{
		KeyId: aws.String(b.asGiven(*k.KeyId)), ReplicaRegion: &region, Policy: &k.Policy,
	})
	b.must(err)
	// moto gives it the policy of the primary.
	_, err = there.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{
		KeyId: aws.String(b.asGiven(*k.KeyId)), PolicyName: aws.String("default"), Policy: aws.String(b.asGiven(k.Policy)),
	})
	b.must(err)
}
