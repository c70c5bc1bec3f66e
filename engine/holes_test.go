package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/golden"
	"trailproof/internal/strictjson"
	"trailproof/snapshot"
)

// hole is one thing that a test takes out of a snapshot: a field of a resource, or a resource out of its list.
type hole struct {
	object map[string]any
	key    string
	gap    snapshot.Gap
}

// holesIn finds every gappable field of a snapshot's JSON form, and every entry of a gappable map.
func holesIn(v any, s *snapshot.Shape, path, resource string) []hole {
	var found []hole
	at := func(step string) string { return strings.TrimPrefix(path+"."+step, ".") }
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			child, step, res := s.Elem, snapshot.Any, resource
			if s.Type == "object" {
				child, step = s.Members[key], key
			} else if res == "" {
				res = key
			}
			gap := snapshot.Gap{Path: at(step), Resource: res, Action: "test:Look", Kind: snapshot.Denied}
			switch {
			case s.Type == "object" && child.Gappable:
				if !strings.Contains(gap.Path, snapshot.Any) {
					gap.Resource = ""
				}
				found = append(found, hole{v, key, gap})
			case s.Type == "map" && s.Gappable:
				gap.Path, gap.Resource = path, resource
				found = append(found, hole{v, key, gap})
			}
			found = append(found, holesIn(v[key], child, at(step), res)...)
		}
	case []any:
		for _, item := range v {
			found = append(found, holesIn(item, s.Elem, at(snapshot.Any), resource)...)
		}
	}
	return found
}

// without returns the snapshot with the hole in it and the gap that explains it. The text is put back as it was.
func without(t *testing.T, root map[string]any, h hole) *snapshot.Snapshot {
	t.Helper()
	old := h.object[h.key]
	delete(h.object, h.key)
	text, err := json.Marshal(root)
	h.object[h.key] = old
	if err != nil {
		t.Fatal(err)
	}
	s := new(snapshot.Snapshot)
	if err := strictjson.Decode(text, s); err != nil {
		t.Fatal(err)
	}
	// What was known to be missing below the hole is now missing with it.
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool {
		return strings.HasPrefix(g.Path+".", h.gap.Path+".") && (h.gap.Resource == "" || h.gap.Resource == g.Resource) ||
			strings.HasPrefix(g.Path, h.gap.Path+".") && g.Resource == h.key
	})
	s.Gaps = append(s.Gaps, h.gap)
	s.SortGaps()
	return s
}

type verdicts map[string]map[string]finding.Outcome // rule → resource → outcome

func verdictsOf(t *testing.T, e *engine.Engine, s *snapshot.Snapshot) verdicts {
	t.Helper()
	findings, err := e.Judge(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	v := verdicts{}
	for _, f := range findings {
		if v[f.Rule] == nil {
			v[f.Rule] = map[string]finding.Outcome{}
		}
		if _, twice := v[f.Rule][f.Resource]; twice {
			t.Errorf("%s: two findings for %s", f.Rule, f.Resource)
		}
		v[f.Rule][f.Resource] = f.Outcome
	}
	return v
}

// TestHoles keeps the evidence of every rule honest: whatever is taken out of any story's snapshot, no verdict changes but
// to unknown. A rule that looks at a place without the engine knowing would pass, or fail, by the hole.
func TestHoles(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) {
			e := loadWith(t, golden.Data(t, dir))
			base := storySnapshot(t, dir)
			before := verdictsOf(t, e, base)
			text, err := json.Marshal(base)
			if err != nil {
				t.Fatal(err)
			}
			var root map[string]any
			if err := json.Unmarshal(text, &root); err != nil {
				t.Fatal(err)
			}
			holes := holesIn(root, snapshot.Root(), "", "")
			if len(holes) < 10 {
				t.Fatalf("only %d holes were found: the walk is broken", len(holes))
			}
			for _, h := range holes {
				s := without(t, root, h)
				if err := s.Validate(); err != nil {
					t.Fatalf("without %s of %s: %v", h.gap.Path, h.gap.Resource, err)
				}
				for _, fault := range compare(before, verdictsOf(t, e, s)) {
					t.Errorf("without %s %s of %s: %s", h.gap.Path, h.key, h.gap.Resource, fault)
				}
			}
		})
	}
}

// compare lists the verdicts that changed to anything but unknown, and the subjects that a rule forgot.
func compare(before, after verdicts) []string {
	var faults []string
	for rule, old := range before {
		unknown := slices.Contains(slices.Collect(maps.Values(after[rule])), finding.Unknown)
		for resource, was := range old {
			is, ok := after[rule][resource]
			switch {
			case ok && is != was && is != finding.Unknown:
				faults = append(faults, fmt.Sprintf("%s turned from %s to %s for %s", rule, was, is, resource))
			case !ok && !unknown:
				faults = append(faults, fmt.Sprintf("%s forgot %s", rule, resource))
			}
		}
		for resource, is := range after[rule] {
			if _, ok := old[resource]; !ok && is != finding.Unknown {
				faults = append(faults, fmt.Sprintf("%s says %s of %s, which it did not judge before", rule, is, resource))
			}
		}
	}
	slices.Sort(faults)
	return faults
}
