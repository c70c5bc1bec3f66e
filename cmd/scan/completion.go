package main

import (
	"github.com/spf13/cobra"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/rego"
	"trailproof/report"
	"trailproof/snapshot"
)

var shells = []string{"bash", "fish", "powershell", "zsh"}

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     "Print a completion script for bash, fish, powershell or zsh",
		Long:      "completion prints a script that teaches a shell to complete trailproof's commands, flags, rules and formats.\nFor bash: source <(trailproof completion bash)",
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("completion needs a shell%s", nearest.Hint("", shells))
			}
			return oneOf("completion", args[0], shells...)
		},
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
			return root.GenZshCompletion(a.stdout)
		},
	}
}

// helpCommand is cobra's, but does not take an unknown command for success.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND...]",
		Short: "Help about a command",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no command %q to help with", args[0])
			}
			return found.Help()
		},
	}
}

// completeFlags teaches the shell the values of the flags that have names for values.
func completeFlags(c *cobra.Command) {
	values := map[string]func() []string{
		"rule": ruleIDs, "skip-rule": ruleIDs,
		"framework": func() []string { return finding.FrameworksOf(embedded()) },
		"format": func() []string {
			var names []string
			for _, f := range report.Formats {
				names = append(names, f.Name)
			}
			return names
		},
		"group-by":   groupings,
		"severity":   severities,
		"fail-on":    func() []string { return append(severities(), "none") },
		"on-unknown": func() []string { return []string{"fail", "warn", "ignore"} },
		"with":       func() []string { return snapshot.OptIns },
		"kind":       kindNames,
		"progress":   func() []string { return []string{"auto", "plain", "off"} },
	}
	if c.Name() == "verify" {
		values["format"] = logFormatNames
	}
	for name, list := range values {
		if c.Flags().Lookup(name) == nil && c.PersistentFlags().Lookup(name) == nil {
			continue
		}
		complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return list(), cobra.ShellCompDirectiveNoFileComp
		}
		if err := c.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err) // the flag exists, and is registered once
		}
	}
	for _, sub := range c.Commands() {
		completeFlags(sub)
	}
}

// completeRule completes the first argument to the id of a rule.
func completeRule(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
}

func ruleIDs() []string {
	var ids []string
	for _, r := range embedded() {
		ids = append(ids, r.ID)
	}
	return ids
}

// embedded returns the records of the built-in rules, which can't fail to load.
func embedded() []finding.Rule {
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		panic(err)
	}
	return rules
}
