package collectors

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// S3API is what is asked of S3.
type S3API interface {
	ListBuckets(context.Context, *s3.ListBucketsInput, ...func(*s3.Options)) (*s3.ListBucketsOutput, error)
	HeadBucket(context.Context, *s3.HeadBucketInput, ...func(*s3.Options)) (*s3.HeadBucketOutput, error)
	GetBucketPolicy(context.Context, *s3.GetBucketPolicyInput, ...func(*s3.Options)) (*s3.GetBucketPolicyOutput, error)
	GetBucketPolicyStatus(context.Context, *s3.GetBucketPolicyStatusInput, ...func(*s3.Options)) (*s3.GetBucketPolicyStatusOutput, error)
	GetBucketAcl(context.Context, *s3.GetBucketAclInput, ...func(*s3.Options)) (*s3.GetBucketAclOutput, error)
	GetPublicAccessBlock(context.Context, *s3.GetPublicAccessBlockInput, ...func(*s3.Options)) (*s3.GetPublicAccessBlockOutput, error)
	GetBucketEncryption(context.Context, *s3.GetBucketEncryptionInput, ...func(*s3.Options)) (*s3.GetBucketEncryptionOutput, error)
	GetBucketVersioning(context.Context, *s3.GetBucketVersioningInput, ...func(*s3.Options)) (*s3.GetBucketVersioningOutput, error)
	GetObjectLockConfiguration(context.Context, *s3.GetObjectLockConfigurationInput, ...func(*s3.Options)) (*s3.GetObjectLockConfigurationOutput, error)
	GetBucketLifecycleConfiguration(context.Context, *s3.GetBucketLifecycleConfigurationInput, ...func(*s3.Options)) (*s3.GetBucketLifecycleConfigurationOutput, error)
	GetBucketLogging(context.Context, *s3.GetBucketLoggingInput, ...func(*s3.Options)) (*s3.GetBucketLoggingOutput, error)
	GetBucketOwnershipControls(context.Context, *s3.GetBucketOwnershipControlsInput, ...func(*s3.Options)) (*s3.GetBucketOwnershipControlsOutput, error)
	GetBucketReplication(context.Context, *s3.GetBucketReplicationInput, ...func(*s3.Options)) (*s3.GetBucketReplicationOutput, error)
	GetBucketNotificationConfiguration(context.Context, *s3.GetBucketNotificationConfigurationInput, ...func(*s3.Options)) (*s3.GetBucketNotificationConfigurationOutput, error)
	GetBucketTagging(context.Context, *s3.GetBucketTaggingInput, ...func(*s3.Options)) (*s3.GetBucketTaggingOutput, error)
	GetBucketRequestPayment(context.Context, *s3.GetBucketRequestPaymentInput, ...func(*s3.Options)) (*s3.GetBucketRequestPaymentOutput, error)
	GetBucketWebsite(context.Context, *s3.GetBucketWebsiteInput, ...func(*s3.Options)) (*s3.GetBucketWebsiteOutput, error)
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	GetObjectAcl(context.Context, *s3.GetObjectAclInput, ...func(*s3.Options)) (*s3.GetObjectAclOutput, error)
	GetBucketCors(context.Context, *s3.GetBucketCorsInput, ...func(*s3.Options)) (*s3.GetBucketCorsOutput, error)
	ListBucketInventoryConfigurations(context.Context, *s3.ListBucketInventoryConfigurationsInput, ...func(*s3.Options)) (*s3.ListBucketInventoryConfigurationsOutput, error)
	ListBucketAnalyticsConfigurations(context.Context, *s3.ListBucketAnalyticsConfigurationsInput, ...func(*s3.Options)) (*s3.ListBucketAnalyticsConfigurationsOutput, error)
	GetBucketMetadataConfiguration(context.Context, *s3.GetBucketMetadataConfigurationInput, ...func(*s3.Options)) (*s3.GetBucketMetadataConfigurationOutput, error)
}

// bucketCall is a call for one field of a bucket.
func bucketCall(operation, action, field string, absent ...string) *Call {
	return &Call{
		Service: "s3", Operation: operation, Actions: []string{"s3:" + action}, Fills: []string{"s3.buckets.*." + field},
		Needs: []string{"s3.buckets.*.owner"}, Absent: absent,
	}
}

