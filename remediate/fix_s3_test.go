package remediate_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// altered is a story's account with a change, and what becomes of a rule there.
type altered struct {
	story, rule, resource string
	params                map[string]any
	alter                 func(a *awsfake.Account)
	// left is why a person has to do it, and why has words of the reason; empty where the fix mends it.
	left plan.LeftKind
	why  string
	// has and lacks are texts in what the steps write.
	has, lacks []string
}

// policyOf sets the policy of a bucket, a list of statements.
func policyOf(bucket string, statements ...string) func(*awsfake.Account) {
	return func(a *awsfake.Account) {
		a.Buckets[bucket].Policy = `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
		a.Buckets[bucket].PolicyIsPublic = false
	}
}

func bucketOf(name string, alter func(b *awsfake.Bucket)) func(*awsfake.Account) {
	return func(a *awsfake.Account) { alter(a.Buckets[name]) }
}

func each(alters ...func(*awsfake.Account)) func(*awsfake.Account) {
	return func(a *awsfake.Account) {
		for _, alter := range alters {
			alter(a)
		}
	}
}

func trailOf(name string, alter func(t *awsfake.Trail)) func(*awsfake.Account) {
	return func(a *awsfake.Account) {
		alter(a.Trails[slices.IndexFunc(a.Trails, func(t *awsfake.Trail) bool { return *t.Name == name })])
	}
}

const (
	name      = "elly-secure-bucket"
	trail     = "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	foreign   = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::124355676326:role/reader"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::elly-secure-bucket/*"}`
	checkACL  = `{"Sid":"Check","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::elly-secure-bucket"}`
	ownFolder = "arn:aws:s3:::elly-secure-bucket/AWSLogs/124355676326/*"
)

// writes is a statement that lets a principal write, under a condition.
func writes(principal, resource, condition string) string {
	return `{"Sid":"Write","Effect":"Allow","Principal":` + principal + `,"Action":"s3:PutObject","Resource":"` + resource + `","Condition":` + condition + `}`
}

const (
	asCloudTrail = `{"Service":"cloudtrail.amazonaws.com"}`
	forTrail     = `{"StringEquals":{"aws:SourceArn":"` + trail + `"}}`
)

var alterations = map[string]altered{
	"deputy of the own folder": {
		rule: "s3.confused_deputy", alter: policyOf(name, foreign, checkACL, writes(asCloudTrail, ownFolder, `{}`)),
		has: []string{foreign, `"StringEquals":{"aws:SourceArn":"` + trail + `"}`}, lacks: []string{"ArnLike"},
	},
	"deputy of every folder": {
		rule: "s3.confused_deputy", params: map[string]any{"accounts": []any{"000000000001"}},
		alter: policyOf(name, checkACL, writes(asCloudTrail, "arn:aws:s3:::elly-secure-bucket/*", `{}`)),
		has:   []string{`"ArnLike":{"aws:SourceArn":["arn:aws:cloudtrail:*:000000000001:trail/*","arn:aws:cloudtrail:*:124355676326:trail/*"]}`},
	},
	"deputy of whoever has no key": {
		rule: "s3.confused_deputy", alter: policyOf(name, checkACL, writes(asCloudTrail, ownFolder, `{"StringEqualsIfExists":{"aws:SourceArn":"`+trail+`"}}`)),
		has: []string{`"StringEquals":{"aws:SourceArn":"` + trail + `"}`},
	},
	"deputy with others": {
		rule: "s3.confused_deputy", alter: policyOf(name, writes(`{"Service":["cloudtrail.amazonaws.com","config.amazonaws.com"]}`, ownFolder, `{}`)),
		left: plan.Manual, why: "make two of it",
	},
	"deputy of strangers": {
		rule: "s3.confused_deputy", alter: policyOf(name, writes(asCloudTrail, ownFolder, `{"StringEquals":{"aws:SourceAccount":"000000000002"}}`)),
		left: plan.Manual, why: "not known",
	},
	"deputy beside a known organization": {
		rule: "s3.confused_deputy", params: map[string]any{"org_id": "o-a1b2c3d4e5"},
		alter: policyOf(name, checkACL, writes(asCloudTrail, ownFolder, `{}`), writes(asCloudTrail, ownFolder, `{"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}`)),
		has:   []string{"o-a1b2c3d4e5", trail},
	},
	"deputy of a strange organization": {
		rule: "s3.confused_deputy", params: map[string]any{"org_id": "o-a1b2c3d4e5"},
		alter: policyOf(name, writes(asCloudTrail, ownFolder, `{"ForAnyValue:StringLike":{"aws:SourceOrgPaths":"o-zzzzzzzzzz/r/*"}}`)),
		left:  plan.Manual, why: "not known",
	},
	"deputy of old": {
		rule: "s3.confused_deputy", alter: policyOf(name, writes(`{"AWS":"arn:aws:iam::475085895292:root"}`, ownFolder, `{}`)),
		left: plan.Manual, why: "accounts of CloudTrail itself",
	},
	"others write": {
		rule: "s3.only_cloudtrail_writes", alter: policyOf(name, checkACL, writes(asCloudTrail, ownFolder, forTrail),
			writes(`{"AWS":"arn:aws:iam::124355676326:role/importer"}`, "arn:aws:s3:::elly-secure-bucket/*", `{}`)),
		has: []string{`role/importer`, `"Sid":"DenyOthersWriting"`, `"arn:aws:s3:::elly-secure-bucket/AWSLogs/124355676326/CloudTrail*"`},
	},
	"others write and may": {
		rule: "s3.only_cloudtrail_writes", params: map[string]any{"writers": []any{"arn:aws:iam::124355676326:role/copies"}},
		alter: policyOf(name, writes(`{"AWS":"arn:aws:iam::124355676326:role/importer"}`, "arn:aws:s3:::elly-secure-bucket/*", `{}`)),
		left:  plan.Manual, why: "the parameter writers",
	},
	"others and CloudTrail's old accounts write": {
		rule: "s3.only_cloudtrail_writes", alter: policyOf(name, writes(`{"AWS":["arn:aws:iam::475085895292:root","arn:aws:iam::124355676326:role/importer"]}`, ownFolder, `{}`)),
		left: plan.Manual, why: "mend s3.confused_deputy first",
	},
	"an ACL lets write": {
		story: "broken_policies", rule: "s3.only_cloudtrail_writes", resource: wideBucket, left: plan.Manual, why: "put-bucket-acl --bucket wide-logs --acl private",
	},
	"an organization's members write": {
		story: "broken_buckets", rule: "s3.only_cloudtrail_writes", resource: wipedBucket,
		alter: each(bucketOf("wiped-logs", func(b *awsfake.Bucket) {
			b.Policy = strings.Replace(b.Policy, `"Statement": [`, `"Statement": [`+
				writes(`{"AWS":"arn:aws:iam::246824682468:role/importer"}`, "arn:aws:s3:::wiped-logs/*", `{}`)+",", 1)
		})),
		has: []string{`"arn:aws:s3:::wiped-logs/AWSLogs/246824682468/CloudTrail*"`, `"arn:aws:s3:::wiped-logs/AWSLogs/o-*"`},
	},
	"a managed key": {
		story: "broken_buckets", rule: "s3.managed_key", resource: "arn:aws:s3:::short-logs",
		alter: trailOf("short", func(t *awsfake.Trail) { t.KmsKeyId = aws.String(leakyKey) }),
		has:   []string{`"KMSMasterKeyID":"` + leakyKey + `"`, `"BucketKeyEnabled":false`},
	},
	"a managed key and a trail without": {
		story: "broken_buckets", rule: "s3.managed_key", resource: "arn:aws:s3:::short-logs", left: plan.Manual, why: "without a key of its own",
	},
	"two trails, two keys": {
		story: "broken_buckets", rule: "s3.managed_key", resource: "arn:aws:s3:::short-logs", left: plan.Manual, why: "different keys",
		alter: each(trailOf("short", func(t *awsfake.Trail) { t.KmsKeyId = aws.String(leakyKey) }), func(a *awsfake.Account) {
			second := *a.Trails[2]
			second.Name, second.TrailARN = aws.String("second"), aws.String("arn:aws:cloudtrail:us-east-1:246824682468:trail/second")
			second.KmsKeyId = aws.String("arn:aws:kms:us-east-1:246824682468:key/bbbbbbbb-1111-4222-8333-444444444444")
			a.Trails = append(a.Trails, &second)
		}),
	},
	"a key elsewhere": {
		rule: "s3.kms_default", left: plan.Manual, why: "of the bucket's Region only",
		alter: func(a *awsfake.Account) {
			key := strings.Replace(referenceKey, "us-east-2", "us-west-2", 1)
			a.Keys[key] = a.Keys[referenceKey]
			a.Keys[key].Arn = &key
			a.Trails[0].KmsKeyId = &key
		},
	},
	"a key that is off": {
		rule: "s3.kms_default", left: plan.Manual, why: "is Disabled",
		alter: func(a *awsfake.Account) { a.Keys[referenceKey].KeyState = "Disabled" },
	},
	"a key that is shut": {
		rule: "s3.kms_default", left: plan.Manual, why: "does not let CloudTrail encrypt",
		alter: func(a *awsfake.Account) {
			a.Keys[referenceKey].Policy = strings.ReplaceAll(a.Keys[referenceKey].Policy, "cloudtrail.amazonaws.com", "config.amazonaws.com")
		},
	},
	"a key that encrypts and no more": {
		rule: "s3.kms_default", has: []string{`"BucketKeyEnabled":false`},
		alter: func(a *awsfake.Account) {
			a.Keys[referenceKey].Policy = strings.ReplaceAll(a.Keys[referenceKey].Policy, `"kms:Decrypt",`, "")
		},
	},
	"a key, and a service that has none": {
		rule: "s3.kms_default", left: plan.Manual, why: "delivery.logs.amazonaws.com writes here too",
		alter: policyOf(name, writes(`{"Service":"delivery.logs.amazonaws.com"}`, "arn:aws:s3:::elly-secure-bucket/*", `{}`)),
	},
	"a key, and access logs": {
		rule: "s3.kms_default", left: plan.Manual, why: "which need SSE-S3",
		alter: bucketOf(name, func(b *awsfake.Bucket) {
			b.Logging = &types.LoggingEnabled{TargetBucket: aws.String(name), TargetPrefix: aws.String("a/")}
		}),
	},
	"the only type that is blocked": {
		rule: "s3.blocked_encryption", has: []string{`"EncryptionType":["NONE"]`},
		alter: bucketOf(name, func(b *awsfake.Bucket) {
			b.Encryption.Rules[0].BlockedEncryptionTypes = &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{"SSE-KMS"}}
		}),
	},
	"everybody and somebody read": {
		rule: "s3.public_read", alter: each(policyOf(name, foreign, `{"Effect":"Allow","Principal":{"AWS":["*","arn:aws:iam::124355676326:role/a"],"Service":"config.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::elly-secure-bucket/*"}`), unrestricted),
		has: []string{foreign, `"Principal":{"AWS":["arn:aws:iam::124355676326:root","arn:aws:iam::124355676326:role/a"],"Service":"config.amazonaws.com"}`},
	},
	"everybody writes, by one statement that is no list": {
		rule: "s3.public_write", has: []string{
			`"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::124355676326:root"},"Action":"s3:*"`,
			// CloudTrail was of everybody too.
			`"Resource":"` + ownFolder + `","Condition":{"StringEquals":{"aws:SourceArn":"` + trail + `"`,
		},
		alter: each(bucketOf(name, func(b *awsfake.Bucket) {
			b.Policy = `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"arn:aws:s3:::elly-secure-bucket/*"}}`
		}), unrestricted),
	},
	"everybody reads and writes, and only that they write matters": {
		rule: "s3.public_write", has: []string{`"Principal":"*","Action":"s3:ListBucket"`, `{"AWS":"arn:aws:iam::124355676326:root"},"Action":"s3:Put*"`},
		alter: each(policyOf(name, `{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::elly-secure-bucket"}`,
			`{"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"arn:aws:s3:::elly-secure-bucket/*"}`,
			`{"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"arn:aws:s3:::elly-secure-bucket/*","Condition":{"IpAddress":{"aws:SourceIp":["192.0.2.0/24","2001:db8::/32","192.0.2.1"]}}}`), unrestricted),
	},
	"everybody but some read": {
		rule: "s3.public_read", left: plan.Manual, why: "NotPrincipal",
		alter: each(policyOf(name, `{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::124355676326:role/a"},"Action":"s3:GetObject","Resource":"*"}`), unrestricted),
	},
	"everybody does all but something": {
		rule: "s3.public_read", left: plan.Manual, why: "NotAction",
		alter: each(policyOf(name, `{"Effect":"Allow","Principal":"*","NotAction":"s3:PutObject","Resource":"*"}`), unrestricted),
	},
	"a public policy that can't stay": {
		story: "broken", rule: "s3.tls_only", resource: openBucket, left: plan.Refused, why: "that has to be mended first",
	},
	"a bucket of a long name": {
		rule: "s3.access_logging", resource: "arn:aws:s3:::" + longName, left: plan.Manual, why: "too long a name",
		alter: func(a *awsfake.Account) {
			a.Buckets[longName] = a.Buckets[name]
			delete(a.Buckets, name)
			a.Trails[0].S3BucketName = aws.String(longName)
		},
	},
	"a bucket for access logs that is there": {
		rule: "s3.access_logging", left: plan.Manual, why: "nothing of it was seen",
		alter: func(a *awsfake.Account) { a.Buckets[name+"-access-logs"] = &awsfake.Bucket{Region: "us-east-2"} },
	},
	"a bucket for access logs that somebody has": {
		rule: "s3.access_logging", left: plan.Unseen, why: "Forbidden",
		alter: func(a *awsfake.Account) {
			a.Buckets[name+"-access-logs"] = &awsfake.Bucket{Region: "us-east-2", Owner: "000000000002"}
		},
	},
	"a target that lets nothing in": {
		rule: "s3.access_log_target", has: []string{`"Resource":"arn:aws:s3:::elly-secure-bucket-access-logs/x/*"`, `"aws:SourceArn":"arn:aws:s3:::elly-secure-bucket"`, foreign},
		lacks: []string{`"Region"`, "TargetBucket"}, alter: each(witnessed(func(b *awsfake.Bucket) {}), policyOf(name+"-access-logs", foreign)),
	},
	"a target by a key, of the name of a new one": {
		rule: "s3.access_log_target", left: plan.Manual, why: "name another bucket",
		alter: witnessed(func(b *awsfake.Bucket) { b.Encryption = &types.ServerSideEncryptionConfiguration{Rules: kmsRules()} }),
	},
	"a target that is open": {
		rule: "s3.access_log_exposed", has: []string{"RestrictPublicBuckets"}, lacks: []string{"TargetBucket"},
		alter: witnessed(func(b *awsfake.Bucket) { b.Ownership = types.ObjectOwnershipBucketOwnerEnforced }),
	},
	"a vanished bucket of an organization": {
		story: "broken", rule: "s3.bucket_exists", resource: "arn:aws:s3:::gone-logs", left: plan.Manual, why: "org_id",
		alter: trailOf("stopped", func(t *awsfake.Trail) { t.IsOrganizationTrail = aws.Bool(true) }),
	},
	"a vanished bucket of a known organization": {
		story: "broken", rule: "s3.bucket_exists", resource: "arn:aws:s3:::gone-logs", params: map[string]any{"org_id": "o-a1b2c3d4e5"},
		alter: trailOf("stopped", func(t *awsfake.Trail) { t.IsOrganizationTrail = aws.Bool(true) }),
		has:   []string{"gone-logs/AWSLogs/o-a1b2c3d4e5/*", "gone-logs/AWSLogs/777788889999/*"},
	},
	"a vanished bucket in the Region of the key": {
		story: "broken", rule: "s3.bucket_exists", resource: "arn:aws:s3:::gone-logs", has: []string{`{"Region":"eu-west-1"}`},
		alter: trailOf("stopped", func(t *awsfake.Trail) {
			t.KmsKeyId = aws.String("arn:aws:kms:eu-west-1:777788889999:key/66666666-7777-8888-9999-000000000000")
		}),
	},
	"a vanished bucket of two Regions": {
		story: "broken", rule: "s3.bucket_exists", resource: "arn:aws:s3:::gone-logs", left: plan.Manual, why: "different Regions",
		alter: trailOf("strange", func(t *awsfake.Trail) { t.S3BucketName = aws.String("gone-logs") }),
	},
	"a trail that was": {
		rule: "s3.source_arn", has: []string{`"aws:SourceArn":"` + trail + `"`, foreign}, lacks: []string{"trail/was"},
		alter: policyOf(name, foreign, writes(asCloudTrail, ownFolder, `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-2:124355676326:trail/was"}}`)),
	},
	"a trail in another Region, beside another account's": {
		rule: "s3.source_arn", has: []string{`"aws:SourceArn":["` + trail + `","arn:aws:cloudtrail:us-east-1:000000000002:trail/theirs"]`},
		alter: policyOf(name, writes(asCloudTrail, ownFolder, `{"ArnEqualsIfExists":{"aws:SourceArn":["arn:aws:cloudtrail:us-east-1:124355676326:trail/s3-activity-trail",`+
			`"arn:aws:cloudtrail:us-east-1:000000000002:trail/theirs","`+trail+`"]}}`)),
	},
	"a pattern that is none": {
		rule: "s3.source_arn", has: []string{`"StringEquals":{"aws:SourceArn":"` + trail + `"}`},
		alter: policyOf(name, writes(asCloudTrail, ownFolder, `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:*:124355676326:trail/*"}}`)),
	},
	"a pattern that is none and means others": {
		rule: "s3.source_arn", left: plan.Manual, why: "means no trail of this account",
		alter: policyOf(name, writes(asCloudTrail, ownFolder, `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:*:000000000002:trail/*"}}`)),
	},
	"a path of an organization": {
		story: "broken_buckets", rule: "s3.trail_path", resource: wipedBucket, left: plan.Manual, why: "org_id",
		alter: policyOf("wiped-logs", strings.ReplaceAll(foreign, name, "wiped-logs")),
	},
	"a path of two trails": {
		rule: "s3.trail_path", has: []string{checkACL, `"aws:SourceArn":["` + trail + `","` + trail + `2"]`, `"Sid":"AWSCloudTrailWrite20150319"`},
		lacks: []string{"AclCheck2015"},
		alter: each(policyOf(name, checkACL), func(a *awsfake.Account) {
			second := *a.Trails[0]
			second.Name, second.TrailARN = aws.String("s3-activity-trail2"), aws.String(trail+"2")
			a.Trails = append(a.Trails, &second)
		}),
	},
	"encryption denied by what it is not like": {
		rule: "s3.encryption_allowed", has: []string{`"StringNotLikeIfExists":{"s3:x-amz-server-side-encryption":["aws:*","AES256"]}`},
		alter: policyOf(name, denies(`{"StringNotLikeIfExists":{"s3:x-amz-server-side-encryption":"aws:*"}}`)),
	},
	"encryption denied by name": {
		rule: "s3.encryption_allowed", left: plan.Manual, why: "denies uploads with AES256 outright",
		alter: policyOf(name, denies(`{"StringEquals":{"s3:x-amz-server-side-encryption":"AES256"}}`)),
	},
	"encryption denied at all": {
		rule: "s3.encryption_allowed", left: plan.Manual, why: "outright",
		alter: policyOf(name, denies(`{"Null":{"s3:x-amz-server-side-encryption":"false"}}`)),
	},
	"a thousand lifecycle rules": {
		rule: "s3.abort_uploads", left: plan.Refused, why: "S3 takes no more",
		alter: bucketOf(name, func(b *awsfake.Bucket) {
			for i := range 1000 {
				b.Lifecycle = append(b.Lifecycle, types.LifecycleRule{ID: aws.String(fmt.Sprint(i)), Status: "Enabled", Filter: &types.LifecycleRuleFilter{}})
			}
		}),
	},
	"lifecycle rules that are off": {
		rule: "s3.lifecycle", has: []string{`"ID":"AbortUnfinishedUploads2"`, `"Days":9`, `"varies_by_storage_class"`},
		alter: bucketOf(name, func(b *awsfake.Bucket) {
			b.TransitionMinimum = types.TransitionDefaultMinimumObjectSizeVariesByStorageClass
			b.Lifecycle = []types.LifecycleRule{{
				ID: aws.String("AbortUnfinishedUploads"), Status: "Disabled", Filter: &types.LifecycleRuleFilter{Prefix: aws.String("")},
				Expiration: &types.LifecycleExpiration{Days: aws.Int32(9)}, AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(3)},
			}}
		}),
	},
	"versions of members' files": {
		story: "broken_buckets", rule: "s3.lifecycle_noncurrent", resource: wipedBucket, params: map[string]any{"noncurrent_days": json.Number("90")},
		has: []string{`"NewerNoncurrentVersions":1,"NoncurrentDays":90`, `"Expiration":{"Days":1}`, `"NoncurrentDays":4`},
		alter: bucketOf("wiped-logs", func(b *awsfake.Bucket) {
			b.Lifecycle = append(b.Lifecycle, types.LifecycleRule{
				ID: aws.String("other"), Status: "Enabled", Prefix: aws.String("AWSLogs/246824682468/Config"), //nolint:staticcheck // deprecated, as the others
				NoncurrentVersionExpiration: &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(4)},
			}, types.LifecycleRule{
				ID: aws.String("member"), Status: "Enabled", Prefix: aws.String("AWSLogs/o-a1b2c3d4e5/111111111111/CloudTrail/eu"), //nolint:staticcheck // deprecated, as the others
				NoncurrentVersionExpiration: &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(5)},
			})
		}),
		lacks: []string{`"NoncurrentDays":5`},
	},
	"versions and a device": {
		rule: "s3.versioning", left: plan.Manual, why: "MFA Delete",
		alter: bucketOf(name, func(b *awsfake.Bucket) { b.Versioning, b.MFADelete = "Suspended", types.MFADeleteStatusEnabled }),
	},
	"a policy at the limit": {
		rule: "s3.tls_only", left: plan.Refused, why: "S3 takes 20480",
		alter: policyOf(name, strings.Replace(foreign, `"Effect"`, `"Sid":"`+strings.Repeat("x", 20*1024-300)+`","Effect"`, 1)),
	},
	"a bucket of somebody else": {
		story: "side_doors", rule: "s3.bucket_owner", resource: "arn:aws:s3:::central-logs-444455556666", left: plan.Manual,
	},
}

