//go:build e2e

package e2e

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"trailproof/internal/awsfake"
)

// The trail's key in the story, by its id, and one that a mutation makes.
const (
	auditKey   = "0f8fad5b-d9cb-469f-a165-70867728950e"
	signingKey = "arn:aws:kms:us-east-1:111122223333:key/for-signing"
)

var keyMutations = map[string]mutation{
	"DisableKey": {
		call: func(h hand) error { return done(h.kms.DisableKey(h.t.Context(), &kms.DisableKeyInput{KeyId: h.key()})) },
		says: "Disabled",
		want: map[string]string{"kms.usable": "fail"},
		gone: []string{"rotatable_keys", "rotated_keys"},
	},
	"ScheduleKeyDeletion": {
		call: func(h hand) error {
			return done(h.kms.ScheduleKeyDeletion(h.t.Context(), &kms.ScheduleKeyDeletionInput{
				KeyId: h.key(), PendingWindowInDays: aws.Int32(7),
			}))
		},
		says: "PendingDeletion",
		want: map[string]string{
			"kms.pending_deletion": "fail",
			"kms.usable":           "fail",
		},
		gone: []string{"rotatable_keys", "rotated_keys"},
	},
	"DisableKeyRotation": {
		call: func(h hand) error {
			return done(h.kms.DisableKeyRotation(h.t.Context(), &kms.DisableKeyRotationInput{KeyId: h.key()}))
		},
		want: map[string]string{"kms.rotation": "fail"},
		gone: []string{"rotated_keys"},
	},
	"PutKeyPolicy for everybody": {
		call: keyPolicy(with(`{"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}`)),
		says: "Everybody",
		want: map[string]string{
			"kms.decrypt_context":    "fail",
			"kms.foreign_principals": "fail",
			"kms.public_policy":      "fail",
		},
	},
	"PutKeyPolicy that lets CloudTrail encrypt for anybody": {
		call: keyPolicy(where("CloudTrailEncrypts", statement{"Condition": nil})),
		want: map[string]string{"kms.confused_deputy": "fail"},
		says: "CloudTrailEncrypts",
	},
	"PutKeyPolicy that lets a role decrypt anything": {
		call: keyPolicy(where("AuditorsDecrypt", statement{"Condition": nil})),
		want: map[string]string{"kms.decrypt_context": "fail"},
		says: "AuditorsDecrypt",
	},
	"PutKeyPolicy that lets a stranger encrypt": {
		call: keyPolicy(with(`{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
			"Action": "kms:Encrypt", "Resource": "*"}`)),
		want: map[string]string{"kms.foreign_principals": "fail"},
		says: "Partner",
	},
	"CreateGrant to a stranger": {
		call: grants(1, "arn:aws:iam::"+stranger+":role/Reader"),
		want: map[string]string{"kms.grants": "fail"},
		says: stranger,
	},
	"CreateGrant many times": {
		call: grants(60, "arn:aws:iam::111122223333:role/Auditor"),
		want: map[string]string{"kms.grant_count": "fail"},
	},
	"a key that was not rotated for two years": {
		answers: func(s *awsfake.State) {
			for arn, k := range s.Keys {
				if strings.HasSuffix(arn, auditKey) {
					k.Rotations = []types.RotationsListEntry{{
						RotationDate: ago(2 * 366 * 24 * time.Hour), RotationType: types.RotationTypeAutomatic,
					}}
				}
			}
		},
		want: map[string]string{"kms.rotated_recently": "fail"},
	},
	"PutKeyPolicy for everybody on a replica": {
		call: func(h hand) error {
			key := aws.String(h.asGiven(watchersKey[strings.LastIndexByte(watchersKey, '/')+1:]))
			there := kms.NewFromConfig(h.p.config("AKIA"+h.story.Account, "eu-west-1"))
			out, err := there.GetKeyPolicy(h.t.Context(), &kms.GetKeyPolicyInput{KeyId: key, PolicyName: aws.String("default")})
			if err != nil {
				return err
			}
			return done(there.PutKeyPolicy(h.t.Context(), &kms.PutKeyPolicyInput{
				KeyId: key, PolicyName: aws.String("default"), Policy: h.edited(*out.Policy, with(
					`{"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}`)),
			}))
		},
		want: map[string]string{"kms.replicas": "fail"},
		says: "Everybody",
	},
	"UpdateTrail to a key for signing": {
		call: func(h hand) error {
			out, err := h.kms.CreateKey(h.t.Context(), &kms.CreateKeyInput{
				KeySpec: types.KeySpecRsa2048, KeyUsage: types.KeyUsageTypeSignVerify,
				Policy: aws.String(h.story.Keys["arn:aws:kms:us-east-1:"+h.story.Account+":key/"+auditKey].Policy),
			})
			if err != nil {
				return err
			}
			h.told[*out.KeyMetadata.KeyId] = "for-signing"
			return updateTrail(func(u *cloudtrail.UpdateTrailInput) { u.KmsKeyId = out.KeyMetadata.Arn })(h)
		},
		moved: map[string]string{"trail_keys": signingKey, "log_keys": signingKey},
		want: map[string]string{
			"cloudtrail.expected_key": "fail",
			"kms.fit":                 "fail of " + signingKey,
		},
		gone: []string{"rotatable_keys", "rotated_keys"},
	},
}

// grants makes grants on the trail's key to one principal, each for logs of the trail.
func grants(n int, to string) func(hand) error {
	return func(h hand) error {
		for range n {
			_, err := h.kms.CreateGrant(h.t.Context(), &kms.CreateGrantInput{
				KeyId: h.key(), GranteePrincipal: aws.String(h.asGiven(to)),
				Operations: []types.GrantOperation{types.GrantOperationDecrypt},
				Constraints: &types.GrantConstraints{EncryptionContextSubset: map[string]string{
					"aws:cloudtrail:arn": *h.story.Trails[0].TrailARN,
				}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// key is the id of the trail's key.
func (h hand) key() *string {
	for given, told := range h.told {
		if told == auditKey {
			return &given
		}
	}
	h.t.Fatal("the account does not have the key")
	return nil
}

// keyPolicy puts the policy of the trail's key with a change to its statements.
func keyPolicy(change func([]statement) []statement) func(hand) error {
	return func(h hand) error {
		for arn, k := range h.story.Keys {
			if strings.HasSuffix(arn, auditKey) {
				return done(h.kms.PutKeyPolicy(h.t.Context(), &kms.PutKeyPolicyInput{
					KeyId: h.key(), PolicyName: aws.String("default"), Policy: h.edited(k.Policy, change),
				}))
			}
		}
		h.t.Fatal("the story does not have the key")
		return nil
	}
}
