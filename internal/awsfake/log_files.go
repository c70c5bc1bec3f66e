package awsfake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/collectors"
	"trailproof/internal/signedlogs"
	"trailproof/logs"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Delivered is what a trail put into its bucket: so many hours in each enabled Region, the last ending at End, with some log
// files each.
type Delivered struct {
	End         time.Time
	Hours, Logs int
	// Tampered are names of signedlogs.Tamperings; OtherKey is the ARN of a key with which the log files of the second hour are
	// encrypted, in place of the trail's.
	Tampered []string
	OtherKey string
}

var trees sync.Map // a story's bucket by what it was made from; it takes some time, and nobody changes it

// tree is what the trail delivered, nil for nothing.
func (a *Account) tree(t *Trail) *signedlogs.Tree {
	if t.Delivered == nil {
		return nil
	}
	d := *t.Delivered
	o := signedlogs.Options{
		Bucket: aws.ToString(t.S3BucketName), Prefix: aws.ToString(t.S3KeyPrefix), Accounts: []string{a.Account},
		Trail: aws.ToString(t.Name), Home: aws.ToString(t.HomeRegion), KMSKey: aws.ToString(t.KmsKeyId),
		Start: d.End.Add(-time.Duration(d.Hours) * time.Hour), Hours: d.Hours, Logs: d.Logs,
	}
	for _, region := range slices.Sorted(maps.Keys(a.Regions)) {
		if strings.HasPrefix(a.Regions[region], "ENABLED") {
			o.Regions = append(o.Regions, region)
		}
	}
	make := sync.OnceValue(func() *signedlogs.Tree {
		tree := signedlogs.New(o)
		for _, name := range d.Tampered {
			i := slices.IndexFunc(signedlogs.Tamperings, func(t signedlogs.Tampering) bool { return t.Name == name })
			signedlogs.Tamperings[i].Do(tree)
		}
		for _, key := range tree.Chains[0].Hours[1].Logs {
			if o := tree.Objects[key]; o != nil && d.OtherKey != "" {
				o.KMSKey = d.OtherKey
			}
		}
		return tree
	})
	kept, _ := trees.LoadOrStore(fmt.Sprint(o, d), make)
	get, _ := kept.(func() *signedlogs.Tree)
	return get()
}

// object is one in a bucket, whether the state has it or a trail delivered it.
type object struct {
	modified time.Time
	grants   []s3types.Grant
	signed   *signedlogs.Object
}

func (a *Account) objects(bucket string) map[string]object {
	objects := map[string]object{}
	for key, o := range a.Buckets[bucket].Objects {
		objects[key] = object{modified: o.LastModified, grants: o.Grants}
	}
	for _, t := range a.Trails {
		if aws.ToString(t.S3BucketName) != bucket || t.Delivered == nil {
			continue
		}
		for key, o := range a.tree(t).Objects {
			objects[key] = object{signed: o, modified: stampOf(key)}
		}
	}
	return objects
}

// stampOf is the time in the name of a file that a trail delivered, zero where it has none.
func stampOf(key string) time.Time {
	for _, part := range strings.Split(strings.TrimSuffix(key, ".json.gz"), "_") {
		for _, layout := range []string{"20060102T1504Z", "20060102T150405Z"} {
			if at, err := time.Parse(layout, part); err == nil {
				return at
			}
		}
	}
	return time.Time{}
}

func (c s3Client) ListObjectsV2(_ context.Context, in *s3.ListObjectsV2Input, _ ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	if _, err := c.bucket("ListObjectsV2", in.Bucket, in.ExpectedBucketOwner); err != nil {
		return nil, err
	}
	out := &s3.ListObjectsV2Output{}
	objects := c.a.objects(*in.Bucket)
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		rest, ok := strings.CutPrefix(key, aws.ToString(in.Prefix))
		if !ok || key <= aws.ToString(in.StartAfter) {
			continue
		}
		if head, _, cut := strings.Cut(rest, aws.ToString(in.Delimiter)); cut && aws.ToString(in.Delimiter) != "" {
			common := aws.ToString(in.Prefix) + head + *in.Delimiter
			if n := len(out.CommonPrefixes); n == 0 || *out.CommonPrefixes[n-1].Prefix != common {
				out.CommonPrefixes = append(out.CommonPrefixes, s3types.CommonPrefix{Prefix: &common})
			}
			continue
		}
		out.Contents = append(out.Contents, s3types.Object{Key: &key, LastModified: aws.Time(objects[key].modified)})
	}
	return out, nil
}

func (c s3Client) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	if _, err := c.bucket("GetObject", in.Bucket, in.ExpectedBucketOwner); err != nil {
		return nil, err
	}
	o := c.a.objects(*in.Bucket)[aws.ToString(in.Key)].signed
	if o == nil {
		return nil, apiError("NoSuchKey", "The specified key does not exist.")
	}
	return &s3.GetObjectOutput{
		Body: io.NopCloser(bytes.NewReader(o.Body)), ContentLength: aws.Int64(int64(len(o.Body))), Metadata: o.Meta,
		ServerSideEncryption: s3types.ServerSideEncryption(o.Encryption()), SSEKMSKeyId: text(o.KMSKey),
	}, nil
}

func (c cloudTrailClient) ListPublicKeys(
	_ context.Context, in *cloudtrail.ListPublicKeysInput, _ ...func(*cloudtrail.Options),
) (*cloudtrail.ListPublicKeysOutput, error) {
	if err := c.a.enter("cloudtrail:ListPublicKeys", c.region, ""); err != nil {
		return nil, err
	}
	out := &cloudtrail.ListPublicKeysOutput{}
	for _, t := range c.a.Trails {
		tree := c.a.tree(t)
		if tree == nil {
			continue
		}
		start, end := signedlogs.Validity(tree.Start, signedlogs.CurrentKey)
		if end.Before(*in.StartTime) || start.After(*in.EndTime) {
			continue
		}
		out.PublicKeyList = append(out.PublicKeyList, types.PublicKey{
			Fingerprint: aws.String(signedlogs.Fingerprint(c.region, signedlogs.CurrentKey)),
			Value:       signedlogs.PublicKey(c.region, signedlogs.CurrentKey), ValidityStartTime: &start, ValidityEndTime: &end,
		})
	}
	return out, nil
}

// VerifyLogs verifies what the trails of the story delivered, as collectors.Config wants it.
func (a *Account) VerifyLogs(ctx context.Context, d collectors.Delivered) (snapshot.LogFiles, []string, error) {
	hours := 24
	for _, t := range a.Trails {
		if t.Delivered != nil && aws.ToString(t.Name) == d.Trail.Name {
			hours = t.Delivered.Hours
		}
	}
	feed := logs.Feed{Start: a.Now.Add(-time.Duration(hours) * time.Hour), End: a.Now, Concurrency: 4}
	return feed.Verify(ctx, d.Trail, d.Regions, logs.Bucket{Client: d.Bucket, Name: d.Trail.S3BucketName},
		logs.KeyService{Client: func(region string) logs.KeysAPI { return d.Keys(region) }})
}
