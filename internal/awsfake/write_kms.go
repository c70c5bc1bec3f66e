package awsfake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"trailproof/policy"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// set changes a key.
func (c kmsClient) set(operation string, id *string, do func(k *Key) error) error {
	k, err := c.key(operation, id)
	if err != nil {
		return err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return do(k)
}

func (c kmsClient) EnableKeyRotation(_ context.Context, in *kms.EnableKeyRotationInput, _ ...func(*kms.Options)) (*kms.EnableKeyRotationOutput, error) {
	err := c.set("EnableKeyRotation", in.KeyId, func(k *Key) error {
		if k.MultiRegionConfiguration != nil && k.MultiRegionConfiguration.MultiRegionKeyType == types.MultiRegionKeyTypeReplica {
			return apiError("UnsupportedOperationException", "%s is a replica", aws.ToString(k.Arn))
		}
		days := in.RotationPeriodInDays
		if days == nil {
			days = aws.Int32(365)
		}
		c.rotate(k, true, days)
		return nil
	})
	return &kms.EnableKeyRotationOutput{}, err
}

func (c kmsClient) DisableKeyRotation(_ context.Context, in *kms.DisableKeyRotationInput, _ ...func(*kms.Options)) (*kms.DisableKeyRotationOutput, error) {
	err := c.set("DisableKeyRotation", in.KeyId, func(k *Key) error {
		c.rotate(k, false, nil)
		return nil
	})
	return &kms.DisableKeyRotationOutput{}, err
}

// rotate sets the rotation of a key, which its replicas show too.
func (c kmsClient) rotate(k *Key, on bool, days *int32) {
	k.RotationEnabled, k.RotationPeriod = on, days
	if k.MultiRegionConfiguration == nil {
		return
	}
	for _, r := range k.MultiRegionConfiguration.ReplicaKeys {
		if replica := c.a.Keys[aws.ToString(r.Arn)]; replica != nil {
			replica.RotationEnabled, replica.RotationPeriod = on, days
		}
	}
}

func (c kmsClient) ListKeys(_ context.Context, in *kms.ListKeysInput, _ ...func(*kms.Options)) (*kms.ListKeysOutput, error) {
	if err := c.a.enter("kms:ListKeys", c.region, ""); err != nil {
		return nil, err
	}
	var here []types.KeyListEntry
	for _, arn := range slices.Sorted(maps.Keys(c.a.Keys)) {
		if regionOf(arn) == c.region && strings.Split(arn, ":")[4] == c.a.Account {
			here = append(here, types.KeyListEntry{KeyArn: aws.String(arn), KeyId: c.a.Keys[arn].KeyId})
		}
	}
	out := &kms.ListKeysOutput{}
	out.Keys, out.NextMarker = page(here, in.Marker)
	out.Truncated = out.NextMarker != nil
	return out, nil
}

// CreateKey names keys by their number.
func (c kmsClient) CreateKey(_ context.Context, in *kms.CreateKeyInput, _ ...func(*kms.Options)) (*kms.CreateKeyOutput, error) {
	if err := c.a.enter("kms:CreateKey", c.region, ""); err != nil {
		return nil, err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	k := &Key{Tags: map[string]string{}}
	if err := k.govern(c.a, in.Policy); err != nil {
		return nil, err
	}
	id := fmt.Sprintf("11111111-0000-4000-8000-%012d", len(c.a.Keys)+1)
	arn := strings.Join([]string{"arn", c.a.Partition, "kms", c.region, c.a.Account, "key/" + id}, ":")
	k.KeyMetadata = types.KeyMetadata{
		Arn: &arn, KeyId: &id, AWSAccountId: aws.String(c.a.Account), CreationDate: aws.Time(c.a.Now), Enabled: true,
		Description: in.Description, KeyManager: types.KeyManagerTypeCustomer, KeySpec: in.KeySpec, KeyUsage: in.KeyUsage,
		KeyState: types.KeyStateEnabled, MultiRegion: aws.Bool(false), Origin: types.OriginTypeAwsKms,
	}
	for _, tag := range in.Tags {
		k.Tags[aws.ToString(tag.TagKey)] = aws.ToString(tag.TagValue)
	}
	if c.a.Keys == nil {
		c.a.Keys = map[string]*Key{}
	}
	c.a.Keys[arn] = k
	return &kms.CreateKeyOutput{KeyMetadata: &k.KeyMetadata}, nil
}

func (c kmsClient) PutKeyPolicy(_ context.Context, in *kms.PutKeyPolicyInput, _ ...func(*kms.Options)) (*kms.PutKeyPolicyOutput, error) {
	err := c.set("PutKeyPolicy", in.KeyId, func(k *Key) error { return k.govern(c.a, in.Policy) })
	return &kms.PutKeyPolicyOutput{}, err
}

// govern gives a key a policy. KMS refuses one that lets the caller not change it again.
func (k *Key) govern(a *Account, text *string) error {
	doc, _ := policy.Parse(aws.ToString(text))
	if doc == nil || len(*text) > 32*1024 {
		return apiError("MalformedPolicyDocumentException", "The policy is not valid")
	}
	for _, s := range doc.Statements {
		for _, p := range s.Principals {
			may := slices.ContainsFunc(s.Actions, func(x string) bool { return policy.MatchAction(x, "kms:PutKeyPolicy") }) ||
				len(s.NotActions) > 0 && !slices.ContainsFunc(s.NotActions, func(x string) bool { return policy.MatchAction(x, "kms:PutKeyPolicy") })
			if s.Effect == "Allow" && may && (p.ID == a.Account || p.ID == a.Caller || p.ID == "*") {
				k.Policy = *text
				return nil
			}
		}
	}
	return apiError("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.")
}

func invalidState(k *Key) error {
	return apiError("KMSInvalidStateException", "%s is %s", aws.ToString(k.Arn), k.KeyState)
}

// turn moves a key from one of some states to another.
func (c kmsClient) turn(operation string, id *string, from []types.KeyState, to types.KeyState, date *time.Time) error {
	return c.set(operation, id, func(k *Key) error {
		if !slices.Contains(from, k.KeyState) {
			return invalidState(k)
		}
		k.KeyState, k.Enabled, k.DeletionDate = to, to == types.KeyStateEnabled, date
		return nil
	})
}

func (c kmsClient) ScheduleKeyDeletion(_ context.Context, in *kms.ScheduleKeyDeletionInput, _ ...func(*kms.Options)) (*kms.ScheduleKeyDeletionOutput, error) {
	date := c.a.Now.AddDate(0, 0, int(aws.ToInt32(in.PendingWindowInDays)))
	err := c.turn("ScheduleKeyDeletion", in.KeyId, []types.KeyState{types.KeyStateEnabled, types.KeyStateDisabled}, types.KeyStatePendingDeletion, &date)
	return &kms.ScheduleKeyDeletionOutput{}, err
}

// CancelKeyDeletion leaves the key disabled.
func (c kmsClient) CancelKeyDeletion(_ context.Context, in *kms.CancelKeyDeletionInput, _ ...func(*kms.Options)) (*kms.CancelKeyDeletionOutput, error) {
	err := c.turn("CancelKeyDeletion", in.KeyId, []types.KeyState{types.KeyStatePendingDeletion, types.KeyStatePendingReplicaDeletion}, types.KeyStateDisabled, nil)
	return &kms.CancelKeyDeletionOutput{}, err
}

func (c kmsClient) EnableKey(_ context.Context, in *kms.EnableKeyInput, _ ...func(*kms.Options)) (*kms.EnableKeyOutput, error) {
	err := c.turn("EnableKey", in.KeyId, []types.KeyState{types.KeyStateEnabled, types.KeyStateDisabled}, types.KeyStateEnabled, nil)
	return &kms.EnableKeyOutput{}, err
}

func (c kmsClient) DisableKey(_ context.Context, in *kms.DisableKeyInput, _ ...func(*kms.Options)) (*kms.DisableKeyOutput, error) {
	err := c.turn("DisableKey", in.KeyId, []types.KeyState{types.KeyStateEnabled, types.KeyStateDisabled}, types.KeyStateDisabled, nil)
	return &kms.DisableKeyOutput{}, err
}

// owner is the key of the Region that has the alias.
func (c kmsClient) owner(name *string) *Key {
	for arn, k := range c.a.Keys {
		if regionOf(arn) == c.region && slices.Contains(k.Aliases, aws.ToString(name)) {
			return k
		}
	}
	return nil
}

func (c kmsClient) CreateAlias(_ context.Context, in *kms.CreateAliasInput, _ ...func(*kms.Options)) (*kms.CreateAliasOutput, error) {
	err := c.set("CreateAlias", in.TargetKeyId, func(k *Key) error {
		if c.owner(in.AliasName) != nil {
			return apiError("AlreadyExistsException", "An alias with the name %s already exists", aws.ToString(in.AliasName))
		}
		k.Aliases = append(k.Aliases, aws.ToString(in.AliasName))
		return nil
	})
	return &kms.CreateAliasOutput{}, err
}

func (c kmsClient) DeleteAlias(_ context.Context, in *kms.DeleteAliasInput, _ ...func(*kms.Options)) (*kms.DeleteAliasOutput, error) {
	err := c.set("DeleteAlias", in.AliasName, func(k *Key) error {
		k.drop(in.AliasName)
		return nil
	})
	return &kms.DeleteAliasOutput{}, err
}

func (k *Key) drop(name *string) {
	k.Aliases = slices.DeleteFunc(slices.Clone(k.Aliases), func(a string) bool { return a == aws.ToString(name) })
}
