package remediate

import (
	"context"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// A key that is saved from deletion is disabled afterwards. That it waits to be deleted, and that it is enabled, are two settings with
// a call each, so that a run that ends between them can be finished or taken back; a fix sets both.

// keyState reads the state of a key.
func keyState(ctx context.Context, c Clients, t Target) (types.KeyState, error) {
	out, err := c.KMS(t.Region).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &t.Resource})
	if err != nil {
		return "", t.errorf("kms: DescribeKey", err)
	}
	return out.KeyMetadata.KeyState, nil
}

func pending(state types.KeyState) bool {
	return state == types.KeyStatePendingDeletion || state == types.KeyStatePendingReplicaDeletion
}

// changeState changes the metadata of a key in a snapshot.
func changeState(s *snapshot.Snapshot, t Target, change func(m *snapshot.KeyMetadata)) error {
	return changeKey(s, t, func(k *snapshot.Key) error {
		m, ok := k.Metadata.Get()
		if !ok {
			return manual("the state of the key was not seen")
		}
		change(&m)
		k.Metadata = snapshot.Seen(m)
		return nil
	})
}

// cancelKeyDeletion is whether a key waits to be deleted.
var cancelKeyDeletion = setting[bool]{
	read: func(ctx context.Context, c Clients, t Target) (*bool, error) {
		state, err := keyState(ctx, c, t)
		return aws.Bool(pending(state)), err
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *bool) error {
		if aws.ToBool(after) {
			_, err := c.KMS(t.Region).ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: &t.Resource, PendingWindowInDays: aws.Int32(maxWindow)})
			return wrap(t, "kms: ScheduleKeyDeletion", err)
		}
		_, err := c.KMS(t.Region).CancelKeyDeletion(ctx, &kms.CancelKeyDeletionInput{KeyId: &t.Resource})
		return wrap(t, "kms: CancelKeyDeletion", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *bool) error {
		return changeState(s, t, func(m *snapshot.KeyMetadata) {
			switch {
			case aws.ToBool(after):
				m.State = string(types.KeyStatePendingDeletion)
				predicted(s, "kms.keys.*.metadata", t.Resource) // its date
			case pending(types.KeyState(m.State)):
				m.State, m.DeletionDate = string(types.KeyStateDisabled), nil
			}
		})
	},
}.of(Operation{
	Name:   "kms:CancelKeyDeletion",
	Reads:  []string{"kms:DescribeKey"},
	Writes: []string{"kms:CancelKeyDeletion", "kms:ScheduleKeyDeletion"},
	Calls: func(_, after plan.State) []string {
		if after == "true" {
			return []string{"kms:ScheduleKeyDeletion"}
		}
		return []string{"kms:CancelKeyDeletion"}
	},
	Undo: func(plan.State) string {
		return "schedules the key for deletion again, in 30 days: once it is deleted, nothing that it encrypted can be read any more"
	},
	// The setting, not the date: that one can't be brought back.
	Lands: func(before plan.State) plan.State { return before },
})

// enableKey is whether a key can be used.
var enableKey = setting[bool]{
	read: func(ctx context.Context, c Clients, t Target) (*bool, error) {
		state, err := keyState(ctx, c, t)
		return aws.Bool(state == types.KeyStateEnabled), err
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *bool) error {
		if aws.ToBool(after) {
			_, err := c.KMS(t.Region).EnableKey(ctx, &kms.EnableKeyInput{KeyId: &t.Resource})
			return wrap(t, "kms: EnableKey", err)
		}
		_, err := c.KMS(t.Region).DisableKey(ctx, &kms.DisableKeyInput{KeyId: &t.Resource})
		return wrap(t, "kms: DisableKey", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *bool) error {
		return changeState(s, t, func(m *snapshot.KeyMetadata) {
			m.State = string(types.KeyStateDisabled)
			if aws.ToBool(after) {
				m.State = string(types.KeyStateEnabled)
			}
		})
	},
}.of(Operation{
	Name:   "kms:EnableKey",
	Reads:  []string{"kms:DescribeKey"},
	Writes: []string{"kms:EnableKey", "kms:DisableKey"},
	Calls: func(_, after plan.State) []string {
		if after == "true" {
			return []string{"kms:EnableKey"}
		}
		return []string{"kms:DisableKey"}
	},
	Undo: func(plan.State) string {
		return "disables the key again: what it encrypts can be neither written nor read until it is enabled"
	},
})
