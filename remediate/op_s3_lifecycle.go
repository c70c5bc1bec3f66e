package remediate

import (
	"context"
	"maps"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// maxLifecycleRules is how many rules S3 takes.
const maxLifecycleRules = 1000

// lifecycle are all lifecycle rules of a bucket: S3 replaces them as a whole.
type lifecycle struct {
	// TransitionDefaultMinimumObjectSize is how small an object may be that changes its storage class. S3's default is written
	// out, since a call without it goes back to the default.
	TransitionDefaultMinimumObjectSize types.TransitionDefaultMinimumObjectSize
	Rules                              []types.LifecycleRule
}

var putLifecycle = setting[lifecycle]{
	read: func(ctx context.Context, c Clients, t Target) (*lifecycle, error) {
		out, err := c.S3(t.Region).GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
		})
		if isCode(err, "NoSuchLifecycleConfiguration") || noBucket(err) {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketLifecycleConfiguration", err)
		}
		l := newLifecycle()
		if out.TransitionDefaultMinimumObjectSize != "" {
			l.TransitionDefaultMinimumObjectSize = out.TransitionDefaultMinimumObjectSize
		}
		l.Rules = out.Rules
		return l, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *lifecycle) error {
		if after == nil {
			_, err := c.S3(t.Region).DeleteBucketLifecycle(ctx, &s3.DeleteBucketLifecycleInput{
				Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			})
			return wrap(t, "s3: DeleteBucketLifecycle", err)
		}
		_, err := c.S3(t.Region).PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			TransitionDefaultMinimumObjectSize: after.TransitionDefaultMinimumObjectSize,
			LifecycleConfiguration:             &types.BucketLifecycleConfiguration{Rules: after.whole()},
		})
		return wrap(t, "s3: PutBucketLifecycleConfiguration", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *lifecycle) error {
		return changeBucket(s, t, func(b *snapshot.Bucket) error {
			b.Lifecycle = snapshot.Absent[[]snapshot.LifecycleRule]()
			if after != nil {
				rules := []snapshot.LifecycleRule{}
				for _, r := range after.whole() {
					rules = append(rules, lifecycleRule(r))
				}
				b.Lifecycle = snapshot.Seen(rules)
			}
			return nil
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketLifecycleConfiguration",
	Reads:  []string{"s3:GetLifecycleConfiguration"},
	Writes: []string{"s3:PutLifecycleConfiguration"},
	Calls:  putOrDelete("s3:PutBucketLifecycleConfiguration", "s3:DeleteBucketLifecycle"),
	Undo:   backOrDelete("deletes the lifecycle rules: there were none"),
})

func newLifecycle() *lifecycle {
	return &lifecycle{TransitionDefaultMinimumObjectSize: types.TransitionDefaultMinimumObjectSizeAllStorageClasses128k}
}

// whole are the rules with the empty texts that a state leaves out and that S3 insists on: a rule without a filter has a
// prefix, and a tag has a value.
func (l lifecycle) whole() []types.LifecycleRule {
	rules := make([]types.LifecycleRule, 0, len(l.Rules))
	for _, r := range l.Rules {
		if r.Filter == nil && prefixOf(r) == nil {
			setPrefix(&r, "")
		}
		if r.Filter != nil {
			f := *r.Filter
			if f.Tag != nil {
				f.Tag = &wholeTags([]types.Tag{*f.Tag})[0]
			}
			if f.And != nil {
				and := *f.And
				and.Tags = wholeTags(and.Tags)
				f.And = &and
			}
			r.Filter = &f
		}
		rules = append(rules, r)
	}
	return rules
}

func wholeTags(tags []types.Tag) []types.Tag {
	var out []types.Tag
	for _, tag := range tags {
		out = append(out, types.Tag{Key: tag.Key, Value: aws.String(aws.ToString(tag.Value))})
	}
	return out
}

// prefixOf and setPrefix are the prefix beside the filter, which rules of the first version have in place of one.
func prefixOf(r types.LifecycleRule) *string { return r.Prefix } //nolint:staticcheck // deprecated, but old rules still come with it

func setPrefix(r *types.LifecycleRule, prefix string) {
	r.Prefix = &prefix //nolint:staticcheck // deprecated, but S3 takes no filter beside old rules
}

// lifecycleRule is a rule as a snapshot has it.
func lifecycleRule(r types.LifecycleRule) snapshot.LifecycleRule {
	rule := snapshot.LifecycleRule{
		ID: r.ID, Enabled: r.Status == types.ExpirationStatusEnabled, Tags: map[string]string{}, Prefix: aws.ToString(prefixOf(r)),
	}
	if f := r.Filter; f != nil {
		rule.Prefix += aws.ToString(f.Prefix)
		rule.SizeGreaterThan, rule.SizeLessThan = f.ObjectSizeGreaterThan, f.ObjectSizeLessThan
		if f.Tag != nil {
			maps.Copy(rule.Tags, tagsIn([]types.Tag{*f.Tag}))
		}
		if f.And != nil {
			rule.Prefix += aws.ToString(f.And.Prefix)
			rule.SizeGreaterThan, rule.SizeLessThan = f.And.ObjectSizeGreaterThan, f.And.ObjectSizeLessThan
			maps.Copy(rule.Tags, tagsIn(f.And.Tags))
		}
	}
	if e := r.Expiration; e != nil {
		rule.ExpirationDays = number(e.Days)
		if e.Date != nil {
			date := e.Date.UTC()
			rule.ExpirationDate = &date
		}
	}
	if n := r.NoncurrentVersionExpiration; n != nil {
		rule.NoncurrentDays, rule.NoncurrentKeep = number(n.NoncurrentDays), number(n.NewerNoncurrentVersions)
	}
	if a := r.AbortIncompleteMultipartUpload; a != nil {
		rule.AbortMultipartDays = number(a.DaysAfterInitiation)
	}
	return rule
}

func number(n *int32) *int {
	if n == nil {
		return nil
	}
	i := int(*n)
	return &i
}

func tagsIn(set []types.Tag) map[string]string {
	tags := make(map[string]string, len(set))
	for _, t := range set {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}
