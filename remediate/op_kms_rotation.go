package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// rotation is the yearly change of a key's material. Old material stays, so that what was encrypted with it can be read.
type rotation struct {
	// PeriodInDays is null where KMS is left its default of 365.
	PeriodInDays *int32
}

// enableKeyRotation is whether KMS rotates a key; none where it doesn't.
var enableKeyRotation = setting[rotation]{
	read: func(ctx context.Context, c Clients, t Target) (*rotation, error) {
		out, err := c.KMS(t.Region).GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: &t.Resource})
		if isCode(err, "NotFoundException") {
			return nil, nil // a key of this plan, before its step
		}
		if err != nil {
			return nil, t.errorf("kms: GetKeyRotationStatus", err)
		}
		if !out.KeyRotationEnabled {
			return nil, nil
		}
		return &rotation{out.RotationPeriodInDays}, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *rotation) error {
		if after == nil {
			_, err := c.KMS(t.Region).DisableKeyRotation(ctx, &kms.DisableKeyRotationInput{KeyId: &t.Resource})
			return wrap(t, "kms: DisableKeyRotation", err)
		}
		_, err := c.KMS(t.Region).EnableKeyRotation(ctx, &kms.EnableKeyRotationInput{
			KeyId: &t.Resource, RotationPeriodInDays: after.PeriodInDays,
		})
		return wrap(t, "kms: EnableKeyRotation", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *rotation) error {
		v := snapshot.KeyRotation{}
		if after != nil {
			days := int(aws.ToInt32(after.PeriodInDays))
			v = snapshot.KeyRotation{Enabled: true, PeriodDays: &days}
		}
		// Replicas show the setting of their primary.
		for arn, k := range s.KMS.Keys {
			if primary, ok := k.Primary.Get(); ok && primary == t.Resource && !k.Rotation.IsZero() {
				k.Rotation = snapshot.Seen(v)
				s.KMS.Keys[arn] = k
			}
		}
		return changeKey(s, t, func(k *snapshot.Key) error {
			k.Rotation = snapshot.Seen(v)
			return nil
		})
	},
}.of(Operation{
	Name:   "kms:EnableKeyRotation",
	Reads:  []string{"kms:GetKeyRotationStatus"},
	Writes: []string{"kms:EnableKeyRotation", "kms:DisableKeyRotation"},
})
