package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
)

// listFrameworks prints which rules test which controls of the frameworks, and names those that none tests.
func (a *app) listFrameworks(all, selected []finding.Rule, ids []string) error {
	frameworks, err := engine.Coverage(rego.FS, all, ids)
	if err != nil {
		return err
	}
	byID := map[string]finding.Rule{}
	for _, r := range selected {
		byID[r.ID] = r
	}
	for i, f := range frameworks {
		if i > 0 {
			a.print("\n")
		}
		if err := a.listFramework(f, byID); err != nil {
			return err
		}
	}
	return a.printErr
}

func (a *app) listFramework(f finding.Framework, selected map[string]finding.Rule) error {
	a.print("%s\n", strings.TrimSpace(fmt.Sprintf("%s %s (%s)", f.Title, f.Version, f.ID)))
	if f.Scope == "" {
		a.print("There is no list of its controls: these are those that rules name.\n")
	} else {
		a.print("%s\n", f.Scope)
	}
	var tested, unselected, uncovered []finding.Control
	for _, c := range f.Controls {
		chosen := 0
		for _, id := range c.Rules {
			if _, ok := selected[id]; ok {
				chosen++
			}
		}
		switch {
		case len(c.Rules) == 0:
			uncovered = append(uncovered, c)
		case chosen == 0:
			unselected = append(unselected, c)
		default:
			tested = append(tested, c)
		}
	}
	for _, c := range tested {
		a.print("\n%s  %s\n", c.ID, c.Title)
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, id := range c.Rules {
			if r, ok := selected[id]; ok {
				fmt.Fprintf(w, "  %s\t%s\t%s\n", id, r.Severity, r.Title+needsWith(r)) //nolint:errcheck // Flush tells
			} else {
				fmt.Fprintf(w, "  %s\t-\tnot selected\n", id) //nolint:errcheck // Flush tells
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if err := a.listControls("Only tested by rules that are not selected", unselected, f); err != nil {
		return err
	}
	return a.listControls("Not covered by any rule", uncovered, f)
}

// listControls prints controls under a title that counts them; nothing where there are none.
func (a *app) listControls(title string, controls []finding.Control, f finding.Framework) error {
	if len(controls) == 0 {
		return nil
	}
	a.print("\n%s (%d of %d controls):\n", title, len(controls), len(f.Controls))
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, c := range controls {
		fmt.Fprintf(w, "  %s\t%s", c.ID, c.Title) //nolint:errcheck // Flush tells
		if len(c.Rules) > 0 {
			fmt.Fprintf(w, " (%s)", strings.Join(c.Rules, ", ")) //nolint:errcheck // Flush tells
		}
		fmt.Fprintln(w) //nolint:errcheck // Flush tells
	}
	return w.Flush()
}
