package remediate

import "strings"

// s3BucketExists makes the bucket that a trail delivers to, before somebody else takes its name, and lets CloudTrail write
// there.
var s3BucketExists = Fix{
	Rule: "s3.bucket_exists",
	Uses: []*Operation{createBucket, putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		trails := c.delivering()
		regions := map[string]bool{}
		for _, t := range trails {
			region := t.HomeRegion
			if key, has := t.Key.Get(); has {
				region = strings.Split(key, ":")[3] // a bucket's files are encrypted by keys of its own Region
			}
			regions[region] = true
		}
		if len(regions) != 1 {
			return nil, manual("its trails are at home in, or have their keys in, different Regions: in which of them it belongs only you know")
		}
		for region := range regions {
			t := c.target(region, c.Resource)
			return []Edit{
				edit(createBucket, t, func(*newBucket) (*newBucket, error) { return &newBucket{region}, nil }),
				c.bucketPolicy(t, c.lettingIn(t.Resource, trails)),
			}, nil
		}
		return nil, nil
	},
}