var (
	accountBlock = &Call{
		Service: "s3control", Operation: "GetPublicAccessBlock", Actions: []string{"s3:GetAccountPublicAccessBlock"},
		Fills: []string{"s3.account_public_access_block"}, Absent: []string{"NoSuchPublicAccessBlockConfiguration"},
	}
	listBuckets = &Call{
		Service: "s3", Operation: "ListBuckets", Actions: []string{"s3:ListAllMyBuckets"}, Fills: []string{"s3.buckets.*.owner", "s3.central_buckets"},
		Needs: []string{"s3.buckets"},
	}
	headBucket = &Call{
		Service: "s3", Operation: "HeadBucket", Actions: []string{"s3:ListBucket"},
		Fills: []string{"s3.buckets", "s3.buckets.*.exists", "s3.buckets.*.owner", "s3.buckets.*.region"},
		Needs: []string{"cloudtrail.trails"},
	}
	getBucketPolicy       = bucketCall("GetBucketPolicy", "GetBucketPolicy", "policy", "NoSuchBucketPolicy")
	getBucketPolicyStatus = bucketCall("GetBucketPolicyStatus", "GetBucketPolicyStatus", "policy_status", "NoSuchBucketPolicy")
	getBucketACL          = bucketCall("GetBucketAcl", "GetBucketAcl", "acl")
	getBucketBlock        = bucketCall("GetPublicAccessBlock", "GetBucketPublicAccessBlock", "public_access_block",
		"NoSuchPublicAccessBlockConfiguration")
	getBucketEncryption = bucketCall("GetBucketEncryption", "GetEncryptionConfiguration", "encryption",
		"ServerSideEncryptionConfigurationNotFoundError")
	getBucketVersioning = bucketCall("GetBucketVersioning", "GetBucketVersioning", "versioning")
	getObjectLock       = bucketCall("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration", "object_lock",
		"ObjectLockConfigurationNotFoundError")
	getBucketLifecycle = bucketCall("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration", "lifecycle",
		"NoSuchLifecycleConfiguration")
	getBucketLogging   = bucketCall("GetBucketLogging", "GetBucketLogging", "logging")
	getBucketOwnership = bucketCall("GetBucketOwnershipControls", "GetBucketOwnershipControls", "ownership",
		"OwnershipControlsNotFoundError")
	getBucketReplication = bucketCall("GetBucketReplication", "GetReplicationConfiguration", "replication",
		"ReplicationConfigurationNotFoundError")
	getBucketNotification   = bucketCall("GetBucketNotificationConfiguration", "GetBucketNotification", "notification")
	getBucketTagging        = bucketCall("GetBucketTagging", "GetBucketTagging", "tags", "NoSuchTagSet")
	getBucketRequestPayment = bucketCall("GetBucketRequestPayment", "GetBucketRequestPayment", "request_payer")
	getBucketWebsite        = bucketCall("GetBucketWebsite", "GetBucketWebsite", "website", "NoSuchWebsiteConfiguration")
	getBucketCORS           = bucketCall("GetBucketCors", "GetBucketCORS", "cors", "NoSuchCORSConfiguration")
)

// settings are the calls for the settings of a bucket.
var settings = []*Call{
	getBucketPolicy, getBucketPolicyStatus, getBucketACL, getBucketBlock, getBucketEncryption, getBucketVersioning,
	getObjectLock, getBucketLifecycle, getBucketLogging, getBucketOwnership, getBucketReplication, getBucketNotification,
	getBucketTagging, getBucketRequestPayment, getBucketWebsite, getBucketCORS, listBucketInventory,
	listBucketAnalytics, getBucketMetadata,
}

