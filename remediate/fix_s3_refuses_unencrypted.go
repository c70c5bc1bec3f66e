package remediate

import "trailproof/plan"

// s3RefusesUnencrypted refuses uploads that ask for no encryption. AWS services are spared: what they ask for is theirs,
// and S3 encrypts all the same. Whoever else writes without asking is shut out.
var s3RefusesUnencrypted = Fix{
	Rule: "s3.refuses_unencrypted",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		e := c.bucketPolicy(t, statement{
			Sid: "DenyUnencryptedUploads", Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: t.Resource + "/*",
			Condition: map[string]map[string]any{
				"StringNotEquals": {sseHeader: []string{"AES256", "aws:kms", "aws:kms:dsse"}},
				"BoolIfExists":    {"aws:PrincipalIsAWSService": "false"},
			},
		}.insert)
		e.Risk = plan.AccessRemoving
		return []Edit{e}, nil
	},
}
