package snapshot

import (
	"slices"
	"testing"
	"time"
)

func TestDiff(t *testing.T) {
	const arn = "arn:aws:s3:::b"
	change := func(do func(b *Bucket)) func(*Snapshot) {
		return func(s *Snapshot) {
			b := s.S3.Buckets[arn]
			do(&b)
			s.S3.Buckets[arn] = b
		}
	}
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   []Difference
	}{
		"nothing": {func(*Snapshot) {}, nil},
		"time, gaps and facts": {func(s *Snapshot) {
			s.Source.TakenAt = s.Source.TakenAt.Add(time.Hour)
			s.Gaps = append(s.Gaps, Gap{Path: "regions", Kind: Failed})
			s.Access.Deliveries = map[string]Delivery{}
		}, nil},
		"a value": {
			change(func(b *Bucket) { b.Name = "c" }),
			[]Difference{{"s3.buckets.*.name", `s3.buckets["arn:aws:s3:::b"].name`, arn, `"b"`, `"c"`}},
		},
		"a field that is gone": {
			change(func(b *Bucket) { b.Exists = Absent[bool]() }),
			[]Difference{{"s3.buckets.*.exists", `s3.buckets["arn:aws:s3:::b"].exists`, arn, "true", "null"}},
		},
		"a field that nobody saw": {
			change(func(b *Bucket) { b.Exists = Field[bool]{} }),
			[]Difference{{"s3.buckets.*.exists", `s3.buckets["arn:aws:s3:::b"].exists`, arn, "true", "unseen"}},
		},
		"inside a field": {
			change(func(b *Bucket) { b.PublicAccessBlock = Seen(PublicAccessBlock{BlockPublicACLs: true}) }),
			[]Difference{{
				"s3.buckets.*.public_access_block.block_public_acls", `s3.buckets["arn:aws:s3:::b"].public_access_block.block_public_acls`, arn, "false", "true",
			}},
		},
		"a resource that is gone": {
			func(s *Snapshot) { delete(s.S3.Buckets, arn) },
			[]Difference{{"s3.buckets.*", `s3.buckets["arn:aws:s3:::b"]`, arn, `{"exists":true,"name":"b","public_access_block":{"block_public_acls":false,"block_public_policy":false,"ignore_public_acls":false,"restrict_public_buckets":false}}`, ""}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			was, is := diffed(arn), diffed(arn)
			c.change(is)
			if got := Diff(was, is); !slices.Equal(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func diffed(arn string) *Snapshot {
	return &Snapshot{S3: S3{Buckets: map[string]Bucket{arn: {
		Name: "b", Exists: Seen(true), PublicAccessBlock: Seen(PublicAccessBlock{}),
	}}}}
}