var s3Collector = Collector{
	Name:  "s3",
	Calls: append([]*Call{accountBlock, headBucket, listBuckets, searchPolicies}, settings...),
	Collect: func(ctx context.Context, env *Env) error {
		if err := collectAccountBlock(ctx, env); err != nil || !env.Wants(headBucket) || env.builder.CloudTrail.Trails == nil {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) { s.S3.Buckets = map[string]snapshot.Bucket{} })
		own, refused, err := ownBuckets(ctx, env)
		if err == nil {
			err = findCentral(ctx, env, own, refused)
		}
		if err != nil {
			return err
		}
		// Access logs, replicas and exports name further buckets, which name others; the chain ends, since each is looked at once.
		for {
			fresh := map[string]snapshot.Bucket{}
			for _, arn := range namedBuckets(env.builder) {
				if _, known := env.builder.S3.Buckets[arn]; !known {
					fresh[arn] = snapshot.Bucket{Name: strings.TrimPrefix(arn, bucketARN(env.Partition, ""))}
				}
			}
			if len(fresh) == 0 {
				return nil
			}
			err := eachEntry(ctx, env, fresh, func(ctx context.Context, env *Env, arn string, b *snapshot.Bucket) error {
				return collectBucket(ctx, env, own, arn, b)
			})
			if err != nil {
				return err
			}
			env.edit(func(s *snapshot.Snapshot) {
				for arn, b := range fresh {
					s.S3.Buckets[arn] = b
				}
			})
		}
	},
}

func collectAccountBlock(ctx context.Context, env *Env) error {
	var block snapshot.Field[snapshot.PublicAccessBlock]
	err := fill(ctx, env, accountBlock, "", "", &block,
		func(ctx context.Context) (*s3control.GetPublicAccessBlockOutput, error) {
			return env.Clients.S3Control(env.DefaultRegion).GetPublicAccessBlock(ctx,
				&s3control.GetPublicAccessBlockInput{AccountId: &env.Account})
		},
		func(out *s3control.GetPublicAccessBlockOutput) (snapshot.PublicAccessBlock, bool) {
			c := out.PublicAccessBlockConfiguration
			if c == nil {
				return snapshot.PublicAccessBlock{}, false
			}
			return publicAccessBlock(c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets), true
		})
	env.edit(func(s *snapshot.Snapshot) { s.S3.AccountPublicAccessBlock = block })
	return err
}

func publicAccessBlock(blockACLs, ignoreACLs, blockPolicy, restrict *bool) snapshot.PublicAccessBlock {
	return snapshot.PublicAccessBlock{
		BlockPublicACLs: aws.ToBool(blockACLs), IgnorePublicACLs: aws.ToBool(ignoreACLs),
		BlockPublicPolicy: aws.ToBool(blockPolicy), RestrictPublicBuckets: aws.ToBool(restrict),
	}
}

// namedBuckets returns the ARNs of the buckets that the snapshot names so far, sorted.
func namedBuckets(s *snapshot.Snapshot) []string {
	var arns []string
	for _, t := range s.CloudTrail.Trails {
		arns = append(arns, t.Bucket)
	}
	arns = append(arns, sortedKeys(s.S3.CentralBuckets)...)
	for _, b := range s.S3.Buckets {
		if l, ok := b.Logging.Get(); ok {
			arns = append(arns, l.Target)
		}
		if r, ok := b.Replication.Get(); ok {
			for _, rule := range r.Rules {
				arns = append(arns, rule.Destination)
			}
		}
		arns = append(arns, exportedTo(b.Inventory)...)
		arns = append(arns, exportedTo(b.Analytics)...)
	}
	slices.Sort(arns)
	prefix := bucketARN(s.Source.Partition, "")
	return slices.DeleteFunc(slices.Compact(arns), func(arn string) bool {
		return arn == prefix || !strings.HasPrefix(arn, prefix)
	})
}

// ownBuckets lists the account's buckets with their Regions, which settles whose a bucket is. nil means that the list can't
// be read, for the reason in refused; then HeadBucket with ExpectedBucketOwner has to tell, which it can't where it is refused as well.
func ownBuckets(ctx context.Context, env *Env) (own map[string]string, refused, err error) {
	if !env.Wants(listBuckets) {
		return nil, nil, nil
	}
	if err := env.turn(ctx, listBuckets, ""); err != nil {
		return nil, nil, err
	}
	defer func() { <-env.slots }()
	own = map[string]string{}
	pages := pagesOf(ctx, env, listBuckets, "",
		s3.NewListBucketsPaginator(env.Clients.S3(env.DefaultRegion), &s3.ListBucketsInput{MaxBuckets: aws.Int32(1000)}))
	for page, err := range pages {
		if err != nil {
			return nil, err, ctx.Err() // no gap: HeadBucket may still tell
		}
		for _, b := range page.Buckets {
			own[aws.ToString(b.Name)] = aws.ToString(b.BucketRegion)
		}
	}
	return own, nil, nil
}

