package collectors

import (
	"context"
	"errors"
	"slices"
	"sync"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

var (
	listLogFiles = &Call{
		Service: "s3", Operation: "ListObjectsV2", Pace: "log_files", Actions: []string{"s3:ListBucket"}, Fills: logFiles, Needs: logFilesNeed,
	}
	getLogFile = &Call{
		Service: "s3", Operation: "GetObject", Pace: "log_files", Actions: []string{"s3:GetObject", "kms:Decrypt"}, Fills: logFiles,
		Needs: logFilesNeed, Absent: []string{"NoSuchKey"},
	}
	listPublicKeys = &Call{
		Service: "cloudtrail", Operation: "ListPublicKeys", Actions: []string{"cloudtrail:ListPublicKeys"}, Fills: logFiles,
		Needs: logFilesNeed,
	}
)

// pathTampered and pathExposed are decided each on its own.
const (
	pathLogFiles = "cloudtrail.trails.*.log_files"
	pathTampered = pathLogFiles + ".tampered"
	pathExposed  = pathLogFiles + ".exposed"
)

var (
	logFiles     = []string{pathLogFiles, pathTampered, pathExposed}
	logFilesNeed = []string{
		"cloudtrail.trails", "cloudtrail.listed", "cloudtrail.trails.*.key", "cloudtrail.trails.*.status", "s3.buckets.*.exists",
		"s3.buckets.*.owner", "s3.buckets.*.region",
	}
)

// DeliveredAPI is the bucket of a trail, and CloudTrail in each Region.
type DeliveredAPI interface {
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

// PublicKeysAPI is CloudTrail in one Region.
type PublicKeysAPI interface {
	ListPublicKeys(context.Context, *cloudtrail.ListPublicKeysInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListPublicKeysOutput, error)
}

// Delivered is a trail whose log files are to be verified, the Regions in which it logs, and where they are read.
type Delivered struct {
	Trail   snapshot.Trail
	Regions []string
	Bucket  DeliveredAPI
	Keys    func(region string) PublicKeysAPI
}

// logFilesCollector lets somebody else verify what the account's own trails delivered, by calls that go the way of all calls.
var logFilesCollector = Collector{
	Name:  "log_files",
	Calls: []*Call{listLogFiles, getLogFile, listPublicKeys},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.CloudTrail.Trails == nil || env.VerifyLogs == nil {
			return nil
		}
		return eachEntry(ctx, env, env.builder.CloudTrail.Trails, verifyTrail)
	},
}

func verifyTrail(ctx context.Context, env *Env, arn string, t *snapshot.Trail) error {
	b := env.builder.S3.Buckets[t.Bucket]
	exists, seen := b.Exists.Get()
	switch {
	case t.Owner != env.Account:
		env.logFilesUnread(arn, snapshot.Denied, "the trail belongs to account "+t.Owner+", where its files can be verified")
		return nil
	case !t.LogFileValidationEnabled:
		t.LogFiles = snapshot.Absent[snapshot.LogFiles]()
		return nil
	case seen && !exists:
		env.logFilesUnread(arn, snapshot.Failed, "the log bucket does not exist")
		return nil
	case b.Owner.IsAbsent():
		env.logFilesUnread(arn, snapshot.Denied, "the bucket belongs to an account that is not known here, so nobody asked")
		return nil
	}
	region, owner := env.whereabouts(b)
	asking := &asking{env: env, arn: arn, region: region, owner: owner, gaps: map[snapshot.Gap]bool{}}
	facts, unknown, err := env.VerifyLogs(ctx, Delivered{
		Trail: *t, Regions: env.listedIn(arn), Bucket: asking,
		Keys: func(region string) PublicKeysAPI { return askingKeys{asking, region} },
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	paths := []string{pathLogFiles}
	if decided := !facts.Tampered.IsZero() || !facts.Exposed.IsZero(); err == nil && decided {
		t.LogFiles = snapshot.Seen(facts)
		paths = paths[:0]
		if facts.Tampered.IsZero() {
			paths = append(paths, pathTampered)
		}
		if facts.Exposed.IsZero() {
			paths = append(paths, pathExposed)
		}
	}
	for _, path := range paths {
		asking.explain(path, unknown, err)
	}
	return nil
}

// logFilesUnread notes that nobody looked at the files of a trail.
func (env *Env) logFilesUnread(arn string, kind snapshot.GapKind, why string) {
	env.gapAt(pathLogFiles, getLogFile, "", arn, kind, why)
}

// asking makes the calls for one trail, and keeps what went wrong.
type asking struct {
	env                *Env
	arn, region, owner string
	mu                 sync.Mutex
	gaps               map[snapshot.Gap]bool
}

// failed keeps why a call failed. Thousands of files that are refused for one reason are one gap.
func (a *asking) failed(c *Call, region string, err error) {
	if slices.Contains(c.Absent, errorCode(err)) || errors.Is(err, context.Canceled) {
		return
	}
	kind, detail := classify(err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gaps[snapshot.Gap{Resource: a.arn, Region: region, Action: c.Actions[0], Kind: kind, Detail: detail}] = true
}

// explained is how much is said of what could not be verified.
const explained = 3

// explain says why the path is unseen: by the calls that failed, or else by what nobody can know.
func (a *asking) explain(path string, unknown []string, err error) {
	a.mu.Lock() // calls that nobody waits for may still be under way
	defer a.mu.Unlock()
	if len(a.gaps) == 0 {
		switch {
		case err != nil:
			unknown = []string{innermost(err).Error()}
		case len(unknown) == 0:
			unknown = []string{"nothing tells with which key the log files should be encrypted"}
		}
		for _, why := range unknown[:min(len(unknown), explained)] {
			a.gaps[snapshot.Gap{Resource: a.arn, Action: getLogFile.Actions[0], Kind: snapshot.Failed, Detail: why}] = true
		}
	}
	a.env.edit(func(s *snapshot.Snapshot) {
		for g := range a.gaps {
			g.Path = path
			s.Gaps = append(s.Gaps, g)
		}
	})
}

// turn waits for a call's turn; done is called when the answer is there.
func (a *asking) turn(ctx context.Context, c *Call, region string) (done func(), err error) {
	if err := a.env.turn(ctx, c, region); err != nil {
		return nil, err
	}
	return func() { <-a.env.slots }, nil
}

// ListObjectsV2 implements DeliveredAPI.
func (a *asking) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, o ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	done, err := a.turn(ctx, listLogFiles, a.region)
	if err != nil {
		return nil, err
	}
	defer done()
	in.ExpectedBucketOwner = &a.owner
	out, err := a.env.Clients.S3(a.region).ListObjectsV2(ctx, in, o...)
	if err != nil {
		a.failed(listLogFiles, a.region, err)
	}
	return out, err
}

// GetObject implements DeliveredAPI.
func (a *asking) GetObject(ctx context.Context, in *s3.GetObjectInput, o ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	done, err := a.turn(ctx, getLogFile, a.region)
	if err != nil {
		return nil, err
	}
	defer done()
	in.ExpectedBucketOwner = &a.owner
	out, err := a.env.Clients.S3(a.region).GetObject(ctx, in, append(o, func(o *s3.Options) {
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired // what is read is hashed anyway
	})...)
	if err != nil {
		a.failed(getLogFile, a.region, err)
	}
	return out, err
}

// askingKeys is CloudTrail in one Region.
type askingKeys struct {
	*asking
	in string
}

// ListPublicKeys implements PublicKeysAPI.
func (a askingKeys) ListPublicKeys(
	ctx context.Context, in *cloudtrail.ListPublicKeysInput, o ...func(*cloudtrail.Options),
) (*cloudtrail.ListPublicKeysOutput, error) {
	done, err := a.turn(ctx, listPublicKeys, a.in)
	if err != nil {
		return nil, err
	}
	defer done()
	out, err := a.env.Clients.CloudTrail(a.in).ListPublicKeys(ctx, in, o...)
	if err != nil {
		a.failed(listPublicKeys, a.in, err)
	}
	return out, err
}
