package remediate

import (
	"context"
	"strings"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// putBucketEncryption is the default encryption of a bucket, with the types of encryption that it refuses. Every bucket has
// had one since 2023; a bucket of which S3 knows none is one of an emulator's.
var putBucketEncryption = setting[types.ServerSideEncryptionConfiguration]{
	read: func(ctx context.Context, c Clients, t Target) (*types.ServerSideEncryptionConfiguration, error) {
		out, err := c.S3(t.Region).GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if isCode(err, "ServerSideEncryptionConfigurationNotFoundError") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketEncryption", err)
		}
		return out.ServerSideEncryptionConfiguration, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.ServerSideEncryptionConfiguration) error {
		if after == nil {
			_, err := c.S3(t.Region).DeleteBucketEncryption(ctx, &s3.DeleteBucketEncryptionInput{
				Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			})
			return wrap(t, "s3: DeleteBucketEncryption", err)
		}
		_, err := c.S3(t.Region).PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account, ServerSideEncryptionConfiguration: after,
		})
		return wrap(t, "s3: PutBucketEncryption", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *types.ServerSideEncryptionConfiguration) error {
		return forgetting(s, func() error {
			defer predictCentral(s, t.Resource)
			return changeBucket(s, t, func(b *snapshot.Bucket) error {
				was, _ := b.Encryption.Get()
				b.Encryption = snapshot.Absent[snapshot.Encryption]()
				if after != nil && len(after.Rules) > 0 {
					b.Encryption = snapshot.Seen(defaultOf(after.Rules[0]))
				}
				now, _ := b.Encryption.Get()
				switch name := aws.ToString(now.KMSKeyID); {
				case name == "":
					b.EncryptionKey = snapshot.Absent[string]()
				case name == aws.ToString(was.KMSKeyID):
				case strings.HasPrefix(name, "arn:") && strings.Contains(name, ":key/"):
					if _, seen := s.KMS.Keys[name]; !seen {
						return refuse("the snapshot holds nothing of the key %s", name)
					}
					b.EncryptionKey = snapshot.Seen(name)
				default:
					return refuse("%s is no ARN of a key", name)
				}
				return nil
			})
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketEncryption",
	Reads:  []string{"s3:GetEncryptionConfiguration"},
	Writes: []string{"s3:PutEncryptionConfiguration"},
	Calls:  putOrDelete("s3:PutBucketEncryption", "s3:DeleteBucketEncryption"),
	Undo:   backOrDelete("deletes the configuration: S3 encrypts with SSE-S3 then"),
})

func defaultOf(r types.ServerSideEncryptionRule) snapshot.Encryption {
	e := snapshot.Encryption{BucketKey: aws.ToBool(r.BucketKeyEnabled), BlockedTypes: []string{}}
	if d := r.ApplyServerSideEncryptionByDefault; d != nil {
		e.Algorithm, e.KMSKeyID = string(d.SSEAlgorithm), d.KMSMasterKeyID
	}
	if r.BlockedEncryptionTypes != nil {
		for _, name := range r.BlockedEncryptionTypes.EncryptionType {
			e.BlockedTypes = append(e.BlockedTypes, string(name))
		}
	}
	return e
}