// head is what HeadBucket tells, which is much even when it refuses.
type head struct {
	status int
	region string
	err    error
}

// askHead asks whether the bucket exists and, with owner, whether it belongs to that account. Where S3 says that the bucket
// is in another Region it is asked there, once.
func askHead(ctx context.Context, env *Env, name, owner string) (head, error) {
	h, err := headBucketIn(ctx, env, env.DefaultRegion, name, owner)
	moved := h.status == http.StatusMovedPermanently || h.status == http.StatusBadRequest
	if err == nil && moved && h.region != "" && h.region != env.DefaultRegion {
		return headBucketIn(ctx, env, h.region, name, owner)
	}
	return h, err
}

func headBucketIn(ctx context.Context, env *Env, region, name, owner string) (head, error) {
	if err := env.turn(ctx, headBucket, region); err != nil {
		return head{}, err
	}
	input := &s3.HeadBucketInput{Bucket: &name}
	if owner != "" {
		input.ExpectedBucketOwner = &owner
	}
	out, err := env.Clients.S3(region).HeadBucket(ctx, input)
	<-env.slots
	if err == nil {
		return head{status: http.StatusOK, region: aws.ToString(out.BucketRegion)}, nil
	}
	if ctx.Err() != nil {
		return head{}, ctx.Err()
	}
	h := head{err: err}
	var response *smithyhttp.ResponseError
	var missing *types.NotFound
	switch {
	case errors.As(err, &response) && response.Response != nil:
		h.status = response.HTTPStatusCode()
		h.region = response.Response.Header.Get("x-amz-bucket-region")
	case errors.As(err, &missing):
		h.status = http.StatusNotFound
	}
	return h, nil
}

// identifyBucket fills exists, owner and region. The account's own list of buckets decides whose it is, where it can be
// read. Elsewhere a refusal may mean "not theirs" as well as "you may not look", and only an answer settles it.
//
// It returns what is known of the owner where S3 refuses to tell whose the bucket is that some other account has.
func identifyBucket(ctx context.Context, env *Env, own map[string]string, arn string, b *snapshot.Bucket) (string, error) {
	region, ours := own[b.Name]
	if ours {
		b.Exists, b.Owner = snapshot.Seen(true), snapshot.Seen(env.Account)
		if region != "" {
			b.Region = snapshot.Seen(region)
			return "", nil
		}
	}
	owners := append([]string{env.Account}, env.Accounts...)
	if own != nil && !ours {
		owners = env.Accounts
	}
	// The last question names no owner: an answer to it, after every owner was refused, means somebody else. A question that
	// got neither answer nor refusal rules nobody out.
	var failed head
	refused := 0
	for _, owner := range append(slices.Clip(owners), "") {
		h, err := askHead(ctx, env, b.Name, owner)
		if err != nil {
			return "", err
		}
		if h.err != nil {
			failed = h
		}
		if h.region != "" {
			b.Region = snapshot.Seen(h.region)
		}
		switch {
		case h.status == http.StatusNotFound && !ours:
			vanished(b)
			return "", nil
		case h.status == http.StatusOK && owner != "":
			b.Exists, b.Owner = snapshot.Seen(true), snapshot.Seen(owner)
		case h.status == http.StatusOK:
			b.Exists = snapshot.Seen(true)
			if refused == len(owners) {
				b.Owner = snapshot.Absent[string]()
			}
		case h.status == http.StatusForbidden:
			b.Exists = snapshot.Seen(true) // where nothing is, S3 says 404
			refused++
		}
		if ours || !b.Owner.IsZero() {
			break
		}
	}
	if own != nil && !ours && len(env.Accounts) == 0 && !b.Exists.IsZero() {
		b.Owner = snapshot.Absent[string]()
	}
	whose := ""
	if own != nil && b.Owner.IsZero() && refused > len(owners) {
		whose = "account " + env.Account + " has no such bucket, and account " + strings.Join(sorted(env.Accounts), " or ") +
			" does not say whether it is theirs"
	}
	headGaps(env, failed, arn, b, whose)
	return whose, nil
}

