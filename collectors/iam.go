package collectors

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"trailproof/snapshot"
)

// IAMAPI is what is asked of IAM.
type IAMAPI interface {
	GenerateCredentialReport(context.Context, *iam.GenerateCredentialReportInput, ...func(*iam.Options)) (*iam.GenerateCredentialReportOutput, error)
	GetAccountSummary(context.Context, *iam.GetAccountSummaryInput, ...func(*iam.Options)) (*iam.GetAccountSummaryOutput, error)
	GetCredentialReport(context.Context, *iam.GetCredentialReportInput, ...func(*iam.Options)) (*iam.GetCredentialReportOutput, error)
	ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error)
	GetAccountAuthorizationDetails(context.Context, *iam.GetAccountAuthorizationDetailsInput, ...func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error)
	ListVirtualMFADevices(context.Context, *iam.ListVirtualMFADevicesInput, ...func(*iam.Options)) (*iam.ListVirtualMFADevicesOutput, error)
	SimulatePrincipalPolicy(context.Context, *iam.SimulatePrincipalPolicyInput, ...func(*iam.Options)) (*iam.SimulatePrincipalPolicyOutput, error)
}

var (
	listAccountAliases = &Call{
		Service: "iam", Operation: "ListAccountAliases", Actions: []string{"iam:ListAccountAliases"}, Fills: []string{"iam.alias"},
	}
	getAuthorizationDetails = &Call{
		Service: "iam", Operation: "GetAccountAuthorizationDetails", Actions: []string{"iam:GetAccountAuthorizationDetails"},
		Fills: []string{"iam.users", "iam.roles", "iam.groups", "iam.policies"},
	}
)

// iamCollector reads the account's identities with their policies.
var iamCollector = Collector{
	Name:  "iam",
	Calls: []*Call{listAccountAliases, getAuthorizationDetails},
	Collect: func(ctx context.Context, env *Env) error {
		var alias snapshot.Field[string]
		err := fill(ctx, env, listAccountAliases, "", "", &alias,
			func(ctx context.Context) (*iam.ListAccountAliasesOutput, error) {
				return env.Clients.IAM(env.DefaultRegion).ListAccountAliases(ctx, &iam.ListAccountAliasesInput{})
			},
			func(out *iam.ListAccountAliasesOutput) (string, bool) {
				if len(out.AccountAliases) == 0 {
					return "", false
				}
				return out.AccountAliases[0], true // an account has one at most
			})
		env.edit(func(s *snapshot.Snapshot) { s.IAM.Alias = alias })
		if err != nil || !env.Wants(getAuthorizationDetails) {
			return err
		}
		details, how, err := ask(ctx, env, getAuthorizationDetails, "", "", env.authorizationDetails)
		if err != nil || how != got {
			return err
		}
		addIdentities(env, details)
		return nil
	},
}

// authorizationDetails reads all pages: users, roles, groups and every managed policy that is the account's or in use.
func (env *Env) authorizationDetails(ctx context.Context) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	all := &iam.GetAccountAuthorizationDetailsOutput{}
	pages := pagesOf(ctx, env, getAuthorizationDetails, "", iam.NewGetAccountAuthorizationDetailsPaginator(
		env.Clients.IAM(env.DefaultRegion), &iam.GetAccountAuthorizationDetailsInput{}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		all.UserDetailList = append(all.UserDetailList, page.UserDetailList...)
		all.RoleDetailList = append(all.RoleDetailList, page.RoleDetailList...)
		all.GroupDetailList = append(all.GroupDetailList, page.GroupDetailList...)
		all.Policies = append(all.Policies, page.Policies...)
	}
	return all, nil
}

