package access

import (
	"slices"
	"strings"
)

// findActions finds an action for each class of them.
func (s *search) findActions() bool {
	if !s.claim.wild {
		s.actions = s.claim.actions
		return true
	}
	var shapes []shape
	add := func(text string) { shapes = append(shapes, compiled(newAction(text).text, "")) }
	for i := range s.senders.sets {
		set := &s.senders.sets[i]
		set.policies(func(p *Policy, _ bool) {
			if p == nil {
				return
			}
			for j := range p.statements {
				for _, a := range slices.Concat(p.statements[j].actions, p.statements[j].notActions) {
					shapes = append(shapes, compiled(a.text, ""))
				}
			}
		})
		for _, g := range set.Grants {
			for _, o := range g.Operations {
				add("kms:" + o)
			}
		}
		if set.Bucket != nil {
			for _, name := range aclActions["FULL_CONTROL"] {
				add(name)
			}
			for _, name := range []string{"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"} {
				add(name)
			}
		}
	}
	for _, name := range []string{"kms:*", "s3:*", "sts:*", "sts:assumerole*", "kms:retiregrant"} {
		add(name)
	}
	seen := map[string]bool{}
	for _, a := range s.claim.actions {
		scope := compiled(newAction(a).text, "")
		all := slices.Concat(shapes, []shape{{character, anything, literal(":")[0], character, anything}})
		found, ok := classes(s.budget, scope, all)
		if !ok {
			return false
		}
		for _, name := range likely(found, scope, all, knownActions()) {
			// A name without a colon, or with nothing beside it, is no action.
			if service, rest, ok := strings.Cut(name, ":"); ok && service != "" && rest != "" && !seen[name] {
				seen[name] = true
				s.actions = append(s.actions, strings.ToLower(name))
				s.claim.spelt[strings.ToLower(name)] = name
			}
		}
	}
	return true
}

// knownActions are those of the questions that are asked of an account, and some that policies often name.
func knownActions() []string {
	var all []string
	for _, q := range Questions {
		for _, group := range asked[q] {
			all = append(all, group.actions...)
		}
	}
	return append(all,
		"s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:GetBucketLocation", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt",
		"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "iam:PassRole", "iam:GetUser",
	)
}

// resources finds a resource for each class of those that the pattern covers.
func (s *search) resources(pattern string) ([]string, bool) {
	if pattern == "*" {
		all, ok := s.resourceClasses("arn:*:*:*:*:*")
		return append([]string{"*"}, all...), ok
	}
	if !strings.ContainsAny(pattern, "*?") {
		return []string{pattern}, true
	}
	return s.resourceClasses(pattern)
}

func (s *search) resourceClasses(pattern string) ([]string, bool) {
	split := splitARN(pattern, false)
	parts := make([]string, len(split))
	for i, p := range split {
		parts[i] = newPattern(p, true, false).text
	}
	scope := inParts(parts)
	var shapes []shape
	seen := map[string]bool{}
	add := func(r *resource) {
		if r.all {
			return
		}
		for _, text := range append(r.whole.texts(s.fill), r.whole.beginning()) {
			if seen[text] {
				continue
			}
			seen[text] = true
			cut := splitCompiled(text)
			shapes = append(shapes, inParts(cut))
			if r.cross {
				shapes = append(shapes, compiled(text, ""))
			}
		}
	}
	s.each(func(st *statement, _ bool) {
		for i := range st.resources {
			add(&st.resources[i])
		}
		for i := range st.notResources {
			add(&st.notResources[i])
		}
	})
	shapes = append(shapes, inParts(splitCompiled(newPattern("arn:*:kms:*:*:key/*", true, false).text)))
	return classes(s.budget, scope, shapes)
}

// splitCompiled cuts a compiled pattern of an ARN, and leaves open what a short one does not say.
func splitCompiled(text string) []string {
	parts := splitARN(text, false)
	for len(parts) < 6 {
		parts = append(parts, string([]byte{anyRun}))
	}
	return parts
}

// actsOn is the service in the ARNs on which the actions of a service act, where they act on no others.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var actsOn = map[string]string{
	"cloudtrail": "cloudtrail", "iam": "iam", "kms": "kms", "logs": "logs", "organizations": "organizations", "s3": "s3",
	"secretsmanager": "secretsmanager", "sns": "sns", "sqs": "sqs", "sts": "iam",
}

// sensible says whether the action can act on the resource at all. Some actions of sts act on sessions and the like, and all on
// what has no ARN.
func (r *Request) sensible() bool {
	want, ok := actsOn[r.service()]
	return !ok || r.arn == nil || r.arn[2] == want || r.service() == "sts" && r.arn[2] == "sts"
}
