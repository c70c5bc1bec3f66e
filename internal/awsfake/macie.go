package awsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/macie2/types"
)

// Macie is Macie in one Region.
type Macie struct {
	Status types.MacieStatus
	// Buckets by name.
	Buckets map[string]types.BucketMetadata
}

type macieClient struct {
	a      *Account
	region string
}

// session is Macie in the client's Region. Where it is off, Macie refuses.
func (c macieClient) session(operation string) (*Macie, error) {
	if err := c.a.enter("macie2:"+operation, c.region, ""); err != nil {
		return nil, err
	}
	m, ok := c.a.Macie[c.region]
	if !ok {
		return nil, apiError("AccessDeniedException", "Macie is not enabled.")
	}
	return m, nil
}

func (c macieClient) GetMacieSession(context.Context, *macie2.GetMacieSessionInput, ...func(*macie2.Options)) (*macie2.GetMacieSessionOutput, error) {
	m, err := c.session("GetMacieSession")
	if err != nil {
		return nil, err
	}
	return &macie2.GetMacieSessionOutput{Status: m.Status}, nil
}

func (c macieClient) DescribeBuckets(_ context.Context, in *macie2.DescribeBucketsInput, _ ...func(*macie2.Options)) (*macie2.DescribeBucketsOutput, error) {
	m, err := c.session("DescribeBuckets")
	if err != nil {
		return nil, err
	}
	out := &macie2.DescribeBucketsOutput{}
	for _, name := range in.Criteria["bucketName"].Eq {
		if b, ok := m.Buckets[name]; ok {
			out.Buckets = append(out.Buckets, b)
		}
	}
	return out, nil
}
