package remediate

import (
	"slices"

	"trailproof/snapshot"
)

// forgetting makes a change, and takes out the buckets and keys that it leaves unnamed: a snapshot holds what something
// names, and what nothing names any more is not looked at afterwards. What was not named before, such as a bucket that the
// plan has just made, stays: a later step will name it.
func forgetting(s *snapshot.Snapshot, change func() error) error {
	buckets, keys := namedBuckets(s), namedKeys(s)
	if err := change(); err != nil {
		return err
	}
	still := namedBuckets(s)
	for arn := range buckets {
		if !still[arn] {
			delete(s.S3.Buckets, arn)
			forget(s, arn)
		}
	}
	still = namedKeys(s)
	for arn := range keys {
		if !still[arn] {
			delete(s.KMS.Keys, arn)
			forget(s, arn)
		}
	}
	return nil
}

// forget drops the gaps of a resource.
func forget(s *snapshot.Snapshot, resource string) {
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool { return g.Resource == resource })
}

// namedBuckets are those that trails deliver to, of other accounts too, and those that they lead to by access logs,
// replication and exports.
func namedBuckets(s *snapshot.Snapshot) map[string]bool {
	named := map[string]bool{}
	var name func(arn string)
	name = func(arn string) {
		b, held := s.S3.Buckets[arn]
		if !held || named[arn] {
			return
		}
		named[arn] = true
		if l, ok := b.Logging.Get(); ok {
			name(l.Target)
		}
		if r, ok := b.Replication.Get(); ok {
			for _, rule := range r.Rules {
				name(rule.Destination)
			}
		}
		for _, exports := range []snapshot.Field[[]snapshot.Export]{b.Inventory, b.Analytics} {
			list, _ := exports.Get()
			for _, e := range list {
				if e.Destination != nil {
					name(*e.Destination)
				}
			}
		}
	}
	for _, t := range s.CloudTrail.Trails {
		name(t.Bucket)
	}
	for arn := range s.S3.CentralBuckets {
		name(arn)
	}
	return named
}

// namedKeys are those of trails, buckets, topics, log groups and event data stores, with their multi-Region families.
func namedKeys(s *snapshot.Snapshot) map[string]bool {
	named := map[string]bool{}
	var name func(arn string)
	name = func(arn string) {
		k, held := s.KMS.Keys[arn]
		if !held || named[arn] {
			return
		}
		named[arn] = true
		if primary, ok := k.Primary.Get(); ok {
			name(primary)
		}
		replicas, _ := k.Replicas.Get()
		for _, replica := range replicas {
			name(replica)
		}
	}
	field := func(f snapshot.Field[string]) {
		if arn, ok := f.Get(); ok {
			name(arn)
		}
	}
	for _, t := range s.CloudTrail.Trails {
		field(t.Key)
	}
	for _, b := range s.S3.Buckets {
		field(b.EncryptionKey)
	}
	for _, b := range s.S3.CentralBuckets {
		arns, _ := b.Keys.Get()
		for _, arn := range arns {
			name(arn)
		}
	}
	for _, t := range s.SNS.Topics {
		field(t.Key)
	}
	for _, g := range s.Logs.Groups {
		if settings, ok := g.Settings.Get(); ok && settings.KMSKeyID != nil {
			name(*settings.KMSKeyID)
		}
	}
	for _, d := range s.CloudTrail.EventDataStores {
		if detail, ok := d.Detail.Get(); ok && detail.KMSKeyID != nil {
			name(*detail.KMSKeyID)
		}
	}
	return named
}