// headGaps explains what HeadBucket left unseen; whose is what is known of the owner, if anything.
func headGaps(env *Env, h head, arn string, b *snapshot.Bucket, whose string) {
	kind, text := snapshot.Failed, "S3 did not tell"
	if h.err != nil {
		kind, text = classify(h.err)
	}
	if h.status == http.StatusServiceUnavailable {
		kind = snapshot.Throttled // an answer to HEAD has no body that could say SlowDown
	}
	for path, unseen := range map[string]bool{
		"s3.buckets.*.exists": b.Exists.IsZero(), "s3.buckets.*.owner": b.Owner.IsZero(), "s3.buckets.*.region": b.Region.IsZero(),
	} {
		switch {
		case unseen && path == "s3.buckets.*.owner" && whose != "":
			env.gapAt(path, headBucket, "", arn, kind, whose+" ("+text+")")
		case unseen:
			env.gapAt(path, headBucket, "", arn, kind, text)
		}
	}
}

// vanished marks a bucket that does not exist: nothing else can be there.
func vanished(b *snapshot.Bucket) {
	*b = snapshot.Bucket{
		Name: b.Name, Exists: snapshot.Seen(false),
		Owner: snapshot.Absent[string](), Region: snapshot.Absent[string](), Policy: snapshot.Absent[snapshot.Policy](),
		PolicyStatus: snapshot.Absent[snapshot.PolicyStatus](), ACL: snapshot.Absent[snapshot.ACL](),
		PublicAccessBlock: snapshot.Absent[snapshot.PublicAccessBlock](), Encryption: snapshot.Absent[snapshot.Encryption](),
		EncryptionKey: snapshot.Absent[string](), Versioning: snapshot.Absent[snapshot.Versioning](),
		ObjectLock: snapshot.Absent[snapshot.ObjectLock](), Lifecycle: snapshot.Absent[[]snapshot.LifecycleRule](),
		Logging: snapshot.Absent[snapshot.BucketLogging](), Ownership: snapshot.Absent[string](),
		Replication: snapshot.Absent[snapshot.Replication](), Notification: snapshot.Absent[snapshot.Notification](),
		Tags: snapshot.Absent[map[string]string](), RequestPayer: snapshot.Absent[string](),
		Website: snapshot.Absent[snapshot.Website](), CORS: snapshot.Absent[[]snapshot.CORSRule](),
		Inventory: snapshot.Absent[[]snapshot.Export](), Analytics: snapshot.Absent[[]snapshot.Export](),
		MetadataTable: snapshot.Absent[snapshot.MetadataTable](),
	}
}

// whereabouts are the Region and the owner of a bucket, as well as they are known: S3 refuses the wrong ones.
func (env *Env) whereabouts(b snapshot.Bucket) (region, owner string) {
	region, ok := b.Region.Get()
	if !ok {
		region = env.DefaultRegion
	}
	owner, ok = b.Owner.Get()
	if !ok {
		owner = env.Account
	}
	return region, owner
}

// collectBucket reads one bucket. ExpectedBucketOwner goes with every call, so that an answer is never that of a bucket
// which somebody else made under the same name.
func collectBucket(ctx context.Context, env *Env, own map[string]string, arn string, b *snapshot.Bucket) error {
	whose, err := identifyBucket(ctx, env, own, arn, b)
	if err != nil {
		return err
	}
	if exists, ok := b.Exists.Get(); ok && !exists {
		return nil
	}
	if whose != "" {
		// Nobody can be expected to own it, and without that the answers may be about anybody's bucket.
		env.notAsked(settings, arn, whose+", so nobody asked")
		return nil
	}
	if b.Owner.IsAbsent() {
		env.notAsked(settings, arn, "the bucket belongs to an account that is not known here, so nobody asked")
		return nil
	}
	region, owner := env.whereabouts(*b)
	r := bucketReader{env: env, api: env.Clients.S3(region), region: region, arn: arn, name: &b.Name, owner: &owner}
	return each(ctx, r.fields(b), func(ctx context.Context, read func(context.Context) error) error { return read(ctx) })
}
