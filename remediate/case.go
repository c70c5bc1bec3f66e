package remediate

import "slices"

// bucket is the target of a fix of a bucket. Buckets of other accounts are theirs to mend.
func (c Case) bucket() (Target, error) {
	b, ok := c.Snapshot.S3.Buckets[c.Resource]
	if !ok {
		return Target{}, manual("%s is no bucket of the snapshot", c.Resource)
	}
	region, known := b.Region.Get()
	owner, owned := b.Owner.Get()
	switch {
	case owned && owner != c.Snapshot.Source.Account:
		return Target{}, manual("the bucket belongs to account %s: it has to be mended there", owner)
	case !owned || !known:
		return Target{}, manual("whose bucket it is, and where, was not seen")
	}
	return c.target(region, c.Resource), nil
}

// trail is the target of a fix of a trail: its home Region, in the account that owns it.
func (c Case) trail() (Target, error) {
	t, ok := c.Snapshot.CloudTrail.Trails[c.Resource]
	if !ok {
		return Target{}, manual("%s is no trail of the snapshot", c.Resource)
	}
	if t.Owner != c.Snapshot.Source.Account {
		return Target{}, manual("the trail belongs to account %s: it has to be mended there", t.Owner)
	}
	return c.target(t.HomeRegion, c.Resource), nil
}

// key is the target of a fix of a key.
func (c Case) key() (Target, error) {
	k, ok := c.Snapshot.KMS.Keys[c.Resource]
	if !ok {
		return Target{}, manual("%s is no key of the snapshot", c.Resource)
	}
	if k.Owner != c.Snapshot.Source.Account {
		return Target{}, manual("the key belongs to account %s: it has to be mended there", k.Owner)
	}
	return c.target(k.Region, c.Resource), nil
}

// accountTarget is the account itself, for what AWS keeps for all its Regions.
func (c Case) accountTarget() Target {
	regions := c.Snapshot.Source.Regions
	region := map[string]string{"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}[c.Snapshot.Source.Partition]
	if len(regions) > 0 && !slices.Contains(regions, region) {
		region = regions[0]
	}
	return c.target(region, c.Snapshot.Source.Account)
}
