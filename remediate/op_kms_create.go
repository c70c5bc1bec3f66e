package remediate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// newKey is a key to be made: symmetric, its material from KMS, in one Region. Mark tells it from all others, as the value of a tag.
type newKey struct {
	Description, Policy, Mark string
}

// markTag is the tag by which a key is found whose name an interrupted run could not note.
const markTag = "trailproof-plan"

// maxWindow is the longest wait before KMS deletes a key, in days.
const maxWindow = 30

// createKey makes a KMS key. KMS names it: until then a stand-in, an ARN of standInKey, is its name in the plan. What KMS deletes
// is lost for good, so that undo only begins the longest wait that there is.
var createKey = func() *Operation {
	o := setting[newKey]{read: readKey, write: nil, predict: predictKey}.of(Operation{
		Name:   "kms:CreateKey",
		Reads:  []string{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListResourceTags", "kms:ListKeys"},
		Writes: []string{"kms:CreateKey", "kms:TagResource", "kms:ScheduleKeyDeletion"},
		Risk:   plan.Costly,
		Calls: func(before, _ plan.State) []string {
			if before == plan.None {
				return []string{"kms:CreateKey"}
			}
			return []string{"kms:ScheduleKeyDeletion"}
		},
		Undo: func(plan.State) string {
			return fmt.Sprintf("schedules the key for deletion in %d days: cancel that if anything was encrypted with it, "+
				"or the log files of the meantime can't be read any more", maxWindow)
		},
	})
	o.Write, o.Find = writeKey, findKey
	return o
}()

// standInKey names a key that is not made yet. It has the length of a key's ARN, so that no stand-in begins another.
func standInKey(t Target, what string) string {
	sum := sha256.Sum256([]byte(what))
	h := hex.EncodeToString(sum[:])
	return strings.Join([]string{"arn", t.Partition, "kms", t.Region, t.Account, "key/00000000-" + h[:4] + "-" + h[4:8] + "-" + h[8:12] + "-" + h[12:24]}, ":")
}

// mark is the value of the tag of the key with that stand-in.
func mark(standIn string) string { return standIn[strings.LastIndexByte(standIn, '/')+1:] }

// readKey is none for a key that is not there, or on its way out.
func readKey(ctx context.Context, c Clients, t Target) (*newKey, error) {
	api := c.KMS(t.Region)
	out, err := api.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &t.Resource})
	switch {
	case isCode(err, "NotFoundException"):
		return nil, nil
	case err != nil:
		return nil, t.errorf("kms: DescribeKey", err)
	case out.KeyMetadata.KeyState == types.KeyStatePendingDeletion:
		return nil, nil
	}
	text, err := api.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &t.Resource, PolicyName: aws.String("default")})
	if err != nil {
		return nil, t.errorf("kms: GetKeyPolicy", err)
	}
	tags, err := tagsOfKey(ctx, api, t.Resource)
	if err != nil {
		return nil, err
	}
	return &newKey{aws.ToString(out.KeyMetadata.Description), aws.ToString(text.Policy), tags[markTag]}, nil
}

func writeKey(ctx context.Context, c Clients, t Target, _, after plan.State) (string, error) {
	k, err := valueOf[newKey](after)
	if err != nil {
		return "", err
	}
	if k == nil {
		_, err := c.KMS(t.Region).ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: &t.Resource, PendingWindowInDays: aws.Int32(maxWindow)})
		return "", wrap(t, "kms: ScheduleKeyDeletion", err)
	}
	out, err := c.KMS(t.Region).CreateKey(ctx, &kms.CreateKeyInput{
		Description: &k.Description, Policy: &k.Policy, KeySpec: types.KeySpecSymmetricDefault, KeyUsage: types.KeyUsageTypeEncryptDecrypt,
		Tags: []types.Tag{{TagKey: aws.String(markTag), TagValue: &k.Mark}},
	})
	if err != nil {
		return "", t.errorf("kms: CreateKey", err)
	}
	return aws.ToString(out.KeyMetadata.Arn), nil
}

// findKey looks through the keys of the Region for the mark. A key whose tags can't be read may be the one: then nobody knows.
func findKey(ctx context.Context, c Clients, t Target, after plan.State) (string, error) {
	k, err := valueOf[newKey](after)
	if err != nil || k == nil {
		return "", err
	}
	api := c.KMS(t.Region)
	var doubts []error
	for pages := kms.NewListKeysPaginator(api, &kms.ListKeysInput{}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", t.errorf("kms: ListKeys", err)
		}
		for _, key := range page.Keys {
			arn := aws.ToString(key.KeyArn)
			tags, err := tagsOfKey(ctx, api, arn)
			if err != nil {
				doubts = append(doubts, err)
				continue
			}
			if tags[markTag] != k.Mark {
				continue
			}
			// One that an earlier undo sent away is not it.
			if live, err := readKey(ctx, c, Target{Region: t.Region, Resource: arn}); err != nil || live != nil {
				return arn, err
			}
		}
	}
	return "", errors.Join(doubts...)
}

func tagsOfKey(ctx context.Context, api KMSAPI, arn string) (map[string]string, error) {
	tags := map[string]string{}
	for pages := kms.NewListResourceTagsPaginator(api, &kms.ListResourceTagsInput{KeyId: &arn}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, Target{Resource: arn}.errorf("kms: ListResourceTags", err)
		}
		for _, tag := range page.Tags {
			tags[aws.ToString(tag.TagKey)] = aws.ToString(tag.TagValue)
		}
	}
	return tags, nil
}

func predictKey(s *snapshot.Snapshot, t Target, after *newKey) error {
	if after == nil {
		delete(s.KMS.Keys, t.Resource)
		return nil
	}
	p, fault := snapshot.NewPolicy(after.Policy)
	if fault != "" {
		return refuse("the key's policy would not be one: %s", fault)
	}
	if s.KMS.Keys == nil {
		s.KMS.Keys = map[string]snapshot.Key{}
	}
	s.KMS.Keys[t.Resource] = snapshot.Key{
		Region: t.Region, Owner: t.Account, Exists: snapshot.Seen(true),
		Metadata: snapshot.Seen(snapshot.KeyMetadata{
			Manager: string(types.KeyManagerTypeCustomer), State: string(types.KeyStateEnabled), Spec: string(types.KeySpecSymmetricDefault),
			Usage: string(types.KeyUsageTypeEncryptDecrypt), Origin: string(types.OriginTypeAwsKms), Replicas: []string{},
		}),
		Created: snapshot.Seen(s.Source.TakenAt), Primary: snapshot.Absent[string](), Replicas: snapshot.Seen([]string{}),
		Policy: snapshot.Seen(p), Rotation: snapshot.Seen(snapshot.KeyRotation{}), Rotations: snapshot.Seen([]snapshot.KeyRotated{}),
		Grants: snapshot.Seen([]snapshot.KeyGrant{}), Aliases: snapshot.Seen([]string{}),
		Tags: snapshot.Seen(map[string]string{markTag: after.Mark}),
	}
	return nil
}
