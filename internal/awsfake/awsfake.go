// Package awsfake is an AWS account in memory, for tests and for the demo. It has state, which is read from an aws.json, a
// log of the calls made to it, and refuses calls on demand. It answers as AWS does where somebody relies on it, and knows
// nothing of what trailproof thinks of the answers.
package awsfake

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/collectors"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	cloudtrailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	s3controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// State is what an aws.json holds. Members have the names and the forms of the AWS API; a …File member names a file beside
// it, whose text stands for the member without File.
type State struct {
	// Account is whose state this is, Caller the ARN that looks, Now the time of the story.
	Account, Alias, Partition, Caller string
	Now                               time.Time
	// With is the opt-in evidence that this story is looked at with.
	With []string
	// Regions maps names to a RegionOptStatus.
	Regions map[string]string
	Trails  []*Trail
	// Buckets by name; of the account unless Owner says otherwise.
	Buckets                  map[string]*Bucket
	AccountPublicAccessBlock *s3controltypes.PublicAccessBlockConfiguration
	AccessPoints             []*AccessPoint
	MultiRegionAccessPoints  []*MultiRegionAccessPoint
	ObjectLambdaAccessPoints []*ObjectLambdaAccessPoint
	AccessGrantsLocations    []*AccessGrantsLocation
	// Keys by ARN.
	Keys            map[string]*Key
	EventDataStores []*EventDataStore
	// Events are those of the event history, in any order.
	Events    []*Event
	LogGroups []*LogGroup
	Alarms    []cloudwatchtypes.MetricAlarm
	// Topics by ARN.
	Topics map[string]*Topic
	// Macie by Region; it is off where it is missing.
	Macie map[string]*Macie
	// Users, Roles and Groups by name, managed Policies by ARN.
	Users    map[string]*Identity
	Roles    map[string]*Identity
	Groups   map[string]*Identity
	Policies map[string]*ManagedPolicy
	// Root is the root user; where it is missing, he has a password, a hardware MFA device and no more, and was never there.
	Root *Root
	// Report is a credential report that is there already; where it is empty, one is made from the users when it is asked for.
	// ReportAsks is how often it is asked for until it is there; zero stands for twice.
	Report     string
	ReportAsks int
	// Simulated maps principals to actions to what IAM's simulator decides on them; implicitDeny where it does not.
	Simulated map[string]map[string]string
	// MissingContext are the condition keys that the simulator lacks.
	MissingContext []string
	// Refuse maps operations, such as s3:GetBucketPolicy, or operations in one Region, such as
	// "cloudtrail:GetTrailStatus eu-west-1", to the error code that they answer.
	Refuse map[string]string
	// Opened lets the caller into buckets of other accounts. Silent leaves out of answers what emulators leave out.
	// PlainIAM leaves IAM's documents unencoded.
	Opened, Silent, PlainIAM bool
}

// Trail is a trail with what further calls say of it.
type Trail struct {
	cloudtrailtypes.Trail
	// Status by Region; "*" stands for every Region that is not named.
	Status            map[string]TrailStatus
	EventSelectors    []cloudtrailtypes.EventSelector
	AdvancedSelectors []cloudtrailtypes.AdvancedEventSelector
	InsightSelectors  []cloudtrailtypes.InsightSelector
	MaxEventSize      cloudtrailtypes.MaxEventSize
	Aggregations      []cloudtrailtypes.AggregationConfiguration
	ContextKeys       []cloudtrailtypes.ContextKeySelector
	Tags              map[string]string
	Delivered         *Delivered
}

// TrailStatus is the part of GetTrailStatus that is not history.
type TrailStatus struct {
	IsLogging                                                                       bool
	StartLoggingTime, StopLoggingTime, LatestDeliveryTime, LatestDigestDeliveryTime *time.Time
	LatestCloudWatchLogsDeliveryTime, LatestNotificationTime                        *time.Time
	LatestDeliveryError, LatestDigestDeliveryError                                  string
	LatestCloudWatchLogsDeliveryError, LatestNotificationError                      string
}

