package collectors

import (
	"context"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

var (
	listObjects = &Call{
		Service: "s3", Operation: "ListObjectsV2", Actions: []string{"s3:ListBucket"},
		Fills: []string{"s3.object_samples", "s3.object_samples.*.objects"},
		Needs: []string{
			"cloudtrail.trails", "s3.buckets.*.exists", "s3.buckets.*.owner", "s3.buckets.*.region", "s3.central_buckets.*.folders",
		},
	}
	getObjectACL = &Call{
		Service: "s3", Operation: "GetObjectAcl", Actions: []string{"s3:GetObjectAcl"},
		Fills: []string{"s3.object_samples.*.objects.*.acl"}, Needs: []string{"s3.object_samples.*.objects"},
		Absent: []string{"NoSuchKey"},
	}
)

// sampleSize is how many log files of a bucket are looked at.
const sampleSize = 20

// objectsCollector looks at some of the newest log files of each log bucket.
var objectsCollector = Collector{
	Name:  "objects",
	Calls: []*Call{listObjects, getObjectACL},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.S3.Buckets == nil {
			return nil
		}
		samples := map[string]snapshot.ObjectSample{}
		for _, arn := range env.logBuckets() {
			samples[arn] = snapshot.ObjectSample{}
		}
		env.edit(func(s *snapshot.Snapshot) { s.S3.ObjectSamples = samples })
		return eachEntry(ctx, env, samples, collectSample)
	},
}

// logBuckets are the ARNs of the buckets that the account's own trails deliver to, without those that are known not to exist,
// and of its central buckets.
func (env *Env) logBuckets() []string {
	var arns []string
	for _, t := range env.builder.CloudTrail.Trails {
		exists, seen := env.builder.S3.Buckets[t.Bucket].Exists.Get()
		if t.Owner == env.Account && (exists || !seen) {
			arns = append(arns, t.Bucket)
		}
	}
	arns = append(arns, sortedKeys(env.builder.S3.CentralBuckets)...)
	slices.Sort(arns)
	return slices.Compact(arns)
}

func collectSample(ctx context.Context, env *Env, arn string, sample *snapshot.ObjectSample) error {
	b := env.builder.S3.Buckets[arn]
	if b.Owner.IsAbsent() {
		env.notAsked([]*Call{listObjects}, arn, "the bucket belongs to an account that is not known here, so nobody asked")
		return nil
	}
	region, owner := env.whereabouts(b)
	if central, ok := env.builder.S3.CentralBuckets[arn]; ok && central.Folders.IsZero() {
		env.pass(true, "s3.central_buckets.*.folders", arn, "s3.object_samples.*.objects", arn) // where log files lie
		return nil
	}
	api := env.Clients.S3(region)
	found, how, err := ask(ctx, env, listObjects, region, arn, func(ctx context.Context) ([]types.Object, error) {
		return newest(ctx, env, api, region, arn, owner)
	})
	if err != nil || how != got {
		return err
	}
	objects := map[string]snapshot.SampledObject{}
	refused := false
	for _, f := range found {
		o, key := snapshot.SampledObject{LastModified: aws.ToTime(f.LastModified).UTC()}, aws.ToString(f.Key)
		if refused {
			objects[key] = o // this would be refused as well
			continue
		}
		err := fill(ctx, env, getObjectACL, region, arn, &o.ACL, func(ctx context.Context) (*s3.GetObjectAclOutput, error) {
			return api.GetObjectAcl(ctx, &s3.GetObjectAclInput{Bucket: &b.Name, Key: &key, ExpectedBucketOwner: &owner})
		}, func(out *s3.GetObjectAclOutput) (snapshot.ACL, bool) { return aclOf(out.Owner, out.Grants), true })
		if err != nil {
			return err
		}
		objects[key], refused = o, o.ACL.IsZero()
	}
	sample.Objects = snapshot.Seen(objects)
	return nil
}

// newest lists some of the newest log files that trails put into the bucket, sorted by key: those of which this account knows,
// and where others put theirs, whatever comes first.
func newest(ctx context.Context, env *Env, api S3API, region, arn, owner string) ([]types.Object, error) {
	found := map[string]types.Object{}
	central, isCentral := env.builder.S3.CentralBuckets[arn]
	asked := 0
	list := func(prefix, after string) (bool, error) {
		if asked++; asked > 1 { // the turn for the first was taken by whoever asks
			if err := env.wait(ctx, listObjects, region); err != nil {
				return false, err
			}
			env.tell(listObjects, region)
		}
		name := strings.TrimPrefix(arn, bucketARN(env.Partition, ""))
		out, err := api.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
			Bucket: &name, Prefix: &prefix, StartAfter: notEmpty(&after), ExpectedBucketOwner: &owner,
		})
		if err != nil {
			return false, err
		}
		for _, o := range out.Contents {
			found[aws.ToString(o.Key)] = o
		}
		return len(out.Contents) > 0, nil
	}
	for _, id := range sortedKeys(env.builder.CloudTrail.Trails) {
		if t := env.builder.CloudTrail.Trails[id]; t.Bucket == arn && (t.Owner == env.Account || isCentral) {
			if err := env.newestOf(t, list); err != nil {
				return nil, err
			}
		}
	}
	folders, _ := central.Folders.Get()
	for _, folder := range folders {
		if _, err := list(folder, ""); err != nil {
			return nil, err
		}
	}
	objects := make([]types.Object, 0, len(found))
	for _, key := range sortedKeys(found) {
		objects = append(objects, found[key])
	}
	slices.SortStableFunc(objects, func(a, b types.Object) int { return aws.ToTime(b.LastModified).Compare(aws.ToTime(a.LastModified)) })
	objects = objects[:min(len(objects), sampleSize)]
	sortBy(objects, func(o types.Object) string { return aws.ToString(o.Key) })
	return objects, nil
}

// newestOf lists the last hour of a trail's log files, else the last day, else whatever comes first. Names of log files begin
// with their time, so that S3 can be asked for those behind a time:
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
func (env *Env) newestOf(t snapshot.Trail, list func(prefix, after string) (bool, error)) error {
	root := "AWSLogs/"
	if t.S3KeyPrefix != nil {
		root = *t.S3KeyPrefix + "/" + root
	}
	home := root + t.Owner + "/CloudTrail/" + t.HomeRegion + "/"
	behind := func(age time.Duration) string {
		at := env.Now.UTC().Add(-age)
		return home + at.Format("2006/01/02/") + t.Owner + "_CloudTrail_" + t.HomeRegion + "_" + at.Format("20060102T1504Z")
	}
	for _, q := range []struct{ prefix, after string }{{home, behind(time.Hour)}, {home, behind(24 * time.Hour)}, {root, ""}} {
		if some, err := list(q.prefix, q.after); err != nil || some {
			return err
		}
	}
	return nil
}
