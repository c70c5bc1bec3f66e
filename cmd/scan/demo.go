package main

import (
	"trailproof"
	"trailproof/access"
	"trailproof/collectors"
	"trailproof/internal/awsfake"

	"github.com/spf13/cobra"
)

func (a *app) demoCommand() *cobra.Command {
	var out formatFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Judge the built-in reference system, without an account",
		Long: `demo scans a small AWS account that lives in this program: one trail, its bucket and its key, with the flaws that their
real policies had. It exits with 0 although the account has findings.`,
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
			s, err := collectors.Run(c.Context(), collectors.Config{
				Clients: account.Clients(), DefaultRegion: "us-east-1", Now: account.Now, Reads: readsOf(e.Rules()),
				Unpaced: true,
			})
			if err != nil {
				return err
			}
			access.Fill(s)
			if err := a.judge(c.Context(), e, s, nil, checked); err != nil {
				return err
			}
			a.code = exitOK
			return nil
		},
	}
	out.add(c.Flags())
	out.addFramework(c.Flags())
	return c
}
