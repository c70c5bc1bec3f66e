package remediate

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// uploadDays is how long the parts of an unfinished upload stay.
const uploadDays = 7

// s3AbortUploads clears away the parts of uploads that nobody finished. It deletes no file.
var s3AbortUploads = Fix{Rule: "s3.abort_uploads", Uses: []*Operation{putLifecycle}, Plan: abortUploads}

// s3Lifecycle has a bucket without rules clear away unfinished uploads: when files are deleted is not for a machine to say.
var s3Lifecycle = Fix{Rule: "s3.lifecycle", Uses: []*Operation{putLifecycle}, Plan: abortUploads}

func abortUploads(c Case) ([]Edit, error) {
	t, err := c.bucket()
	if err != nil {
		return nil, err
	}
	return []Edit{edit(putLifecycle, t, func(now *lifecycle) (*lifecycle, error) {
		if now == nil {
			now = newLifecycle()
		}
		old := len(now.Rules) > 0
		for _, r := range now.Rules {
			if r.Status == types.ExpirationStatusEnabled && r.AbortIncompleteMultipartUpload != nil {
				return now, nil
			}
			old = old && r.Filter == nil
		}
		if len(now.Rules) == maxLifecycleRules {
			return nil, refuse("the bucket has %d lifecycle rules, and S3 takes no more", maxLifecycleRules)
		}
		rule := types.LifecycleRule{
			ID: aws.String(freeID(now.Rules, "AbortUnfinishedUploads")), Status: types.ExpirationStatusEnabled,
			AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(uploadDays)},
		}
		if old {
			setPrefix(&rule, "")
		} else {
			rule.Filter = new(types.LifecycleRuleFilter)
		}
		now.Rules = append(now.Rules, rule)
		return now, nil
	})}, nil
}

func freeID(rules []types.LifecycleRule, id string) string {
	for n := 2; ; n++ {
		if !slices.ContainsFunc(rules, func(r types.LifecycleRule) bool { return aws.ToString(r.ID) == id }) {
			return id
		}
		id = "AbortUnfinishedUploads" + strconv.Itoa(n)
	}
}
