//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	accountmanagement "github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	cloudtrailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// clients ask the emulator.
type clients struct {
	account    *accountmanagement.Client
	trail      *cloudtrail.Client
	cloudwatch *cloudwatch.Client
	iam        *iam.Client
	kms        *kms.Client
	logs       *cloudwatchlogs.Client
	s3         *s3.Client
	s3control  *s3control.Client
	sns        *sns.Client
	sts        *sts.Client
}

func clientsOf(cfg aws.Config) clients {
	return clients{
		accountmanagement.NewFromConfig(cfg), cloudtrail.NewFromConfig(cfg), cloudwatch.NewFromConfig(cfg), iam.NewFromConfig(cfg),
		kms.NewFromConfig(cfg), cloudwatchlogs.NewFromConfig(cfg), s3Client(cfg), s3control.NewFromConfig(cfg),
		sns.NewFromConfig(cfg), sts.NewFromConfig(cfg),
	}
}

// TestDeviations asks moto, and moto behind the proxy, the same questions about the same trail and bucket. Where an answer
// of moto's changes, a newer moto does better or worse, and what mends it in internal/awsproxy is to be looked at again.
func TestDeviations(t *testing.T) {
	name, bucket := aws.String("a-trail"), aws.String("a-bucket")
	trailARN := "arn:aws:cloudtrail:us-east-1:" + reference + ":trail/a-trail"
	for question, test := range map[string]struct {
		moto, mended string
		ask          func(context.Context, clients) (any, error)
	}{
		"StartLogging by ARN": {"error 500", "true", func(ctx context.Context, c clients) (any, error) {
			if _, err := c.trail.StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: &trailARN}); err != nil {
				return nil, err
			}
			out, err := c.trail.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: name})
			return is(err, func() any { return aws.ToBool(out.IsLogging) })
		}},
		"StopLogging by ARN": {"error 500", "false", func(ctx context.Context, c clients) (any, error) {
			if _, err := c.trail.StopLogging(ctx, &cloudtrail.StopLoggingInput{Name: &trailARN}); err != nil {
				return nil, err
			}
			out, err := c.trail.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: name})
			return is(err, func() any { return aws.ToBool(out.IsLogging) })
		}},
		"DescribeTrails by name": {"2", "1", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{TrailNameList: []string{"a-trail"}})
			return is(err, func() any { return len(out.TrailList) })
		}},
		"GetTrail, the home Region": {"", "us-east-1", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.GetTrail(ctx, &cloudtrail.GetTrailInput{Name: name})
			return is(err, func() any { return aws.ToString(out.Trail.HomeRegion) })
		}},
		"a trail with selectors": {"[false false false]", "[true false true]", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{})
			if err != nil {
				return nil, err
			}
			var has []bool
			for _, trail := range out.TrailList {
				has = append(has, aws.ToBool(trail.HasCustomEventSelectors))
			}
			one, err := c.trail.GetTrail(ctx, &cloudtrail.GetTrailInput{Name: name})
			return is(err, func() any { return append(has, aws.ToBool(one.Trail.HasCustomEventSelectors)) })
		}},
		"selectors of a fresh trail": {"[]", "[{All true}]", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String("fresh-trail")})
			return is(err, func() any {
				type selector struct {
					what       cloudtrailtypes.ReadWriteType
					management bool
				}
				basic := []selector{}
				for _, s := range out.EventSelectors {
					basic = append(basic, selector{s.ReadWriteType, aws.ToBool(s.IncludeManagementEvents)})
				}
				return basic
			})
		}},
		"insights": {"0", "error InsightNotEnabledException", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.GetInsightSelectors(ctx, &cloudtrail.GetInsightSelectorsInput{TrailName: name})
			return is(err, func() any { return len(out.InsightSelectors) })
		}},
		"a digest of a trail that logs": {"false", "true", func(ctx context.Context, c clients) (any, error) {
			out, err := c.trail.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: name})
			return is(err, func() any { return out.LatestDigestDeliveryTime != nil })
		}},
		"event data stores": {"error 500", "error UnknownOperationException", func(ctx context.Context, c clients) (any, error) {
			return c.trail.ListEventDataStores(ctx, &cloudtrail.ListEventDataStoresInput{})
		}},
		"Regions": {"error 404", "error UnknownOperationException", func(ctx context.Context, c clients) (any, error) {
			return c.account.ListRegions(ctx, &accountmanagement.ListRegionsInput{})
		}},
		"simulation": {"error 500", "error UnknownOperationException", func(ctx context.Context, c clients) (any, error) {
			return c.iam.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
				PolicySourceArn: aws.String("arn:aws:iam::" + reference + ":user/adminUser"), ActionNames: []string{"kms:Decrypt"},
			})
		}},
		"policy status": {"nothing", "error NotImplemented", func(ctx context.Context, c clients) (any, error) {
			out, err := c.s3.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: bucket})
			return is(err, func() any {
				if out.PolicyStatus == nil || out.PolicyStatus.IsPublic == nil {
					return "nothing"
				}
				return *out.PolicyStatus.IsPublic
			})
		}},
		"request payment": {"", "BucketOwner", func(ctx context.Context, c clients) (any, error) {
			out, err := c.s3.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: bucket})
			return is(err, func() any { return out.Payer })
		}},
		"Object Lock for some days": {"[0 30]", "[<nil> 30]", func(ctx context.Context, c clients) (any, error) {
			locked := aws.String("a-locked-bucket")
			_, err := c.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: locked, ObjectLockEnabledForBucket: aws.Bool(true)})
			if err != nil {
				return nil, err
			}
			_, err = c.s3.PutObjectLockConfiguration(ctx, &s3.PutObjectLockConfigurationInput{
				Bucket: locked, ObjectLockConfiguration: &s3types.ObjectLockConfiguration{
					ObjectLockEnabled: s3types.ObjectLockEnabledEnabled, Rule: &s3types.ObjectLockRule{
						DefaultRetention: &s3types.DefaultRetention{Mode: s3types.ObjectLockRetentionModeCompliance, Days: aws.Int32(30)},
					},
				},
			})
			if err != nil {
				return nil, err
			}
			out, err := c.s3.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: locked})
			return is(err, func() any {
				years, kept := any(nil), out.ObjectLockConfiguration.Rule.DefaultRetention
				if kept.Years != nil {
					years = *kept.Years
				}
				return []any{years, aws.ToInt32(kept.Days)}
			})
		}},
		"whose the bucket of an access point is": {"", reference, func(ctx context.Context, c clients) (any, error) {
			_, err := c.s3control.CreateAccessPoint(ctx, &s3control.CreateAccessPointInput{
				AccountId: aws.String(reference), Name: aws.String("a-point"), Bucket: bucket,
			})
			if err != nil {
				return nil, err
			}
			out, err := c.s3control.ListAccessPoints(ctx, &s3control.ListAccessPointsInput{
				AccountId: aws.String(reference), Bucket: bucket,
			})
			return is(err, func() any { return aws.ToString(out.AccessPointList[0].BucketAccountId) })
		}},
		"Regions of listed buckets": {"[]", "[us-east-1]", func(ctx context.Context, c clients) (any, error) {
			out, err := c.s3.ListBuckets(ctx, &s3.ListBucketsInput{MaxBuckets: aws.Int32(10)})
			return is(err, func() any {
				regions := []string{}
				for _, b := range out.Buckets {
					if b.BucketRegion != nil {
						regions = append(regions, *b.BucketRegion)
					}
				}
				return regions
			})
		}},
		"the public access block of a new bucket": {
			"error NoSuchPublicAccessBlockConfiguration", "true", func(ctx context.Context, c clients) (any, error) {
				out, err := c.s3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: bucket})
				return is(err, func() any { return aws.ToBool(out.PublicAccessBlockConfiguration.RestrictPublicBuckets) })
			},
		},
		"the ownership of a new bucket": {
			"error OwnershipControlsNotFoundError", "BucketOwnerEnforced", func(ctx context.Context, c clients) (any, error) {
				out, err := c.s3.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: bucket})
				return is(err, func() any { return out.OwnershipControls.Rules[0].ObjectOwnership })
			},
		},
		"the encryption of a new bucket": {
			"error ServerSideEncryptionConfigurationNotFoundError", "AES256", func(ctx context.Context, c clients) (any, error) {
				out, err := c.s3.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: bucket})
				return is(err, func() any {
					return out.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm
				})
			},
		},
		"subscriptions of a topic": {"0", "1", func(ctx context.Context, c clients) (any, error) {
			topic, err := c.sns.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("a-topic")})
			if err != nil {
				return nil, err
			}
			_, err = c.sns.Subscribe(ctx, &sns.SubscribeInput{
				TopicArn: topic.TopicArn, Protocol: aws.String("email"), Endpoint: aws.String("somebody@example.com"),
			})
			if err != nil {
				return nil, err
			}
			out, err := c.sns.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: topic.TopicArn})
			return is(err, func() any { return out.Attributes["SubscriptionsConfirmed"] })
		}},
		"alarms in CBOR": {"error 404", "[root-login GreaterThanThreshold 1]", func(ctx context.Context, c clients) (any, error) {
			_, err := c.cloudwatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
				AlarmName: aws.String("root-login"), Namespace: aws.String("CloudTrail"), MetricName: aws.String("RootLogin"),
				ComparisonOperator: cloudwatchtypes.ComparisonOperatorGreaterThanThreshold, Threshold: aws.Float64(1),
				EvaluationPeriods: aws.Int32(1), Period: aws.Int32(300), Statistic: cloudwatchtypes.StatisticSum,
			})
			if err != nil {
				return nil, err
			}
			out, err := c.cloudwatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{})
			return is(err, func() any {
				a := out.MetricAlarms[0]
				return []any{aws.ToString(a.AlarmName), a.ComparisonOperator, aws.ToFloat64(a.Threshold)}
			})
		}},
		"who an unknown key is": {
			"arn:aws:sts::123456789012:user/moto", "arn:aws:sts::" + reference + ":user/moto",
			func(ctx context.Context, c clients) (any, error) {
				out, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
				return is(err, func() any { return aws.ToString(out.Arn) })
			},
		},
	} {
		t.Run(question, func(t *testing.T) {
			for where, want := range map[string]string{"moto": test.moto, "mended": test.mended} {
				reset(t)
				var cfg aws.Config
				if where == "moto" {
					cfg = configFor(moto, "AKIANOBODY", "us-east-1")
				} else {
					p := newProxy(t)
					p.ModernBuckets = true
					p.Handle("cloudtrail:ListEventDataStores", nil)
					p.Handle("s3:GetBucketPolicyStatus", nil)
					p.TrailStatus(map[string]map[string]any{"us-east-1": {"LatestDigestDeliveryTime": 1742036400}})
					cfg = p.config("AKIA"+reference, "us-east-1")
				}
				cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
				c := clientsOf(cfg)
				aTrail(t, c)
				answer, err := test.ask(t.Context(), c)
				got := fmt.Sprint(answer)
				if err != nil {
					got = "error " + codeOf(err)
				}
				if got != want {
					t.Errorf("%s: %s, want %s (%v)", where, got, want, err)
				}
			}
		})
	}
}

