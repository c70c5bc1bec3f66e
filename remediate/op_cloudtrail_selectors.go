package remediate

import (
	"context"
	"slices"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// selectors are the event selectors of a trail: basic or advanced ones, never both.
type selectors struct {
	EventSelectors         []types.EventSelector
	AdvancedEventSelectors []types.AdvancedEventSelector
}

// byDefault are those of a trail on which nobody set any: all management events.
func byDefault() *selectors {
	return &selectors{EventSelectors: []types.EventSelector{{
		ReadWriteType: types.ReadWriteTypeAll, IncludeManagementEvents: aws.Bool(true),
	}}}
}

// putEventSelectors is what a trail records. The call replaces all selectors, so that a fix adds to those that are there.
var putEventSelectors = setting[selectors]{
	read: func(ctx context.Context, c Clients, t Target) (*selectors, error) {
		out, err := c.CloudTrail(t.Region).GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: &t.Resource})
		if isCode(err, "TrailNotFoundException") {
			return byDefault(), nil // a trail of this plan, before its step
		}
		if err != nil {
			return nil, t.errorf("cloudtrail: GetEventSelectors", err)
		}
		return &selectors{out.EventSelectors, out.AdvancedEventSelectors}, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *selectors) error {
		if after == nil || len(after.EventSelectors)+len(after.AdvancedEventSelectors) == 0 {
			after = byDefault()
		}
		in := &cloudtrail.PutEventSelectorsInput{TrailName: &t.Resource, AdvancedEventSelectors: after.AdvancedEventSelectors}
		if len(in.AdvancedEventSelectors) == 0 {
			in.EventSelectors = after.EventSelectors
		}
		_, err := c.CloudTrail(t.Region).PutEventSelectors(ctx, in)
		return wrap(t, "cloudtrail: PutEventSelectors", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *selectors) error {
		return changeTrail(s, t, func(trail *snapshot.Trail) error {
			if after == nil {
				after = byDefault()
			}
			trail.EventSelectors = snapshot.Seen(after.seen())
			return nil
		})
	},
}.of(Operation{
	Name:   "cloudtrail:PutEventSelectors",
	Reads:  []string{"cloudtrail:GetEventSelectors"},
	Writes: []string{"cloudtrail:PutEventSelectors"},
	Lands: func(before plan.State) plan.State {
		if before == plan.None || before == "{}" {
			return plan.NewState(byDefault())
		}
		return before
	},
	Undo: func(before plan.State) string {
		if before == plan.None || before == "{}" {
			return "writes CloudTrail's default out: all management events"
		}
		return "writes the old selectors back"
	},
})

// seen are the selectors as a snapshot holds them.
func (s selectors) seen() snapshot.EventSelectors {
	out := snapshot.EventSelectors{Basic: []snapshot.EventSelector{}, Advanced: []snapshot.AdvancedEventSelector{}}
	for _, b := range s.EventSelectors {
		basic := snapshot.EventSelector{
			ReadWriteType: string(kindOf(b)), IncludeManagementEvents: manages(b),
			ExcludeManagementEventSources: ordered(b.ExcludeManagementEventSources), DataResources: []snapshot.DataResource{},
		}
		for _, d := range b.DataResources {
			basic.DataResources = append(basic.DataResources, snapshot.DataResource{Type: aws.ToString(d.Type), Values: ordered(d.Values)})
		}
		out.Basic = append(out.Basic, basic)
	}
	for _, a := range s.AdvancedEventSelectors {
		advanced := snapshot.AdvancedEventSelector{Name: some(aws.ToString(a.Name)), Fields: []snapshot.FieldSelector{}}
		for _, f := range a.FieldSelectors {
			advanced.Fields = append(advanced.Fields, snapshot.FieldSelector{
				Field: aws.ToString(f.Field), Equals: ordered(f.Equals), NotEquals: ordered(f.NotEquals),
				StartsWith: ordered(f.StartsWith), NotStartsWith: ordered(f.NotStartsWith),
				EndsWith: ordered(f.EndsWith), NotEndsWith: ordered(f.NotEndsWith),
			})
		}
		out.Advanced = append(out.Advanced, advanced)
	}
	return out
}

// kindOf and manages have the API's defaults for what is left out.
func kindOf(s types.EventSelector) types.ReadWriteType {
	if s.ReadWriteType == "" {
		return types.ReadWriteTypeAll
	}
	return s.ReadWriteType
}

func manages(s types.EventSelector) bool {
	return s.IncludeManagementEvents == nil || *s.IncludeManagementEvents
}

// ordered is a sorted copy, never nil.
func ordered(texts []string) []string {
	out := append([]string{}, texts...)
	slices.Sort(out)
	return out
}
