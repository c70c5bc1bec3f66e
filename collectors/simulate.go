package collectors

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"trailproof/policy"
	"trailproof/snapshot"
)

// maxSimulated bounds how many principals are put to the simulator: a global control plane with a low rate that everybody in
// the account shares.
const maxSimulated = 20

// simulate goes by a rate of its own, so that it does not depend on what else is asked of IAM.
var simulate = &Call{
	Service: "iam", Operation: "SimulatePrincipalPolicy", Pace: "simulator", Actions: []string{"iam:SimulatePrincipalPolicy"},
	Fills: []string{"iam.simulations", "iam.simulations.*.answers"},
	Needs: []string{"iam.users", "iam.roles", "iam.groups", "iam.policies", "cloudtrail.trails", "cloudtrail.trails.*.key"},
}

// Kinds of resources that questions are about.
const (
	onObjects = "objects" // a log file in a log bucket
	onBucket  = "bucket"
	onKey     = "key"
	onTrail   = "trail"
)

// questions are what is asked of the simulator: for each question the actions, by the kind of resource they act on. One
// action of a question is enough to do it; an action may do for several. Not asked is what acts on the account, on access
// points or on event data stores.
var questions = []struct {
	name    string
	actions map[string][]string
}{
	// Whoever can send the log files elsewhere, or open them to others, can read them.
	{"read", map[string][]string{
		onObjects: {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObjectAcl", "s3:RestoreObject"},
		onBucket: {
			"s3:ListBucket", "s3:ListBucketVersions", "s3:PutBucketAcl", "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy",
			"s3:PutBucketPublicAccessBlock", "s3:PutInventoryConfiguration", "s3:PutReplicationConfiguration",
		},
	}},
	{"decrypt", map[string][]string{onKey: {"kms:CreateGrant", "kms:Decrypt", "kms:PutKeyPolicy", "kms:ReEncryptFrom"}}},
	// Overwriting deletes; what lifts the protection comes before deleting.
	{"delete", map[string][]string{
		onObjects: {
			"s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:PutObjectLegalHold",
			"s3:PutObjectRetention",
		},
		onBucket: {
			"s3:DeleteBucket", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration",
		},
	}},
	{"tamper", map[string][]string{
		onObjects: {"s3:PutObject", "s3:ReplicateObject"},
		onBucket:  {"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy"},
		onKey:     {"kms:PutKeyPolicy"},
	}},
	{"blind", map[string][]string{
		onTrail: {
			"cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:PutInsightSelectors", "cloudtrail:StopLogging",
			"cloudtrail:UpdateTrail",
		},
		onKey: {"kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:RevokeGrant", "kms:ScheduleKeyDeletion"},
	}},
}

// limitsOf is what the simulator leaves out, by the kind of resource. It fetches no resource policy, and believes none for a
// role; it knows no ACLs, grants and resource control policies.
var limitsOf = map[string][]string{
	onObjects: {"acl", "rcp", "resource_policy", "scp_context"},
	onBucket:  {"acl", "rcp", "resource_policy", "scp_context"},
	onKey:     {"grants", "key_policy", "rcp", "scp_context"},
	onTrail:   {"rcp", "resource_policy", "scp_context"},
}

// simulatorCollector asks IAM's simulator about the principals that matter.
var simulatorCollector = Collector{
	Name:  "simulator",
	Calls: []*Call{simulate},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.CloudTrail.Trails == nil {
			return nil
		}
		principals := env.Principals
		if len(principals) == 0 {
			if env.builder.IAM.Users == nil {
				return nil
			}
			principals = principalsThatMatter(env.builder)
		}
		principals = slices.Clone(principals)
		slices.Sort(principals)
		principals = slices.Compact(principals)
		if n := len(principals); n > maxSimulated {
			principals = principals[:maxSimulated]
			env.edit(func(s *snapshot.Snapshot) {
				s.Gaps = append(s.Gaps, snapshot.Gap{
					Path: "iam.simulations", Kind: snapshot.NotCollected,
					Detail: fmt.Sprintf("%d of %d principals were simulated", maxSimulated, n),
				})
			})
		}
		for arn, t := range env.builder.CloudTrail.Trails {
			if t.Key.IsZero() {
				env.gapAt("iam.simulations", resolveTrailKey, t.HomeRegion, "", snapshot.Failed,
					"which key "+arn+" names was not seen, so nobody asked about it")
			}
		}
		simulations := map[string]snapshot.Simulation{}
		for _, arn := range principals {
			simulations[arn] = snapshot.Simulation{}
		}
		env.edit(func(s *snapshot.Snapshot) { s.IAM.Simulations = simulations })
		targets := auditResources(env.builder)
		return eachEntry(ctx, env, simulations, func(ctx context.Context, env *Env, arn string, s *snapshot.Simulation) error {
			return simulateAll(ctx, env, arn, targets, s)
		})
	},
}

