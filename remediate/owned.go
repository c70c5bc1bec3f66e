package remediate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"
)

// owned refuses a resource that somebody manages, by its tags, or whose tags were not seen. What a template manages it takes back at
// its next run, and the fix with it.
func (r *run) owned(e Edit) error {
	tags, seen := tagsOf(r.start, e.Target.Resource)
	if !seen {
		return &leftError{plan.Unseen, fmt.Sprintf(
			"the tags of %s, which tell whether Terraform or CloudFormation manages it, were not seen: --even-managed changes it all the same",
			e.Target.Resource)}
	}
	if manager := ManagedBy(tags); manager != "" {
		return &leftError{plan.Managed, fmt.Sprintf(
			"%s is managed by %s: change it there, or the next run takes the fix back (--even-managed changes it all the same)",
			e.Target.Resource, manager)}
	}
	return nil
}

// tagsOf returns the tags of a resource. What the snapshot does not hold, such as what the plan creates, has none.
func tagsOf(s *snapshot.Snapshot, arn string) (map[string]string, bool) {
	read := func(f snapshot.Field[map[string]string]) (map[string]string, bool) {
		tags, ok := f.Get()
		return tags, ok || f.IsAbsent()
	}
	if b, ok := s.S3.Buckets[arn]; ok {
		return read(b.Tags)
	}
	if t, ok := s.CloudTrail.Trails[arn]; ok {
		return read(t.Tags)
	}
	if k, ok := s.KMS.Keys[arn]; ok {
		return read(k.Tags)
	}
	return nil, true
}

// ManagedBy names the tool that manages a resource by its tags; empty where none does. CloudFormation sets its tags by itself.
// Terraform and its kin set none: what stands here are the names in use.
func ManagedBy(tags map[string]string) string {
	if stack := tags["aws:cloudformation:stack-name"]; stack != "" {
		return "the CloudFormation stack " + stack
	}
	tools := []string{"terraform", "opentofu", "terragrunt", "pulumi", "cloudformation", "cdk", "crossplane"}
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		value := strings.ToLower(tags[name])
		flat := strings.NewReplacer("-", "", "_", "", " ", "", ":", "").Replace(strings.ToLower(name))
		for _, tool := range tools {
			switch {
			case flat == tool && value != "false" && value != "no":
				return tool
			case slices.Contains([]string{"managedby", "createdby", "provisionedby", "provisioner", "deployedby", "iac", "iactool", "managementtool"}, flat) &&
				strings.Contains(value, tool):
				return tool
			}
		}
	}
	return ""
}
