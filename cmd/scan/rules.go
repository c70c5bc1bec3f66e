package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/rego"
)

// catalogue returns all rules and those that are selected, without compiling the embedded ones.
func (r *ruleFlags) catalogue() (all, selected []finding.Rule, err error) {
	policies, err := readPolicies(r.policies, false)
	if err != nil {
		return nil, nil, err
	}
	all, err = engine.Catalogue(rego.FS, policies)
	if err != nil {
		return nil, nil, err
	}
	keep, err := r.selection(all)
	if err != nil {
		return nil, nil, err
	}
	return all, slices.DeleteFunc(slices.Clone(all), func(rule finding.Rule) bool { return !keep(rule) }), nil
}

func (a *app) rulesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "List, show and test rules, and print their parameters",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("rules needs a command: list, show, test or params")
		},
	}
	c.AddCommand(a.rulesListCommand(), a.rulesShowCommand(), a.rulesTestCommand(), a.rulesParamsCommand())
	return c
}

func (a *app) rulesListCommand() *cobra.Command {
	var rules ruleFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the rules, or with --framework the controls that they test",
		Long: `list prints the rules that are selected. With --framework it prints the controls of that framework's sections about the
audit trail instead, each with the rules that test it, and behind them the controls that no rule tests.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			all, selected, err := rules.catalogue()
			switch {
			case err != nil:
				return err
			case asJSON:
				return printJSON(a, selected)
			case len(rules.frameworks) > 0:
				return a.listFrameworks(all, selected, rules.frameworks)
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for _, r := range selected {
				controls := strings.Join(r.Controls["trailproof"], " ")
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, controls, r.Title+needsWith(r)) //nolint:errcheck // Flush tells
			}
			return w.Flush()
		},
	}
	rules.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "the whole records, as JSON")
	return c
}

func (a *app) rulesShowCommand() *cobra.Command {
	var rules ruleFlags
	c := &cobra.Command{
		Use:               "show RULE...",
		Short:             "Show all about a rule: why, controls, what it reads, what to do",
		ValidArgsFunction: completeRule,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("rules show needs the id of a rule")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all, _, err := rules.catalogue()
			if err != nil {
				return err
			}
			for i, id := range args {
				r, err := findRule(all, id)
				if err != nil {
					return err
				}
				if i > 0 {
					a.print("\n")
				}
				if err := a.showRule(r); err != nil {
					return err
				}
			}
			return a.printErr
		},
	}
	rules.addOwn(c.Flags())
	return c
}

// needsWith says which opt-in evidence the rule needs.
func needsWith(r finding.Rule) string {
	if len(r.With) == 0 {
		return ""
	}
	return " (needs --with " + strings.Join(r.With, " --with ") + ")"
}

func findRule(all []finding.Rule, id string) (finding.Rule, error) {
	ids := make([]string, len(all))
	for i, r := range all {
		if r.ID == id {
			return r, nil
		}
		ids[i] = r.ID
	}
	return finding.Rule{}, usagef("no rule %q%s", id, nearest.Hint(id, ids))
}

func (a *app) showRule(r finding.Rule) error {
	a.print("%s (%s)\n%s\n\n%s\n\n", r.ID, r.Severity, r.Title, r.Description)
	a.print("Judges      %s%s\n", r.Subject, needsWith(r))
	list := func(title string, items []string) {
		for i, item := range items {
			if i > 0 {
				title = ""
			}
			a.print("%-11s %s\n", title, item)
		}
	}
	list("Reads", r.Reads)
	actions := readPolicy(r.Reads, r.With).Statement[0].Action
	list("Needs", actions)
	for _, framework := range slices.Sorted(maps.Keys(r.Controls)) {
		list("Control", []string{framework + " " + strings.Join(r.Controls[framework], ", ")})
	}
	params, err := engine.Params(rego.FS)
	if err != nil {
		return err
	}
	for _, p := range params {
		if slices.Contains(r.Params, p.Name) {
			schema, err := json.Marshal(p.Schema)
			if err != nil {
				return err
			}
			lines := append([]string{p.Name + ": " + p.Title}, fold(p.Description, 100)...)
			list("Parameter", append(lines, fmt.Sprintf("default %s, schema %s", p.Default, schema)))
		}
	}
	list("See", r.References)
	a.print("\nWhat to do\n")
	for _, line := range strings.Split(r.Remediation, "\n") {
		a.print("  %s\n", line)
	}
	return a.printErr
}

func (a *app) rulesTestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test PATH...",
		Short: "Run the tests of own rules",
		Long: `test compiles the rules below PATH as a scan would, strictly and without the network, the clock or the file system, and
runs the rules whose names begin with test_ in files that end in _test.rego. It exits with 1 where one does not pass.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("rules test needs a file or folder of rules")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			files, err := readPolicies(args, true)
			if err != nil {
				return err
			}
			results, err := engine.Test(c.Context(), rego.FS, files)
			if err != nil {
				return err
			}
			failed := 0
			for _, r := range results {
				if r.Passed {
					continue
				}
				failed++
				line := r.Place + ": " + r.Name + ": did not pass"
				if r.Detail != "" {
					line += ": " + r.Detail
				}
				a.print("%s\n", line)
			}
			a.print("%d of %d tests passed\n", len(results)-failed, len(results))
			if failed > 0 {
				a.code = exitFindings
			}
			return a.printErr
		},
	}
}

// ruleSource returns the text of a rule: an embedded one, or one of the files of -p.
func ruleSource(id string, policies map[string][]byte) (string, error) {
	text, err := fs.ReadFile(rego.FS, "rules/"+strings.ReplaceAll(id, ".", "/")+".rego")
	if err == nil {
		return string(text), nil
	}
	for _, text := range policies {
		if strings.Contains("\n"+string(text), "\npackage rules."+id+"\n") {
			return string(text), nil
		}
	}
	return "", fmt.Errorf("%s: %w", id, os.ErrNotExist)
}
