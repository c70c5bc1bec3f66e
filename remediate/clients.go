package remediate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/smithy-go"
)

// Clients makes the client of a service for a Region: the SDK's, or a fake's. They write.
type Clients struct {
	CloudTrail func(region string) CloudTrailAPI
	KMS        func(region string) KMSAPI
	S3         func(region string) S3API
	S3Control  func(region string) S3ControlAPI
}

// NewClients returns the SDK's clients.
func NewClients(cfg aws.Config) Clients {
	in := func(region string) aws.Config {
		c := cfg.Copy()
		c.Region = region
		return c
	}
	return Clients{
		CloudTrail: func(r string) CloudTrailAPI { return cloudtrail.NewFromConfig(in(r)) },
		KMS:        func(r string) KMSAPI { return kms.NewFromConfig(in(r)) },
		S3: func(r string) S3API {
			return s3.NewFromConfig(in(r), func(o *s3.Options) { o.UsePathStyle = cfg.BaseEndpoint != nil })
		},
		S3Control: func(r string) S3ControlAPI { return s3control.NewFromConfig(in(r)) },
	}
}

// bucket is the name in a bucket's ARN.
func (t Target) bucket() *string {
	name := t.Resource[strings.LastIndexByte(t.Resource, ':')+1:]
	return &name
}

// bucketARN is the ARN of a bucket of that name.
func bucketARN(partition, name string) string { return "arn:" + partition + ":s3:::" + name }

// isCode says whether AWS answered with one of these error codes.
func isCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}

// wrap is errorf for an error that may be nil.
func wrap(t Target, operation string, err error) error {
	if err == nil {
		return nil
	}
	return t.errorf(operation, err)
}

// errNotSeen is an edit of what the snapshot does not hold.
var errNotSeen = errors.New("the snapshot does not hold the resource")

// changeBucket changes a bucket of the snapshot.
func changeBucket(s *snapshot.Snapshot, t Target, change func(*snapshot.Bucket) error) error {
	return changeIn(s.S3.Buckets, t, change)
}

func changeTrail(s *snapshot.Snapshot, t Target, change func(*snapshot.Trail) error) error {
	return changeIn(s.CloudTrail.Trails, t, change)
}

func changeKey(s *snapshot.Snapshot, t Target, change func(*snapshot.Key) error) error {
	return changeIn(s.KMS.Keys, t, change)
}

func changeIn[T any](all map[string]T, t Target, change func(*T) error) error {
	v, ok := all[t.Resource]
	if !ok {
		return fmt.Errorf("predict %s: %w", t.Resource, errNotSeen)
	}
	if err := change(&v); err != nil {
		return err
	}
	all[t.Resource] = v
	return nil
}

// predicted notes that a plan can't know what a field will be.
func predicted(s *snapshot.Snapshot, path, resource string) {
	s.Gaps = append(s.Gaps, snapshot.Gap{
		Path: path, Resource: resource, Kind: snapshot.Predicted, Detail: "AWS decides it when the plan is applied",
	})
}
