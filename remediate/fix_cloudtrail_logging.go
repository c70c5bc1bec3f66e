package remediate

import "github.com/aws/aws-sdk-go-v2/aws"

// cloudTrailLogging switches a trail on.
var cloudTrailLogging = Fix{
	Rule: "cloudtrail.logging",
	Uses: []*Operation{startLogging},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.trail()
		if err != nil {
			return nil, err
		}
		return []Edit{edit(startLogging, t, func(*bool) (*bool, error) { return aws.Bool(true), nil })}, nil
	},
}
