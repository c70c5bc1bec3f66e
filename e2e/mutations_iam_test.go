//go:build e2e

package e2e

import (
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"trailproof/internal/awsfake"
)

const (
	theAuditor = " of arn:aws:iam::111122223333:role/Auditor"
	decryptors = " of arn:aws:iam::111122223333:policy/DecryptLogs"
)

// everythingFails are the rules that a policy breaks which allows everything.
func everythingFails(of string, more ...string) map[string]string {
	want := map[string]string{}
	for _, rule := range []string{
		"all_of_cloudtrail", "all_of_kms", "escalation", "permission_management", "read_everything", "write_everything",
	} {
		want["iam."+rule+of] = "fail"
	}
	for _, rule := range more {
		want[rule] = "fail"
	}
	return want
}

var identityMutations = map[string]mutation{
	"PutRolePolicy everything": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}}`),
		want: everythingFails(theAuditor, "iam.admin_inline"+theAuditor, "iam.decrypt_inline"+theAuditor),
		says: `inline policy more, statement "All" allows * on *`,
	},
	"CreatePolicyVersion everything": {
		call: policyVersion(`{"Version": "2012-10-17", "Statement": {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}}`),
		want: everythingFails(decryptors, "iam.admin_managed", "iam.decrypt_managed"),
		says: `statement "All" allows * on *`,
	},
	"CreatePolicyVersion everything but people": {
		call: policyVersion(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}`),
		want: map[string]string{
			"iam.all_of_cloudtrail" + decryptors:     "fail",
			"iam.all_of_kms" + decryptors:            "fail",
			"iam.decrypt_managed":                    "fail",
			"iam.not_action" + decryptors:            "fail",
			"iam.permission_management" + decryptors: "fail",
			"iam.read_everything" + decryptors:       "fail",
			"iam.write_everything" + decryptors:      "fail",
		},
	},
	"PutRolePolicy cloudtrail:* on every trail": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "cloudtrail:*",
			"Resource": "arn:aws:cloudtrail:*:*:trail/*"}}`),
		want: map[string]string{
			"iam.all_of_cloudtrail" + theAuditor: "fail",
			"iam.all_of_service" + theAuditor:    "fail",
			"iam.write_everything" + theAuditor:  "fail",
		},
	},
	"PutRolePolicy cloudtrail:* but for stopping": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "cloudtrail:*", "Resource": "*"},
			{"Effect": "Deny", "NotAction": ["cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:Describe*"], "Resource": "*"}]}`),
		want: map[string]string{"iam.all_of_service" + theAuditor: "fail"},
	},
	"PutRolePolicy on every role": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PutRolePolicy",
			"Resource": "arn:aws:iam::*:role/*"}}`),
		want: map[string]string{"iam.escalation" + theAuditor: "fail"},
	},
	"PutRolePolicy PutBucketPolicy on every bucket": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "*"}}`),
		want: map[string]string{"iam.permission_management" + theAuditor: "fail"},
	},
	"PutRolePolicy GetObject everywhere": {
		call: rolePolicy(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"}}`),
		want: map[string]string{"iam.read_everything" + theAuditor: "fail"},
	},
	"AttachRolePolicy AdministratorAccess": {
		answers: attached("AdministratorAccess"),
		want:    map[string]string{"iam.administrators": "fail"},
	},
	"AttachRolePolicy AWSCloudTrail_FullAccess": {
		answers: attached("AWSCloudTrail_FullAccess"),
		want:    map[string]string{"iam.trail_administrators": "fail"},
	},
	"AttachRolePolicy ReadOnlyAccess to a role that strangers assume": {
		call: trusts("Auditor", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
			"Principal": {"AWS": "arn:aws:iam::`+stranger+`:root"}, "Condition": {"StringEquals": {"sts:ExternalId": "7f3a"}}}}`),
		answers: attached("ReadOnlyAccess"),
		want:    map[string]string{"iam.foreign_read_only": "fail"},
		says:    stranger,
	},
	"UpdateAssumeRolePolicy for any account's trail": {
		call: trusts("CloudTrailToLogs", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
			"Principal": {"Service": "cloudtrail.amazonaws.com"}}}`),
		want: map[string]string{"iam.service_role_trust": "fail"},
	},
	"DetachRolePolicy SecurityAudit": {
		answers: func(s *awsfake.State) { s.Roles["Auditor"].Attached = s.Roles["Auditor"].Attached[1:] },
		want:    map[string]string{"iam.audit_role": "fail"},
		gone:    []string{"aws_policy_*"},
	},
	"the root user has an access key": {
		answers: func(s *awsfake.State) { s.Root = &awsfake.Root{AccessKeys: 1} },
		want:    map[string]string{"iam.root_access_keys": "fail"},
	},
	"the root user has no MFA": {
		answers: func(s *awsfake.State) { s.Root = &awsfake.Root{NoMFA: true} },
		want:    map[string]string{"iam.root_mfa": "fail"},
	},
	"the root user has nothing to sign in with": {
		answers: func(s *awsfake.State) { s.Root = &awsfake.Root{NoMFA: true, NoPassword: true} },
	},
	"the root user has a virtual MFA device": {
		answers: func(s *awsfake.State) { s.Root = &awsfake.Root{VirtualMFA: []string{"phone"}} },
		want:    map[string]string{"iam.root_hardware_mfa": "fail"},
		says:    "mfa/phone",
	},
	"the root user was there": {
		answers: func(s *awsfake.State) {
			yesterday := time.Now().Add(-24 * time.Hour)
			s.Root = &awsfake.Root{PasswordLastUsed: &yesterday}
		},
		want: map[string]string{"iam.root_unused": "fail"},
		says: "password was used",
	},
}

// policyVersion gives the managed policy of those who decrypt another document.
func policyVersion(document string) func(hand) error {
	return func(h hand) error {
		return done(h.iam.CreatePolicyVersion(h.t.Context(), &iam.CreatePolicyVersionInput{
			PolicyArn: aws.String("arn:aws:iam::" + h.story.Account + ":policy/DecryptLogs"), SetAsDefault: true,
			PolicyDocument: &document,
		}))
	}
}

// trusts gives a role another trust policy.
func trusts(role, document string) func(hand) error {
	return func(h hand) error {
		return done(h.iam.UpdateAssumeRolePolicy(h.t.Context(), &iam.UpdateAssumeRolePolicyInput{
			RoleName: &role, PolicyDocument: &document,
		}))
	}
}

// attached attaches a policy of AWS's own to the auditor.
func attached(name string) func(*awsfake.State) {
	return func(s *awsfake.State) {
		arn := "arn:aws:iam::aws:policy/" + name
		s.Roles["Auditor"].Attached = append(s.Roles["Auditor"].Attached, arn)
		s.Policies[arn] = &awsfake.ManagedPolicy{
			Attachments: 1,
			Document:    json.RawMessage(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:Get*", "Resource": "*"}}`),
		}
	}
}
