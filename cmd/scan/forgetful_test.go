package main

import (
	"context"

	"trailproof/remediate"

	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// forgetful says that it rotates a key, and does not.
type forgetful struct{ remediate.KMSAPI }

func (forgetful) EnableKeyRotation(context.Context, *kms.EnableKeyRotationInput, ...func(*kms.Options)) (*kms.EnableKeyRotationOutput, error) {
	return &kms.EnableKeyRotationOutput{}, nil
}
