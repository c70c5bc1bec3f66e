package remediate

import "github.com/aws/aws-sdk-go-v2/aws"

// yearly is KMS's own default, written out so that the plan shows it.
const yearly = 365

func rotating(*rotation) (*rotation, error) { return &rotation{aws.Int32(yearly)}, nil }

// kmsRotation lets KMS rotate the key every year. Replicas have the setting of their primary.
var kmsRotation = Fix{
	Rule: "kms.rotation",
	Uses: []*Operation{enableKeyRotation},
	Plan: func(c Case) ([]Edit, error) {
		if primary, ok := c.Snapshot.KMS.Keys[c.Resource].Primary.Get(); ok {
			c.Resource = primary
		}
		t, err := c.key()
		if err != nil {
			return nil, err
		}
		if c.Snapshot.KMS.Keys[c.Resource].Rotation.IsAbsent() {
			return nil, manual("KMS says that it does not rotate this key")
		}
		return []Edit{edit(enableKeyRotation, t, rotating)}, nil
	},
}
