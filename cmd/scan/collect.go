package main

import (
	"io"

	"github.com/spf13/cobra"
)

func (a *app) collectCommand() *cobra.Command {
	var w awsFlags
	var rules ruleFlags
	var path string
	c := &cobra.Command{
		Use:   "collect",
		Short: "Write down what can be seen of an account, as a snapshot",
		Long: `collect looks at everything that any rule may ask for and writes a snapshot: JSON with no secret in it, the same bytes
for the same state of the account. Opt-in evidence is looked at where --with asks for it. What can't be seen becomes a gap;
eval says what follows from that. Of the parameters that -d names it takes the accounts that are ours, whose buckets it can
then tell from a stranger's, and the names of the log buckets, so that it need not search for them.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := w.check(); err != nil {
				return err
			}
			if path != "-" {
				if err := writable(path); err != nil {
					return usageError{err}
				}
			}
			if _, err := rules.load(c.Context()); err != nil { // the parameters are checked by the rules that read them
				return err
			}
			k, err := rules.known()
			if err != nil {
				return err
			}
			s, err := a.collect(c.Context(), w, nil, k)
			if err != nil {
				return err
			}
			if n := scopeOf(s).Gaps; n > 0 {
				a.say("%d things could not be seen; the snapshot lists them as gaps", n)
			}
			if path == "-" {
				return s.Encode(a.stdout, false)
			}
			return writeFile(path, func(out io.Writer) error { return s.Encode(out, false) })
		},
	}
	w.add(c.Flags())
	w.addLooking(c.Flags())
	rules.addOwn(c.Flags())
	c.Flags().StringVarP(&path, "output", "o", "-", "`PATH` of what is written; - is the standard output")
	return c
}
