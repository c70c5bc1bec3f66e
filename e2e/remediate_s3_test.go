//go:build e2e

package e2e

import (
	"slices"
	"testing"

	"trailproof/plan"
	"trailproof/remediate"
)

// TestS3OperationsWithProxy writes each setting of a bucket over the wire, one state after the other, and reads each back
// as it was written. Who pays for requests is left out: moto takes a call that changes it for one that creates the bucket.
func TestS3OperationsWithProxy(t *testing.T) {
	const bucket = "arn:aws:s3:::operated"
	const blocked = `{"BlockPublicAcls":true,"BlockPublicPolicy":false,"IgnorePublicAcls":true,"RestrictPublicBuckets":false}`
	reset(t)
	p := newProxy(t)
	clients := remediate.NewClients(p.config("AKIA"+reference, "eu-west-1"))
	for _, c := range []struct {
		operation string
		states    []plan.State
	}{
		{"s3:CreateBucket", []plan.State{`{"Region":"eu-west-1"}`, plan.None, `{"Region":"eu-west-1"}`}},
		{"s3:PutBucketPolicy", []plan.State{
			plan.NewState(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::operated/*"}}`), plan.None,
			plan.NewState(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::operated/logs/*"}]}`),
		}},
		{"s3:PutBucketOwnershipControls", []plan.State{`"BucketOwnerPreferred"`, `"BucketOwnerEnforced"`, plan.None}},
		{"s3:PutBucketEncryption", []plan.State{
			`{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":false}]}`,
			`{"Rules":[{"ApplyServerSideEncryptionByDefault":{"KMSMasterKeyID":"arn:aws:kms:eu-west-1:124355676326:key/1","SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}`,
			plan.None,
		}},
		{"s3:PutBucketVersioning", []plan.State{`{"Status":"Enabled"}`, `{"Status":"Suspended"}`}},
		{"s3:PutBucketLifecycleConfiguration", []plan.State{
			`{"Rules":[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7},"Filter":{},"ID":"uploads","Status":"Enabled"}],` +
				`"TransitionDefaultMinimumObjectSize":"all_storage_classes_128K"}`,
			`{"Rules":[{"Expiration":{"Days":400},"Filter":{"And":{"Prefix":"a/","Tags":[{"Key":"short"},{"Key":"b","Value":"c"}]}},"ID":"and",` +
				`"Status":"Disabled","Transitions":[{"Days":90,"StorageClass":"GLACIER"}]}],"TransitionDefaultMinimumObjectSize":"all_storage_classes_128K"}`,
			plan.None,
		}},
		{"s3:PutBucketLogging", []plan.State{`{"TargetBucket":"operated","TargetPrefix":"logs/"}`, plan.None}},
		{"s3:PutPublicAccessBlock", []plan.State{blocked, plan.None}},
		{"s3control:PutPublicAccessBlock", []plan.State{blocked, plan.None}},
	} {
		t.Run(c.operation, func(t *testing.T) {
			i := slices.IndexFunc(remediate.Operations, func(o *remediate.Operation) bool { return o.Name == c.operation })
			op, target := remediate.Operations[i], remediate.Target{Account: reference, Partition: "aws", Region: "eu-west-1", Resource: bucket}
			if c.operation == "s3control:PutPublicAccessBlock" {
				target.Resource = reference
			}
			for _, after := range c.states {
				before, err := op.Read(t.Context(), clients, target)
				must(t, err)
				_, err = op.Write(t.Context(), clients, target, before, after)
				must(t, err)
				if got, err := op.Read(t.Context(), clients, target); err != nil || got != after {
					t.Errorf("it reads %s %v, and wrote %s", got, err, after)
				}
			}
		})
	}
}
