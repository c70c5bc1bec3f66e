package awsproxy

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const cloudTrailTarget = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."

// byName asks by the trail's name: moto crashes on an ARN.
func byName(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	if i := strings.LastIndex(c.Resource, ":trail/"); i >= 0 {
		body, err := json.Marshal(map[string]string{"Name": c.Resource[i+len(":trail/"):]})
		if err != nil {
			return Answer{}, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
		}
		return emulator(ctx, body)
	}
	return emulator(ctx, nil)
}

// describeTrails keeps to the list of names, which moto does not read, and says what moto never says of a trail.
func (p *Proxy) describeTrails(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil {
		return a, err
	}
	var asked struct {
		TrailNameList []string `json:"trailNameList"`
	}
	if err := json.Unmarshal(c.body, &asked); err != nil {
		return a, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
	}
	return edited(a, func(o object) error {
		trails := []any{}
		for _, t := range list(o["trailList"]) {
			name, arn := t["Name"], t["TrailARN"]
			isIt := func(asked string) bool { return asked == name || asked == arn }
			if len(asked.TrailNameList) > 0 && !slices.ContainsFunc(asked.TrailNameList, isIt) {
				continue
			}
			if err := p.describe(ctx, c, t); err != nil {
				return err
			}
			trails = append(trails, t)
		}
		o["trailList"] = trails
		return nil
	})
}

// getTrail says what moto never says of a trail.
func (p *Proxy) getTrail(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil {
		return a, err
	}
	return edited(a, func(o object) error {
		t, _ := o["Trail"].(object)
		return p.describe(ctx, c, t)
	})
}

// describe fills a trail's home Region and whether it has selectors of its own.
func (p *Proxy) describe(ctx context.Context, c Call, trail object) error {
	arn, _ := trail["TrailARN"].(string)
	part := strings.Split(arn, ":")
	if len(part) != 6 {
		return fmt.Errorf("awsproxy: %s: the emulator's trail has the ARN %q", c.Name(), arn)
	}
	trail["HomeRegion"] = part[3]
	for member, question := range map[string]struct {
		operation string
		lists     []string
	}{
		"HasCustomEventSelectors": {"GetEventSelectors", []string{"EventSelectors", "AdvancedEventSelectors"}},
		"HasInsightSelectors":     {"GetInsightSelectors", []string{"InsightSelectors"}},
	} {
		body, err := json.Marshal(map[string]string{"TrailName": arn})
		if err != nil {
			return fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
		}
		a, err := p.ask(ctx, c, part[3], cloudTrailTarget+question.operation, body)
		if err != nil {
			return err
		}
		if _, err := edited(a, func(o object) error {
			trail[member] = slices.ContainsFunc(question.lists, func(name string) bool { return len(list(o[name])) > 0 })
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// defaultEventSelector is what a trail has until somebody says otherwise.
func defaultEventSelector(ctx context.Context, _ Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil {
		return a, err
	}
	return edited(a, func(o object) error {
		if len(list(o["EventSelectors"])) == 0 && len(list(o["AdvancedEventSelectors"])) == 0 {
			o["EventSelectors"] = []any{object{
				"ReadWriteType": "All", "IncludeManagementEvents": true,
				"DataResources": []any{}, "ExcludeManagementEventSources": []any{},
			}}
		}
		return nil
	})
}

// noInsights is an error where no insight selector is set.
func noInsights(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil {
		return a, err
	}
	none := false
	a, err = edited(a, func(o object) error {
		none = len(list(o["InsightSelectors"])) == 0
		return nil
	})
	if err == nil && none {
		a = ErrorAnswer(c, http.StatusBadRequest, "InsightNotEnabledException",
			"Trail "+c.Resource+" does not have Insights enabled. Edit the trail settings to enable Insights, and then try again.")
	}
	return a, err
}

// TrailStatus adds these members of GetTrailStatus to what the emulator says of every trail in the Region: it delivers
// nothing, and so tells of no digest, of no log group and of no error. Times are seconds since 1970. A null takes a member
// away.
func (p *Proxy) TrailStatus(members map[string]map[string]any) {
	p.Handle("cloudtrail:GetTrailStatus", func(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
		a, err := emulator(ctx, nil)
		if err != nil {
			return a, err
		}
		return edited(a, func(o object) error {
			maps.Copy(o, members[c.Region])
			maps.DeleteFunc(o, func(_ string, v any) bool { return v == nil })
			return nil
		})
	})
}

// list is the objects of a JSON array.
func list(v any) []object {
	items, _ := v.([]any)
	objects := make([]object, 0, len(items))
	for _, item := range items {
		if o, ok := item.(object); ok {
			objects = append(objects, o)
		}
	}
	return objects
}
