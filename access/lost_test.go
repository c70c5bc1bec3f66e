package access

import (
	"slices"
	"strings"
	"testing"

	"trailproof/snapshot"
)

// withPolicies is a story's snapshot with other policies of its first bucket and key.
func withPolicies(t *testing.T, name string, bucket, key func(raw string) string) *snapshot.Snapshot {
	t.Helper()
	s := story(t, name)
	for arn, b := range s.S3.Buckets {
		if p, ok := b.Policy.Get(); ok && bucket != nil {
			p, fault := snapshot.NewPolicy(bucket(p.Raw))
			if fault != "" {
				t.Fatal(fault)
			}
			b.Policy = snapshot.Seen(p)
			s.S3.Buckets[arn] = b
		}
	}
	for arn, k := range s.KMS.Keys {
		if p, ok := k.Policy.Get(); ok && key != nil {
			p, fault := snapshot.NewPolicy(key(p.Raw))
			if fault != "" {
				t.Fatal(fault)
			}
			k.Policy = snapshot.Seen(p)
			s.KMS.Keys[arn] = k
		}
	}
	return s
}

func TestLost(t *testing.T) {
	const reader = "arn:aws:iam::124355676326:user/adminUser"
	instead := func(old, new string) func(string) string {
		return func(raw string) string {
			if !strings.Contains(raw, old) {
				t.Fatalf("%q is not in %s", old, raw)
			}
			return strings.ReplaceAll(raw, old, new)
		}
	}
	for name, c := range map[string]struct {
		bucket, key func(string) string
		want        []string // the beginnings
	}{
		"nothing": {nil, nil, nil},
		"the bucket policy of CloudTrail": {
			instead("s3:PutObject", "s3:PutObjectAcl"), nil, []string{"s3:PutObject on arn:aws:s3:::elly-secure-bucket/AWSLogs/124355676326/CloudTrail"},
		},
		"the key policy of CloudTrail": {nil, instead("kms:GenerateDataKey", "kms:Verify"), []string{"kms:GenerateDataKey on "}},
		"the key policy of a reader": {
			nil, instead(`"kms:*"`, `"kms:List*"`), []string{"kms:Decrypt on arn:aws:kms:us-east-2:124355676326:key/5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31 by " + reader},
		},
		"the log files of a reader": {
			func(raw string) string {
				return strings.Replace(raw, `"Statement": [`, `"Statement": [{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::elly-secure-bucket/*"},`, 1)
			}, nil, []string{"s3:GetObject on arn:aws:s3:::elly-secure-bucket/AWSLogs/"},
		},
		"plain HTTP": {
			func(raw string) string {
				return strings.Replace(raw, `"Statement": [`, `"Statement": [{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},`, 1)
			}, nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := story(t, "reference"), withPolicies(t, "reference", c.bucket, c.key)
			got := Lost(before, after, []string{reader, "arn:aws:iam::124355676326:user/nobody"})
			if len(c.want) == 0 && len(got) > 0 {
				t.Errorf("lost %q", got)
			}
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(text string) bool { return strings.HasPrefix(text, want) }) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
			if back := Lost(after, before, []string{reader}); len(back) > 0 {
				t.Errorf("the way back loses %q", back)
			}
		})
	}
}

// TestLostUnseen counts as lost what nobody can tell any more.
func TestLostUnseen(t *testing.T) {
	before, after := story(t, "reference"), story(t, "reference")
	for arn, b := range after.S3.Buckets {
		b.Policy = snapshot.Field[snapshot.Policy]{}
		after.S3.Buckets[arn] = b
		after.Gaps = append(after.Gaps, snapshot.Gap{Path: "s3.buckets.*.policy", Resource: arn, Kind: snapshot.Predicted, Detail: "test"})
	}
	if got := Lost(before, after, nil); len(got) != 1 || !strings.Contains(got[0], "nobody could tell") {
		t.Errorf("lost %q", got)
	}
	if got := Lost(after, before, nil); len(got) > 0 {
		t.Errorf("what was unseen before is no loss: %q", got)
	}
}
