package remediate

import "slices"

// cloudTrailLogFileValidation lets a trail write digests. They tell of what is delivered from now on.
var cloudTrailLogFileValidation = Fix{
	Rule: "cloudtrail.log_file_validation",
	Uses: []*Operation{updateTrail},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.trail()
		if err == nil {
			err = c.deliverable(c.Resource)
		}
		return []Edit{validating(target)}, err
	},
}

func validating(target Target) Edit {
	return edit(updateTrail, target, func(now *trailConfig) (*trailConfig, error) {
		now.EnableLogFileValidation = true
		return now, nil
	})
}

// everywhere are fixes of what no trail does everywhere: the best trail covers all Regions and logs.
func everywhere(rule string, more func(c Case, target Target) []Edit) Fix {
	return Fix{
		Rule: rule,
		Uses: []*Operation{updateTrail, putEventSelectors, startLogging},
		Plan: func(c Case) ([]Edit, error) {
			target, _, err := c.best()
			if err != nil {
				return nil, err
			}
			edits, err := c.covering(target)
			return append(edits, more(c, target)...), err
		},
	}
}

func noMore(Case, Target) []Edit { return nil }

var (
	cloudTrailMultiRegion  = everywhere("cloudtrail.multi_region", noMore)
	cloudTrailGlobalEvents = everywhere("cloudtrail.global_events", func(c Case, target Target) []Edit {
		return []Edit{c.recording(target, writes)}
	})
)

var cloudTrailEveryRegion = Fix{
	Rule: "cloudtrail.every_region",
	Uses: []*Operation{updateTrail, startLogging},
	Plan: func(c Case) ([]Edit, error) {
		for region, r := range c.Snapshot.Regions {
			if _, listed := c.Snapshot.CloudTrail.Listed[region]; r.Enabled && !listed {
				return nil, manual("not all enabled Regions were looked at: scan them all first")
			}
		}
		target, _, err := c.best()
		if err != nil {
			return nil, err
		}
		return c.covering(target)
	},
}

var cloudTrailSomeTrailLogs = Fix{
	Rule: "cloudtrail.some_trail_logs",
	Uses: []*Operation{startLogging},
	Plan: func(c Case) ([]Edit, error) {
		target, _, err := c.best()
		if err != nil {
			return nil, err
		}
		return []Edit{switchingOn(target)}, nil
	},
}

// cloudTrailSecurityTrail gives the best trail all that a trail can have.
var cloudTrailSecurityTrail = Fix{
	Rule: "cloudtrail.security_trail",
	Uses: []*Operation{createKey, createAlias, putKeyPolicy, enableKeyRotation, updateTrail, putEventSelectors, startLogging},
	Plan: func(c Case) ([]Edit, error) {
		target, t, err := c.best()
		if err != nil {
			return nil, err
		}
		edits, err := c.covering(target)
		edits = append(edits, validating(target), c.recording(target, reads, writes))
		if err != nil || t.KMSKeyID != nil {
			return edits, err
		}
		encrypting, err := c.encrypting(target, t)
		return slices.Concat(edits, encrypting), err
	},
}

// cloudTrailBucketAccess lets CloudTrail write where no statement does. Where a statement keeps it out, what that is for only a person
// knows.
var cloudTrailBucketAccess = Fix{
	Rule: "cloudtrail.bucket_access",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		if _, err := c.trail(); err != nil {
			return nil, err
		}
		refused, _ := c.Snapshot.Access.Deliveries[c.Resource].Write.Get()
		if err := denied(refused); err != nil {
			return nil, err
		}
		t := c.Snapshot.CloudTrail.Trails[c.Resource]
		of := c
		of.Resource = t.Bucket
		bucket, err := of.bucket()
		if err != nil {
			return nil, err
		}
		if exists, seen := c.Snapshot.S3.Buckets[t.Bucket].Exists.Get(); seen && !exists {
			return nil, manual("the bucket does not exist")
		}
		return []Edit{c.bucketPolicy(bucket, c.lettingIn(bucket.Resource, []delivering{{c.Resource, t}}))}, nil
	},
}
