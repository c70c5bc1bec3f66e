package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"trailproof/remediate"

	"github.com/spf13/cobra"
)

func (a *app) undoCommand() *cobra.Command {
	var w awsFlags
	var yes bool
	c := &cobra.Command{
		Use:   "undo JOURNAL",
		Short: "Take back what a journal says was changed",
		Long: `undo writes back, the last change first, what was there before, byte for byte. What somebody changed since is left alone,
and undo stops there. Interrupted, the same command goes on where it stopped.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("undo needs a journal")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := w.check(); err != nil {
				return err
			}
			if err := a.mustAsk(yes, "undo"); err != nil {
				return err
			}
			j, err := remediate.ReadJournal(args[0])
			if err != nil {
				return err
			}
			world, err := a.enter(c.Context(), a, w, ruleFlags{})
			if err != nil {
				return err
			}
			s, err := world.look(c.Context(), []string{})
			if err != nil {
				return err
			}
			if s.Source.Account != j.Plan.Account {
				return fmt.Errorf("the journal is of account %s, and the credentials are of account %s", j.Plan.Account, s.Source.Account)
			}
			a.code, err = a.undo(c.Context(), world.clients, j, yes)
			return err
		},
	}
	w.add(c.Flags())
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

// undo asks, and takes back.
func (a *app) undo(ctx context.Context, c remediate.Clients, j *remediate.Journal, yes bool) (int, error) {
	steps := j.Open()
	if len(steps) == 0 {
		a.say("the journal has nothing to take back")
		return exitOK, nil
	}
	for _, s := range steps {
		a.complain("%d. %s %s: %s", s.ID, s.Operation, s.Resource, s.Undo)
	}
	if !yes {
		a.complain("type yes to take these %d changes back in account %s:", len(steps), j.Plan.Account)
		if err := a.answered("yes"); err != nil {
			return exitBroken, err
		}
	}
	unlock, err := lockAccount(filepath.Dir(j.Path), j.Plan.Account)
	if err != nil {
		return exitBroken, err
	}
	defer func() { _ = unlock() }() // the end of the process unlocks as well
	results, err := remediate.Undo(ctx, c, j, a.tellStep)
	if err = errors.Join(err, j.Close()); err != nil {
		return exitFixFailed, err
	}
	if slices.ContainsFunc(results, func(r remediate.Result) bool { return !r.Outcome.Good() }) {
		a.complain("not all changes were taken back: trailproof undo %s goes on", j.Path)
		return exitFixFailed, nil
	}
	a.say("all %d changes were taken back", len(results))
	return exitOK, nil
}
