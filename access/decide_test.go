package access

import (
	"fmt"
	"testing"
)

const (
	alice   = "arn:aws:iam::111122223333:user/alice"
	auditor = "arn:aws:iam::111122223333:role/audit/Auditor"
	object  = "arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/x.json.gz"
	bucket  = "arn:aws:s3:::logs"
)

// statementText writes a document of one statement: effect, action and resource, and further members.
func statementText(effect, action, resource, further string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":%q,"Action":%q,"Resource":%q%s}}`, effect, action, resource, further)
}

func asUser() Principal { return Principal{Kind: User, ARN: alice, Account: ours} }
func asRole() Principal {
	return Principal{Kind: RoleSession, ARN: auditor, Account: ours, Session: "s"}
}

func asForeigner() Principal {
	return Principal{Kind: User, ARN: "arn:aws:iam::444455556666:user/bob", Account: theirs}
}
func asCloudTrail() Principal { return Principal{Kind: Service, ARN: "cloudtrail.amazonaws.com"} }

// TestDecide holds single decisions against what AWS documents; the page stands above each group.
func TestDecide(t *testing.T) {
	allow := func(action string) string { return statementText("Allow", action, "*", "") }
	by := func(principal string) string { return `,"Principal":` + principal }
	delegates := statementText("Allow", "kms:*", "*", by(`{"AWS":"111122223333"}`))
	type given struct {
		who                                        Principal
		action, resource                           string
		context                                    map[string]Value
		identity, boundary, session, scp, ofObject string
		set                                        func(*Policies)
	}
	for name, c := range map[string]struct {
		given
		want   Truth
		denied Truth
	}{
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
		"nothing said":            {given{who: asUser()}, No, No},
		"identity allows":         {given{who: asUser(), identity: allow("s3:GetObject")}, Yes, No},
		"bucket allows the user":  {given{who: asUser(), ofObject: statementText("Allow", "s3:GetObject", "*", by(`{"AWS":"`+alice+`"}`))}, Yes, No},
		"bucket denies":           {given{who: asUser(), identity: allow("*"), ofObject: statementText("Deny", "s3:*", "*", by(`"*"`))}, No, Yes},
		"foreigner, one side":     {given{who: asForeigner(), ofObject: statementText("Allow", "s3:GetObject", "*", by(`{"AWS":"444455556666"}`))}, No, No},
		"foreigner, other side":   {given{who: asForeigner(), identity: allow("s3:*")}, No, No},
		"foreigner, both sides":   {given{who: asForeigner(), identity: allow("s3:*"), ofObject: statementText("Allow", "s3:GetObject", "*", by(`{"AWS":"444455556666"}`))}, Yes, No},
		"foreign root, one side":  {given{who: Principal{Kind: Root, ARN: "arn:aws:iam::444455556666:root", Account: theirs}, ofObject: statementText("Allow", "s3:GetObject", "*", by(`{"AWS":"444455556666"}`))}, Yes, No},
		"own root":                {given{who: Principal{Kind: Root, ARN: "arn:aws:iam::111122223333:root", Account: ours}}, Yes, No},
		"own root under an SCP":   {given{who: Principal{Kind: Root, ARN: "arn:aws:iam::111122223333:root", Account: ours}, scp: allow("iam:*")}, No, No},
		"SCP that does not allow": {given{who: asUser(), identity: allow("*"), scp: allow("iam:*")}, No, No},
		"SCP that allows":         {given{who: asUser(), identity: allow("*"), scp: allow("s3:*")}, Yes, No},
		"SCP and a service": {
			given{who: asCloudTrail(), action: "s3:PutObject", scp: statementText("Deny", "*", "*", ""), ofObject: statementText("Allow", "s3:PutObject", "*", by(`{"Service":"cloudtrail.amazonaws.com"}`))},
			Yes, No,
		},
		"SCP and a service-linked role": {
			given{who: Principal{Kind: RoleSession, ARN: "arn:aws:iam::111122223333:role/aws-service-role/x", Account: ours, ServiceLinked: true}, identity: allow("s3:*"), scp: statementText("Deny", "*", "*", "")},
			Yes, No,
		},
		"another service": {given{who: asCloudTrail(), ofObject: statementText("Allow", "s3:*", "*", by(`{"Service":"config.amazonaws.com"}`))}, No, No},
		"AWS star and a service": {
			given{who: asCloudTrail(), ofObject: statementText("Allow", "s3:*", "*", by(`{"AWS":"*"}`))},
			Unknown, No,
		},
		"RCP binds services": {
			given{who: asCloudTrail(), ofObject: statementText("Allow", "s3:*", "*", by(`"*"`)), set: func(p *Policies) {
				p.RCPs = [][]*Policy{{mustParse("rcp", statementText("Deny", "s3:*", "*", by(`"*"`)))}}
			}}, No, Yes,
		},
		"endpoint policy that is silent": {
			given{who: asUser(), identity: allow("*"), set: func(p *Policies) {
				p.Endpoint = mustParse("endpoint", statementText("Allow", "s3:ListBucket", "*", by(`"*"`)))
			}}, No, No,
		},
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
		"session policy bounds": {given{who: asRole(), identity: allow("s3:*"), session: allow("iam:*")}, No, No},
		"session policy and a policy for the session": {
			given{who: asRole(), session: allow("iam:*"), ofObject: statementText("Allow", "s3:*", "*", by(`{"AWS":"arn:aws:sts::111122223333:assumed-role/Auditor/s"}`))},
			Yes, No,
		},
		"session policy and a policy for the role": {
			given{who: asRole(), session: allow("iam:*"), ofObject: statementText("Allow", "s3:*", "*", by(`{"AWS":"`+auditor+`"}`))},
			No, No,
		},
		"a session that nobody knows": {
			given{who: Principal{Kind: RoleSession, ARN: auditor, Account: ours}, ofObject: statementText("Allow", "s3:*", "*", by(`{"AWS":"arn:aws:sts::111122223333:assumed-role/Auditor/s"}`))},
			Unknown, No,
		},
		"role by its ARN without the path": {
			given{who: asRole(), ofObject: statementText("Allow", "s3:*", "*", by(`{"AWS":"arn:aws:iam::111122223333:role/Auditor"}`))},
			No, No,
		},
		"federated session without session policy": {given{who: Principal{Kind: FederatedUser, ARN: alice, Account: ours, Session: "f"}, identity: allow("*")}, No, No},
		"federated session with one":               {given{who: Principal{Kind: FederatedUser, ARN: alice, Account: ours, Session: "f"}, identity: allow("*"), session: allow("s3:*")}, Yes, No},
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
		"NotPrincipal that lists all of a role": {
			given{who: asRole(), identity: allow("*"), ofObject: statementText("Deny", "s3:*", "*",
				`,"NotPrincipal":{"AWS":["111122223333","`+auditor+`","arn:aws:sts::111122223333:assumed-role/Auditor/s"]}`)},
			Yes, No,
		},
		"NotPrincipal that lists the role only": {
			given{who: asRole(), identity: allow("*"), ofObject: statementText("Deny", "s3:*", "*", `,"NotPrincipal":{"AWS":"`+auditor+`"}`)},
			Unknown, Unknown,
		},
		"NotPrincipal and somebody with a boundary": {
			given{who: asRole(), identity: allow("*"), boundary: allow("*"), ofObject: statementText("Deny", "s3:*", "*",
				`,"NotPrincipal":{"AWS":["111122223333","`+auditor+`","arn:aws:sts::111122223333:assumed-role/Auditor/s"]}`)},
			No, Yes,
		},
		"Allow with NotPrincipal is for all others": {
			given{who: Principal{Kind: Anonymous}, ofObject: statementText("Allow", "s3:*", "*", `,"NotPrincipal":{"AWS":"`+alice+`"}`)},
			Yes, No,
		},
		// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
		"key policy that delegates":         {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, identity: allow("kms:*"), ofObject: delegates}, Yes, No},
		"key policy that does not delegate": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, identity: allow("kms:*"), ofObject: statementText("Allow", "kms:*", "*", by(`{"AWS":"`+auditor+`"}`))}, No, No},
		"delegated, and nothing in IAM":     {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, ofObject: delegates}, No, No},
		"key policy that names the user":    {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, ofObject: statementText("Allow", "kms:Decrypt", "*", by(`{"AWS":"`+alice+`"}`))}, Yes, No},
		"root without the key policy":       {given{who: Principal{Kind: Root, ARN: "arn:aws:iam::111122223333:root", Account: ours}, action: "kms:Decrypt", resource: keyARN}, No, No},
		"anonymous and a public key":        {given{who: Principal{Kind: Anonymous}, action: "kms:Decrypt", resource: keyARN, ofObject: statementText("Allow", "kms:*", "*", by(`"*"`))}, No, No},
		"key policy without a Resource":     {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, ofObject: `{"Statement":{"Effect":"Allow","Action":"kms:*","Principal":{"AWS":"` + alice + `"}}}`}, No, No},
		"delegated to this account's callers": {
			given{
				who: asForeigner(), action: "kms:Decrypt", resource: keyARN, identity: allow("kms:*"), context: map[string]Value{"kms:CallerAccount": Single(theirs)},
				ofObject: statementText("Allow", "kms:*", "*", by(`{"AWS":"*"}`)+`,"Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}`),
			},
			No, No,
		},
		// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
		"grant": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Decrypt"}}}
		}}, Yes, No},
		"grant for another operation": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Encrypt"}}}
		}}, No, No},
		"grant and a denial": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, identity: statementText("Deny", "kms:Decrypt", "*", ""), set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Decrypt"}}}
		}}, No, Yes},
		"grant bound to a context that is not sent": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Decrypt"}, Subset: map[string]string{"aws:cloudtrail:arn": trailARN}}}
		}}, No, No},
		"grant bound to a context that is sent": {given{
			who: asUser(), action: "kms:Decrypt", resource: keyARN,
			context: map[string]Value{"kms:EncryptionContext:aws:cloudtrail:arn": Single(trailARN), "kms:EncryptionContext:aws:s3:arn": Single(object)},
			set: func(p *Policies) {
				p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Decrypt"}, Subset: map[string]string{"aws:cloudtrail:arn": trailARN}}}
			},
		}, Yes, No},
		"grant for exactly another context": {given{
			who: asUser(), action: "kms:Decrypt", resource: keyARN,
			context: map[string]Value{"kms:EncryptionContext:aws:cloudtrail:arn": Single(trailARN), "kms:EncryptionContext:aws:s3:arn": Single(object)},
			set: func(p *Policies) {
				p.Grants = []Grant{{ID: "g", Grantee: alice, Operations: []string{"Decrypt"}, Equals: map[string]string{"aws:cloudtrail:arn": trailARN}}}
			},
		}, No, No},
		"grants that nobody saw": {given{who: asUser(), action: "kms:Decrypt", resource: keyARN, set: func(p *Policies) { p.GrantsUnseen = true }}, Unknown, No},
		"grant to another account": {given{who: asForeigner(), action: "kms:Decrypt", resource: keyARN, set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: "arn:aws:iam::444455556666:user/bob", Operations: []string{"Decrypt"}}}
		}}, Unknown, No},
		"grant to a service": {given{who: asCloudTrail(), action: "kms:GenerateDataKey", resource: keyARN, set: func(p *Policies) {
			p.Grants = []Grant{{ID: "g", Grantee: "cloudtrail.amazonaws.com", Operations: []string{"GenerateDataKey"}}}
		}}, Yes, No},
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
		"ACL for everybody": {given{who: Principal{Kind: Anonymous}, action: "s3:ListBucket", resource: bucket, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}}
		}}, Yes, No},
		"ACL for another permission": {given{who: Principal{Kind: Anonymous}, action: "s3:ListBucket", resource: bucket, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "WRITE"}}}
		}}, No, No},
		"ACL that is ignored": {given{who: Principal{Kind: Anonymous}, action: "s3:ListBucket", resource: bucket, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}, IgnorePublicACLs: Yes}
		}}, No, No},
		"ACL of a bucket that has none in force": {given{who: Principal{Kind: Anonymous}, action: "s3:ListBucket", resource: bucket, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}, Enforced: Yes}
		}}, No, No},
		"ACL, and ownership unseen": {given{who: Principal{Kind: Anonymous}, action: "s3:ListBucket", resource: bucket, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}, Enforced: Unknown}
		}}, Unknown, No},
		"ACL for those who sign, unsigned": {given{who: Principal{Kind: Anonymous}, action: "s3:PutObject", resource: object, set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{authenticatedUsers, "FULL_CONTROL"}}}
		}}, No, No},
		"ACL for those who sign": {given{who: asForeigner(), action: "s3:PutObject", resource: object, identity: allow("s3:*"), set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{authenticatedUsers, "FULL_CONTROL"}}}
		}}, Yes, No},
		"ACL for an account": {given{who: asForeigner(), action: "s3:PutObject", resource: object, identity: allow("s3:*"), set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{"canonical-b", "WRITE"}}}
		}}, Yes, No},
		"ACL for the owner, and a foreigner": {given{who: asForeigner(), action: "s3:PutObject", resource: object, identity: allow("s3:*"), set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{"canonical-a", "FULL_CONTROL"}}}
			p.CanonicalIDs = map[string]string{ours: "canonical-a"}
		}}, No, No},
		"ACL that nobody saw": {given{who: Principal{Kind: Anonymous}, action: "s3:PutObject", resource: object, set: func(p *Policies) {
			p.Bucket = &Bucket{ACLUnseen: true}
		}}, Unknown, No},
		"ACL that nobody saw, and an action that none allows": {given{who: Principal{Kind: Anonymous}, action: "s3:DeleteObject", resource: object, set: func(p *Policies) {
			p.Bucket = &Bucket{ACLUnseen: true}
		}}, No, No},
		"ACL that nobody saw, and that is not in force": {given{who: Principal{Kind: Anonymous}, action: "s3:PutObject", resource: object, set: func(p *Policies) {
			p.Bucket = &Bucket{ACLUnseen: true, Enforced: Yes}
		}}, No, No},
		"ACL for an account that nobody knows": {given{who: asForeigner(), action: "s3:PutObject", resource: object, identity: allow("s3:*"), set: func(p *Policies) {
			p.Bucket = &Bucket{ACL: []ACLGrant{{"canonical-b", "WRITE"}}}
			p.CanonicalIDs = nil
		}}, Unknown, No},
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
		"public policy, restricted, foreigner": {given{who: asForeigner(), identity: allow("*"), ofObject: statementText("Allow", "s3:*", "*", by(`"*"`)), set: func(p *Policies) {
			p.Bucket = &Bucket{RestrictPublicBuckets: Yes, Public: Yes}
		}}, No, Yes},
		"public policy, restricted, ours": {given{who: asUser(), ofObject: statementText("Allow", "s3:*", "*", by(`"*"`)), set: func(p *Policies) {
			p.Bucket = &Bucket{RestrictPublicBuckets: Yes, Public: Yes}
		}}, Yes, No},
		"public policy, restricted, service": {given{who: asCloudTrail(), ofObject: statementText("Allow", "s3:*", "*", by(`"*"`)), set: func(p *Policies) {
			p.Bucket = &Bucket{RestrictPublicBuckets: Yes, Public: Yes}
		}}, Yes, No},
		"perhaps public": {given{who: Principal{Kind: Anonymous}, ofObject: statementText("Allow", "s3:*", "*", by(`"*"`)), set: func(p *Policies) {
			p.Bucket = &Bucket{RestrictPublicBuckets: Yes, Public: Unknown}
		}}, Unknown, Unknown},
		// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
		"root and a bucket that denies all": {given{
			who: Principal{Kind: Root, ARN: "arn:aws:iam::111122223333:root", Account: ours}, action: "s3:PutBucketPolicy", resource: bucket,
			ofObject: statementText("Deny", "s3:*", "*", by(`"*"`)), set: func(p *Policies) { p.Bucket = &Bucket{} },
		}, Yes, No},
		"root, and another action": {given{
			who: Principal{Kind: Root, ARN: "arn:aws:iam::111122223333:root", Account: ours}, action: "s3:DeleteBucket", resource: bucket,
			ofObject: statementText("Deny", "s3:*", "*", by(`"*"`)), set: func(p *Policies) { p.Bucket = &Bucket{} },
		}, No, Yes},
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
		"trust policy": {given{
			who: asUser(), action: "sts:AssumeRole", resource: auditor, identity: allow("sts:*"),
			ofObject: `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"111122223333"}}}`,
		}, Yes, No},
		"trust policy for another": {given{
			who: asUser(), action: "sts:AssumeRole", resource: auditor, identity: allow("sts:*"),
			ofObject: `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"444455556666"}}}`,
		}, No, No},
		"trust policy for a provider": {given{
			who: Principal{Kind: Federated, ARN: "arn:aws:iam::111122223333:oidc-provider/x"}, action: "sts:AssumeRoleWithWebIdentity", resource: auditor,
			ofObject: `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/x"}}}`,
		}, Yes, No},
	} {
		t.Run(name, func(t *testing.T) {
			if c.action == "" {
				c.action = "s3:GetObject"
			}
			if c.resource == "" {
				c.resource = object
			}
			r := NewRequest(c.action, c.resource, ours)
			r.Principal, r.Context = c.who, NewContext(false, c.context)
			p := &Policies{CanonicalIDs: map[string]string{ours: "canonical-a", theirs: "canonical-b"}}
			one := func(name, text string) []*Policy {
				if text == "" {
					return nil
				}
				return []*Policy{mustParse(name, text)}
			}
			p.Identity, p.Session = one("identity", c.identity), one("session", c.session)
			if c.boundary != "" {
				p.Boundary = mustParse("boundary", c.boundary)
			}
			if c.scp != "" {
				p.SCPs = [][]*Policy{one("scp", c.scp)}
			}
			if c.ofObject != "" {
				p.Resource = mustParse("resource policy", c.ofObject)
			}
			if c.set != nil {
				c.set(p)
			}
			d, why := Explain(&r, p)
			if d.Allowed != c.want || d.Denied != c.denied {
				t.Errorf("allowed %v, denied %v; want %v, %v: %+v", d.Allowed, d.Denied, c.want, c.denied, why)
			}
		})
	}
}
