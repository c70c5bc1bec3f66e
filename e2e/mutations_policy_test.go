//go:build e2e

package e2e

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"trailproof/internal/awsfake"
)

var policyMutations = map[string]mutation{
	"DeleteBucketPolicy": {
		call: func(h hand) error {
			return done(h.s3.DeleteBucketPolicy(h.t.Context(), &s3.DeleteBucketPolicyInput{Bucket: h.bucket()}))
		},
		want: map[string]string{
			"cloudtrail.bucket_access": "fail",
			"s3.refuses_unencrypted":   "fail",
			"s3.tls_only":              "fail",
			"s3.trail_path":            "fail",
		},
	},
	"PutBucketPolicy without the denial of plain HTTP": {
		call: bucketPolicy(without("DenyPlainHTTP")),
		want: map[string]string{"s3.tls_only": "fail"},
	},
	"PutBucketPolicy that denies plain HTTP for the objects only": {
		call: bucketPolicy(where("DenyPlainHTTP", statement{"Resource": "arn:aws:s3:::audit-logs-111122223333/*"})),
		want: map[string]string{"s3.tls_only": "fail"},
	},
	"PutBucketPolicy that denies plain HTTP to one user": {
		call: bucketPolicy(where("DenyPlainHTTP", statement{"Principal": statement{"AWS": "arn:aws:iam::111122223333:user/bob"}})),
		want: map[string]string{"s3.tls_only": "fail"},
	},
	"PutBucketPolicy that lets CloudTrail write for anybody": {
		call: bucketPolicy(where("AWSCloudTrailWrite20150319", statement{
			"Condition": statement{"StringEquals": statement{"s3:x-amz-acl": "bucket-owner-full-control"}},
		})),
		want: map[string]string{"s3.confused_deputy": "fail"},
		says: "AWSCloudTrailWrite20150319",
	},
	"PutBucketPolicy that lets CloudTrail write for a stranger": {
		call: bucketPolicy(where("AWSCloudTrailWrite20150319", statement{
			"Condition": statement{"StringEquals": statement{"aws:SourceAccount": []string{"111122223333", stranger}}},
		})),
		want: map[string]string{"s3.confused_deputy": "fail"},
		says: stranger,
	},
	"PutBucketPolicy that names a trail that is not there": {
		call: bucketPolicy(where("AWSCloudTrailAclCheck20150319", statement{"Condition": statement{"StringEquals": statement{
			"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audits",
		}}})),
		want: map[string]string{"cloudtrail.bucket_access": "fail", "s3.source_arn": "fail"},
		says: "trail/audits",
	},
	"PutBucketPolicy for another path": {
		call: bucketPolicy(where("AWSCloudTrailWrite20150319", statement{
			"Resource": "arn:aws:s3:::audit-logs-111122223333/logs/AWSLogs/111122223333/*",
		})),
		want: map[string]string{"cloudtrail.bucket_access": "fail", "s3.trail_path": "fail"},
	},
	"PutBucketPolicy for everybody behind the blocks": {
		call: bucketPolicy(with(everybodyReads)),
		want: map[string]string{"s3.foreign_principals": "fail"},
	},
	"PutBucketPolicy that lets everybody read": {
		after: []string{"no public access block at all"},
		call:  bucketPolicy(with(everybodyReads)),
		says:  "Everybody",
		want: map[string]string{
			"s3.foreign_principals": "fail",
			"s3.public_read":        "fail",
		},
	},
	"PutBucketPolicy that lets everybody write": {
		after: []string{"no public access block at all"},
		call: bucketPolicy(with(`{"Sid": "Everybody", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:PutObject",
			"Resource": "arn:aws:s3:::audit-logs-111122223333/*"}`)),
		want: map[string]string{
			"s3.foreign_principals":     "fail",
			"s3.only_cloudtrail_writes": "fail",
			"s3.public_write":           "fail",
		},
	},
	"PutBucketPolicy that takes no AES256": {
		call: bucketPolicy(with(`{"Sid": "OnlyKMS", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
			"Resource": "arn:aws:s3:::audit-logs-111122223333/*",
			"Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}`)),
		want: map[string]string{"s3.encryption_allowed": "fail"},
		says: "OnlyKMS",
	},
	"PutBucketPolicy that takes what is not encrypted": {
		call: bucketPolicy(without("DenyUnencrypted")),
		want: map[string]string{"s3.refuses_unencrypted": "fail"},
	},
	"PutBucketPolicy that lets a stranger read": {
		call: bucketPolicy(with(`{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "999988887777"},
			"Action": "s3:GetObject", "Resource": "arn:aws:s3:::audit-logs-111122223333/*"}`)),
		want: map[string]string{"s3.foreign_principals": "fail"},
		says: "Partner",
	},
	"PutBucketPolicy that lets a stranger put policies": {
		call: bucketPolicy(with(`{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "999988887777"},
			"Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::audit-logs-111122223333"}`)),
		want: map[string]string{"s3.foreign_principals": "fail", "s3.foreign_permissions": "fail"},
	},
	"PutBucketPolicy that lets nobody in": {
		call: bucketPolicy(with(`{"Sid": "Nobody", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
			"Resource": "arn:aws:s3:::audit-logs-111122223333"}`)),
		want: map[string]string{"cloudtrail.bucket_access": "fail", "s3.lockout": "fail"},
		says: "Nobody",
	},
	"PutBucketPolicy that lets a role write": {
		call: bucketPolicy(with(`{"Sid": "Import", "Effect": "Allow",
			"Principal": {"AWS": "arn:aws:iam::111122223333:role/Auditor"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::audit-logs-111122223333/*"}`)),
		want: map[string]string{"s3.only_cloudtrail_writes": "fail"},
		says: "Import",
	},
	"PutBucketPolicy that lets a role do everything": {
		call: bucketPolicy(with(`{"Sid": "Admin", "Effect": "Allow",
			"Principal": {"AWS": "arn:aws:iam::111122223333:role/Auditor"}, "Action": "s3:*", "Resource": "arn:aws:s3:::audit-logs-111122223333"}`)),
		want: map[string]string{"s3.wildcards": "fail"},
		says: "Admin",
	},
	"PutRolePolicy kms:Decrypt on everything": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}}`),
		want: map[string]string{"iam.decrypt_inline" + theAuditor: "fail"},
	},
	"PutRolePolicy kms:* on everything": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}`),
		want: map[string]string{
			"iam.all_of_kms" + theAuditor:            "fail",
			"iam.all_of_service" + theAuditor:        "fail",
			"iam.decrypt_inline" + theAuditor:        "fail",
			"iam.permission_management" + theAuditor: "fail",
			"iam.write_everything" + theAuditor:      "fail",
		},
	},
	"CreatePolicyVersion kms:Decrypt on everything": {
		call: policyVersion(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}}`),
		want: map[string]string{"iam.decrypt_managed": "fail"},
	},
	"S3 calls the policy public": {
		after: []string{"no public access block at all"},
		answers: func(s *awsfake.State) {
			s.Buckets["audit-logs-"+s.Account].PolicyIsPublic = true
		},
		want: map[string]string{"s3.policy_status": "fail"},
	},
}

const everybodyReads = `{"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
	"Resource": "arn:aws:s3:::audit-logs-111122223333/*"}`

// rolePolicy puts an inline policy of the auditor's.
func rolePolicy(document string) func(hand) error {
	return func(h hand) error {
		return done(h.iam.PutRolePolicy(h.t.Context(), &iam.PutRolePolicyInput{
			RoleName: aws.String("Auditor"), PolicyName: aws.String("more"), PolicyDocument: &document,
		}))
	}
}

// bucketPolicy puts the policy of the log bucket with a change to its statements.
func bucketPolicy(change func([]statement) []statement) func(hand) error {
	return func(h hand) error {
		return done(h.s3.PutBucketPolicy(h.t.Context(), &s3.PutBucketPolicyInput{
			Bucket: h.bucket(), Policy: h.edited(h.story.Buckets[*h.bucket()].Policy, change),
		}))
	}
}
