package collectors

import (
	"maps"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"
)

// notEmpty is nil for a missing and for an empty text: the services use both for "none".
func notEmpty(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

// utc is the time in UTC; nil stays nil.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// sorted is a sorted copy, never nil. For lists whose order means nothing.
func sorted(list []string) []string {
	c := append([]string{}, list...)
	slices.Sort(c)
	return c
}

// texts is the sorted texts of enumerated values.
func texts[T ~string](list []T) []string {
	c := make([]string, 0, len(list))
	for _, v := range list {
		c = append(c, string(v))
	}
	slices.Sort(c)
	return c
}

// sortBy sorts by a text of each item.
func sortBy[T any](list []T, key func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func bucketARN(partition, name string) string { return "arn:" + partition + ":s3:::" + name }

// document makes a policy, and notes a gap at path where the text has no single meaning.
func (env *Env) document(c *Call, region, resource, path, raw string) snapshot.Policy {
	p, fault := snapshot.NewPolicy(raw)
	if fault != "" {
		env.edit(func(s *snapshot.Snapshot) {
			s.Gaps = append(s.Gaps, snapshot.Gap{
				Path: path, Resource: resource, Region: region, Action: c.Actions[0], Kind: snapshot.Failed,
				Detail: "the policy can't be read: " + fault,
			})
		})
	}
	return p
}

// number is an int of AWS's 32 bits; nil stays nil.
func number(n *int32) *int {
	if n == nil {
		return nil
	}
	i := int(*n)
	return &i
}

// ownerOf is the account in an ARN, empty where it has none.
func ownerOf(arn string) string {
	if part := strings.SplitN(arn, ":", 6); len(part) == 6 {
		return part[4]
	}
	return ""
}
