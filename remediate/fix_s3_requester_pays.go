package remediate

import (
	"trailproof/plan"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3RequesterPays has the bucket's owner pay: CloudTrail delivers to no other buckets.
var s3RequesterPays = Fix{
	Rule: "s3.requester_pays",
	Uses: []*Operation{putRequestPayment},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		e := edit(putRequestPayment, t, func(*types.Payer) (*types.Payer, error) {
			owner := types.PayerBucketOwner
			return &owner, nil
		})
		e.Risk = plan.Costly
		return []Edit{e}, nil
	},
}
