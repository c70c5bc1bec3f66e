//go:build e2e

package e2e

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	s3controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"

	"trailproof/internal/awsfake"
)

var bucketMutations = map[string]mutation{
	"DeleteBucket": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucket(h.t.Context(), &s3.DeleteBucketInput{Bucket: h.bucket()}))
		},
		want: map[string]string{"cloudtrail.bucket_access": "fail", "s3.bucket_exists": "fail"},
		gone: []string{"*_buckets", "*access_points", "side_doors", "access_grants_locations", "account_with_log_bucket"},
	},
	"PutBucketVersioning Suspended": {
		call: func(h hand) error {
			return done(h.s3.PutBucketVersioning(h.t.Context(), &s3.PutBucketVersioningInput{
				Bucket:                  h.bucket(),
				VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusSuspended},
			}))
		},
		want: map[string]string{"s3.versioning": "fail", "s3.versioning_suspended": "fail"},
		says: "Suspended",
	},
	"DeletePublicAccessBlock": {
		call: func(h hand) error {
			return done(h.s3.DeletePublicAccessBlock(h.t.Context(), &s3.DeletePublicAccessBlockInput{Bucket: h.bucket()}))
		},
		want: map[string]string{"s3.public_access_block": "fail"},
	},
	"PutPublicAccessBlock without RestrictPublicBuckets": {
		call: func(h hand) error {
			return done(h.s3.PutPublicAccessBlock(h.t.Context(), &s3.PutPublicAccessBlockInput{
				Bucket: h.bucket(), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
					BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true),
					RestrictPublicBuckets: aws.Bool(false),
				},
			}))
		},
		want: map[string]string{"s3.public_access_block": "fail"},
		says: "RestrictPublicBuckets",
	},
	"DeletePublicAccessBlock of the account": {
		call: func(h hand) error {
			return done(h.s3control.DeletePublicAccessBlock(h.t.Context(), &s3control.DeletePublicAccessBlockInput{
				AccountId: &h.story.Account,
			}))
		},
		want: map[string]string{"s3.account_public_access_block": "fail"},
	},
	"PutPublicAccessBlock of the account without BlockPublicPolicy": {
		call: func(h hand) error {
			return done(h.s3control.PutPublicAccessBlock(h.t.Context(), &s3control.PutPublicAccessBlockInput{
				AccountId: &h.story.Account, PublicAccessBlockConfiguration: &s3controltypes.PublicAccessBlockConfiguration{
					BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(false),
					RestrictPublicBuckets: aws.Bool(true),
				},
			}))
		},
		want: map[string]string{"s3.account_public_access_block": "fail"},
		says: "BlockPublicPolicy",
	},
	"no public access block at all": {
		after: []string{"DeletePublicAccessBlock", "DeletePublicAccessBlock of the account"},
	},
	"PutBucketAcl public-read": {
		after: []string{"no public access block at all"},
		call: func(h hand) error {
			return done(h.s3.PutBucketAcl(h.t.Context(), &s3.PutBucketAclInput{
				Bucket: h.bucket(), ACL: types.BucketCannedACLPublicRead,
			}))
		},
		want: map[string]string{"s3.public_acl": "fail"},
		says: "AllUsers",
	},
	"PutBucketAcl public-read behind the blocks": {
		call: func(h hand) error {
			return done(h.s3.PutBucketAcl(h.t.Context(), &s3.PutBucketAclInput{
				Bucket: h.bucket(), ACL: types.BucketCannedACLPublicReadWrite,
			}))
		},
		want: map[string]string{},
	},
	"PutBucketOwnershipControls ObjectWriter": {
		call: func(h hand) error {
			return done(h.s3.PutBucketOwnershipControls(h.t.Context(), &s3.PutBucketOwnershipControlsInput{
				Bucket: h.bucket(), OwnershipControls: &types.OwnershipControls{
					Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnershipObjectWriter}},
				},
			}))
		},
		want: map[string]string{"s3.ownership": "fail"},
		says: "ObjectWriter",
	},
	"DeleteBucketOwnershipControls": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketOwnershipControls(h.t.Context(), &s3.DeleteBucketOwnershipControlsInput{
				Bucket: h.bucket(),
			}))
		},
		want: map[string]string{"s3.ownership": "fail"},
	},
	"PutBucketLogging off": {
		call: func(h hand) error {
			return done(h.s3.PutBucketLogging(h.t.Context(), &s3.PutBucketLoggingInput{
				Bucket: h.bucket(), BucketLoggingStatus: &types.BucketLoggingStatus{},
			}))
		},
		want: map[string]string{"s3.access_logging": "fail"},
		gone: []string{"logged_buckets", "witnessed_buckets"},
	},
	"DeleteBucket of the access logs": {
		call: func(h hand) error {
			// moto delivers access logs, and lets nobody delete any while the policy denies something.
			_, err := h.s3.DeleteBucketPolicy(h.t.Context(), &s3.DeleteBucketPolicyInput{Bucket: h.accessBucket()})
			if err != nil {
				return err
			}
			found, err := h.s3.ListObjectVersions(h.t.Context(), &s3.ListObjectVersionsInput{Bucket: h.accessBucket()})
			if err != nil {
				return err
			}
			for _, v := range found.Versions {
				_, err := h.s3.DeleteObject(h.t.Context(), &s3.DeleteObjectInput{
					Bucket: h.accessBucket(), Key: v.Key, VersionId: v.VersionId,
				})
				if err != nil {
					return err
				}
			}
			return done(h.s3.DeleteBucket(h.t.Context(), &s3.DeleteBucketInput{Bucket: h.accessBucket()}))
		},
		gone: []string{"witnessed_buckets"},
		says: "does not exist",
		want: map[string]string{
			"s3.access_log_place": "fail",
			"s3.exports":          "fail",
		},
	},
	"DeletePublicAccessBlock of the bucket of the access logs": {
		after: []string{"DeletePublicAccessBlock of the account"},
		call: func(h hand) error {
			return done(h.s3.DeletePublicAccessBlock(h.t.Context(), &s3.DeletePublicAccessBlockInput{Bucket: h.accessBucket()}))
		},
		want: map[string]string{"s3.access_log_exposed": "fail"},
	},
	"PutBucketEncryption of the bucket of the access logs with a key": {
		call: func(h hand) error {
			return putEncryption(h, h.accessBucket(), types.ServerSideEncryptionByDefault{
				SSEAlgorithm: types.ServerSideEncryptionAwsKms,
			})
		},
		want: map[string]string{"s3.access_log_target": "fail"},
	},
	"DeleteBucketPolicy of the bucket of the access logs": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketPolicy(h.t.Context(), &s3.DeleteBucketPolicyInput{Bucket: h.accessBucket()}))
		},
		want: map[string]string{"s3.access_log_target": "fail"},
		says: "logging.s3.amazonaws.com",
	},
	"DeleteBucketEncryption": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketEncryption(h.t.Context(), &s3.DeleteBucketEncryptionInput{Bucket: h.bucket()}))
		},
		want: map[string]string{"s3.default_encryption": "fail", "s3.kms_default": "fail"},
		gone: []string{"keyed_buckets"},
	},
	"PutBucketEncryption AES256": {
		call: func(h hand) error {
			return putEncryption(h, h.bucket(), types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256})
		},
		want: map[string]string{"s3.kms_default": "fail"},
		gone: []string{"keyed_buckets"},
	},
	"PutBucketEncryption with a key that is not there": {
		call: func(h hand) error {
			return putEncryption(h, h.bucket(), types.ServerSideEncryptionByDefault{
				SSEAlgorithm:   types.ServerSideEncryptionAwsKms,
				KMSMasterKeyID: aws.String("arn:aws:kms:us-east-1:" + h.story.Account + ":key/00000000-0000-0000-0000-000000000000"),
			})
		},
		want: map[string]string{"s3.default_key": "fail"},
		says: "does not exist",
	},
	"PutBucketEncryption with a key that CloudTrail may not use": {
		call: func(h hand) error {
			out, err := h.kms.CreateKey(h.t.Context(), &kms.CreateKeyInput{Policy: h.edited(
				`{"Version": "2012-10-17", "Statement": []}`, with(`{"Effect": "Allow",
					"Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}`))})
			if err != nil {
				return err
			}
			return putEncryption(h, h.bucket(), types.ServerSideEncryptionByDefault{
				SSEAlgorithm: types.ServerSideEncryptionAwsKms, KMSMasterKeyID: out.KeyMetadata.Arn,
			})
		},
		want: map[string]string{"s3.default_key": "fail"},
		says: "does not let CloudTrail use it",
	},
	"PutBucketEncryption with aws/s3": {
		call: func(h hand) error {
			return putEncryption(h, h.bucket(), types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms})
		},
		want: map[string]string{},
		gone: []string{"keyed_buckets"},
	},
	"PutBucketPolicy for a reader who can't decrypt": {
		after: []string{"PutBucketEncryption with aws/s3"},
		call: bucketPolicy(with(`{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
			"Action": "s3:GetObject", "Resource": "arn:aws:s3:::audit-logs-111122223333/*"}`)),
		says: "Partner",
		want: map[string]string{
			"s3.foreign_principals": "fail",
			"s3.managed_key":        "fail",
		},
	},
	"SSE-KMS is blocked": {
		answers: func(s *awsfake.State) {
			s.Buckets["audit-logs-"+s.Account].Encryption.Rules[0].BlockedEncryptionTypes = &types.BlockedEncryptionTypes{
				EncryptionType: []types.EncryptionType{"SSE-KMS"},
			}
		},
		want: map[string]string{"s3.blocked_encryption": "fail"},
	},
	"DeleteBucketLifecycle": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketLifecycle(h.t.Context(), &s3.DeleteBucketLifecycleInput{Bucket: h.bucket()}))
		},
		want: map[string]string{"s3.lifecycle": "fail", "s3.abort_uploads": "fail"},
	},
	"PutBucketLifecycleConfiguration disabled": {
		call: lifecycle(func(r *types.LifecycleRule) { r.Status = types.ExpirationStatusDisabled }),
		want: map[string]string{"s3.lifecycle": "fail", "s3.abort_uploads": "fail"},
	},
	"PutBucketLifecycleConfiguration of one day": {
		call: lifecycle(func(r *types.LifecycleRule) { r.Expiration.Days = aws.Int32(1) }),
		want: map[string]string{"s3.lifecycle_retention": "fail", "s3.lifecycle_wipe": "fail"},
		says: "1 day",
	},
	"PutBucketLifecycleConfiguration of 90 days": {
		call: lifecycle(func(r *types.LifecycleRule) { r.Expiration.Days = aws.Int32(90) }),
		want: map[string]string{"s3.lifecycle_retention": "fail"},
		says: "90 days",
	},
	"PutBucketLifecycleConfiguration of noncurrent versions": {
		call: lifecycle(func(r *types.LifecycleRule) { r.NoncurrentVersionExpiration.NoncurrentDays = aws.Int32(1) }),
		want: map[string]string{"s3.lifecycle_noncurrent": "fail"},
	},
	"PutBucketLifecycleConfiguration that aborts nothing": {
		call: lifecycle(func(r *types.LifecycleRule) { r.AbortIncompleteMultipartUpload = nil }),
		want: map[string]string{"s3.abort_uploads": "fail"},
	},
	"PutObjectLockConfiguration GOVERNANCE": {
		call: lock(&types.DefaultRetention{Mode: types.ObjectLockRetentionModeGovernance, Days: aws.Int32(400)}),
		want: map[string]string{"s3.object_lock_mode": "fail", "s3.mfa_delete": "fail"},
	},
	"PutObjectLockConfiguration of 30 days": {
		call: lock(&types.DefaultRetention{Mode: types.ObjectLockRetentionModeCompliance, Days: aws.Int32(30)}),
		want: map[string]string{"s3.object_lock_retention": "fail"},
		says: "30 days",
	},
	"PutObjectLockConfiguration without a default": {
		call: lock(nil),
		want: map[string]string{"s3.object_lock_retention": "fail", "s3.mfa_delete": "fail"},
	},
	"PutBucketNotificationConfiguration of nothing": {
		call: func(h hand) error {
			return done(h.s3.PutBucketNotificationConfiguration(h.t.Context(), &s3.PutBucketNotificationConfigurationInput{
				Bucket: h.bucket(), NotificationConfiguration: &types.NotificationConfiguration{},
			}))
		},
		want: map[string]string{"s3.notifications": "fail"},
	},
	"PutBucketOwnershipControls ObjectWriter of an organization": {
		after: []string{"UpdateTrail of an organization", "PutBucketOwnershipControls ObjectWriter"},
		want:  map[string]string{"s3.object_writer": "fail"},
	},
	"DeleteBucketReplication": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketReplication(h.t.Context(), &s3.DeleteBucketReplicationInput{Bucket: h.bucket()}))
		},
		want: map[string]string{"s3.replicated": "fail"},
		gone: []string{"replicated_buckets"},
	},
	"PutBucketReplication within the Region": {
		call: replication(func(d *types.Destination, h hand) { d.Bucket = aws.String("arn:aws:s3:::" + *h.accessBucket()) }),
		want: map[string]string{"s3.replicated": "fail"},
	},
	"PutBucketReplication to a bucket that is not there": {
		call: replication(func(d *types.Destination, _ hand) { d.Bucket = aws.String("arn:aws:s3:::nobody-has-this-bucket") }),
		want: map[string]string{"s3.replication_target": "fail", "s3.replicated": "fail"},
	},
	"PutBucketReplication to a stranger": {
		call: replication(func(d *types.Destination, _ hand) { d.Account = aws.String(stranger) }),
		want: map[string]string{"s3.replication_target": "fail"},
		says: stranger,
	},
	"requesters pay": {
		answers: func(s *awsfake.State) { s.Buckets["audit-logs-"+s.Account].RequestPayer = types.PayerRequester },
		want:    map[string]string{"s3.requester_pays": "fail"},
	},
	"PutBucketNotificationConfiguration to a stranger": {
		call: func(h hand) error {
			return done(h.s3.PutBucketNotificationConfiguration(h.t.Context(), &s3.PutBucketNotificationConfigurationInput{
				Bucket: h.bucket(), SkipDestinationValidation: aws.Bool(true),
				NotificationConfiguration: &types.NotificationConfiguration{TopicConfigurations: []types.TopicConfiguration{{
					TopicArn: aws.String("arn:aws:sns:us-east-1:" + stranger + ":listening"),
					Events:   []types.Event{types.EventS3ObjectCreated},
				}}},
			}))
		},
		want: map[string]string{"s3.notification_targets": "fail"},
		says: ":listening",
	},
	"PutBucketInventoryConfiguration to a stranger": {
		call: func(h hand) error {
			c := h.story.Buckets[*h.bucket()].Inventory[0]
			c.Destination.S3BucketDestination.AccountId = aws.String(stranger)
			return done(h.s3.PutBucketInventoryConfiguration(h.t.Context(), &s3.PutBucketInventoryConfigurationInput{
				Bucket: h.bucket(), Id: c.Id, InventoryConfiguration: &c,
			}))
		},
		want: map[string]string{"s3.exports": "fail"},
		says: stranger,
	},
	"CreateAccessPoint without a block": {
		call: func(h hand) error {
			return done(h.s3control.CreateAccessPoint(h.t.Context(), &s3control.CreateAccessPointInput{
				AccountId: &h.story.Account, Name: aws.String("open"), Bucket: h.bucket(),
				PublicAccessBlockConfiguration: openBlock,
			}))
		},
		added: map[string]string{"side_doors": "arn:aws:s3:us-east-1:111122223333:accesspoint/open"},
		want: map[string]string{
			"s3.access_point_block of arn:aws:s3:us-east-1:111122223333:accesspoint/open": "new fail",
		},
	},
	"CreateMultiRegionAccessPoint without a block": {
		call: func(h hand) error {
			client := s3control.NewFromConfig(h.p.config("AKIA"+h.story.Account, "us-west-2"))
			_, err := client.CreateMultiRegionAccessPoint(h.t.Context(), &s3control.CreateMultiRegionAccessPointInput{
				AccountId: &h.story.Account, ClientToken: aws.String("open"), Details: &s3controltypes.CreateMultiRegionAccessPointInput{
					Name: aws.String("open"), PublicAccessBlock: openBlock, Regions: []s3controltypes.Region{{Bucket: h.bucket()}},
				},
			})
			if err != nil {
				return err
			}
			out, err := client.ListMultiRegionAccessPoints(h.t.Context(), &s3control.ListMultiRegionAccessPointsInput{
				AccountId: &h.story.Account,
			})
			if err != nil {
				return err
			}
			for _, p := range out.AccessPoints {
				if *p.Name == "open" {
					h.told[*p.Alias] = "open.mrap"
				}
			}
			return nil
		},
		added: map[string]string{"side_doors": "arn:aws:s3::111122223333:accesspoint/open.mrap"},
		want: map[string]string{
			"s3.multi_region_block of arn:aws:s3::111122223333:accesspoint/open.mrap": "new fail",
		},
	},
	"PutMultiRegionAccessPointPolicy for a stranger": {
		call: func(h hand) error {
			client := s3control.NewFromConfig(h.p.config("AKIA"+h.story.Account, "us-west-2"))
			return done(client.PutMultiRegionAccessPointPolicy(h.t.Context(), &s3control.PutMultiRegionAccessPointPolicyInput{
				AccountId: &h.story.Account, ClientToken: aws.String("policy"),
				Details: &s3controltypes.PutMultiRegionAccessPointPolicyInput{
					Name: aws.String("audit-everywhere"), Policy: h.edited(
						`{"Version": "2012-10-17", "Statement": []}`, with(`{"Sid": "Partner", "Effect": "Allow",
							"Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "s3:GetObject",
							"Resource": "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/object/*"}`)),
				},
			}))
		},
		want: map[string]string{
			"s3.access_point_strangers of arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap": "fail",
		},
		says: "Partner",
	},
	"an access point for another account's bucket": {
		answers: func(s *awsfake.State) { s.AccessPoints[0].BucketAccountId = aws.String(stranger) },
		want:    map[string]string{"s3.access_point_owner": "fail"},
	},
	"CreateAccessGrant": {
		answers: func(s *awsfake.State) {
			s.AccessGrantsLocations[0].Grants = append(s.AccessGrantsLocations[0].Grants, s3controltypes.ListAccessGrantEntry{
				AccessGrantId: aws.String("all"), GrantScope: aws.String("s3://audit-logs-" + s.Account + "/*"),
				Permission: s3controltypes.PermissionReadwrite, Grantee: &s3controltypes.Grantee{
					GranteeType: s3controltypes.GranteeTypeIam, GranteeIdentifier: aws.String("arn:aws:iam::" + s.Account + ":user/alice"),
				},
			})
		},
		want: map[string]string{"s3.access_grants": "fail"},
		says: "user/alice",
	},
	"PutObjectAcl public-read": {
		after: []string{"no public access block at all"},
		answers: func(s *awsfake.State) {
			for _, o := range s.Buckets["audit-logs-"+s.Account].Objects {
				o.Grants = append(o.Grants, types.Grant{
					Permission: types.PermissionRead, Grantee: &types.Grantee{
						Type: types.TypeGroup, URI: aws.String("http://acs.amazonaws.com/groups/global/AllUsers"),
					},
				})
			}
		},
		want: map[string]string{"s3.object_acl": "fail"},
	},
	"DisableMacie": {
		answers: func(s *awsfake.State) { delete(s.Macie, "us-east-1") },
		want:    map[string]string{"macie.covers_logs": "fail"},
	},
	"PutBucketWebsite": {
		call: func(h hand) error {
			return done(h.s3.PutBucketWebsite(h.t.Context(), &s3.PutBucketWebsiteInput{
				Bucket: h.bucket(), WebsiteConfiguration: &types.WebsiteConfiguration{
					IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")},
				},
			}))
		},
		want: map[string]string{"s3.website": "fail"},
	},
	"PutBucketCors": {
		call: func(h hand) error {
			return done(h.s3.PutBucketCors(h.t.Context(), &s3.PutBucketCorsInput{
				Bucket: h.bucket(), CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{
					{AllowedMethods: []string{"GET"}, AllowedOrigins: []string{"https://example.com"}},
				}},
			}))
		},
		want: map[string]string{"s3.website": "fail"},
		says: "https://example.com",
	},
}

