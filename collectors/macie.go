package collectors

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/macie2/types"
)

// MacieAPI is what is asked of Macie.
type MacieAPI interface {
	GetMacieSession(context.Context, *macie2.GetMacieSessionInput, ...func(*macie2.Options)) (*macie2.GetMacieSessionOutput, error)
	DescribeBuckets(context.Context, *macie2.DescribeBucketsInput, ...func(*macie2.Options)) (*macie2.DescribeBucketsOutput, error)
}

// Where Macie is off it refuses as if by permission, and only the message tells.
const macieIsOff = "Macie is not enabled"

var (
	getMacieSession = &Call{
		Service: "macie2", Operation: "GetMacieSession", Actions: []string{"macie2:GetMacieSession"},
		Fills: []string{"macie.buckets", "macie.buckets.*.status"}, AbsentMessage: macieIsOff,
		Needs: []string{"cloudtrail.trails", "s3.buckets.*.exists", "s3.buckets.*.owner", "s3.buckets.*.region", "s3.central_buckets"},
	}
	describeMacieBuckets = &Call{
		Service: "macie2", Operation: "DescribeBuckets", Actions: []string{"macie2:DescribeBuckets"},
		Fills: []string{"macie.buckets.*.coverage"}, AbsentMessage: macieIsOff,
		Needs: []string{"macie.buckets"},
	}
)

// macieCollector asks Macie about the log buckets that belong to the account: of others it knows nothing here.
var macieCollector = Collector{
	Name:  "macie",
	Calls: []*Call{getMacieSession, describeMacieBuckets},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.S3.Buckets == nil {
			return nil
		}
		buckets := map[string]snapshot.MacieBucket{}
		for _, arn := range env.logBuckets() {
			buckets[arn] = snapshot.MacieBucket{}
		}
		env.edit(func(s *snapshot.Snapshot) { s.Macie.Buckets = buckets })
		return eachEntry(ctx, env, buckets, collectMacie)
	},
}

func collectMacie(ctx context.Context, env *Env, arn string, m *snapshot.MacieBucket) error {
	b := env.builder.S3.Buckets[arn]
	region, ok := b.Region.Get()
	if owner, _ := b.Owner.Get(); !ok || owner != env.Account {
		env.notAsked([]*Call{getMacieSession, describeMacieBuckets}, arn,
			"the bucket is not known to belong to this account, so nobody asked")
		return nil
	}
	api := env.Clients.Macie2(region)
	err := fill(ctx, env, getMacieSession, region, arn, &m.Status,
		func(ctx context.Context) (*macie2.GetMacieSessionOutput, error) {
			return api.GetMacieSession(ctx, &macie2.GetMacieSessionInput{})
		}, func(out *macie2.GetMacieSessionOutput) (string, bool) { return string(out.Status), out.Status != "" })
	if err != nil {
		return err
	}
	return fill(ctx, env, describeMacieBuckets, region, arn, &m.Coverage,
		func(ctx context.Context) (*macie2.DescribeBucketsOutput, error) {
			return api.DescribeBuckets(ctx, &macie2.DescribeBucketsInput{
				Criteria: map[string]types.BucketCriteriaAdditionalProperties{"bucketName": {Eq: []string{b.Name}}},
			})
		}, macieCoverage)
}

func macieCoverage(out *macie2.DescribeBucketsOutput) (snapshot.MacieCoverage, bool) {
	if len(out.Buckets) == 0 {
		return snapshot.MacieCoverage{}, false
	}
	b := out.Buckets[0]
	c := snapshot.MacieCoverage{
		AutomatedDiscovery: notEmpty(aws.String(string(b.AutomatedDiscoveryMonitoringStatus))),
		Error:              notEmpty(aws.String(string(b.ErrorCode))),
	}
	if b.JobDetails != nil {
		c.DefinedInJob = notEmpty(aws.String(string(b.JobDetails.IsDefinedInJob)))
		c.MonitoredByJob = notEmpty(aws.String(string(b.JobDetails.IsMonitoredByJob)))
	}
	return c, true
}