var longName = strings.Repeat("long-", 10) + "name"

// unrestricted has a policy that is public in force.
func unrestricted(a *awsfake.Account) {
	a.Buckets[name].PublicAccessBlock, a.Buckets[name].PolicyIsPublic = nil, true
}

func denies(condition string) string {
	return `{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::elly-secure-bucket/*","Condition":` + condition + `}`
}

func kmsRules() []types.ServerSideEncryptionRule {
	return []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}}}
}

// witnessed logs the accesses of the reference bucket in a bucket of the name that a fix would give it.
func witnessed(alter func(b *awsfake.Bucket)) func(*awsfake.Account) {
	return func(a *awsfake.Account) {
		target := &awsfake.Bucket{Region: "us-east-2"}
		alter(target)
		a.Buckets[name+"-access-logs"] = target
		a.Buckets[name].Logging = &types.LoggingEnabled{TargetBucket: aws.String(name + "-access-logs"), TargetPrefix: aws.String("x/")}
	}
}

// TestAltered has fixes mend, or leave, what no story has.
func TestAltered(t *testing.T) {
	for title, c := range alterations {
		t.Run(title, c.test)
	}
}

func (c altered) test(t *testing.T) {
	t.Parallel()
	if c.story == "" {
		c.story, c.resource = "reference", cmp.Or(c.resource, referenceBucket)
	}
	a := account(t, c.story)
	if c.alter != nil {
		c.alter(a)
	}
	w := worldOf(t, a, c.params, plan.Risks...)
	reason := plan.Reason{Rule: c.rule, Resource: c.resource}
	if w.before[reason].Outcome != finding.Fail {
		t.Fatalf("it does not fail: %+v", w.before[reason])
	}
	w.planner.Wanted = func(rule string) bool { return rule == c.rule }
	p, j := w.mend()
	i := slices.IndexFunc(p.Left, func(l plan.Left) bool { return l.Rule == c.rule && l.Resource == c.resource })
	if c.left != "" {
		if i < 0 || p.Left[i].Kind != c.left || !strings.Contains(p.Left[i].Why, c.why) {
			t.Errorf("it is not left as %s: %+v", c.left, p.Left)
		}
		return
	}
	if i >= 0 {
		t.Fatalf("it is left: %+v", p.Left[i])
	}
	text := ""
	for _, s := range p.Steps {
		var policy string
		if s.After.Into(&policy) == nil {
			text += policy + "\n"
		} else {
			text += string(s.After) + "\n"
		}
	}
	for _, want := range c.has {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %s: %s", want, text)
		}
	}
	for _, bad := range c.lacks {
		if strings.Contains(text, bad) {
			t.Errorf("it has %s: %s", bad, text)
		}
	}
	if p.Risk() != plan.Irreversible {
		w.back(j)
	}
}

// TestBucketInUse does not delete a bucket that has received something since.
func TestBucketInUse(t *testing.T) {
	w := newWorld(t, "reference", plan.Costly)
	w.planner.Wanted = func(rule string) bool { return rule == "s3.access_logging" }
	_, j := w.mend()
	w.account.Buckets[name+"-access-logs"].Objects = map[string]*awsfake.Object{"log": {}}
	results, err := remediate.Undo(t.Context(), w.account.Writers(), j, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results[:len(results)-1] {
		if r.Outcome != remediate.TakenBack {
			t.Errorf("%+v", r)
		}
	}
	last := results[len(results)-1]
	if last.Step.Operation != "s3:CreateBucket" || last.Outcome != remediate.Refused || !strings.Contains(last.Err.Error(), "BucketNotEmpty") {
		t.Errorf("%+v", last)
	}
}