// auditResources returns what the questions are about, by kind.
func auditResources(s *snapshot.Snapshot) map[string][]string {
	found := map[string]map[string]bool{onObjects: {}, onBucket: {}, onKey: {}, onTrail: {}}
	for arn, t := range s.CloudTrail.Trails {
		found[onTrail][arn] = true
		found[onBucket][t.Bucket] = true
		// One log file stands for all: the simulator takes no patterns.
		found[onObjects][logs(t)+t.Owner+"/CloudTrail/"+t.HomeRegion+"/2025/01/01/log.json.gz"] = true
		if key, ok := t.Key.Get(); ok {
			found[onKey][key] = true
		}
	}
	targets := map[string][]string{}
	for kind, arns := range found {
		targets[kind] = slices.Sorted(maps.Keys(arns))
	}
	return targets
}

// logs is what the ARN of each log file of the trail begins with.
func logs(t snapshot.Trail) string {
	if t.S3KeyPrefix == nil {
		return t.Bucket + "/AWSLogs/"
	}
	return t.Bucket + "/" + *t.S3KeyPrefix + "/AWSLogs/"
}

// principalsThatMatter returns the users and roles that a policy of theirs lets do something of s3, kms or cloudtrail to a
// trail, its bucket, any of its log files or its key, before any denial.
func principalsThatMatter(s *snapshot.Snapshot) []string {
	var audited []string
	for arn, t := range s.CloudTrail.Trails {
		audited = append(audited, arn, t.Bucket, logs(t)+"*")
		if key, ok := t.Key.Get(); ok {
			audited = append(audited, key)
		}
	}
	if len(audited) == 0 {
		return nil
	}
	reaches := map[string]bool{} // managed policy → whether it does
	for arn, p := range s.IAM.Policies {
		reaches[arn] = names(p.Policy, audited)
	}
	holds := func(inline map[string]snapshot.Policy, attached []string) bool {
		for _, p := range inline {
			if names(p, audited) {
				return true
			}
		}
		return slices.ContainsFunc(attached, func(arn string) bool {
			reached, known := reaches[arn]
			return reached || !known
		})
	}
	groups := map[string]bool{}
	for _, g := range s.IAM.Groups {
		groups[g.Name] = holds(g.Inline, g.Attached)
	}
	var arns []string
	for arn, u := range s.IAM.Users {
		if holds(u.Inline, u.Attached) || slices.ContainsFunc(u.Groups, func(name string) bool { return groups[name] }) {
			arns = append(arns, arn)
		}
	}
	for arn, r := range s.IAM.Roles {
		if holds(r.Inline, r.Attached) {
			arns = append(arns, arn)
		}
	}
	return arns
}

// names says whether the policy allows an action of s3, kms or cloudtrail on something audited. Doubt counts as yes: the
// policy can't be read, a policy variable may stand for anything, and what an exception leaves over is not worked out.
func names(p snapshot.Policy, audited []string) bool {
	doc, ok := p.Document.Get()
	return !ok || slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
		return s.Effect == "Allow" && namesService(s) && namesResource(s, audited)
	})
}

func namesResource(s policy.Statement, audited []string) bool {
	return len(s.NotResources) > 0 || slices.ContainsFunc(s.Resources, func(pattern string) bool {
		pattern = variable.ReplaceAllString(pattern, "*")
		return slices.ContainsFunc(audited, func(arn string) bool { return policy.Overlap(pattern, arn) })
	})
}

// variable is a policy variable, such as ${aws:username}.
var variable = regexp.MustCompile(`\$\{[^}]*\}`)

