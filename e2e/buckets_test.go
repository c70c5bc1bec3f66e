//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"trailproof/finding"
	"trailproof/internal/awsproxy"
	"trailproof/snapshot"
)

const (
	logBucket    = "elly-secure-bucket"
	logBucketARN = "arn:aws:s3:::" + logBucket
)

// tlsOnly is a policy that would make s3.tls_only pass.
const tlsOnly = `{"Version": "2012-10-17", "Statement": {
	"Sid": "TLSOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
	"Resource": ["arn:aws:s3:::elly-secure-bucket", "arn:aws:s3:::elly-secure-bucket/*"],
	"Condition": {"Bool": {"aws:SecureTransport": "false"}}}}`

// deleteBucket takes the log bucket away from under the trail.
func deleteBucket(t *testing.T) {
	t.Helper()
	client := s3Client(newProxy(t).config("AKIA"+reference, "us-east-2"))
	_, err := client.DeleteBucket(t.Context(), &s3.DeleteBucketInput{Bucket: aws.String(logBucket)})
	must(t, err)
}

// TestVanishedBucket has a trail whose bucket was deleted: nothing is there, and that is known.
func TestVanishedBucket(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	deleteBucket(t)
	b := collectedBucket(t, a, a.lookAt(t))
	if exists, ok := b.Exists.Get(); !ok || exists {
		t.Errorf("exists: %+v", b.Exists)
	}
	if !b.Policy.IsAbsent() || !b.Owner.IsAbsent() || !b.Encryption.IsAbsent() {
		t.Errorf("%+v", b)
	}
	p := a.lookAt(t)
	passes(t, trailproof(t, p, a.credential, "scan", "-f", "json").report(t), logBucketARN)
	if called(p, "s3:GetBucketPolicy") {
		t.Error("a bucket that is not there was asked for its policy")
	}
}

// TestForeignBucket has a trail whose bucket was deleted and made again by somebody else, who gave it a policy that looks
// right: his settings are not asked for, and count for nothing.
func TestForeignBucket(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	deleteBucket(t)
	client := s3Client(newProxy(t).config("AKIA"+stranger, "us-east-2"))
	_, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{
		Bucket:                    aws.String(logBucket),
		CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "us-east-2"},
	})
	must(t, err)
	_, err = client.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{
		Bucket: aws.String(logBucket), Policy: aws.String(tlsOnly),
	})
	must(t, err)

	b := collectedBucket(t, a, a.lookAt(t))
	if exists, ok := b.Exists.Get(); !ok || !exists || !b.Owner.IsAbsent() || !b.Policy.IsZero() {
		t.Errorf("exists %+v, owner %+v, policy %+v", b.Exists, b.Owner, b.Policy)
	}
	p := a.lookAt(t)
	r := trailproof(t, p, a.credential, "scan", "-f", "json")
	report := r.report(t)
	passes(t, report, logBucketARN, "s3.bucket_exists", "s3.bucket_name")
	f := outcomes(report)[[2]string{"s3.tls_only", logBucketARN}]
	if f.Outcome != finding.Unknown || !strings.Contains(f.Message, "belongs to an account that is not known here") {
		t.Errorf("%+v", f)
	}
	if f := outcomes(report)[[2]string{"s3.bucket_owner", logBucketARN}]; f.Outcome != finding.Fail {
		t.Errorf("%+v", f)
	}
	if called(p, "s3:GetBucketPolicy") {
		t.Error("a stranger's bucket was asked for its policy")
	}
}

// TestWhoseBucketWithoutTheList can't list the buckets. HeadBucket with the expected owner then tells an own bucket; a
// stranger's can't be told from one that may not be looked at.
func TestWhoseBucketWithoutTheList(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	p := a.lookAt(t)
	p.Fail("s3:ListBuckets", awsproxy.Fault{Kind: awsproxy.AccessDenied})
	if owner, ok := collectedBucket(t, a, p).Owner.Get(); !ok || owner != reference {
		t.Errorf("owner %q, %t", owner, ok)
	}
	p = a.lookAt(t)
	p.Fail("s3:ListBuckets", awsproxy.Fault{Kind: awsproxy.AccessDenied})
	p.Fail("s3:HeadBucket", awsproxy.Fault{Kind: awsproxy.AccessDenied})
	if b := collectedBucket(t, a, p); !b.Owner.IsZero() {
		t.Errorf("owner %+v", b.Owner)
	}
}

