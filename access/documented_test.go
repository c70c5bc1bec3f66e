package access

import (
	"testing"
)

// documented is a worked example of AWS's documentation: what its text says of requests under its policies. The policies are told
// in our words; page is under https://docs.aws.amazon.com/.
type documented struct {
	page     string
	who      Principal
	policies func() *Policies
	requests []documentedRequest
}

type documentedRequest struct {
	action, resource string
	keys             map[string]Value
	want             Outcome
}

func withIdentity(texts ...string) func() *Policies {
	return func() *Policies {
		p := new(Policies)
		for _, text := range texts {
			p.Identity = append(p.Identity, mustParse("identity", text))
		}
		return p
	}
}

// conditional is a policy of one statement with a condition.
func conditional(effect, action, condition string) string {
	return statementText(effect, action, "*", `,"Condition":`+condition)
}

const allowsAll = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`

var documentedExamples = map[string]documented{
	"a boundary caps what the identity policy gives": {
		page: "IAM/latest/UserGuide/access_policies_boundaries.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(statementText("Allow", "iam:CreateUser", "*", ""))()
			p.Boundary = mustParse("boundary", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*","cloudwatch:*","ec2:*"],"Resource":"*"}}`)
			return p
		},
		requests: []documentedRequest{{"iam:CreateUser", "*", nil, ImplicitDeny}, {"s3:ListAllMyBuckets", "*", nil, ImplicitDeny}},
	},
	"a deny beats an allow for all buckets but one": {
		page: "IAM/latest/UserGuide/reference_policies_evaluation-logic.html", who: asUser(),
		policies: withIdentity(allowsAll, `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::DOC-EXAMPLE-BUCKET","arn:aws:s3:::DOC-EXAMPLE-BUCKET/*"]}}`),
		requests: []documentedRequest{
			{"s3:GetObject", "arn:aws:s3:::DOC-EXAMPLE-BUCKET/x", nil, Allow},
			{"s3:GetObject", "arn:aws:s3:::other/x", nil, ExplicitDeny},
			{"ec2:RunInstances", "*", nil, Allow},
		},
	},
	"NotAction with allow gives all other actions of all services": {
		page: "IAM/latest/UserGuide/reference_policies_elements_notaction.html", who: asUser(),
		policies: withIdentity(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}`),
		requests: []documentedRequest{{"iam:CreateUser", "*", nil, ImplicitDeny}, {"s3:DeleteBucket", bucket, nil, Allow}},
	},
	"NotAction with deny leaves other actions to others": {
		page: "IAM/latest/UserGuide/reference_policies_elements_notaction.html", who: asUser(),
		policies: withIdentity(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}`, allowsAll),
		requests: []documentedRequest{
			{"iam:ListUsers", "*", map[string]Value{"aws:MultiFactorAuthPresent": Single("false")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthPresent": Single("false")}, ExplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthPresent": Single("true")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthPresent": Absent()}, ExplicitDeny},
		},
	},
	"several keys are all demanded, several values are alternatives": {
		page: "IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:GetObject", `{"StringEquals":{"aws:PrincipalTag/department":["finance","hr","legal"],"aws:PrincipalTag/role":["audit","security"]},"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::222222222222:user/Ana","arn:aws:iam::111122223333:user/*"]}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, tagged("hr", "audit"), Allow},
			{"s3:GetObject", object, tagged("hr", "clerk"), ImplicitDeny},
			{"s3:GetObject", object, tagged("sales", "audit"), ImplicitDeny},
			{"s3:GetObject", object, tagged("", "audit"), ImplicitDeny},
		},
	},
	"several values of a negated operator are all refused": {
		page: "IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html", who: asUser(),
		policies: withIdentity(allowsAll, conditional("Deny", "s3:*", `{"StringNotEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:PrincipalAccount": Single(ours)}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:PrincipalAccount": Single("777788889999")}, ExplicitDeny},
		},
	},
	"a negated operator matches a key that is not there": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(allowsAll, conditional("Deny", "*", `{"StringNotEquals":{"aws:PrincipalTag/team":"blue"}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:PrincipalTag/team": Absent()}, ExplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:PrincipalTag/team": Single("blue")}, Allow},
		},
	},
	"IfExists matches a key that is not there": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "ec2:*", `{"StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*","m3.*"]}}`)),
		requests: []documentedRequest{
			{"ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*", map[string]Value{"ec2:InstanceType": Single("t2.micro")}, Allow},
			{"ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*", map[string]Value{"ec2:InstanceType": Single("x1.large")}, ImplicitDeny},
			{"ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1", map[string]Value{"ec2:InstanceType": Absent()}, Allow},
		},
	},
	"Null true means that the key is not there": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:*", `{"Null":{"aws:TokenIssueTime":"true"}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:TokenIssueTime": Absent()}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:TokenIssueTime": Single("2025-01-01T00:00:00Z")}, ImplicitDeny},
		},
	},
	"StringLike compares with case, StringEqualsIgnoreCase without": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:GetObject", `{"StringLike":{"s3:prefix":["","home/","home/jane*"]}}`), conditional("Allow", "s3:ListBucket", `{"StringEqualsIgnoreCase":{"s3:prefix":"HOME"}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"s3:prefix": Single("home/jane/x")}, Allow},
			{"s3:GetObject", object, map[string]Value{"s3:prefix": Single("Home/jane/x")}, ImplicitDeny},
			{"s3:ListBucket", bucket, map[string]Value{"s3:prefix": Single("home")}, Allow},
		},
	},
	"IpAddress takes ranges of both families": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:*", `{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:DB8:1234:5678::/64"]}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:SourceIp": Single("203.0.113.77")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:SourceIp": Single("203.0.114.1")}, ImplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:SourceIp": Single("2001:db8:1234:5678::1")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:SourceIp": Single("2001:db8:1234:5679::1")}, ImplicitDeny},
		},
	},
	"ArnLike wants six parts that each match": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "sqs:SendMessage", `{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}}`)),
		requests: []documentedRequest{
			{"sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", map[string]Value{"aws:SourceArn": Single("arn:aws:sns:eu-west-1:111122223333:t")}, Allow},
			{"sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", map[string]Value{"aws:SourceArn": Single("arn:aws:s3:::b")}, ImplicitDeny},
			{"sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", map[string]Value{"aws:SourceArn": Single("arn:aws:sns:eu-west-1:444455556666:t")}, ImplicitDeny},
		},
	},
	"DateLessThan and its kin compare times": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:*", `{"DateGreaterThan":{"aws:CurrentTime":"2020-04-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2020-06-30T23:59:59Z"}}`)),
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:CurrentTime": Single("2020-05-01T12:00:00Z")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:CurrentTime": Single("2020-07-01T00:00:00Z")}, ImplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:CurrentTime": Single("2020-03-31T23:59:59Z")}, ImplicitDeny},
		},
	},
	"NumericLessThanEquals compares numbers": {
		page: "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html", who: asUser(),
		policies: withIdentity(conditional("Allow", "s3:ListBucket", `{"NumericLessThanEquals":{"s3:max-keys":"10"}}`)),
		requests: []documentedRequest{
			{"s3:ListBucket", bucket, map[string]Value{"s3:max-keys": Single("9")}, Allow},
			{"s3:ListBucket", bucket, map[string]Value{"s3:max-keys": Single("100")}, ImplicitDeny},
			{"s3:ListBucket", bucket, map[string]Value{"s3:max-keys": Absent()}, ImplicitDeny},
		},
	},
	"ForAllValues refuses one key too many, and lets none pass": {
		page: "IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html", who: asUser(),
		policies: withIdentity(allowsAll, conditional("Deny", "iam:Tag*", `{"ForAllValues:StringNotLike":{"aws:TagKeys":"key1*"}}`)),
		requests: []documentedRequest{
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Multi("key1:legal")}, Allow},
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Multi("key1:hr", "key1:personnel")}, Allow},
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Multi("key2:audit")}, ExplicitDeny},
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Absent()}, ExplicitDeny},
		},
	},
	"ForAllValues with Null false does not match what is not there": {
		page: "IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html", who: asUser(),
		policies: withIdentity(allowsAll, conditional("Deny", "iam:Tag*", `{"Null":{"aws:TagKeys":"false"},"ForAllValues:StringLike":{"aws:TagKeys":["key1*","key2*","key3*"]}}`)),
		requests: []documentedRequest{
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Multi("key1:x", "key3:y")}, ExplicitDeny},
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Multi("key1:x", "other")}, Allow},
			{"iam:TagUser", "arn:aws:iam::111122223333:user/x", map[string]Value{"aws:TagKeys": Absent()}, Allow},
		},
	},
	"ForAnyValue refuses where one value is named": {
		page: "IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html", who: asUser(),
		policies: withIdentity(allowsAll, conditional("Deny", "ec2:CreateSnapshot", `{"ForAnyValue:StringEquals":{"aws:TagKeys":["environment","webserver"]}}`)),
		requests: []documentedRequest{
			{"ec2:CreateSnapshot", "*", map[string]Value{"aws:TagKeys": Multi("webserver")}, ExplicitDeny},
			{"ec2:CreateSnapshot", "*", map[string]Value{"aws:TagKeys": Multi("environment", "test")}, ExplicitDeny},
			{"ec2:CreateSnapshot", "*", map[string]Value{"aws:TagKeys": Multi("test")}, Allow},
			{"ec2:CreateSnapshot", "*", map[string]Value{"aws:TagKeys": Absent()}, Allow},
		},
	},
	"a variable stands for a value of the request": {
		page: "IAM/latest/UserGuide/reference_policies_variables.html", who: asUser(),
		policies: withIdentity(statementText("Allow", "s3:GetObject", "arn:aws:s3:::home/${aws:username}/*", "")),
		requests: []documentedRequest{
			{"s3:GetObject", "arn:aws:s3:::home/alice/x", map[string]Value{"aws:username": Single("alice")}, Allow},
			{"s3:GetObject", "arn:aws:s3:::home/bob/x", map[string]Value{"aws:username": Single("alice")}, ImplicitDeny},
			{"s3:GetObject", "arn:aws:s3:::home/alice/x", map[string]Value{"aws:username": Absent()}, ImplicitDeny},
		},
	},
	"a variable has a default": {
		page: "IAM/latest/UserGuide/reference_policies_variables.html", who: asUser(),
		policies: withIdentity(statementText("Allow", "s3:GetObject", "arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}/*", "")),
		requests: []documentedRequest{
			{"s3:GetObject", "arn:aws:s3:::b-company-wide/x", map[string]Value{"aws:PrincipalTag/team": Absent()}, Allow},
			{"s3:GetObject", "arn:aws:s3:::b-yellow/x", map[string]Value{"aws:PrincipalTag/team": Single("yellow")}, Allow},
			{"s3:GetObject", "arn:aws:s3:::b-company-wide/x", map[string]Value{"aws:PrincipalTag/team": Single("yellow")}, ImplicitDeny},
		},
	},
	"in the old version of the language a variable is plain text": {
		page: "IAM/latest/UserGuide/reference_policies_elements_version.html", who: asUser(),
		policies: withIdentity(`{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::home/${aws:username}/*"}}`),
		requests: []documentedRequest{{"s3:GetObject", "arn:aws:s3:::home/alice/x", map[string]Value{"aws:username": Single("alice")}, ImplicitDeny}},
	},
	"another account needs both sides": {
		page: "IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html", who: asForeigner(),
		policies: func() *Policies {
			p := withIdentity(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/secret*"}]}`)()
			p.Resource = mustParse("bucket policy", statementText("Allow", "s3:GetObject", "arn:aws:s3:::logs/*", `,"Principal":{"AWS":"444455556666"}`))
			return p
		},
		requests: []documentedRequest{
			{"s3:GetObject", object, nil, Allow}, {"s3:PutObject", object, nil, ImplicitDeny}, {"s3:GetObject", "arn:aws:s3:::logs/secret", nil, ExplicitDeny},
		},
	},
	"plain HTTP is refused": {
		page: "AmazonS3/latest/userguide/example-bucket-policies.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(allowsAll)()
			p.Resource = mustParse("bucket policy", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}}`)
			return p
		},
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:SecureTransport": Single("false")}, ExplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:SecureTransport": Single("true")}, Allow},
		},
	},
	"without MFA or with an old one nothing is read": {
		page: "AmazonS3/latest/userguide/example-bucket-policies.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(allowsAll)()
			p.Resource = mustParse("bucket policy", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::logs/*","Condition":{"Null":{"aws:MultiFactorAuthAge":true}}},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::logs/*","Condition":{"NumericGreaterThan":{"aws:MultiFactorAuthAge":3600}}}]}`)
			return p
		},
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthAge": Absent()}, ExplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthAge": Single("7200")}, ExplicitDeny},
			{"s3:GetObject", object, map[string]Value{"aws:MultiFactorAuthAge": Single("60")}, Allow},
		},
	},
	"only through one VPC endpoint": {
		page: "AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(allowsAll)()
			p.Resource = mustParse("bucket policy", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0abcdef1234567890"}}}}`)
			return p
		},
		requests: []documentedRequest{
			{"s3:GetObject", object, map[string]Value{"aws:SourceVpce": Single("vpce-0abcdef1234567890")}, Allow},
			{"s3:GetObject", object, map[string]Value{"aws:SourceVpce": Absent()}, ExplicitDeny},
		},
	},
	"the default key policy lets identity policies decide": {
		page: "kms/latest/developerguide/key-policy-default.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(statementText("Allow", "kms:Decrypt", "*", ""))()
			p.Resource = mustParse("key policy", statementText("Allow", "kms:*", "*", `,"Principal":{"AWS":"arn:aws:iam::111122223333:root"}`))
			return p
		},
		requests: []documentedRequest{{"kms:Decrypt", documentedKey, nil, Allow}, {"kms:Encrypt", documentedKey, nil, ImplicitDeny}},
	},
	"without that statement identity policies say nothing about the key": {
		page: "kms/latest/developerguide/key-policy-default.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(allowsAll)()
			p.Resource = mustParse("key policy", statementText("Allow", "kms:*", "*", `,"Principal":{"AWS":"`+auditor+`"}`))
			return p
		},
		requests: []documentedRequest{{"kms:Decrypt", documentedKey, nil, ImplicitDeny}},
	},
	"a service control policy gives nothing": {
		page: "organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html", who: asUser(),
		policies: func() *Policies {
			p := new(Policies)
			p.SCPs = [][]*Policy{{mustParse("root", allowsAll)}, {mustParse("account", allowsAll)}}
			return p
		},
		requests: []documentedRequest{{"s3:GetObject", object, nil, ImplicitDeny}},
	},
	"every level above an account has to allow": {
		page: "organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html", who: asUser(),
		policies: func() *Policies {
			p := withIdentity(allowsAll)()
			p.SCPs = [][]*Policy{{mustParse("root", allowsAll)}, {mustParse("unit", statementText("Allow", "ec2:*", "*", ""))}, {mustParse("account", allowsAll)}}
			return p
		},
		requests: []documentedRequest{{"s3:GetObject", object, nil, ImplicitDeny}, {"ec2:RunInstances", "*", nil, Allow}},
	},
}

const documentedKey = "arn:aws:kms:us-east-1:111122223333:key/1"

func tagged(department, role string) map[string]Value {
	keys := map[string]Value{
		"aws:PrincipalTag/department": Absent(), "aws:PrincipalTag/role": Single(role), "aws:PrincipalArn": Single(alice),
	}
	if department != "" {
		keys["aws:PrincipalTag/department"] = Single(department)
	}
	return keys
}

// TestDocumented decides what AWS's documentation decides.
func TestDocumented(t *testing.T) {
	for name, c := range documentedExamples {
		t.Run(name, func(t *testing.T) {
			for _, q := range c.requests {
				r := NewRequest(q.action, q.resource, ours)
				r.Principal = c.who
				r.Context = NewContext(false, q.keys)
				if got := Decide(&r, c.policies()).Outcome(); got != q.want {
					t.Errorf("https://docs.aws.amazon.com/%s: %s on %s with %+v is %v, want %v", c.page, q.action, q.resource, q.keys, got, q.want)
				}
			}
		})
	}
}
