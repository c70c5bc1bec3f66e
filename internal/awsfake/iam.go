package awsfake

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

type iamClient struct{ a *Account }

func (c iamClient) ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error) {
	if err := c.a.enter("iam:ListAccountAliases", "", ""); err != nil {
		return nil, err
	}
	out := &iam.ListAccountAliasesOutput{}
	if c.a.Alias != "" {
		out.AccountAliases = []string{c.a.Alias}
	}
	return out, nil
}

// detail is one entry of GetAccountAuthorizationDetails, whose pages mix users, roles, groups and policies.
type detail func(*iam.GetAccountAuthorizationDetailsOutput)

func (c iamClient) GetAccountAuthorizationDetails(_ context.Context, in *iam.GetAccountAuthorizationDetailsInput, _ ...func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	if err := c.a.enter("iam:GetAccountAuthorizationDetails", "", ""); err != nil {
		return nil, err
	}
	var all []detail
	for _, name := range slices.Sorted(maps.Keys(c.a.Users)) {
		u := c.a.Users[name]
		all = append(all, func(out *iam.GetAccountAuthorizationDetailsOutput) {
			out.UserDetailList = append(out.UserDetailList, types.UserDetail{
				Arn: c.arn("user", u, name), UserName: &name, UserId: &u.ID, Path: pathOf(u), GroupList: u.Groups,
				AttachedManagedPolicies: attachments(u), UserPolicyList: c.inline(u), PermissionsBoundary: boundary(u), Tags: tags(u),
			})
		})
	}
	for _, name := range slices.Sorted(maps.Keys(c.a.Groups)) {
		g := c.a.Groups[name]
		all = append(all, func(out *iam.GetAccountAuthorizationDetailsOutput) {
			out.GroupDetailList = append(out.GroupDetailList, types.GroupDetail{
				Arn: c.arn("group", g, name), GroupName: &name, GroupId: &g.ID, Path: pathOf(g),
				AttachedManagedPolicies: attachments(g), GroupPolicyList: c.inline(g),
			})
		})
	}
	for _, name := range slices.Sorted(maps.Keys(c.a.Roles)) {
		r := c.a.Roles[name]
		all = append(all, func(out *iam.GetAccountAuthorizationDetailsOutput) {
			out.RoleDetailList = append(out.RoleDetailList, types.RoleDetail{
				Arn: c.arn("role", r, name), RoleName: &name, RoleId: &r.ID, Path: pathOf(r),
				AssumeRolePolicyDocument: c.document(r.Trust),
				AttachedManagedPolicies:  attachments(r), RolePolicyList: c.inline(r), PermissionsBoundary: boundary(r), Tags: tags(r),
			})
		})
	}
	for _, arn := range slices.Sorted(maps.Keys(c.a.Policies)) {
		p := c.a.Policies[arn]
		all = append(all, func(out *iam.GetAccountAuthorizationDetailsOutput) {
			out.Policies = append(out.Policies, types.ManagedPolicyDetail{
				Arn: &arn, AttachmentCount: &p.Attachments, PermissionsBoundaryUsageCount: &p.Boundaries,
				DefaultVersionId: aws.String("v2"), PolicyVersionList: []types.PolicyVersion{
					{VersionId: aws.String("v1"), Document: c.document([]byte(`{"Statement":[]}`))},
					{VersionId: aws.String("v2"), IsDefaultVersion: !p.Incomplete, Document: c.document(p.Document)},
				},
			})
		})
	}
	out := &iam.GetAccountAuthorizationDetailsOutput{}
	all, out.Marker = page(all, in.Marker)
	out.IsTruncated = out.Marker != nil
	for _, add := range all {
		add(out)
	}
	return out, nil
}

func (c iamClient) arn(kind string, i *Identity, name string) *string {
	return aws.String("arn:" + c.a.Partition + ":iam::" + c.a.Account + ":" + kind + *pathOf(i) + name)
}

// document is how IAM returns a policy document: URL-encoded.
func (c iamClient) document(text []byte) *string {
	if c.a.PlainIAM {
		return aws.String(string(text))
	}
	return aws.String(url.PathEscape(string(text)))
}

func pathOf(i *Identity) *string { return aws.String(cmp.Or(i.Path, "/")) }

func attachments(i *Identity) []types.AttachedPolicy {
	var list []types.AttachedPolicy
	for _, arn := range i.Attached {
		list = append(list, types.AttachedPolicy{PolicyArn: &arn})
	}
	return list
}

func (c iamClient) inline(i *Identity) []types.PolicyDetail {
	var list []types.PolicyDetail
	for name, document := range i.Inline {
		list = append(list, types.PolicyDetail{PolicyName: &name, PolicyDocument: c.document(document)})
	}
	return list
}

func boundary(i *Identity) *types.AttachedPermissionsBoundary {
	if i.Boundary == "" {
		return nil
	}
	return &types.AttachedPermissionsBoundary{PermissionsBoundaryArn: &i.Boundary}
}

func tags(i *Identity) []types.Tag {
	var list []types.Tag
	for k, v := range i.Tags {
		list = append(list, types.Tag{Key: &k, Value: &v})
	}
	return list
}

// SimulatePrincipalPolicy answers from the state, in pages, and puts the resource where AWS does since July 2026: into the
// results for each resource.
func (c iamClient) SimulatePrincipalPolicy(_ context.Context, in *iam.SimulatePrincipalPolicyInput, _ ...func(*iam.Options)) (*iam.SimulatePrincipalPolicyOutput, error) {
	principal := aws.ToString(in.PolicySourceArn)
	if err := c.a.enter("iam:SimulatePrincipalPolicy", "", principal); err != nil {
		return nil, err
	}
	var all []types.EvaluationResult
	for _, action := range in.ActionNames {
		decision := types.PolicyEvaluationDecisionType(cmp.Or(c.a.Simulated[principal][action], "implicitDeny"))
		r := types.EvaluationResult{EvalActionName: &action, EvalDecision: decision, EvalResourceName: aws.String("*")}
		for _, arn := range in.ResourceArns {
			if c.a.Silent {
				break
			}
			on := types.ResourceSpecificResult{EvalResourceName: &arn, EvalResourceDecision: decision}
			on.MissingContextValues = c.a.MissingContext
			if decision != types.PolicyEvaluationDecisionTypeImplicitDeny {
				on.MatchedStatements = []types.Statement{{SourcePolicyId: aws.String("policy-of-" + lastWord(principal))}}
			}
			r.ResourceSpecificResults = append(r.ResourceSpecificResults, on)
		}
		all = append(all, r)
	}
	out := &iam.SimulatePrincipalPolicyOutput{}
	out.EvaluationResults, out.Marker = page(all, in.Marker)
	out.IsTruncated = out.Marker != nil
	return out, nil
}

func lastWord(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
