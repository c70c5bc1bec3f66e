package main

import (
	"github.com/spf13/cobra"
)

func (a *app) planCommand() *cobra.Command {
	var w awsFlags
	var rules ruleFlags
	var waivers waiverFlags
	var flags fixFlags
	var path string
	c := &cobra.Command{
		Use:   "plan",
		Short: "Say what would mend the findings, and prove it",
		Long: `plan looks at an account, searches for the changes after which every selected rule passes that has a fix, and proves
them on a copy of what it saw: no rule that passes may fail, CloudTrail's deliveries and the named readers (the parameter
readers) must go on working. It changes nothing. With -o the plan becomes a file that apply takes, for review in between.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := w.check(); err != nil {
				return err
			}
			if err := flags.check(); err != nil {
				return err
			}
			if path != "" {
				if err := writable(path); err != nil {
					return usageError{err}
				}
			}
			world, err := a.enter(c.Context(), a, w, rules)
			if err != nil {
				return err
			}
			m, err := a.newMender(c.Context(), world, rules, flags, nil)
			if err != nil {
				return err
			}
			if m.waivers, err = waivers.load(m.proof.All()); err != nil {
				return err
			}
			s, err := m.look(c.Context())
			if err != nil {
				return err
			}
			p, _, err := m.plan(c.Context(), s)
			if err != nil {
				return err
			}
			if path != "" {
				if err := writeFile(path, p.Encode); err != nil {
					return err
				}
			}
			return a.showPlan(a.stdout, p)
		},
	}
	w.add(c.Flags())
	rules.add(c.Flags())
	waivers.add(c.Flags())
	flags.add(c.Flags())
	c.Flags().StringVarP(&path, "output", "o", "", "write the plan to this `PATH`, too, for apply")
	return c
}
