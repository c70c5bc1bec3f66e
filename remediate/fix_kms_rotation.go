package remediate

import "github.com/aws/aws-sdk-go-v2/aws"

// yearly is KMS's own default, written out so that the plan shows it.
const yearly = 365

// kmsRotation lets KMS rotate the key every year.
var kmsRotation = Fix{
	Rule: "kms.rotation",
	Uses: []*Operation{enableKeyRotation},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.key()
		if err != nil {
			return nil, err
		}
		return []Edit{edit(enableKeyRotation, t, func(*rotation) (*rotation, error) {
			return &rotation{aws.Int32(yearly)}, nil
		})}, nil
	},
}
