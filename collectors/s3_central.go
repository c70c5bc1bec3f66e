package collectors

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trailproof/policy"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// No call tells the owner of a bucket which trails of other accounts deliver to it. Three things do: a trail that is seen from
// here names the bucket, whoever looks names it, or its policy lets CloudTrail put files of other accounts.

// maxSearched bounds the buckets whose policies are read to find out what they are for.
const maxSearched = 1000

var (
	searchPolicies = &Call{
		Service: "s3", Operation: "GetBucketPolicy", Actions: []string{"s3:GetBucketPolicy"},
		Fills: []string{"s3.central_buckets", "s3.central_buckets.*.folders"},
		Needs: []string{"cloudtrail.trails", "s3.buckets.*.owner"}, Absent: []string{"NoSuchBucketPolicy"},
	}
	resolveCentralKeys = &Call{
		Service: "kms", Operation: "DescribeKey", Actions: []string{"kms:DescribeKey"}, Fills: []string{"s3.central_buckets.*.keys"},
		Needs: []string{"s3.central_buckets", "s3.buckets.*.policy", "s3.buckets.*.encryption_key", "cloudtrail.trails.*.key"},
	}
)

// policyAnswer is what S3 said of a bucket's policy before it was known what the bucket is for.
type policyAnswer struct {
	out *s3.GetBucketPolicyOutput
	err error
}

// findCentral fills the central buckets. own are the account's buckets with their Regions; where they could not be listed,
// refused says why.
func findCentral(ctx context.Context, env *Env, own map[string]string, refused error) error {
	if !env.Wants(searchPolicies) {
		return nil
	}
	central := map[string]snapshot.CentralBucket{}
	env.edit(func(s *snapshot.Snapshot) { s.S3.CentralBuckets = central })
	asked := env.candidates(own, refused)
	err := each(ctx, sortedKeys(asked), func(ctx context.Context, name string) error { return env.askPolicy(ctx, name, own[name]) })
	if err != nil {
		return err
	}
	unread := map[snapshot.GapKind][]string{}
	why := map[snapshot.GapKind]string{}
	for _, name := range sortedKeys(asked) {
		arn, entry := bucketARN(env.Partition, name), asked[name]
		sure := entry.Named || len(entry.Trails) > 0
		folders, kind, text := env.openFolders(arn, env.policies[name])
		switch {
		case kind == "" && (sure || len(folders) > 0):
			entry.Folders = snapshot.Seen(folders)
			central[arn] = entry
		case sure:
			env.gapAt("s3.central_buckets.*.folders", searchPolicies, own[name], arn, kind, text)
			central[arn] = entry
		case kind != "":
			unread[kind] = append(unread[kind], name)
			why[kind] = text
		}
	}
	for kind, names := range unread {
		env.gapAt("s3.central_buckets", searchPolicies, "", "", kind, fmt.Sprintf(
			"the policies of %s could not be read, so nobody knows whether trails of other accounts deliver there (%s)",
			some(names), why[kind]))
	}
	return nil
}

// some names a few of the buckets.
func some(names []string) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more buckets", strings.Join(names[:few], ", "), len(names)-few)
}

