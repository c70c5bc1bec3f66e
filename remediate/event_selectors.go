package remediate

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// Selectors are added to, never taken away or narrowed: trails record the union of what theirs select, and somebody needs each.

// maxBasic is how many basic selectors a trail may have.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
const maxBasic = 5

// Kinds of events, as the field readOnly of an event says it.
const (
	reads  = "true"
	writes = "false"
)

// withManagement are selectors that record all management events of the kinds as well.
func (s selectors) withManagement(kinds ...string) (*selectors, error) {
	if len(s.AdvancedEventSelectors) == 0 {
		return s.withBasicManagement(kinds)
	}
	missing := slices.DeleteFunc(slices.Clone(kinds), func(kind string) bool {
		return slices.ContainsFunc(s.AdvancedEventSelectors, func(a types.AdvancedEventSelector) bool { return recordsAll(a, "Management", "", kind) })
	})
	return s.withAdvanced("All", missing, equals("eventCategory", "Management")), nil
}

// withBasicManagement takes exclusions back, and adds a selector for a kind that none records. One that records data events too is
// not widened: it would record more of those.
func (s selectors) withBasicManagement(kinds []string) (*selectors, error) {
	if len(s.EventSelectors) == 0 {
		return &s, nil // the default, which is all of them
	}
	s.EventSelectors = slices.Clone(s.EventSelectors)
	var missing []string
	for _, kind := range kinds {
		found := false
		for i, b := range s.EventSelectors {
			if manages(b) && ofKind(b, kind) {
				s.EventSelectors[i].ExcludeManagementEventSources, found = nil, true
			}
		}
		if !found {
			missing = append(missing, kind)
		}
	}
	if len(missing) == 0 {
		return &s, nil
	}
	for i, b := range s.EventSelectors {
		if manages(b) && len(b.DataResources) == 0 {
			s.EventSelectors[i].ReadWriteType, s.EventSelectors[i].ExcludeManagementEventSources = types.ReadWriteTypeAll, nil
			return &s, nil
		}
	}
	return s.withBasic(types.EventSelector{ReadWriteType: typeOf(missing), IncludeManagementEvents: aws.Bool(true)})
}

// withData are selectors that record the data events of the kinds on all resources of a type, or on those that begin so, as well.
// all is how a basic selector names all of them.
func (s selectors) withData(name, resource, all string, begin, kinds []string) (*selectors, error) {
	if len(s.AdvancedEventSelectors) == 0 {
		values := begin
		if len(values) == 0 {
			values = []string{all}
		}
		if len(s.EventSelectors) == 0 {
			s = *byDefault()
		}
		missing := slices.DeleteFunc(slices.Clone(kinds), func(kind string) bool {
			return slices.ContainsFunc(s.EventSelectors, func(b types.EventSelector) bool {
				return ofKind(b, kind) && slices.ContainsFunc(b.DataResources, func(d types.DataResource) bool {
					return aws.ToString(d.Type) == resource && !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(d.Values, v) })
				})
			})
		})
		if len(missing) == 0 {
			return &s, nil
		}
		return s.withBasicData(types.DataResource{Type: aws.String(resource), Values: values}, missing)
	}
	fields := []types.AdvancedFieldSelector{equals("eventCategory", "Data"), equals("resources.type", resource)}
	missing := kinds
	if len(begin) > 0 {
		begin = slices.DeleteFunc(slices.Clone(begin), func(v string) bool {
			return !slices.ContainsFunc(kinds, func(kind string) bool {
				return !slices.ContainsFunc(s.AdvancedEventSelectors, func(a types.AdvancedEventSelector) bool {
					return recordsAll(a, "Data", resource, kind) || recordsBeginning(a, resource, kind, v)
				})
			})
		})
		if len(begin) == 0 {
			return &s, nil
		}
		fields = append(fields, types.AdvancedFieldSelector{Field: aws.String("resources.ARN"), StartsWith: begin})
	} else {
		missing = slices.DeleteFunc(slices.Clone(kinds), func(kind string) bool {
			return slices.ContainsFunc(s.AdvancedEventSelectors, func(a types.AdvancedEventSelector) bool { return recordsAll(a, "Data", resource, kind) })
		})
	}
	return s.withAdvanced(name, missing, fields...), nil
}

// withBasicData puts a resource into a selector of data events alone: into one of this resource alone, for the other kind, which becomes one
// for both, or into one of the same kinds; else into a new one.
func (s selectors) withBasicData(d types.DataResource, kinds []string) (*selectors, error) {
	s.EventSelectors = slices.Clone(s.EventSelectors)
	for i, b := range s.EventSelectors {
		if !manages(b) && len(b.DataResources) == 1 && stateOf(&b.DataResources[0]) == stateOf(&d) {
			s.EventSelectors[i].ReadWriteType = types.ReadWriteTypeAll
			return &s, nil
		}
	}
	for i, b := range s.EventSelectors {
		named := slices.ContainsFunc(b.DataResources, func(r types.DataResource) bool { return aws.ToString(r.Type) == aws.ToString(d.Type) })
		if !manages(b) && !named && kindOf(b) == typeOf(kinds) {
			s.EventSelectors[i].DataResources = append(slices.Clone(b.DataResources), d)
			return &s, nil
		}
	}
	return s.withBasic(types.EventSelector{
		ReadWriteType: typeOf(kinds), IncludeManagementEvents: aws.Bool(false), DataResources: []types.DataResource{d},
	})
}