func putEncryption(h hand, bucket *string, by types.ServerSideEncryptionByDefault) error {
	return done(h.s3.PutBucketEncryption(h.t.Context(), &s3.PutBucketEncryptionInput{
		Bucket: bucket, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{
			Rules: []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &by}},
		},
	}))
}

// lifecycle puts the lifecycle rule of the log bucket with a change.
func lifecycle(change func(*types.LifecycleRule)) func(hand) error {
	return func(h hand) error {
		rule := h.story.Buckets[*h.bucket()].Lifecycle[0]
		change(&rule)
		return done(h.s3.PutBucketLifecycleConfiguration(h.t.Context(), &s3.PutBucketLifecycleConfigurationInput{
			Bucket: h.bucket(), LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{rule}},
		}))
	}
}

// lock gives the log bucket's Object Lock this default.
func lock(retention *types.DefaultRetention) func(hand) error {
	return func(h hand) error {
		c := &types.ObjectLockConfiguration{ObjectLockEnabled: types.ObjectLockEnabledEnabled}
		if retention != nil {
			c.Rule = &types.ObjectLockRule{DefaultRetention: retention}
		}
		return done(h.s3.PutObjectLockConfiguration(h.t.Context(), &s3.PutObjectLockConfigurationInput{
			Bucket: h.bucket(), ObjectLockConfiguration: c,
		}))
	}
}

// replication puts the replication of the log bucket with another destination.
func replication(change func(*types.Destination, hand)) func(hand) error {
	return func(h hand) error {
		c := h.story.Buckets[*h.bucket()].Replication
		change(c.Rules[0].Destination, h)
		return done(h.s3.PutBucketReplication(h.t.Context(), &s3.PutBucketReplicationInput{
			Bucket: h.bucket(), ReplicationConfiguration: c,
		}))
	}
}

// openBlock blocks nothing.
var openBlock = &s3controltypes.PublicAccessBlockConfiguration{
	BlockPublicAcls: aws.Bool(false), IgnorePublicAcls: aws.Bool(false), BlockPublicPolicy: aws.Bool(false),
	RestrictPublicBuckets: aws.Bool(false),
}

func (h hand) bucket() *string { return aws.String("audit-logs-" + h.story.Account) }

func (h hand) accessBucket() *string { return aws.String("audit-access-" + h.story.Account) }
