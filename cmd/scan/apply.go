package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"trailproof/plan"
	"trailproof/remediate"

	"github.com/spf13/cobra"
)

func (a *app) applyCommand() *cobra.Command {
	var w awsFlags
	var rules ruleFlags
	var flags applyFlags
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Make the changes of a plan, verify them, and keep a journal",
		Long: `apply makes exactly the changes of a plan that plan wrote. It refuses a plan that was altered or is for another account,
and one of which a setting is no longer what the plan says. Each change is in the journal before it is made; undo takes them
back. Interrupted, the same command goes on where it stopped, with the plan or with its journal as FILE.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("apply needs a plan file")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := w.check(); err != nil {
				return err
			}
			if err := a.mustAsk(flags.yes, "apply"); err != nil {
				return err
			}
			p, err := a.readPlan(args[0])
			if err != nil {
				return err
			}
			world, err := a.enter(c.Context(), a, w, rules)
			if err != nil {
				return err
			}
			m, err := a.newMender(c.Context(), world, rules, fixFlags{}, nil)
			if err != nil {
				return err
			}
			a.code, err = m.applyPlan(c.Context(), p, flags)
			return err
		},
	}
	w.add(c.Flags())
	rules.addOwn(c.Flags())
	flags.add(c.Flags())
	return c
}

// readPlan reads a plan, or the plan of a journal.
func (a *app) readPlan(name string) (*plan.Plan, error) {
	f, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(text, []byte(`{"journal":`)) {
		j, err := remediate.ReadJournal(name)
		if err != nil {
			return nil, err
		}
		return j.Plan, nil
	}
	p, err := plan.Decode(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// applyPlan looks at the account, checks that the plan is still one for it, asks, and applies.
func (m mender) applyPlan(ctx context.Context, p *plan.Plan, flags applyFlags) (int, error) {
	a := m.app
	now, err := m.look(ctx)
	if err != nil {
		return exitBroken, err
	}
	if now.Source.Account != p.Account {
		return exitBroken, fmt.Errorf("the plan is for account %s, and the credentials are of account %s", p.Account, now.Source.Account)
	}
	if len(p.Steps) == 0 {
		a.say("the plan has no changes")
		return exitOK, nil
	}
	if err := a.showPlan(a.stderr, p); err != nil {
		return exitBroken, err
	}
	predicted, err := remediate.Predict(now, p)
	if err != nil {
		return exitBroken, err
	}
	if lost := guard(m.params)(now, predicted); len(lost) > 0 {
		return exitBroken, fmt.Errorf("the plan would take away what must go on working: %s", lost[0])
	}
	if err := a.agree(p, flags.yes); err != nil {
		return exitBroken, err
	}
	_, code, err := m.apply(ctx, p, predicted, flags)
	return code, err
}
