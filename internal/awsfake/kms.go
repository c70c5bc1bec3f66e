package awsfake

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

type kmsClient struct {
	a      *Account
	region string
}

// key finds a key of the Region by ARN, id, alias ARN or alias.
func (c kmsClient) key(operation string, id *string) (*Key, error) {
	if err := c.a.enter("kms:"+operation, c.region, aws.ToString(id)); err != nil {
		return nil, err
	}
	name := aws.ToString(id)
	for arn, k := range c.a.Keys {
		part := strings.Split(arn, ":")
		if part[3] != c.region {
			continue
		}
		names := []string{arn, strings.TrimPrefix(part[5], "key/")}
		for _, alias := range k.Aliases {
			names = append(names, alias, strings.Join(append(slices.Clone(part[:5]), alias), ":"))
		}
		if slices.Contains(names, name) {
			return k, nil
		}
	}
	return nil, apiError("NotFoundException", "Key '%s' does not exist", aws.ToString(id))
}

func (c kmsClient) DescribeKey(_ context.Context, in *kms.DescribeKeyInput, _ ...func(*kms.Options)) (*kms.DescribeKeyOutput, error) {
	k, err := c.key("DescribeKey", in.KeyId)
	if err != nil {
		return nil, err
	}
	return &kms.DescribeKeyOutput{KeyMetadata: &k.KeyMetadata}, nil
}

func (c kmsClient) GetKeyPolicy(_ context.Context, in *kms.GetKeyPolicyInput, _ ...func(*kms.Options)) (*kms.GetKeyPolicyOutput, error) {
	k, err := c.key("GetKeyPolicy", in.KeyId)
	if err != nil {
		return nil, err
	}
	return &kms.GetKeyPolicyOutput{Policy: &k.Policy, PolicyName: aws.String("default")}, nil
}

func (c kmsClient) GetKeyRotationStatus(_ context.Context, in *kms.GetKeyRotationStatusInput, _ ...func(*kms.Options)) (*kms.GetKeyRotationStatusOutput, error) {
	k, err := c.key("GetKeyRotationStatus", in.KeyId)
	if err != nil {
		return nil, err
	}
	return &kms.GetKeyRotationStatusOutput{KeyRotationEnabled: k.RotationEnabled, RotationPeriodInDays: k.RotationPeriod}, nil
}

func (c kmsClient) ListKeyRotations(_ context.Context, in *kms.ListKeyRotationsInput, _ ...func(*kms.Options)) (*kms.ListKeyRotationsOutput, error) {
	k, err := c.key("ListKeyRotations", in.KeyId)
	if err != nil {
		return nil, err
	}
	out := &kms.ListKeyRotationsOutput{}
	out.Rotations, out.NextMarker = page(k.Rotations, in.Marker)
	out.Truncated = out.NextMarker != nil
	return out, nil
}

func (c kmsClient) ListGrants(_ context.Context, in *kms.ListGrantsInput, _ ...func(*kms.Options)) (*kms.ListGrantsOutput, error) {
	k, err := c.key("ListGrants", in.KeyId)
	if err != nil {
		return nil, err
	}
	out := &kms.ListGrantsOutput{}
	out.Grants, out.NextMarker = page(k.Grants, in.Marker)
	out.Truncated = out.NextMarker != nil
	return out, nil
}

func (c kmsClient) ListAliases(_ context.Context, in *kms.ListAliasesInput, _ ...func(*kms.Options)) (*kms.ListAliasesOutput, error) {
	k, err := c.key("ListAliases", in.KeyId)
	if err != nil {
		return nil, err
	}
	names, next := page(k.Aliases, in.Marker)
	out := &kms.ListAliasesOutput{NextMarker: next, Truncated: next != nil}
	for _, name := range names {
		out.Aliases = append(out.Aliases, types.AliasListEntry{AliasName: &name})
	}
	return out, nil
}

func (c kmsClient) ListResourceTags(_ context.Context, in *kms.ListResourceTagsInput, _ ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error) {
	k, err := c.key("ListResourceTags", in.KeyId)
	if err != nil {
		return nil, err
	}
	names, next := page(slices.Sorted(maps.Keys(k.Tags)), in.Marker)
	out := &kms.ListResourceTagsOutput{NextMarker: next, Truncated: next != nil}
	for _, name := range names {
		out.Tags = append(out.Tags, types.Tag{TagKey: aws.String(name), TagValue: aws.String(k.Tags[name])})
	}
	return out, nil
}