// Bucket is a bucket with its settings; what is missing was never set.
type Bucket struct {
	Owner, Region      string
	Policy, PolicyFile string
	PolicyIsPublic     bool
	Grants             []s3types.Grant
	PublicAccessBlock  *s3types.PublicAccessBlockConfiguration
	Encryption         *s3types.ServerSideEncryptionConfiguration
	Versioning         s3types.BucketVersioningStatus
	MFADelete          s3types.MFADeleteStatus
	ObjectLock         *s3types.ObjectLockConfiguration
	Lifecycle          []s3types.LifecycleRule
	TransitionMinimum  s3types.TransitionDefaultMinimumObjectSize
	Logging            *s3types.LoggingEnabled
	Ownership          s3types.ObjectOwnership
	Replication        *s3types.ReplicationConfiguration
	EventBridge        bool
	Topics             []s3types.TopicConfiguration
	Queues             []s3types.QueueConfiguration
	Functions          []s3types.LambdaFunctionConfiguration
	Tags               map[string]string
	RequestPayer       s3types.Payer
	Website            *s3types.WebsiteConfiguration
	CORS               []s3types.CORSRule
	Inventory          []s3types.InventoryConfiguration
	Analytics          []s3types.AnalyticsConfiguration
	MetadataTable      *s3types.DestinationResult
	// Objects by key.
	Objects map[string]*Object
}

// AccessPoint is an access point of the account; its Region is that of its ARN.
type AccessPoint struct {
	s3controltypes.AccessPoint
	PublicAccessBlock *s3controltypes.PublicAccessBlockConfiguration
	Policy            json.RawMessage
}

// MultiRegionAccessPoint is a Multi-Region Access Point with the policy in force.
type MultiRegionAccessPoint struct {
	s3controltypes.MultiRegionAccessPointReport
	Policy json.RawMessage
}

// ObjectLambdaAccessPoint is an Object Lambda Access Point; its Region is that of its ARN.
type ObjectLambdaAccessPoint struct {
	s3controltypes.ObjectLambdaAccessPoint
	SupportingAccessPoint string
	Policy                json.RawMessage
}

// AccessGrantsLocation is a location of S3 Access Grants with its grants; its Region is that of its ARN.
type AccessGrantsLocation struct {
	s3controltypes.ListAccessGrantsLocationsEntry
	Grants []s3controltypes.ListAccessGrantEntry
}

// Key is a KMS key.
type Key struct {
	kmstypes.KeyMetadata
	Policy, PolicyFile string
	RotationEnabled    bool
	RotationPeriod     *int32
	Rotations          []kmstypes.RotationsListEntry
	Grants             []kmstypes.GrantListEntry
	Aliases            []string
	Tags               map[string]string
}

// EventDataStore is an event data store of CloudTrail Lake.
type EventDataStore struct {
	EventDataStoreArn, Name, KmsKeyId, Status                             string
	MultiRegionEnabled, OrganizationEnabled, TerminationProtectionEnabled bool
	RetentionPeriod                                                       int32
	AdvancedEventSelectors                                                []cloudtrailtypes.AdvancedEventSelector
}

// Event is an event of the event history of a Region.
type Event struct {
	Region, EventID, EventSource, EventName string
	EventTime                               time.Time
	ReadOnly                                bool
	// Record is the event as trails deliver it.
	Record json.RawMessage
}

// LogGroup is a CloudWatch Logs group with its metric filters and streams.
type LogGroup struct {
	Region, LogGroupName, KmsKeyId string
	RetentionInDays                *int32
	// CreationTime is a year before the story where it is missing.
	CreationTime  time.Time
	Streams       map[string]time.Time // name → last ingestion; zero where nothing came
	MetricFilters []logstypes.MetricFilter
}

// Topic is an SNS topic.
type Topic struct {
	Policy             json.RawMessage
	KmsMasterKeyId     string
	Confirmed, Pending int
}

// Identity is a user, a role (which has Trust) or a group.
type Identity struct {
	ID, Path, Boundary string
	Trust              json.RawMessage
	Groups, Attached   []string
	Inline             map[string]json.RawMessage
	Tags               map[string]string
}

// Root is the root user.
type Root struct {
	NoPassword, NoMFA bool
	AccessKeys        int32
	// VirtualMFA are the names of virtual devices.
	VirtualMFA                                       []string
	PasswordLastUsed, AccessKey1Used, AccessKey2Used *time.Time
}

// ManagedPolicy is a managed policy in its default version.
type ManagedPolicy struct {
	Document json.RawMessage
	// Attachments to users, roles and groups; Boundaries that it is.
	Attachments, Boundaries int32
	// Incomplete leaves the default version out of answers.
	Incomplete bool
}

// Account is the fake.
type Account struct {
	State
	mu    sync.Mutex
	calls []string
	asked int // for the credential report
}

