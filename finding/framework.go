package finding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Framework is a framework that rules name controls of, with the controls that nobody tests.
type Framework struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version string `json:"version"`
	// Scope says which of its sections are about the audit trail: their controls are listed. Empty where there is no list
	// of its controls, and only those are known that rules name.
	Scope string `json:"scope"`
	// Controls are sorted by id, 3.9 before 3.10.
	Controls []Control `json:"controls"`
}

// Control is one thing that a framework asks for.
type Control struct {
	ID string `json:"id"`
	// Title is ours, not the framework's words; empty where there is none.
	Title string `json:"title"`
	// Rules are the ids of all rules that test it, whether they were selected or not; sorted. If there are none, nothing was
	// found out about it.
	Rules []string `json:"rules"`
}

// FrameworksOf returns the ids of the frameworks that some rules name, sorted.
func FrameworksOf(rules []Rule) []string {
	ids := map[string]bool{}
	for _, r := range rules {
		for id := range r.Controls {
			ids[id] = true
		}
	}
	return slices.SortedFunc(maps.Keys(ids), CompareIDs)
}

// CompareIDs orders ids of frameworks and controls as people do: digits count as a number, so that 3.9 stands before 3.10.
func CompareIDs(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		var runX, runY string
		runX, x = leadingRun(x)
		runY, y = leadingRun(y)
		c := strings.Compare(runX, runY)
		if isDigit(runX[0]) && isDigit(runY[0]) {
			nx, ny := strings.TrimLeft(runX, "0"), strings.TrimLeft(runY, "0")
			c = cmp.Or(cmp.Compare(len(nx), len(ny)), strings.Compare(nx, ny))
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

// leadingRun cuts off the digits, or what is none, that a text begins with.
func leadingRun(s string) (run, rest string) {
	i := 1
	for i < len(s) && isDigit(s[i]) == isDigit(s[0]) {
		i++
	}
	return s[:i], s[i:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// checkFrameworks demands that each rule stands under the controls that it names, and under no others: a report by framework
// would show less than it holds, and less looks better.
func (r Report) checkFrameworks() error {
	rules := map[string]Rule{}
	for _, rule := range r.Rules {
		rules[rule.ID] = rule
	}
	seen := map[string]bool{}
	for i, f := range r.Frameworks {
		if seen[f.ID] {
			return fmt.Errorf("frameworks[%d].id: %q stands twice", i, f.ID)
		}
		seen[f.ID] = true
		named := map[string]map[string]bool{} // control → rules
		for j, c := range f.Controls {
			if named[c.ID] != nil {
				return fmt.Errorf("frameworks[%d].controls[%d].id: %q stands twice", i, j, c.ID)
			}
			named[c.ID] = map[string]bool{}
			for _, id := range c.Rules {
				named[c.ID][id] = true
				if rule, selected := rules[id]; selected && !slices.Contains(rule.Controls[f.ID], c.ID) {
					return fmt.Errorf("frameworks[%d].controls[%d].rules: %s does not name this control", i, j, id)
				}
			}
		}
		for _, rule := range r.Rules {
			for _, control := range rule.Controls[f.ID] {
				if !named[control][rule.ID] {
					return fmt.Errorf("frameworks[%d]: rule %s is missing from control %q", i, rule.ID, control)
				}
			}
		}
	}
	return nil
}