// TestCentralBucket has two more buckets in the account: trails of another account deliver to one, which is judged, and load
// balancers log to the other, which is not.
func TestCentralBucket(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	client := s3Client(newProxy(t).config("AKIA"+reference, "us-east-2"))
	for bucket, service := range map[string]string{
		"central-logs": "cloudtrail.amazonaws.com", "balancer-logs": "logdelivery.elasticloadbalancing.amazonaws.com",
	} {
		_, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{
			Bucket:                    &bucket,
			CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "us-east-2"},
		})
		must(t, err)
		_, err = client.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: aws.String(strings.NewReplacer(
			"BUCKET", bucket, "SERVICE", service).Replace(`{"Version": "2012-10-17", "Statement": {
				"Sid": "Write", "Effect": "Allow", "Principal": {"Service": "SERVICE"}, "Action": "s3:PutObject",
				"Resource": "arn:aws:s3:::BUCKET/AWSLogs/111122223333/*"}}`))})
		must(t, err)
	}
	judged := func(args ...string) map[string]int {
		p := a.lookAt(t)
		found := map[string]int{}
		for _, f := range trailproof(t, p, a.credential, append([]string{"scan", "-f", "json"}, args...)...).report(t).Findings {
			if f.Resource != "arn:aws:s3:::central-logs" && f.Resource != "arn:aws:s3:::balancer-logs" {
				continue
			}
			found[f.Resource+" "+string(f.Outcome)]++
			if f.Rule == "s3.tls_only" && f.Outcome != finding.Fail {
				t.Errorf("%+v", f)
			}
		}
		return found
	}
	if found := judged(); found["arn:aws:s3:::central-logs fail"] < 10 || found["arn:aws:s3:::balancer-logs fail"] > 0 {
		t.Errorf("got %v", found)
	}
	// Who names the log buckets does not want others searched for.
	if found := judged("--data", parametersFile(t, "buckets", logBucket)); len(found) > 0 {
		t.Errorf("got %v", found)
	}
	if found := judged("--data", parametersFile(t, "buckets", "balancer-logs")); found["arn:aws:s3:::balancer-logs fail"] < 10 {
		t.Errorf("got %v", found)
	}
}

// parametersFile is a file in which a parameter lists one text.
func parametersFile(t *testing.T, name, value string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "params.json")
	must(t, os.WriteFile(file, []byte(`{"params": {"`+name+`": ["`+value+`"]}}`), 0o600))
	return file
}

// TestPolicyStatusThatSaysNothing has an endpoint that does not know GetBucketPolicyStatus, and says so or, as moto does,
// answers 200 with something else. Neither reads as private.
func TestPolicyStatusThatSaysNothing(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	for name, test := range map[string]struct {
		handler awsproxy.Handler
		kind    snapshot.GapKind
	}{
		"not implemented": {nil, snapshot.Unsupported},
		"200 with a list": {awsproxy.AsItIs, snapshot.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			p := a.lookAt(t)
			p.Handle("s3:GetBucketPolicyStatus", test.handler)
			s := collected(t, a, p)
			if status := s.S3.Buckets[logBucketARN].PolicyStatus; !status.IsZero() {
				t.Errorf("%+v", status)
			}
			if !slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool {
				return g.Action == "s3:GetBucketPolicyStatus" && g.Kind == test.kind
			}) {
				t.Errorf("%+v", s.Gaps)
			}
		})
	}
}

// collected is what collect sees of the account.
func collected(t *testing.T, a account, p proxy) *snapshot.Snapshot {
	t.Helper()
	return snapshotOf(t, trailproof(t, p, a.credential, "collect", "-q"))
}

func collectedBucket(t *testing.T, a account, p proxy) snapshot.Bucket {
	t.Helper()
	b, ok := collected(t, a, p).S3.Buckets[logBucketARN]
	if !ok {
		t.Fatal("the snapshot does not have the bucket")
	}
	return b
}

// passes demands that these are the rules that pass for the resource.
func passes(t *testing.T, report finding.Report, resource string, rules ...string) {
	t.Helper()
	var got []string
	for _, f := range report.Findings {
		if f.Resource == resource && f.Outcome == finding.Pass {
			got = append(got, f.Rule)
		}
	}
	if !slices.Equal(got, rules) {
		t.Errorf("%q pass, want %q", got, rules)
	}
}
