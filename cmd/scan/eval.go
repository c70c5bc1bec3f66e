package main

import (
	"fmt"
	"os"

	"trailproof/snapshot"

	"github.com/spf13/cobra"
)

func (a *app) evalCommand() *cobra.Command {
	var rules ruleFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "eval FILE...",
		Short: "Judge saved snapshots",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("eval needs a snapshot file")
			}
			checked, err := out.check(a)
			if err != nil {
				return err
			}
			e, err := rules.load(c.Context())
			if err != nil {
				return err
			}
			var snapshots []*snapshot.Snapshot
			for _, name := range args {
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				s, err := snapshot.Decode(text)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				snapshots = append(snapshots, s)
			}
			r, err := judge(c.Context(), e, snapshots)
			if err != nil {
				return err
			}
			return checked.write(r)
		},
	}
	rules.add(c.Flags())
	out.add(c.Flags())
	return c
}
