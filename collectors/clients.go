package collectors

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Clients makes the client of a service for a Region: the SDK's, or a fake's.
type Clients struct {
	Account    func(region string) AccountAPI
	CloudTrail func(region string) CloudTrailAPI
	CloudWatch func(region string) CloudWatchAPI
	IAM        func(region string) IAMAPI
	KMS        func(region string) KMSAPI
	Logs       func(region string) LogsAPI
	Macie2     func(region string) MacieAPI
	S3         func(region string) S3API
	S3Control  func(region string) S3ControlAPI
	SNS        func(region string) SNSAPI
	STS        func(region string) STSAPI
}

// NewClients returns the SDK's clients. Each is made once a Region, since adaptive retries learn from its calls.
func NewClients(cfg aws.Config) Clients {
	in := func(region string) aws.Config {
		c := cfg.Copy()
		c.Region = region
		return c
	}
	return Clients{
		Account:    once(func(r string) AccountAPI { return account.NewFromConfig(in(r)) }),
		CloudTrail: once(func(r string) CloudTrailAPI { return cloudtrail.NewFromConfig(in(r)) }),
		CloudWatch: once(func(r string) CloudWatchAPI { return cloudwatch.NewFromConfig(in(r)) }),
		IAM:        once(func(r string) IAMAPI { return iam.NewFromConfig(in(r)) }),
		KMS:        once(func(r string) KMSAPI { return kms.NewFromConfig(in(r)) }),
		Logs:       once(func(r string) LogsAPI { return cloudwatchlogs.NewFromConfig(in(r)) }),
		Macie2:     once(func(r string) MacieAPI { return macie2.NewFromConfig(in(r)) }),
		S3: once(func(r string) S3API {
			return s3.NewFromConfig(in(r), func(o *s3.Options) { o.UsePathStyle = cfg.BaseEndpoint != nil })
		}),
		S3Control: once(func(r string) S3ControlAPI { return s3control.NewFromConfig(in(r)) }),
		SNS:       once(func(r string) SNSAPI { return sns.NewFromConfig(in(r)) }),
		STS:       once(func(r string) STSAPI { return sts.NewFromConfig(in(r)) }),
	}
}

func once[T any](make func(region string) T) func(region string) T {
	var mu sync.Mutex
	clients := map[string]T{}
	return func(region string) T {
		mu.Lock()
		defer mu.Unlock()
		c, ok := clients[region]
		if !ok {
			c = make(region)
			clients[region] = c
		}
		return c
	}
}
