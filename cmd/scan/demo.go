package main

import (
	"context"
	"errors"
	"os"

	"trailproof"
	"trailproof/access"
	"trailproof/collectors"
	"trailproof/engine"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/spf13/cobra"
)

func (a *app) demoCommand() *cobra.Command {
	var waivers waiverFlags
	var out formatFlags
	var fix bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Judge the built-in reference system, without an account",
		Long: `demo scans a small AWS account that lives in this program: one trail, its bucket and its key, with the flaws that their
real policies had. It exits with 0 although the account has findings. With --fix it mends the account, which lasts as long as
the command runs: it shows the plan, makes the changes, verifies them, and judges again.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			checked, err := out.check(a)
			if err != nil {
				return err
			}
			account, err := awsfake.Load(trailproof.Accounts, "testdata/accounts/reference")
			if err != nil {
				return err
			}
			e, err := new(ruleFlags).load(c.Context())
			if err != nil {
				return err
			}
			if checked.waivers, err = waivers.load(e.All()); err != nil {
				return err
			}
			if fix {
				if err := a.demoFix(c.Context(), account, e, checked); err != nil {
					return err
				}
				a.code = exitOK
				return nil
			}
			s, err := lookAtDemo(c.Context(), account, readsOf(e.Rules()))
			if err != nil {
				return err
			}
			if err := a.judge(c.Context(), e, s, nil, checked); err != nil {
				return err
			}
			a.code = exitOK
			return nil
		},
	}
	waivers.add(c.Flags())
	out.add(c.Flags())
	out.addFramework(c.Flags())
	c.Flags().BoolVar(&fix, "fix", false, "mend the account, too")
	return c
}

func lookAtDemo(ctx context.Context, account *awsfake.Account, reads []string) (*snapshot.Snapshot, error) {
	s, err := collectors.Run(ctx, collectors.Config{
		Clients: account.Clients(), DefaultRegion: "us-east-1", Now: account.Now, Reads: reads, Unpaced: true,
	})
	if err != nil {
		return nil, err
	}
	access.Fill(s)
	return s, nil
}

// demoFix mends the account in memory. Its journal goes when the command ends, as the account does.
func (a *app) demoFix(ctx context.Context, account *awsfake.Account, e *engine.Engine, out output) (err error) {
	dir, err := os.MkdirTemp("", "trailproof-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w := world{
		look: func(ctx context.Context, reads []string) (*snapshot.Snapshot, error) {
			return lookAtDemo(ctx, account, reads)
		},
		clients: account.Writers(),
	}
	m, err := a.newMender(ctx, w, ruleFlags{}, fixFlags{allow: []string{string(plan.Costly)}}, out.waivers)
	if err != nil {
		return err
	}
	return m.mend(ctx, e, scanFix{on: true, applyFlags: applyFlags{yes: true, journal: dir}}, nil, out)
}
