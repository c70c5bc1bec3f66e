package awsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
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
		k.RotationEnabled, k.RotationPeriod = true, in.RotationPeriodInDays
		if k.RotationPeriod == nil {
			k.RotationPeriod = aws.Int32(365)
		}
		return nil
	})
	return &kms.EnableKeyRotationOutput{}, err
}

func (c kmsClient) DisableKeyRotation(_ context.Context, in *kms.DisableKeyRotationInput, _ ...func(*kms.Options)) (*kms.DisableKeyRotationOutput, error) {
	err := c.set("DisableKeyRotation", in.KeyId, func(k *Key) error {
		k.RotationEnabled, k.RotationPeriod = false, nil
		return nil
	})
	return &kms.DisableKeyRotationOutput{}, err
}
