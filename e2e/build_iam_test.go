//go:build e2e

package e2e

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"trailproof/internal/awsfake"
)

// makeIdentities makes policies, groups, users and roles. Policies of AWS's own are left out: moto has them all or none,
// and all are a hundred megabytes; the proxy adds them.
func (b builder) makeIdentities() {
	client, ctx := iam.NewFromConfig(b.in("us-east-1")), b.t.Context()
	if b.story.Alias != "" {
		_, err := client.CreateAccountAlias(ctx, &iam.CreateAccountAliasInput{AccountAlias: &b.story.Alias})
		b.must(err)
	}
	for _, arn := range slices.Sorted(maps.Keys(b.story.Policies)) {
		if !b.ours(arn) {
			continue
		}
		// The story's document is the second version of each policy.
		_, err := client.CreatePolicy(ctx, &iam.CreatePolicyInput{
			PolicyName: aws.String(lastPart(arn)), PolicyDocument: aws.String(
				`{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}`),
		})
		b.must(err)
		_, err = client.CreatePolicyVersion(ctx, &iam.CreatePolicyVersionInput{
			PolicyArn: &arn, SetAsDefault: true, PolicyDocument: aws.String(b.asGiven(string(b.story.Policies[arn].Document))),
		})
		b.must(err)
	}
	for name, g := range b.story.Groups {
		_, err := client.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: &name})
		b.must(err)
		for _, arn := range g.Attached {
			_, err = client.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: &name, PolicyArn: &arn})
			b.must(err)
		}
		for policy, document := range g.Inline {
			_, err = client.PutGroupPolicy(ctx, &iam.PutGroupPolicyInput{
				GroupName: &name, PolicyName: &policy, PolicyDocument: aws.String(b.asGiven(string(document))),
			})
			b.must(err)
		}
	}
	for name, u := range b.story.Users {
		b.makeUser(client, name, u)
	}
	for name, r := range b.story.Roles {
		b.makeRole(client, name, r)
	}
}

func (b builder) ours(policy string) bool {
	return strings.Contains(policy, ":iam::"+b.story.Account+":")
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

func (b builder) makeUser(client *iam.Client, name string, u *awsfake.Identity) {
	ctx := b.t.Context()
	out, err := client.CreateUser(ctx, &iam.CreateUserInput{
		UserName: &name, Path: notEmpty(u.Path), PermissionsBoundary: notEmpty(u.Boundary), Tags: iamTags(u.Tags),
	})
	b.must(err)
	b.told[aws.ToString(out.User.UserId)] = u.ID
	for _, group := range u.Groups {
		_, err = client.AddUserToGroup(ctx, &iam.AddUserToGroupInput{GroupName: &group, UserName: &name})
		b.must(err)
	}
	for _, arn := range u.Attached {
		if b.ours(arn) {
			_, err = client.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: &name, PolicyArn: &arn})
			b.must(err)
		}
	}
	for policy, document := range u.Inline {
		_, err = client.PutUserPolicy(ctx, &iam.PutUserPolicyInput{
			UserName: &name, PolicyName: &policy, PolicyDocument: aws.String(b.asGiven(string(document))),
		})
		b.must(err)
	}
}

func (b builder) makeRole(client *iam.Client, name string, r *awsfake.Identity) {
	ctx := b.t.Context()
	out, err := client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: &name, Path: notEmpty(r.Path), AssumeRolePolicyDocument: aws.String(string(r.Trust)),
		PermissionsBoundary: notEmpty(r.Boundary), Tags: iamTags(r.Tags),
	})
	b.must(err)
	b.told[aws.ToString(out.Role.RoleId)] = r.ID
	for _, arn := range r.Attached {
		if b.ours(arn) {
			_, err = client.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &name, PolicyArn: &arn})
			b.must(err)
		}
	}
	for policy, document := range r.Inline {
		_, err = client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
			RoleName: &name, PolicyName: &policy, PolicyDocument: aws.String(b.asGiven(string(document))),
		})
		b.must(err)
	}
}

func iamTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for name, value := range tags {
		list = append(list, types.Tag{Key: &name, Value: &value})
	}
	return list
}

func notEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// makeCaller makes the credentials with which the story is looked at: an access key of a user, or a session of a role.
func (b builder) makeCaller() credential {
	ctx := b.t.Context()
	if _, name, isUser := strings.Cut(b.story.Caller, ":user/"); isUser {
		out, err := iam.NewFromConfig(b.in("us-east-1")).CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &name})
		b.must(err)
		return credential{aws.ToString(out.AccessKey.AccessKeyId), aws.ToString(out.AccessKey.SecretAccessKey), ""}
	}
	part := strings.Split(b.story.Caller, "/")
	out, err := sts.NewFromConfig(b.in("us-east-1")).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn:         aws.String("arn:" + b.story.Partition + ":iam::" + b.story.Account + ":role/" + part[1]),
		RoleSessionName: aws.String(part[2]),
	})
	b.must(err)
	c := out.Credentials
	return credential{aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken)}
}
