package access

import (
	"slices"
	"strings"
	"testing"

	"trailproof/snapshot"
)

const (
	referenceTrail  = "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	referenceBucket = "arn:aws:s3:::elly-secure-bucket"
)

// withDenial adds a statement to the reference bucket's policy.
func withDenial(condition string) func(*testing.T, *snapshot.Snapshot) {
	return func(t *testing.T, s *snapshot.Snapshot) {
		t.Helper()
		b := s.S3.Buckets[referenceBucket]
		p, _ := b.Policy.Get()
		text := strings.TrimSpace(p.Raw)
		end := strings.LastIndex(text, "]")
		b.Policy = snapshot.Seen(seen(t, text[:end]+`,{"Sid":"Fence","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["`+
			referenceBucket+`","`+referenceBucket+`/*"],"Condition":`+condition+`}`+text[end:]))
		s.S3.Buckets[referenceBucket] = b
	}
}

func editBucket(change func(*snapshot.Bucket)) func(*testing.T, *snapshot.Snapshot) {
	return func(_ *testing.T, s *snapshot.Snapshot) {
		b := s.S3.Buckets[referenceBucket]
		change(&b)
		s.S3.Buckets[referenceBucket] = b
	}
}

// TestDeliveries changes the reference account and says what becomes of CloudTrail's requests: a word for the bucket, one for
// the key. Denials whose keys a service does not send are the trap of CONTROLS 2.6: negated operators match what is absent.
func TestDeliveries(t *testing.T) {
	for name, c := range map[string]struct {
		change         func(*testing.T, *snapshot.Snapshot)
		write, encrypt string
	}{
		"as it is":                         {func(*testing.T, *snapshot.Snapshot) {}, "through", "kms:DescribeKey"},
		"TLS only":                         {withDenial(`{"Bool":{"aws:SecureTransport":"false"}}`), "through", "kms:DescribeKey"},
		"TLS 1.2":                          {withDenial(`{"NumericLessThan":{"s3:TlsVersion":"1.2"}}`), "through", "kms:DescribeKey"},
		"our organization only":            {withDenial(`{"StringNotEquals":{"aws:PrincipalOrgID":"o-ours"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"our organization if there is one": {withDenial(`{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-ours"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"our organization and services": {
			withDenial(`{"StringNotEquals":{"aws:PrincipalOrgID":"o-ours"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`), "through", "kms:DescribeKey",
		},
		"our endpoint only":             {withDenial(`{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"our network":                   {withDenial(`{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`), "unknown", "kms:DescribeKey"},
		"KMS only, of whatever it asks": {withDenial(`{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"AES256 only":                   {withDenial(`{"StringNotEquals":{"s3:x-amz-server-side-encryption":"AES256"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"another key":                   {withDenial(`{"StringNotEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:x"}}`), `bucket policy of elly-secure-bucket "Fence" denies`, "kms:DescribeKey"},
		"no policy":                     {editBucket(func(b *snapshot.Bucket) { b.Policy = snapshot.Absent[snapshot.Policy]() }), "s3:GetBucketAcl", "kms:DescribeKey"},
		"policy unseen":                 {editBucket(func(b *snapshot.Bucket) { b.Policy = snapshot.Field[snapshot.Policy]{} }), "unknown", "kms:DescribeKey"},
		"no bucket":                     {editBucket(func(b *snapshot.Bucket) { b.Exists = snapshot.Seen(false) }), "s3:GetBucketAcl", "kms:DescribeKey"},
		"another prefix": {func(_ *testing.T, s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { p := "x"; t.S3KeyPrefix = &p })
		}, "s3:PutObject", "kms:DescribeKey"},
		"bucket key": {editBucket(func(b *snapshot.Bucket) { b.Encryption = snapshot.Seen(snapshot.Encryption{BucketKey: true}) }), "through", "kms:DescribeKey"},
		"no key": {func(_ *testing.T, s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { t.Key = snapshot.Absent[string]() })
		}, "through", "none"},
		"key unseen": {func(_ *testing.T, s *snapshot.Snapshot) {
			editTrail(s, func(t *snapshot.Trail) { t.Key = snapshot.Field[string]{} })
		}, "through", "unknown"},
		"no such key": {func(_ *testing.T, s *snapshot.Snapshot) {
			eachKey(func(k *snapshot.Key) { k.Exists = snapshot.Seen(false) })(s)
		}, "through", "kms:GenerateDataKey"},
		"key policy unseen": {func(_ *testing.T, s *snapshot.Snapshot) {
			eachKey(func(k *snapshot.Key) { k.Policy = snapshot.Field[snapshot.Policy]{} })(s)
		}, "through", "unknown"},
		"list of Regions unseen": {func(_ *testing.T, s *snapshot.Snapshot) {
			s.Regions = nil
			editTrail(s, func(t *snapshot.Trail) { t.IsMultiRegionTrail = true })
		}, "unknown", "kms:DescribeKey"},
	} {
		t.Run(name, func(t *testing.T) {
			s := story(t, "reference")
			c.change(t, s)
			Fill(s)
			d := s.Access.Deliveries[referenceTrail]
			if got := becomes(d.Write); got != c.write {
				t.Errorf("write: %s, want %s: %v", got, c.write, s.Gaps)
			}
			if got := becomes(d.Encrypt); got != c.encrypt {
				t.Errorf("encrypt: %s, want %s: %v", got, c.encrypt, s.Gaps)
			}
			for path, unseen := range map[string]bool{writePath: d.Write.IsZero(), encryptPath: d.Encrypt.IsZero()} {
				if named := slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool { return g.Path == path && g.Resource == referenceTrail }); named != unseen {
					t.Errorf("%s is unseen: %v, and a gap says so: %v", path, unseen, named)
				}
			}
			before := slices.Clone(s.Gaps)
			Fill(s)
			if !slices.Equal(before, s.Gaps) {
				t.Error("filled twice, it is another snapshot")
			}
		})
	}
}

func editTrail(s *snapshot.Snapshot, change func(*snapshot.Trail)) {
	trail := s.CloudTrail.Trails[referenceTrail]
	change(&trail)
	s.CloudTrail.Trails[referenceTrail] = trail
}

// becomes is what denies the first refused request, or its action where nothing allows it.
func becomes(f snapshot.Field[[]snapshot.Refusal]) string {
	list, ok := f.Get()
	switch {
	case f.IsAbsent():
		return "none"
	case !ok:
		return "unknown"
	case len(list) == 0:
		return "through"
	case len(list[0].Why) > 0:
		return list[0].Why[0]
	}
	return list[0].Action
}

// TestFillWithoutTrails says that facts about trails that nobody could list are unseen for the same reason.
func TestFillWithoutTrails(t *testing.T) {
	s := story(t, "denied")
	s.CloudTrail.Trails = nil
	s.Gaps = append(s.Gaps, snapshot.Gap{Path: "cloudtrail.trails", Action: "cloudtrail:DescribeTrails", Kind: snapshot.Denied, Detail: "no"})
	Fill(s)
	want := snapshot.Gap{Path: "access.deliveries", Action: "cloudtrail:DescribeTrails", Kind: snapshot.Denied, Detail: "no"}
	if s.Access.Deliveries != nil || !slices.Contains(s.Gaps, want) {
		t.Errorf("got %v, %v", s.Access.Deliveries, s.Gaps)
	}
}
