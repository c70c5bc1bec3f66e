package main

import (
	"errors"

	"github.com/spf13/cobra"

	"trailproof/finding"
	"trailproof/internal/nearest"
)

func (a *app) waiversCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "waivers",
		Short: "Check the files of what is accepted for a time",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("no command %q%s", args[0], nearest.Hint(args[0], []string{"lint"}))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.waiversLintCommand())
	return c
}

func (a *app) waiversLintCommand() *cobra.Command {
	var rules ruleFlags
	var snapshot string
	c := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check waiver files, without an account",
		Long: `lint reads waiver files as --waivers does, all together, and says what is wrong with them: what is missing or
misspelt, rules that do not exist, and what has expired by now. With --snapshot it judges the snapshots in that file by all
rules and also says which waivers are unused. It exits with 0 where there is nothing to say, else with 2.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("waivers lint needs a waiver file")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			e, err := rules.load(c.Context())
			if err != nil {
				return err
			}
			entries, faults := readWaivers(args, e.All())
			if snapshot != "" {
				err = a.judgeFiles(c.Context(), e, []string{snapshot}, func(v verdict) error {
					_, entries = finding.Waive(v.findings, entries, v.scope.TakenAt)
					return nil
				})
				if err != nil {
					return err
				}
			}
			for _, w := range entries {
				if !w.Holds(a.now()) {
					w.State = finding.WaiverExpired
				}
				if text := w.Stale(); text != "" {
					faults = append(faults, errors.New(text))
				}
			}
			if len(faults) > 0 {
				return errors.Join(faults...)
			}
			a.print("%d waivers, nothing wrong with them\n", len(entries))
			return a.printErr
		},
	}
	rules.addOwn(c.Flags())
	c.Flags().StringVar(&snapshot, "snapshot", "", "judge the snapshot in this `FILE`, and look at nothing")
	return c
}
