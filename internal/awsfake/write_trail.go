package awsfake

import (
	"context"
	"slices"
	"strings"

	"trailproof/policy"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
)

func (c cloudTrailClient) CreateTrail(_ context.Context, in *cloudtrail.CreateTrailInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.CreateTrailOutput, error) {
	if err := c.a.enter("cloudtrail:CreateTrail", c.region, aws.ToString(in.Name)); err != nil {
		return nil, err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	arn := strings.Join([]string{"arn", c.a.Partition, "cloudtrail", c.region, c.a.Account, "trail/" + aws.ToString(in.Name)}, ":")
	if slices.ContainsFunc(c.a.Trails, func(t *Trail) bool { return aws.ToString(t.TrailARN) == arn }) {
		return nil, apiError("TrailAlreadyExistsException", "Trail %s already exists for customer: %s", aws.ToString(in.Name), c.a.Account)
	}
	t := &Trail{Status: map[string]TrailStatus{"*": {}}, EventSelectors: []types.EventSelector{{
		ReadWriteType: types.ReadWriteTypeAll, IncludeManagementEvents: aws.Bool(true), DataResources: []types.DataResource{},
		ExcludeManagementEventSources: []string{},
	}}}
	t.Name, t.TrailARN, t.HomeRegion = in.Name, &arn, aws.String(c.region)
	t.S3BucketName, t.S3KeyPrefix, t.SnsTopicARN = in.S3BucketName, in.S3KeyPrefix, in.SnsTopicName
	t.CloudWatchLogsLogGroupArn, t.CloudWatchLogsRoleArn = in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn
	t.KmsKeyId = in.KmsKeyId
	t.IncludeGlobalServiceEvents = aws.Bool(in.IncludeGlobalServiceEvents == nil || *in.IncludeGlobalServiceEvents)
	t.IsMultiRegionTrail, t.IsOrganizationTrail = flag(in.IsMultiRegionTrail), flag(in.IsOrganizationTrail)
	t.LogFileValidationEnabled = flag(in.EnableLogFileValidation)
	if err := c.check(t, true, in.KmsKeyId != nil); err != nil {
		return nil, err
	}
	c.a.Trails = append(c.a.Trails, t)
	return &cloudtrail.CreateTrailOutput{TrailARN: &arn}, nil
}

func flag(b *bool) *bool { return aws.Bool(aws.ToBool(b)) }

// UpdateTrail changes what is sent; an empty text takes away.
func (c cloudTrailClient) UpdateTrail(_ context.Context, in *cloudtrail.UpdateTrailInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.UpdateTrailOutput, error) {
	err := c.set("UpdateTrail", in.Name, func(t *Trail) error {
		will := *t
		for to, from := range map[**string]*string{
			&will.S3BucketName: in.S3BucketName, &will.S3KeyPrefix: in.S3KeyPrefix, &will.SnsTopicARN: in.SnsTopicName,
			&will.CloudWatchLogsLogGroupArn: in.CloudWatchLogsLogGroupArn, &will.CloudWatchLogsRoleArn: in.CloudWatchLogsRoleArn,
			&will.KmsKeyId: in.KmsKeyId,
		} {
			if from != nil {
				*to = text(*from)
			}
		}
		for to, from := range map[**bool]*bool{
			&will.IncludeGlobalServiceEvents: in.IncludeGlobalServiceEvents, &will.IsMultiRegionTrail: in.IsMultiRegionTrail,
			&will.IsOrganizationTrail: in.IsOrganizationTrail, &will.LogFileValidationEnabled: in.EnableLogFileValidation,
		} {
			if from != nil {
				*to = from
			}
		}
		if aws.ToBool(in.IsMultiRegionTrail) && in.IncludeGlobalServiceEvents == nil && !aws.ToBool(t.IncludeGlobalServiceEvents) {
			return apiError("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
		}
		if err := c.check(&will, in.S3BucketName != nil || in.S3KeyPrefix != nil, in.KmsKeyId != nil && *in.KmsKeyId != ""); err != nil {
			return err
		}
		if aws.ToBool(will.IsMultiRegionTrail) && !aws.ToBool(t.IsMultiRegionTrail) {
			home := t.Status[c.region]
			if _, named := t.Status[c.region]; !named {
				home = t.Status["*"]
			}
			fresh := TrailStatus{IsLogging: home.IsLogging}
			if home.IsLogging {
				fresh.StartLoggingTime = aws.Time(c.a.Now)
			}
			will.Status = map[string]TrailStatus{c.region: home, "*": fresh}
		}
		*t = will
		return nil
	})
	return &cloudtrail.UpdateTrailOutput{}, err
}

func (c cloudTrailClient) DeleteTrail(_ context.Context, in *cloudtrail.DeleteTrailInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.DeleteTrailOutput, error) {
	err := c.set("DeleteTrail", in.Name, func(gone *Trail) error {
		c.a.Trails = slices.DeleteFunc(c.a.Trails, func(t *Trail) bool { return t == gone })
		return nil
	})
	return &cloudtrail.DeleteTrailOutput{}, err
}

// check refuses a trail as CloudTrail does when it looks at where it would write, and with which key.
func (c cloudTrailClient) check(t *Trail, bucket, key bool) error {
	if aws.ToBool(t.IsMultiRegionTrail) && !aws.ToBool(t.IncludeGlobalServiceEvents) {
		return apiError("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
	}
	name, arn := aws.ToString(t.S3BucketName), aws.ToString(t.TrailARN)
	if b, ok := c.a.Buckets[name]; bucket && !ok {
		return apiError("S3BucketDoesNotExistException", "S3 bucket %s does not exist", name)
	} else if bucket {
		object := "arn:" + c.a.Partition + ":s3:::" + name + "/"
		if prefix := aws.ToString(t.S3KeyPrefix); prefix != "" {
			object += prefix + "/"
		}
		if !serves(b.Policy, "s3:PutObject", object+"AWSLogs/"+c.a.Account+"/x", arn) {
			return apiError("InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: %s", name)
		}
	}
	if !key {
		return nil
	}
	id := aws.ToString(t.KmsKeyId)
	for _, k := range c.a.Keys {
		if aws.ToString(k.Arn) != id && aws.ToString(k.KeyId) != id && !slices.Contains(k.Aliases, id) {
			continue
		}
		switch {
		case k.KeyState != kmstypes.KeyStateEnabled:
			return apiError("KmsKeyDisabledException", "The key %s is disabled", id)
		case !serves(k.Policy, "kms:GenerateDataKey", "*", arn):
			return apiError("InsufficientEncryptionPolicyException", "Insufficient permissions to access S3 bucket or KMS key %s", id)
		}
		return nil
	}
	return apiError("KmsKeyNotFoundException", "The key %s was not found", id)
}

// serves says whether some statement of a policy allows CloudTrail the action for the trail. It looks at nothing else.
func serves(raw, action, resource, trail string) bool {
	doc, _ := policy.Parse(raw)
	if doc == nil {
		return false
	}
	return slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
		return s.Effect == "Allow" &&
			slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return p.Type == "*" || p.ID == "cloudtrail.amazonaws.com" }) &&
			slices.ContainsFunc(s.Actions, func(a string) bool { return policy.MatchAction(a, action) }) &&
			slices.ContainsFunc(s.Resources, func(r string) bool { return policy.Match(r, resource) || r == "*" }) &&
			!slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
				return c.Key == "aws:sourcearn" && !slices.ContainsFunc(c.Values, func(v string) bool { return policy.Match(v, trail) })
			})
	})
}