// candidates are the buckets of the account whose policies are to be read, by name, with what is known without: those that the
// account's own trails do not deliver to. Where whoever looks named the log buckets no others are searched for.
func (env *Env) candidates(own map[string]string, refused error) map[string]snapshot.CentralBucket {
	feeding, fed := map[string][]string{}, map[string]bool{}
	for arn, t := range env.builder.CloudTrail.Trails {
		if t.Owner == env.Account {
			fed[t.S3BucketName] = true
		} else {
			feeding[t.S3BucketName] = append(feeding[t.S3BucketName], arn)
		}
	}
	maybe := slices.DeleteFunc(append(sortedKeys(feeding), env.Buckets...), func(name string) bool { return fed[name] })
	if refused != nil && (len(env.Buckets) == 0 || len(maybe) > 0) {
		kind, text := classify(refused)
		env.gapAt("s3.central_buckets", listBuckets, "", "", kind, text)
	}
	found := map[string]snapshot.CentralBucket{}
	searched := 0
	for _, name := range sortedKeys(own) {
		entry := snapshot.CentralBucket{Trails: sorted(feeding[name]), Named: slices.Contains(env.Buckets, name)}
		sure := entry.Named || len(entry.Trails) > 0
		if !fed[name] && (sure || len(env.Buckets) == 0 && searched < maxSearched) {
			found[name] = entry
		}
		if !fed[name] && !sure {
			searched++
		}
	}
	if len(env.Buckets) == 0 && searched > maxSearched {
		env.gapAt("s3.central_buckets", searchPolicies, "", "", snapshot.Failed, fmt.Sprintf(
			"the account has %d buckets that no trail names, and the policies of %d were read to find log buckets of other accounts: "+
				"name the log buckets in the parameter buckets", searched, maxSearched))
	}
	return found
}

// askPolicy reads the policy of a bucket of the account.
func (env *Env) askPolicy(ctx context.Context, name, region string) error {
	if region == "" {
		region = env.DefaultRegion
	}
	if err := env.turn(ctx, searchPolicies, region); err != nil {
		return err
	}
	out, err := env.Clients.S3(region).GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &name, ExpectedBucketOwner: &env.Account})
	<-env.slots
	if ctx.Err() != nil {
		return ctx.Err()
	}
	env.edit(func(*snapshot.Snapshot) { env.policies[name] = policyAnswer{out, err} })
	return nil
}

// openFolders returns the folders in which the policy of a bucket lets CloudTrail put files of other accounts, sorted, or why
// nobody knows.
func (env *Env) openFolders(arn string, answer policyAnswer) ([]string, snapshot.GapKind, string) {
	folders := []string{}
	switch {
	case answer.err != nil && slices.Contains(searchPolicies.Absent, errorCode(answer.err)):
		return folders, "", ""
	case answer.err != nil:
		kind, text := classify(answer.err)
		return nil, kind, text
	}
	p, fault := snapshot.NewPolicy(aws.ToString(answer.out.Policy))
	doc, ok := p.Document.Get()
	if !ok {
		return nil, snapshot.Failed, fault
	}
	for _, s := range doc.Statements {
		if admitsCloudTrail(s) && !env.forOwnTrails(s) {
			folders = append(folders, env.foldersOf(arn, s)...)
		}
	}
	return slices.Compact(sorted(folders)), "", ""
}

// admitsCloudTrail says whether the statement lets CloudTrail, by name, put objects.
func admitsCloudTrail(s policy.Statement) bool {
	speaks := func(pattern string) bool { return policy.MatchAction(pattern, "s3:PutObject") }
	return s.Effect == "Allow" &&
		slices.ContainsFunc(s.Principals, func(p policy.Principal) bool {
			return p.Type == "Service" && p.ID == "cloudtrail.amazonaws.com"
		}) &&
		(slices.ContainsFunc(s.Actions, speaks) || len(s.NotActions) > 0 && !slices.ContainsFunc(s.NotActions, speaks))
}

// forOwnTrails says whether a condition admits trails of this account alone.
func (env *Env) forOwnTrails(s policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		asks := slices.Contains([]string{"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}, c.Operator)
		return asks && slices.Contains([]string{"aws:sourceaccount", "aws:sourcearn"}, c.Key) &&
			!slices.ContainsFunc(c.Values, func(v string) bool { return v != env.Account && ownerOf(v) != env.Account })
	})
}

// logFolder is a folder of log files: that of all accounts, of an organization, of an account, or of one in an organization.
var logFolder = regexp.MustCompile(`^(.*/)?AWSLogs/(o-[a-z0-9]+/)?([0-9]{12}/)?`)