// Load reads dir/aws.json and the files that it names.
func Load(files fs.FS, dir string) (*Account, error) {
	name := path.Join(dir, "aws.json")
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	a := new(Account)
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a.State); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, b := range a.Buckets {
		if err := include(files, dir, b.PolicyFile, &b.Policy); err != nil {
			return nil, err
		}
	}
	for _, k := range a.Keys {
		if err := include(files, dir, k.PolicyFile, &k.Policy); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func include(files fs.FS, dir, name string, into *string) error {
	if name == "" {
		return nil
	}
	text, err := fs.ReadFile(files, path.Join(dir, name))
	*into = string(text)
	return err
}

// Clients returns clients of the account.
func (a *Account) Clients() collectors.Clients {
	return collectors.Clients{
		Account:    func(string) collectors.AccountAPI { return accountClient{a} },
		CloudTrail: func(r string) collectors.CloudTrailAPI { return cloudTrailClient{a, r} },
		CloudWatch: func(r string) collectors.CloudWatchAPI { return cloudWatchClient{a, r} },
		IAM:        func(string) collectors.IAMAPI { return iamClient{a} },
		KMS:        func(r string) collectors.KMSAPI { return kmsClient{a, r} },
		Logs:       func(r string) collectors.LogsAPI { return logsClient{a, r} },
		Macie2:     func(r string) collectors.MacieAPI { return macieClient{a, r} },
		S3:         func(r string) collectors.S3API { return s3Client{a, r} },
		S3Control:  func(r string) collectors.S3ControlAPI { return s3ControlClient{a, r} },
		SNS:        func(r string) collectors.SNSAPI { return snsClient{a, r} },
		STS:        func(string) collectors.STSAPI { return stsClient{a} },
	}
}

// Calls returns the calls made so far, in order, as "service:Operation Region Resource".
func (a *Account) Calls() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

// enter logs a call and refuses it where the state says so.
func (a *Account) enter(operation, region, resource string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = append(a.calls, strings.Join(strings.Fields(operation+" "+region+" "+resource), " "))
	code, ok := a.Refuse[operation]
	if !ok {
		code, ok = a.Refuse[operation+" "+region]
	}
	if !ok {
		return nil
	}
	if strings.HasSuffix(operation, ":HeadBucket") {
		return headError(refusedStatus(code), "")
	}
	return apiError(code, "User: %s is not authorized to perform: %s", a.Caller, operation)
}

func apiError(code, format string, args ...any) error {
	return &smithy.GenericAPIError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// refusedStatus is the HTTP status of an error code. All that is left of it where the answer has no body.
func refusedStatus(code string) int {
	switch {
	case strings.HasPrefix(code, "AccessDenied"):
		return http.StatusForbidden
	case strings.HasPrefix(code, "Throttl"):
		return http.StatusServiceUnavailable
	case strings.HasPrefix(code, "UnknownOperation"):
		return http.StatusMethodNotAllowed
	}
	return http.StatusInternalServerError
}

// headError is an answer without a body, whose headers may still tell the bucket's Region.
func headError(status int, region string) error {
	header := http.Header{}
	if region != "" {
		header.Set("X-Amz-Bucket-Region", region)
	}
	code := strings.ReplaceAll(http.StatusText(status), " ", "") // as the SDK makes one up
	return &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status, Header: header}},
		Err:      &smithy.GenericAPIError{Code: code, Message: code},
	}
}

// DefaultRegion is where global questions are asked: the home Region of the first trail, or the partition's first Region.
func (a *Account) DefaultRegion() string {
	if len(a.Trails) > 0 && a.Trails[0].HomeRegion != nil {
		return *a.Trails[0].HomeRegion
	}
	return map[string]string{"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}[a.Partition] +
		map[string]string{"aws": "us-east-1"}[a.Partition]
}

// CallCounts returns each operation that was called and how often, sorted.
func (a *Account) CallCounts() []string {
	counts := map[string]int{}
	for _, call := range a.Calls() {
		operation, _, _ := strings.Cut(call, " ")
		counts[operation]++
	}
	lines := make([]string, 0, len(counts))
	for operation, n := range counts {
		lines = append(lines, fmt.Sprintf("%s %d", operation, n))
	}
	slices.Sort(lines)
	return lines
}

// pageSize is small, so that whoever reads one page only is found out.
const pageSize = 3

// page returns the items of the page that begins at token, and the token of the next page, nil behind the last.
func page[T any](items []T, token *string) ([]T, *string) {
	start := 0
	if token != nil {
		_, _ = fmt.Sscan(*token, &start)
	}
	end := min(start+pageSize, len(items))
	if end == len(items) {
		return items[start:end], nil
	}
	next := fmt.Sprint(end)
	return items[start:end], &next
}

// regionOf is the fourth part of an ARN.
func regionOf(arn string) string { return strings.SplitN(arn, ":", 5)[3] }