func addIdentities(env *Env, details *iam.GetAccountAuthorizationDetailsOutput) {
	out := snapshot.IAM{
		Users: map[string]snapshot.IAMUser{}, Roles: map[string]snapshot.IAMRole{},
		Groups: map[string]snapshot.IAMGroup{}, Policies: map[string]snapshot.ManagedPolicy{},
	}
	for _, u := range details.UserDetailList {
		arn := aws.ToString(u.Arn)
		out.Users[arn] = snapshot.IAMUser{
			Name: aws.ToString(u.UserName), ID: aws.ToString(u.UserId), Groups: sorted(u.GroupList),
			Attached: attached(u.AttachedManagedPolicies), Inline: inline(env, arn, "iam.users", u.UserPolicyList),
			Boundary: boundary(u.PermissionsBoundary), Tags: iamTags(u.Tags),
		}
	}
	for _, r := range details.RoleDetailList {
		arn := aws.ToString(r.Arn)
		role := snapshot.IAMRole{
			Name: aws.ToString(r.RoleName), ID: aws.ToString(r.RoleId), Path: aws.ToString(r.Path),
			Trust:    iamDocument(env, arn, "iam.roles.*.trust.document", aws.ToString(r.AssumeRolePolicyDocument)),
			Attached: attached(r.AttachedManagedPolicies), Inline: inline(env, arn, "iam.roles", r.RolePolicyList),
			Boundary: boundary(r.PermissionsBoundary), Tags: iamTags(r.Tags),
		}
		if r.RoleLastUsed != nil {
			role.LastUsed = utc(r.RoleLastUsed.LastUsedDate)
		}
		out.Roles[arn] = role
	}
	for _, g := range details.GroupDetailList {
		arn := aws.ToString(g.Arn)
		out.Groups[arn] = snapshot.IAMGroup{
			Name: aws.ToString(g.GroupName), Attached: attached(g.AttachedManagedPolicies),
			Inline: inline(env, arn, "iam.groups", g.GroupPolicyList),
		}
	}
	for _, p := range details.Policies {
		arn, used := aws.ToString(p.Arn), aws.ToInt32(p.AttachmentCount)+aws.ToInt32(p.PermissionsBoundaryUsageCount)
		if used == 0 && strings.HasPrefix(arn, "arn:"+env.Partition+":iam::aws:") {
			continue // one of the thousand that AWS offers
		}
		i := slices.IndexFunc(p.PolicyVersionList, func(v types.PolicyVersion) bool { return v.IsDefaultVersion })
		if i < 0 {
			env.gapAt("iam.policies", getAuthorizationDetails, "", "", snapshot.Failed, "the answer lacks the default version of "+arn)
			continue
		}
		v := p.PolicyVersionList[i]
		out.Policies[arn] = snapshot.ManagedPolicy{
			Name: lastPart(arn), Version: aws.ToString(v.VersionId), Attachments: int(aws.ToInt32(p.AttachmentCount)),
			Policy: iamDocument(env, arn, "iam.policies.*.policy.document", aws.ToString(v.Document)),
		}
	}
	env.edit(func(s *snapshot.Snapshot) {
		s.IAM.Users, s.IAM.Roles, s.IAM.Groups, s.IAM.Policies = out.Users, out.Roles, out.Groups, out.Policies
	})
}

// iamDocument undoes the URL-encoding in which IAM returns documents. Some endpoints return them plain; a plain document
// begins with a brace or white space, which the encoding does not leave.
func iamDocument(env *Env, arn, path, text string) snapshot.Policy {
	if strings.HasPrefix(text, "%") {
		if decoded, err := url.PathUnescape(text); err == nil {
			text = decoded
		}
	}
	return env.document(getAuthorizationDetails, "", arn, path, text)
}

func inline(env *Env, arn, kind string, list []types.PolicyDetail) map[string]snapshot.Policy {
	policies := make(map[string]snapshot.Policy, len(list))
	for _, p := range list {
		policies[aws.ToString(p.PolicyName)] = iamDocument(env, arn, kind+".*.inline.*.document", aws.ToString(p.PolicyDocument))
	}
	return policies
}

func attached(list []types.AttachedPolicy) []string {
	arns := make([]string, 0, len(list))
	for _, p := range list {
		arns = append(arns, aws.ToString(p.PolicyArn))
	}
	return sorted(arns)
}

func boundary(b *types.AttachedPermissionsBoundary) *string {
	if b == nil {
		return nil
	}
	return notEmpty(b.PermissionsBoundaryArn)
}

func iamTags(list []types.Tag) map[string]string {
	tags := make(map[string]string, len(list))
	for _, t := range list {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}

// lastPart is what stands behind the last slash of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
