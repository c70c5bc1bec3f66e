package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"trailproof/finding"
)

func (a *app) explainCommand() *cobra.Command {
	var rules ruleFlags
	var file string
	c := &cobra.Command{
		Use:               "explain RULE [ARN]",
		Short:             "Explain a rule, or why it came out as it did",
		ValidArgsFunction: completeRule,
		Long: `explain prints a rule with its code and what it reads. With --snapshot it judges that snapshot and says, for the resource
or for all, how the rule came out, why, and what it saw.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usagef("explain needs the id of a rule, and optionally a resource")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 2 && file == "" {
				return usagef("explain RULE ARN needs --snapshot FILE")
			}
			all, _, err := rules.catalogue()
			if err != nil {
				return err
			}
			r, err := findRule(all, args[0])
			if err != nil {
				return err
			}
			if file == "" {
				return a.explainRule(r, rules)
			}
			rules.rules = []string{r.ID}
			e, err := rules.load(c.Context())
			if err != nil {
				return err
			}
			resource := strings.Join(args[1:], "")
			return a.judgeFiles(c.Context(), e, []string{file}, func(v verdict) error { return a.explainFindings(r, v, resource) })
		},
	}
	rules.addOwn(c.Flags())
	c.Flags().StringVar(&file, "snapshot", "", "`FILE` of the snapshot to judge")
	return c
}

func (a *app) explainRule(r finding.Rule, rules ruleFlags) error {
	if err := a.showRule(r); err != nil {
		return err
	}
	policies, err := readPolicies(rules.policies, false)
	if err != nil {
		return err
	}
	text, err := ruleSource(r.ID, policies)
	if err != nil {
		return err
	}
	_, code, _ := strings.Cut(text, "\npackage ")
	a.print("\nThe rule\n\n  package %s\n", strings.ReplaceAll(strings.TrimSpace(code), "\n", "\n  "))
	return a.printErr
}

// explainFindings says how the rule came out for the resource, or for all where none is named.
func (a *app) explainFindings(r finding.Rule, v verdict, resource string) error {
	refs := v.snapshot.References()
	found := false
	for _, f := range v.findings {
		if resource != "" && f.Resource != resource {
			continue
		}
		found = true
		a.print("%s: %s for %s: %s\n", f.Rule, f.Outcome, f.Resource, f.Message)
		for _, why := range f.Why {
			a.print("  because  %s\n", why)
		}
		for _, path := range r.Reads {
			sights, err := v.snapshot.Show(path, around(refs, f.Resource))
			if err != nil {
				return err
			}
			for _, s := range sights {
				text, err := json.Marshal(s.Value)
				if err != nil {
					return err
				}
				a.print("  saw      %s = %s\n", s.Place, text)
			}
		}
	}
	if !found {
		return fmt.Errorf("%s: the rule did not judge %s in account %s", r.ID, resource, v.scope.Account)
	}
	return a.printErr
}

// around is a resource with all that it refers to.
func around(refs map[string][]string, id string) map[string]bool {
	near := map[string]bool{}
	for todo := []string{id}; len(todo) > 0; todo = todo[1:] {
		if !near[todo[0]] {
			near[todo[0]] = true
			todo = append(todo, refs[todo[0]]...)
		}
	}
	return near
}