// foldersOf returns the folders of log files that the statement speaks of, but for that of this account's own trails. A pattern
// that leaves open where they begin is taken to mean the folder that trails without a prefix write to.
func (env *Env) foldersOf(bucket string, s policy.Statement) []string {
	if len(s.NotResources) > 0 {
		return []string{"AWSLogs/"}
	}
	var folders []string
	for _, pattern := range s.Resources {
		if !policy.Overlap(pattern, bucket+"/*AWSLogs/*/CloudTrail*/*") {
			continue
		}
		key, _ := strings.CutPrefix(pattern, bucket+"/")
		if end := strings.IndexAny(key, "*?"); end >= 0 {
			key = key[:end]
		}
		key = key[:strings.LastIndexByte(key, '/')+1]
		if !strings.HasPrefix(pattern, bucket+"/") {
			key = ""
		}
		folder := logFolder.FindString(key)
		if folder == "" {
			folder = key + "AWSLogs/"
		}
		if !strings.HasSuffix(folder, "AWSLogs/"+env.Account+"/") {
			folders = append(folders, folder)
		}
	}
	return folders
}

// policyOf reads the bucket's policy, unless that was done before it was known that the bucket matters.
func (r bucketReader) policyOf(b *snapshot.Bucket) func(context.Context) error {
	answer, known := r.env.policies[*r.name]
	get := func(out *s3.GetBucketPolicyOutput) (snapshot.Policy, bool) {
		return r.env.document(getBucketPolicy, r.region, r.arn, "s3.buckets.*.policy.document", aws.ToString(out.Policy)), true
	}
	if !known {
		return bucketField(r, getBucketPolicy, &b.Policy, func(ctx context.Context) (*s3.GetBucketPolicyOutput, error) {
			return r.api.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, get)
	}
	return func(ctx context.Context) error {
		if !r.env.Wants(getBucketPolicy) {
			return nil
		}
		out, how, err := settle(ctx, r.env, getBucketPolicy, r.region, r.arn, answer.out, answer.err)
		if err == nil {
			keep(&b.Policy, out, how, get)
		}
		return err
	}
}

// centralKeys fills the keys of the central buckets. What may name one, but was not seen, leaves a gap for the same reason.
func (r *keyResolver) centralKeys() {
	s := r.env.builder
	for id, entry := range s.S3.CentralBuckets {
		unseen := false
		lacks := func(missing bool, path, of string) {
			unseen = r.env.pass(missing, path, of, "s3.central_buckets.*.keys", id) || unseen
		}
		b := s.S3.Buckets[id]
		lacks(b.EncryptionKey.IsZero(), "s3.buckets.*.encryption", id)
		lacks(b.EncryptionKey.IsZero(), "s3.buckets.*.encryption_key", id)
		keyOfBucket, _ := b.EncryptionKey.Get()
		keys := []string{keyOfBucket}

		p, _ := b.Policy.Get()
		doc, read := p.Document.Get()
		lacks(b.Policy.IsZero(), "s3.buckets.*.policy", id)
		lacks(!read && !b.Policy.IsAbsent(), "s3.buckets.*.policy.document", id)
		for _, s := range doc.Statements {
			for _, c := range s.Conditions {
				if c.Key == "s3:x-amz-server-side-encryption-aws-kms-key-id" {
					keys = append(keys, c.Values...)
				}
			}
		}
		for _, trail := range entry.Trails {
			t := s.CloudTrail.Trails[trail]
			lacks(t.Key.IsZero(), "cloudtrail.trails.*.key", trail)
			key, _ := t.Key.Get()
			keys = append(keys, key)
		}
		if unseen {
			continue
		}
		keys = slices.DeleteFunc(keys, func(arn string) bool {
			return kmsRegion(arn) == "" || ownerOf(arn) != r.env.Account || !strings.Contains(arn, ":key/") || strings.ContainsAny(arn, "*?")
		})
		for _, arn := range keys {
			r.note(arn, nil)
		}
		entry.Keys = snapshot.Seen(slices.Compact(sorted(keys)))
		r.env.edit(func(s *snapshot.Snapshot) { s.S3.CentralBuckets[id] = entry })
	}
}