func namesService(s policy.Statement) bool {
	return len(s.NotActions) > 0 || slices.ContainsFunc(s.Actions, func(pattern string) bool {
		service, _, _ := strings.Cut(strings.ToLower(pattern), ":")
		return policy.Match(service, "s3") || policy.Match(service, "kms") || policy.Match(service, "cloudtrail")
	})
}

// simulateAll asks all questions about one principal: a call for each kind of resource, since an action is simulated on
// every resource of its call.
func simulateAll(ctx context.Context, env *Env, arn string, targets map[string][]string, s *snapshot.Simulation) error {
	answers := []snapshot.SimulationAnswer{}
	for _, kind := range []string{onObjects, onBucket, onKey, onTrail} {
		if len(targets[kind]) == 0 {
			continue
		}
		asked := map[string][]string{} // action → questions
		for _, q := range questions {
			for _, action := range q.actions[kind] {
				asked[action] = append(asked[action], q.name)
			}
		}
		results, how, err := ask(ctx, env, simulate, "", arn, func(ctx context.Context) ([]snapshot.SimulationAnswer, error) {
			return env.simulateOn(ctx, arn, slices.Sorted(maps.Keys(asked)), targets[kind])
		})
		if err != nil || how != got {
			return err
		}
		for _, r := range results {
			r.Limits = leftOut(kind, arn, r)
			for _, question := range asked[r.Action] {
				r.Question = question
				answers = append(answers, r)
			}
		}
	}
	sortBy(answers, func(a snapshot.SimulationAnswer) string { return a.Question + "\x00" + a.Action + "\x00" + a.Resource })
	s.Answers = snapshot.Seen(answers)
	return nil
}

// leftOut names what an answer does not take into account.
func leftOut(kind, principal string, a snapshot.SimulationAnswer) []string {
	names := slices.Clone(limitsOf[kind])
	if strings.Contains(principal, ":role/") {
		names = append(names, "session_policy")
	}
	if len(a.MissingContext) > 0 {
		names = append(names, "context")
	}
	slices.Sort(names)
	return names
}

// simulateOn simulates the actions, which are sorted, on the resources. Only the results for each resource are read: since
// July 2026 the name of the resource at the top of a result is a template.
func (env *Env) simulateOn(
	ctx context.Context, arn string, actions, resources []string,
) ([]snapshot.SimulationAnswer, error) {
	var answers []snapshot.SimulationAnswer
	pages := pagesOf(ctx, env, simulate, "", iam.NewSimulatePrincipalPolicyPaginator(env.Clients.IAM(env.DefaultRegion),
		&iam.SimulatePrincipalPolicyInput{PolicySourceArn: &arn, ActionNames: actions, ResourceArns: resources}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, r := range page.EvaluationResults {
			if _, ok := slices.BinarySearch(actions, aws.ToString(r.EvalActionName)); !ok {
				continue
			}
			for _, on := range r.ResourceSpecificResults {
				answers = append(answers, simulationAnswer(r, on))
			}
		}
	}
	if want := len(actions) * len(resources); len(answers) < want {
		return nil, fmt.Errorf("the simulator gave %d of %d answers", len(answers), want)
	}
	return answers, nil
}

func simulationAnswer(r types.EvaluationResult, on types.ResourceSpecificResult) snapshot.SimulationAnswer {
	a := snapshot.SimulationAnswer{
		Action: aws.ToString(r.EvalActionName), Resource: aws.ToString(on.EvalResourceName),
		Decision: string(on.EvalResourceDecision), Matched: []string{}, MissingContext: sorted(on.MissingContextValues),
	}
	for _, m := range on.MatchedStatements {
		a.Matched = append(a.Matched, aws.ToString(m.SourcePolicyId))
	}
	slices.Sort(a.Matched)
	a.Matched = slices.Compact(a.Matched)
	if b := on.PermissionsBoundaryDecisionDetail; b != nil {
		a.AllowedByBoundary = &b.AllowedByPermissionsBoundary
	}
	if o := r.OrganizationsDecisionDetail; o != nil {
		a.AllowedByOrganizations = &o.AllowedByOrganizations
	}
	return a
}
