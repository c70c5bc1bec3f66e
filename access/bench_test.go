package access

import (
	"fmt"
	"testing"
)

// BenchmarkDecide decides the cases of the random world, policies read.
func BenchmarkDecide(b *testing.B) {
	type ready struct {
		r Request
		p *Policies
	}
	g := newGenerator(3)
	all := make([]ready, 1000)
	for i := range all {
		c := g.testCase(i)
		all[i].r, all[i].p = c.build(b)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c := &all[i%len(all)]
		Decide(&c.r, c.p)
		i++
	}
}

// tenStatements is a bucket policy as they grow: CloudTrail and a log delivery, two readers, a partner, the organization, and
// what is denied to all.
var tenStatements = statements(
	`{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/main"}}}`,
	`{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/AWSLogs/111122223333/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/main"}}}`,
	`{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/AWSLogs/111122223333/*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}`,
	`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/audit/Auditor"},"Action":["s3:GetObject","s3:GetObjectVersion"],"Resource":"arn:aws:s3:::logs/*"}`,
	`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/AWSLogs/*"]}`,
	`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/AWSLogs/*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"},"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/security-*"}}}`,
	`{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/shared/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}}`,
	`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}`,
	`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{"NumericLessThan":{"s3:TlsVersion":"1.2"}}}`,
	`{"Effect":"Deny","Principal":"*","Action":["s3:DeleteObject","s3:DeleteObjectVersion"],"Resource":"arn:aws:s3:::logs/*"}`,
)

// BenchmarkProve proves that nobody outside the account reads the logs, and finds who reads the shared part.
func BenchmarkProve(b *testing.B) {
	w := World{Owner: ours, Guard: Policies{Resource: mustParse("bucket policy", tenStatements)}}
	for name, c := range map[string]struct {
		on   string
		want Verdict
	}{"proved": {logs, Proved}, "violated": {"arn:aws:s3:::logs/*", Violated}} {
		claim := Claim{Who: "principal", Outside: []string{ours}, Actions: []string{"s3:GetObject"}, On: []string{c.on}}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				proofs, err := Prove(&claim, &w)
				if err != nil || proofs[0].Verdict != c.want {
					b.Fatalf("%v %v", proofs, err)
				}
			}
		})
	}
}

// BenchmarkProveOwn asks about a thousand roles of the account, each with ten policies of three statements.
func BenchmarkProveOwn(b *testing.B) {
	w := World{Owner: ours, Guard: Policies{Resource: mustParse("bucket policy", tenStatements)}}
	for i := range 1000 {
		own := Own{Principal: Principal{Kind: RoleSession, ARN: fmt.Sprintf("arn:aws:iam::%s:role/r%d", ours, i), Account: ours}}
		for j := range 10 {
			own.Identity = append(own.Identity, mustParse("p", statements(
				fmt.Sprintf(`{"Effect":"Allow","Action":["s3:List*","ec2:*"],"Resource":"arn:aws:s3:::b%d/*"}`, j),
				fmt.Sprintf(`{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":"arn:aws:s3:::app-%d-%d/*"}`, i, j),
				`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"audit"}}}`)))
		}
		w.Own = append(w.Own, own)
	}
	claim := Claim{
		Who: "principal", Outside: []string{theirs}, Except: []Exception{{Principal: "arn:aws:iam::111122223333:role/audit/Auditor"}},
		Actions: []string{"s3:DeleteObject"}, On: []string{logs},
	}
	b.ReportAllocs()
	for b.Loop() {
		proofs, err := Prove(&claim, &w)
		if err != nil || proofs[0].Verdict != Proved {
			b.Fatalf("%+v %v", proofs, err)
		}
	}
}