// aTrail makes what the questions are about: a bucket, a trail with selectors of its own, and a fresh one.
func aTrail(t *testing.T, c clients) {
	t.Helper()
	_, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("a-bucket")})
	must(t, err)
	_, err = c.s3.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{
		Bucket: aws.String("a-bucket"), Policy: aws.String(`{"Version": "2012-10-17", "Statement": []}`),
	})
	must(t, err)
	for _, name := range []string{"a-trail", "fresh-trail"} {
		_, err = c.trail.CreateTrail(t.Context(), &cloudtrail.CreateTrailInput{Name: &name, S3BucketName: aws.String("a-bucket")})
		must(t, err)
		_, err = c.trail.StartLogging(t.Context(), &cloudtrail.StartLoggingInput{Name: &name})
		must(t, err)
	}
	_, err = c.trail.PutEventSelectors(t.Context(), &cloudtrail.PutEventSelectorsInput{
		TrailName:      aws.String("a-trail"),
		EventSelectors: []cloudtrailtypes.EventSelector{{ReadWriteType: cloudtrailtypes.ReadWriteTypeReadOnly}},
	})
	must(t, err)
}

// is what get makes of an answer that is no error.
func is(err error, get func() any) (any, error) {
	if err != nil {
		return nil, err
	}
	return get(), nil
}

// codeOf is AWS's error code, or the HTTP status where there is none.
func codeOf(err error) string {
	var api smithy.APIError
	var response interface{ HTTPStatusCode() int }
	switch {
	case errors.As(err, &api) && api.ErrorCode() != "UnknownError":
		return api.ErrorCode()
	case errors.As(err, &response):
		return fmt.Sprint(response.HTTPStatusCode())
	}
	return err.Error()
}
