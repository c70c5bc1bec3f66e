package remediate

// s3TrailPath lets CloudTrail write to the paths of the bucket's trails, by statements of their own.
var s3TrailPath = Fix{
	Rule: "s3.trail_path",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		if len(c.delivering()) == 0 {
			return nil, manual("the trails that deliver here are other accounts', and are not seen from here")
		}
		return []Edit{c.bucketPolicy(t, c.lettingIn(t.Resource, c.delivering()))}, nil
	},
}