// withDenied are selectors that record the calls of a source that VPC endpoints deny as well. Only advanced ones can: CloudTrail's
// default is written as one, other basic ones are for a person to rewrite.
func (s selectors) withDenied(source string) (*selectors, error) {
	if len(s.AdvancedEventSelectors) == 0 {
		if !s.plain() {
			return nil, manual("the trail has basic event selectors, which know no network activity: rewrite them as advanced ones first")
		}
		s = *selectors{}.withAdvanced("All", []string{reads, writes}, equals("eventCategory", "Management"))
	}
	return s.withAdvanced("Denied at endpoints: "+source, []string{reads, writes},
		equals("eventCategory", "NetworkActivity"), equals("eventSource", source), equals("errorCode", "VpceAccessDenied")), nil
}

// plain says whether the selectors are CloudTrail's default.
func (s selectors) plain() bool {
	if len(s.EventSelectors) == 0 {
		return true
	}
	b := s.EventSelectors[0]
	return len(s.EventSelectors) == 1 && manages(b) && kindOf(b) == types.ReadWriteTypeAll && len(b.ExcludeManagementEventSources) == 0 &&
		len(b.DataResources) == 0
}

func (s selectors) withBasic(b types.EventSelector) (*selectors, error) {
	if len(s.EventSelectors) == maxBasic {
		return nil, refuse("the trail has %d basic event selectors, and CloudTrail takes no more: rewrite them as advanced ones first", maxBasic)
	}
	s.EventSelectors = append(slices.Clone(s.EventSelectors), b)
	return &s, nil
}

// withAdvanced adds a selector for the kinds, none where there are none. A selector of the same fields for the other kind, and of this
// plan or somebody's, becomes one for both.
func (s selectors) withAdvanced(name string, kinds []string, fields ...types.AdvancedFieldSelector) *selectors {
	if len(kinds) == 0 {
		return &s
	}
	s.AdvancedEventSelectors = slices.Clone(s.AdvancedEventSelectors)
	if len(kinds) == 1 {
		other := map[string]string{reads: writes, writes: reads}[kinds[0]]
		for i, a := range s.AdvancedEventSelectors {
			if same(a.FieldSelectors, append(slices.Clone(fields), equals("readOnly", other))) {
				s.AdvancedEventSelectors[i].FieldSelectors = slices.DeleteFunc(slices.Clone(a.FieldSelectors), func(f types.AdvancedFieldSelector) bool {
					return aws.ToString(f.Field) == "readOnly"
				})
				return &s
			}
		}
		fields = append(fields, equals("readOnly", kinds[0]))
	}
	s.AdvancedEventSelectors = append(s.AdvancedEventSelectors, types.AdvancedEventSelector{Name: aws.String(name), FieldSelectors: fields})
	return &s
}

func same(a, b []types.AdvancedFieldSelector) bool {
	key := func(list []types.AdvancedFieldSelector) []string {
		var texts []string
		for _, f := range list {
			texts = append(texts, string(stateOf(&f)))
		}
		return ordered(texts)
	}
	return slices.Equal(key(a), key(b))
}

// recordsAll says whether a selector records all events of a category and kind, on resources of a type where the category has any.
func recordsAll(a types.AdvancedEventSelector, category, resource, kind string) bool {
	return onlyHas(a, category, resource, kind, nil)
}

// recordsBeginning says it of resources whose ARN begins so.
func recordsBeginning(a types.AdvancedEventSelector, resource, kind, begin string) bool {
	return onlyHas(a, "Data", resource, kind, func(f types.AdvancedFieldSelector) bool {
		return aws.ToString(f.Field) == "resources.ARN" && len(f.StartsWith) > 0 && len(f.Equals)+len(f.NotEquals)+len(f.EndsWith)+len(f.NotEndsWith)+len(f.NotStartsWith) == 0 &&
			slices.ContainsFunc(f.StartsWith, func(v string) bool { return strings.HasPrefix(begin, v) })
	})
}

// onlyHas says whether all fields of a selector let the events through; more decides on fields that narrow.
func onlyHas(a types.AdvancedEventSelector, category, resource, kind string, more func(types.AdvancedFieldSelector) bool) bool {
	found := map[string]bool{}
	for _, f := range a.FieldSelectors {
		want := map[string]string{"eventCategory": category, "resources.type": resource, "readOnly": kind}[aws.ToString(f.Field)]
		switch {
		case want != "" && slices.Contains(f.Equals, want):
			found[aws.ToString(f.Field)] = true
		case more != nil && more(f):
		default:
			return false
		}
	}
	return found["eventCategory"] && (resource == "" || found["resources.type"])
}

func equals(field, value string) types.AdvancedFieldSelector {
	return types.AdvancedFieldSelector{Field: aws.String(field), Equals: []string{value}}
}

// ofKind says whether a basic selector records events of the kind.
func ofKind(b types.EventSelector, kind string) bool {
	return kindOf(b) == types.ReadWriteTypeAll || kindOf(b) == typeOf([]string{kind})
}

func typeOf(kinds []string) types.ReadWriteType {
	switch {
	case len(kinds) > 1:
		return types.ReadWriteTypeAll
	case kinds[0] == reads:
		return types.ReadWriteTypeReadOnly
	}
	return types.ReadWriteTypeWriteOnly
}
