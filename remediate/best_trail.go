package remediate

import (
	"cmp"
	"maps"
	"slices"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Findings about the account as a whole are mended on one trail: the one that lacks least.

// changeable are the ARNs of the trails that a plan may change: of this account, and of it alone. What an organization's trail records it
// records in every account of it, which is for a person to decide.
func (c Case) changeable() []string {
	var arns []string
	for arn, t := range c.Snapshot.CloudTrail.Trails {
		if t.Owner == c.Snapshot.Source.Account && !t.IsOrganizationTrail {
			arns = append(arns, arn)
		}
	}
	slices.SortFunc(arns, func(a, b string) int {
		return cmp.Or(cmp.Compare(c.merit(b), c.merit(a)), cmp.Compare(a, b))
	})
	return arns
}

// merit weighs what a trail has: that it can deliver before all, then that it does, then how much.
func (c Case) merit(arn string) int {
	t := c.Snapshot.CloudTrail.Trails[arn]
	b, held := c.Snapshot.S3.Buckets[t.Bucket]
	exists, seen := b.Exists.Get()
	owner, owned := b.Owner.Get()
	selectors, _ := t.EventSelectors.Get()
	weight := 0
	for i, has := range []bool{
		len(selectors.Advanced) > 0 || len(selectors.Basic) == 0,
		t.KMSKeyID != nil,
		t.LogFileValidationEnabled,
		t.IncludeGlobalServiceEvents,
		t.IsMultiRegionTrail,
		logsAnywhere(t),
		owned && owner == c.Snapshot.Source.Account,
		held && (!seen || exists),
	} {
		if has {
			weight += 1 << i
		}
	}
	return weight
}

func logsAnywhere(t snapshot.Trail) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(t.Status)), func(s snapshot.TrailStatus) bool { return s.IsLogging })
}

func logsEverywhere(t snapshot.Trail) bool {
	return len(t.Status) > 0 && !slices.ContainsFunc(slices.Collect(maps.Values(t.Status)), func(s snapshot.TrailStatus) bool { return !s.IsLogging })
}

// best is the trail of the account that lacks least.
func (c Case) best() (Target, snapshot.Trail, error) {
	if len(c.Snapshot.CloudTrail.Trails) == 0 {
		return Target{}, snapshot.Trail{}, manual("the account has no trail: one has to be made, with a bucket and a key of your choice")
	}
	all := c.changeable()
	if len(all) == 0 {
		return Target{}, snapshot.Trail{}, manual("the only trails are those of an organization or of another account: they have to be mended there")
	}
	t := c.Snapshot.CloudTrail.Trails[all[0]]
	return c.target(t.HomeRegion, all[0]), t, nil
}

// deliverable refuses to have a trail deliver more while CloudTrail can't deliver what it does.
func (c Case) deliverable(arn string) error {
	d := c.Snapshot.Access.Deliveries[arn]
	write, _ := d.Write.Get()
	encrypt, _ := d.Encrypt.Get()
	for _, r := range slices.Concat(write, encrypt) {
		if r.Action == "s3:PutObject" || r.Action == "s3:GetBucketAcl" || r.Action == "kms:GenerateDataKey" {
			return manual("%s on %s is refused to CloudTrail: that has to be mended first", r.Action, r.Resource)
		}
	}
	return nil
}

// working is the best trail, where it covers all Regions and logs in them: what it records is recorded everywhere.
func (c Case) working() (Target, error) {
	target, t, err := c.best()
	if err == nil && (!t.IsMultiRegionTrail || !logsEverywhere(t)) {
		err = manual("trail %s, the best of the account, does not log in all Regions yet: that has to be mended first", t.Name)
	}
	return target, err
}

// covering lets a trail cover all Regions, and switches it on.
func (c Case) covering(target Target) ([]Edit, error) {
	if err := c.deliverable(target.Resource); err != nil {
		return nil, err
	}
	e := edit(updateTrail, target, func(now *trailConfig) (*trailConfig, error) {
		now.IsMultiRegionTrail, now.IncludeGlobalServiceEvents = true, true
		return now, nil
	})
	e.Risk = c.copying(target.Resource)
	return []Edit{e, switchingOn(target)}, nil
}

func switchingOn(target Target) Edit {
	return edit(startLogging, target, func(*bool) (*bool, error) { return aws.Bool(true), nil })
}

// copying is the risk of letting a trail record more management events: the first copy in a Region is free of charge, any other
// is not.
// https://aws.amazon.com/cloudtrail/pricing/
func (c Case) copying(arn string) plan.Risk {
	for other, t := range c.Snapshot.CloudTrail.Trails {
		selectors, seen := t.EventSelectors.Get()
		if other != arn && logsAnywhere(t) && (!seen || mentionsManagement(selectors)) {
			return plan.Costly
		}
	}
	return plan.Safe
}

func mentionsManagement(s snapshot.EventSelectors) bool {
	return mentionsKind(s, reads) || mentionsKind(s, writes)
}

// mentionsKind says whether selectors record some management events of a kind.
func mentionsKind(s snapshot.EventSelectors, kind string) bool {
	if len(s.Basic)+len(s.Advanced) == 0 {
		return true
	}
	return slices.ContainsFunc(s.Basic, func(b snapshot.EventSelector) bool {
		return b.IncludeManagementEvents && (b.ReadWriteType == "All" || b.ReadWriteType == string(typeOf([]string{kind})))
	}) || slices.ContainsFunc(s.Advanced, func(a snapshot.AdvancedEventSelector) bool {
		return slices.ContainsFunc(a.Fields, func(f snapshot.FieldSelector) bool {
			return f.Field == "eventCategory" && slices.Contains(f.Equals, "Management")
		}) && !slices.ContainsFunc(a.Fields, func(f snapshot.FieldSelector) bool {
			return f.Field == "readOnly" && (len(f.Equals) > 0 && !slices.Contains(f.Equals, kind) || slices.Contains(f.NotEquals, kind))
		})
	})
}
