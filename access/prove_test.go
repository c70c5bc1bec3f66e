package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"trailproof/policy"
)

// statements writes a document.
func statements(list ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(list, ",") + `]}`
}

const (
	logs     = "arn:aws:s3:::logs/AWSLogs/*"
	tlsOnly  = `{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	readPart = `"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"`
)

// consoleKey is a key policy as the console writes it for the key of a trail.
const consoleKey = `{"Sid":"Enable IAM policies","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},
	{"Sid":"Encrypt","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*",
		"Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/main"},
			"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:111122223333:trail/*"}}},
	{"Sid":"Decrypt","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Decrypt","kms:ReEncryptFrom"],"Resource":"*",
		"Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"},
			"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:111122223333:trail/*"}}},
	{"Sid":"Alias","Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:CreateAlias","Resource":"*",
		"Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"ec2.us-east-1.amazonaws.com"}}}`

func TestProve(t *testing.T) {
	outside := Claim{Who: "principal", Outside: []string{ours}, Actions: []string{"s3:GetObject"}, On: []string{logs}}
	decrypt := Claim{Who: "principal", Outside: []string{ours}, Actions: []string{"kms:Decrypt"}, On: []string{keyARN}}
	write := Claim{Who: "principal", Outside: []string{ours}, Actions: []string{"s3:PutObject"}, On: []string{logs}}
	with := func(c Claim, change func(*Claim)) Claim {
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		claim    Claim
		resource string
		set      func(*World)
		want     Verdict
		witness  string // part of what it says
		open     []string
	}{
		"no policy":                {claim: outside, want: Proved},
		"everybody":                {claim: outside, resource: `{` + readPart + `,"Principal":"*"}`, want: Violated, witness: "anonymous s3:GetObject arn:aws:s3:::logs/AWSLogs/"},
		"everybody, but other key": {claim: outside, resource: `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/public/*"}`, want: Proved},
		"TLS alone keeps nobody":   {claim: outside, resource: `{` + readPart + `,"Principal":"*"},` + tlsOnly, want: Violated, witness: "aws:securetransport=true"},
		"own account":              {claim: outside, resource: `{` + readPart + `,"Principal":{"AWS":"111122223333"}},` + tlsOnly, want: Proved},
		"a partner":                {claim: outside, resource: `{` + readPart + `,"Principal":{"AWS":"arn:aws:iam::444455556666:role/Reader"}}`, want: Violated, witness: "arn:aws:iam::444455556666:role/Reader in session session s3:GetObject"},
		"a partner who is known": {
			claim:    with(outside, func(c *Claim) { c.Outside = []string{ours, theirs} }),
			resource: `{` + readPart + `,"Principal":{"AWS":"arn:aws:iam::444455556666:role/Reader"}}`, want: Proved,
		},
		"another role of the partner": {
			claim:    with(outside, func(c *Claim) { c.Except = []Exception{{Principal: "arn:aws:iam::444455556666:role/Reader"}} }),
			resource: `{` + readPart + `,"Principal":{"AWS":"444455556666"}}`, want: Violated, witness: "444455556666",
		},
		"the organization": {
			claim: outside, resource: `{` + readPart + `,"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-ours"}}}`,
			want: Violated, witness: "aws:principalorgid=o-ours",
		},
		"outside the organization": {
			claim:    with(outside, func(c *Claim) { c.Outside = []string{"o-ours"} }),
			resource: `{` + readPart + `,"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-ours"}}}`, want: Proved,
		},
		"a part of the organization is of it": {
			claim: with(outside, func(c *Claim) { c.Outside = []string{"o-ours"} }), want: Proved,
			resource: `{` + readPart + `,"Principal":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-ours/r-1/*"}}}`,
		},
		"ForAllValues takes those who are in none": {
			claim: with(outside, func(c *Claim) { c.Outside = []string{"o-ours"} }), want: Violated, witness: "anonymous",
			resource: `{` + readPart + `,"Principal":"*","Condition":{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-ours/r-1/*"}}}`,
		},
		"IfExists takes those without": {
			claim: outside, resource: `{` + readPart + `,"Principal":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}}`,
			want: Violated, witness: "anonymous",
		},
		"a denial with a hole": {
			claim: outside, want: Violated, witness: "aws:sourceip=203.0.113.",
			resource: `{` + readPart + `,"Principal":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}`,
		},
		"a denial without": {
			claim: outside, want: Proved,
			resource: `{` + readPart + `,"Principal":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}`,
		},
		"network and endpoint": {
			claim: outside, want: Violated, witness: "aws:sourcevpce=vpce-1",
			resource: `{` + readPart + `,"Principal":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}`,
		},
		"two denials that leave nothing": {
			claim: outside, want: Proved,
			resource: `{` + readPart + `,"Principal":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NumericLessThan":{"s3:TlsVersion":"1.2"}}},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NumericGreaterThanEqualsIfExists":{"s3:TlsVersion":"1.20"}}}`,
		},
		"two denials that leave a gap": {
			claim: outside, want: Violated, witness: "s3:tlsversion=1.25",
			resource: `{` + readPart + `,"Principal":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NumericLessThanEquals":{"s3:TlsVersion":"1.2"}}},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NumericGreaterThanEqualsIfExists":{"s3:TlsVersion":"1.3"}}}`,
		},
		// A service that acts for whomever is the confused deputy.
		"SourceArn of anybody": {
			claim: outside, resource: `{` + readPart + `,"Principal":"*","Condition":{"StringLike":{"aws:SourceArn":"*"}}}`,
			want: Violated, witness: "amazonaws.com s3:GetObject",
		},
		"CloudTrail for anybody": {
			claim: write, resource: `{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Principal":{"Service":"cloudtrail.amazonaws.com"}}`,
			want: Violated, witness: "cloudtrail.amazonaws.com s3:PutObject",
		},
		"CloudTrail for us": {
			claim: write, want: Proved,
			resource: `{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Principal":{"Service":"cloudtrail.amazonaws.com"},
				"Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/main"}}}`,
		},
		"CloudTrail is trusted": {
			claim: with(write, func(c *Claim) { c.Except = []Exception{{Principal: "cloudtrail.amazonaws.com"}} }), want: Proved,
			resource: `{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Principal":{"Service":"cloudtrail.amazonaws.com"}}`,
		},
		"only for another": {
			claim: with(write, func(c *Claim) {
				c.Except = []Exception{{Principal: "cloudtrail.amazonaws.com", For: []string{theirs}}}
			}), want: Proved,
			resource: `{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Principal":{"Service":"cloudtrail.amazonaws.com"},
				"Condition":{"StringEquals":{"aws:SourceAccount":["444455556666","111122223333"]}}}`,
		},
		// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
		"the console's key policy":           {claim: decrypt, resource: consoleKey, want: Proved},
		"the console's key policy, any call": {claim: with(decrypt, func(c *Claim) { c.Actions = []string{"kms:*"} }), resource: consoleKey, want: Proved},
		"a key for all with a context": {
			claim: decrypt, want: Violated, witness: "kms:encryptioncontext:aws:cloudtrail:arn=arn:aws:cloudtrail:",
			resource: strings.Replace(consoleKey, `"kms:CallerAccount":"111122223333"}`, `"kms:CallerAccount":["111122223333","444455556666"]}`, 1),
		},
		"key without anonymous": {
			claim:    with(decrypt, func(c *Claim) { c.Who = "anonymous"; c.Outside = nil }),
			resource: `{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}`, want: Proved,
		},
		"a grant to another account, of which AWS does not say what it needs": {
			claim: decrypt, want: Violated, witness: "444455556666",
			set: func(w *World) {
				w.Guard.Grants = []Grant{{ID: "g", Grantee: "arn:aws:iam::444455556666:user/bob", Operations: []string{"Decrypt"}, Subset: map[string]string{"aws:cloudtrail:arn": trailARN}}}
			},
		},
		"grants that nobody saw": {claim: decrypt, set: func(w *World) { w.Guard.GrantsUnseen = true }, want: Undecided, open: []string{"grants that could not be read"}},
		"a policy that nobody saw": {
			claim: outside, set: func(w *World) { w.Guard.Resource = UnseenPolicy("bucket policy") }, want: Undecided,
			open: []string{"bucket policy was not seen"},
		},
		"an RCP": {
			claim: outside, resource: `{` + readPart + `,"Principal":"*"}`, want: Proved,
			set: func(w *World) {
				w.Guard.RCPs = [][]*Policy{{mustParse("rcp", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}}}}`)}}
			},
		},
		"Block Public Access": {
			claim: outside, resource: `{` + readPart + `,"Principal":{"AWS":"*"}}`, want: Undecided,
			set:  func(w *World) { w.Guard.Bucket = &Bucket{RestrictPublicBuckets: Yes, Public: Yes} },
			open: []string{`bucket policy statement 1 perhaps allows`}, // {"AWS": "*"} may mean services
		},
		"ACL for everybody": {
			claim: with(outside, func(c *Claim) { c.Actions = []string{"s3:List*"}; c.On = []string{bucket} }), want: Violated, witness: "anonymous s3:ListBucket",
			set: func(w *World) { w.Guard.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}} },
		},
		"a variable of the sender's": {
			claim: outside, want: Violated, witness: "arn:aws:s3:::logs/AWSLogs/sample/",
			resource: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/AWSLogs/${aws:PrincipalTag/team}/*"}`,
		},
		"a variable that AWS sets": {
			claim: outside, want: Violated, witness: "arn:aws:s3:::logs/AWSLogs/444455556666/",
			resource: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/AWSLogs/${aws:PrincipalAccount}/*"}`,
		},
		"a variable that leads elsewhere": {
			claim: outside, want: Proved,
			resource: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/home/${aws:PrincipalTag/team}/*"}`,
		},
		"two variables that must agree": {
			claim: outside, want: Undecided, open: []string{"aws:principaltag/team", "s3:prefix"},
			resource: `{` + readPart + `,"Principal":{"AWS":"444455556666"},"Condition":{"StringEquals":{"s3:prefix":"x-${aws:PrincipalTag/team}-y"},"StringNotEquals":{"aws:PrincipalTag/team":"sample"}}}`,
		},
		"from nowhere but AWS": {
			claim: with(write, func(c *Claim) { c.Who = "service"; c.Outside = nil }), want: Violated, witness: "config.amazonaws.com s3:PutObject",
			resource: `{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"*"},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}}},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:SourceVpce":"false"}}},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:SourceVpc":"false"}}}`,
		},
		"a set of two": {
			claim: outside, want: Violated, witness: "aws:tagkeys=",
			resource: `{` + readPart + `,"Principal":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"},"ForAnyValue:StringLike":{"aws:TagKeys":"b?"}}}`,
		},
		"a star across colons, of which AWS does not say enough": {
			claim: outside, want: Undecided, open: []string{"bucket policy statement 1 perhaps allows"},
			resource: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3*:x"}`,
		},
		"an ACL for an account": {
			claim: write, want: Violated, witness: "arn:aws:iam::444455556666:",
			set: func(w *World) {
				w.Guard.Bucket = &Bucket{ACL: []ACLGrant{{"canonical-b", "WRITE"}}}
				w.Guard.CanonicalIDs = map[string]string{ours: "canonical-a", theirs: "canonical-b"}
			},
		},
		"a key that is compared as if it were a number": {
			claim: with(outside, func(c *Claim) { c.Outside = []string{"o-ours"} }), want: Undecided, open: []string{"aws:principalorgid"},
			resource: `{` + readPart + `,"Principal":{"AWS":"*"},"Condition":{"NumericEquals":{"aws:PrincipalOrgID":"5"}}}`,
		},
		"a range within a range": {
			claim: outside, want: Violated, witness: "aws:sourceip=203.0.113.64",
			resource: `{` + readPart + `,"Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/25"}}},
				{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/26"}}}`,
		},
		"ARNs that are not these": {
			claim: outside, want: Violated, witness: "s3:dataaccesspointarn=arn:",
			resource: `{` + readPart + `,"Principal":"*","Condition":{"ArnNotLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-east-1:111122223333:accesspoint/*"},"Null":{"s3:DataAccessPointArn":"false"}}}`,
		},
		"own people": {
			claim: Claim{Who: "principal", Except: []Exception{{Principal: alice}}, Actions: []string{"s3:GetObject"}, On: []string{logs}}, want: Violated,
			witness: auditor + " in session session s3:GetObject",
			set: func(w *World) {
				w.Own = []Own{
					{Principal: asUser(), Identity: []*Policy{mustParse("a", statementText("Allow", "s3:*", "*", ""))}},
					{Principal: Principal{Kind: RoleSession, ARN: auditor, Account: ours}, Identity: []*Policy{mustParse("b", statementText("Allow", "s3:Get*", "*", ""))}},
				}
			},
		},
		"own people who may not": {
			claim: Claim{Who: "principal", Except: []Exception{{Principal: alice}}, Actions: []string{"s3:GetObject"}, On: []string{logs}}, want: Proved,
			set: func(w *World) {
				w.Own = []Own{
					{Principal: asUser(), Identity: []*Policy{mustParse("a", statementText("Allow", "s3:*", "*", ""))}},
					{
						Principal: Principal{Kind: RoleSession, ARN: auditor, Account: ours}, Identity: []*Policy{mustParse("b", statementText("Allow", "*", "*", ""))},
						Boundary: mustParse("c", statementText("Allow", "iam:*", "*", "")),
					},
				}
			},
		},
		"own people whom nobody saw": {
			claim: Claim{Who: "principal", Actions: []string{"s3:GetObject"}, On: []string{logs}}, want: Undecided,
			set:  func(w *World) { w.OwnUnseen = true },
			open: []string{"identity policy users and roles of account 111122223333 was not seen"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := World{Owner: ours}
			if c.resource != "" {
				w.Guard.Resource = mustParse("bucket policy", statements(c.resource))
			}
			if c.set != nil {
				c.set(&w)
			}
			proofs, err := Prove(&c.claim, &w)
			if err != nil {
				t.Fatal(err)
			}
			p := proofs[0]
			said := ""
			if p.Witness != nil {
				said = p.Witness.String()
			}
			if p.Verdict != c.want || !strings.Contains(said, c.witness) || !slices.Equal(p.Open, c.open) {
				t.Fatalf("%s, want %s; open %q, want %q; witness %s, want %q", p.Verdict, c.want, p.Open, c.open, said, c.witness)
			}
			if again, _ := Prove(&c.claim, &w); fmt.Sprint(again[0].Witness) != fmt.Sprint(p.Witness) || again[0].Combinations != p.Combinations {
				t.Errorf("the second proof is another: %v", again[0])
			}
			if p.Witness == nil {
				return
			}
			if d := Decide(&p.Witness.Request, p.Witness.Policies); d.Allowed != Yes {
				t.Errorf("the witness does not replay: %v", d)
			}
		})
	}
}

// TestProveHostile gives the prover policies that are made to be too much. It must give up in time, and say so.
func TestProveHostile(t *testing.T) {
	many := func(n int, of func(int) string) string {
		var list []string
		for i := range n {
			list = append(list, of(i))
		}
		return strings.Join(list, ",")
	}
	globs := func(n int) string {
		return many(n, func(i int) string { return fmt.Sprintf(`"arn:aws:s3:::logs/*%c%d*"`, 'a'+i%26, i) })
	}
	for name, c := range map[string]struct{ policy, open string }{
		"2^n classes of resources": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":[` + globs(1) + `]},` +
				many(40, func(i int) string {
					return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::logs/*%c%d*"}`, 'a'+i%26, i)
				}), tooManyPatterns,
		},
		"2^n classes of a key": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},` + many(40, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotLikeIfExists":{"aws:UserAgent":"*%c%d*"}}}`, 'a'+i%26, i)
			}), "aws:useragent",
		},
		"2^n combinations": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},` + many(60, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"s3:key%d":"x","s3:other%d":"x"}}}`, i, (i+1)%60)
			}), tooManyStatements,
		},
		"10,000 statements about something else": {
			many(10_000, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":"%012d"},"Action":"s3:*","Resource":"arn:aws:s3:::logs/%d/*"}`, i, i)
			}), "",
		},
		"10,000 statements": {
			many(10_000, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":"%012d"},"Action":"s3:*","Resource":"arn:aws:s3:::*/%d/*"}`, i, i)
			}), tooManyPatterns,
		},
		"1 MB in one pattern": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::logs/` + strings.Repeat("*a", 500_000) + `"}`, tooManyPatterns,
		},
		"every character there is": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::logs/*` + func() string {
				var b strings.Builder
				for r := rune(0x4e00); r < 0x9fff; r++ {
					b.WriteRune(r)
				}
				return b.String()
			}() + `*"}`, tooManyPatterns,
		},
		"10,000 values, which lie between 20,000 others": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NumericNotEquals":{"s3:max-keys":[` +
				many(10_000, func(i int) string { return fmt.Sprintf(`"%d"`, i) }) + `]}}}`, tooManyStatements,
		},
		"100 networks of each kind": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},` + many(100, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{
					"StringEquals":{"aws:SourceVpc":"v%d","aws:SourceVpce":"e%d"},"IpAddress":{"aws:VpcSourceIp":"10.%d.0.0/16"}}}`, i, i, i)
			}), tooManyStatements,
		},
		"a set of many": {
			`{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},` + many(60, func(i int) string {
				return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"k%d"}}},
					{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"k%d"}}}`, i, i)
			}), tooManyStatements,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := World{Owner: ours, Guard: Policies{Resource: mustParse("bucket policy", statements(c.policy))}, effort: work / 4}
			claim := Claim{Who: "principal", Outside: []string{ours}, Actions: []string{"s3:GetObject"}, On: []string{logs}}
			proofs, err := Prove(&claim, &w)
			if err != nil {
				t.Fatal(err)
			}
			if p := proofs[0]; c.open == "" && p.Verdict != Proved || c.open != "" && !slices.Contains(p.Open, c.open) {
				t.Errorf("%s, open %q, want %q", p.Verdict, p.Open, c.open)
			}
		})
	}
}

// FuzzProve proves with any bucket policy: a witness must replay, no policy may take long or panic.
func FuzzProve(f *testing.F) {
	f.Add(tenStatements, statements(tlsOnly))
	f.Add(statements(consoleKey), statements(consoleKey))
	g := newGenerator(3)
	for range 20 {
		tr := g.trial(f)
		for _, text := range tr.texts {
			_, text, _ = strings.Cut(text, ": ")
			f.Add(text, tenStatements)
		}
	}
	f.Fuzz(func(t *testing.T, text, other string) {
		doc, _ := policy.Parse(text)
		if doc == nil {
			return
		}
		w := World{Owner: ours, Guard: Policies{Resource: NewPolicy("bucket policy", doc)}, effort: 2_000_000}
		for _, claim := range []Claim{
			{Who: "principal", Outside: []string{ours}, Actions: []string{"s3:GetObject"}, On: []string{logs}},
			{Who: "principal", Outside: []string{"o-ours"}, Except: []Exception{{Principal: theirs}}, Actions: []string{"kms:*"}, On: []string{keyARN}},
		} {
			proofs, err := Prove(&claim, &w)
			if err != nil {
				t.Fatal(err)
			}
			if p := proofs[0]; p.Verdict == Violated && Decide(&p.Witness.Request, p.Witness.Policies).Allowed != Yes {
				t.Fatalf("%s does not replay", p.Witness)
			}
		}
		if second, _ := policy.Parse(other); second != nil {
			p, err := Compare(doc, second, Comparison{Kind: OfBucket, Account: ours, Actions: []string{"s3:GetObject"}, Resource: logs})
			if err != nil {
				t.Fatal(err)
			}
			if v := p.Witness; v != nil && (Decide(&v.Request, v.Policies).Allowed != Yes || Decide(&v.Request, v.Before).Allowed != No) {
				t.Fatalf("%s does not replay", v)
			}
		}
	})
}
