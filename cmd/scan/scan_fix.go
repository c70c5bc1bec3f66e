package main

import (
	"context"

	"trailproof/engine"
	"trailproof/snapshot"

	"github.com/spf13/pflag"
)

// scanFix are the flags of scan --fix.
type scanFix struct {
	on, dryRun bool
	fixFlags
	applyFlags
}

func (x *scanFix) add(f *pflag.FlagSet) {
	f.BoolVar(&x.on, "fix", false, "mend the findings: plan, show, ask, change, verify")
	f.BoolVar(&x.dryRun, "dry-run", false, "with --fix, show the plan and change nothing")
	x.fixFlags.add(f)
	x.applyFlags.add(f)
}

// check finds what makes no sense before anything is looked at, an answer that nobody can give above all.
func (x *scanFix) check(a *app, f *pflag.FlagSet, offline string) error {
	if !x.on {
		for _, name := range []string{"dry-run", "allow", "even-managed", "yes", "wait", "journals"} {
			if f.Changed(name) {
				return usagef("--%s goes with --fix only", name)
			}
		}
		return nil
	}
	if offline != "" {
		return usagef("--fix changes an account, and --snapshot looks at none")
	}
	if err := x.fixFlags.check(); err != nil {
		return err
	}
	if x.dryRun {
		return nil
	}
	return a.mustAsk(x.yes, "--fix")
}

// scanAndFix mends an account and reports what it is like then. The exit code is that of the state after, or exitFixFailed.
func (a *app) scanAndFix(ctx context.Context, e *engine.Engine, w awsFlags, rules ruleFlags, x scanFix, out output) error {
	world, err := a.enter(ctx, a, w, rules)
	if err != nil {
		return err
	}
	m, err := a.newMender(ctx, world, rules, x.fixFlags, out.waivers)
	if err != nil {
		return err
	}
	return m.mend(ctx, e, x, rules.frameworks, out)
}

// mend plans, asks, applies and verifies; e judges in the end.
func (m mender) mend(ctx context.Context, e *engine.Engine, x scanFix, frameworks []string, out output) error {
	a := m.app
	s, err := m.look(ctx)
	if err != nil {
		return err
	}
	if !x.dryRun {
		// What hangs in the air would look like the state to start from.
		dir, err := x.folder(a)
		if err != nil {
			return err
		}
		if err := unfinished(dir, s.Source.Account, ""); err != nil {
			return err
		}
	}
	p, predicted, err := m.plan(ctx, s)
	if err != nil {
		return err
	}
	if err := a.showPlan(a.stderr, p); err != nil {
		return err
	}
	after, code := s, exitOK
	if len(p.Steps) > 0 && !x.dryRun {
		if err := a.agree(p, x.yes); err != nil {
			return err
		}
		var found *snapshot.Snapshot
		if found, code, err = m.apply(ctx, p, predicted, x.applyFlags); err != nil {
			a.code = code
			return err
		}
		if found == nil {
			if found, err = m.look(ctx); err != nil {
				return err
			}
		}
		after = found
	}
	if err := a.judge(ctx, e, after, frameworks, out); err != nil {
		return err
	}
	if code != exitOK {
		a.code = code
	}
	return nil
}
