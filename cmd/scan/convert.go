package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"trailproof/finding"
)

func (a *app) convertCommand() *cobra.Command {
	var out formatFlags
	c := &cobra.Command{
		Use:   "convert REPORT",
		Short: "Render a saved JSON report in another format",
		Long:  `convert reads a report that -f json wrote (- is the standard input) and renders it again. It exits with 0 whatever the findings.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("convert needs one JSON report, or - for the standard input")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			checked, err := out.check(a)
			if err != nil {
				return err
			}
			f, err := a.open(args[0])
			if err != nil {
				return err
			}
			defer f.Close() //nolint:errcheck // it was only read
			text, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
			if err != nil {
				return err
			}
			if len(text) > maxDocument {
				return fmt.Errorf("%s: a report larger than %d MiB", args[0], maxDocument>>20)
			}
			r, err := finding.DecodeReport(text)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := checked.checkFrameworks(r.Frameworks); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return checked.convert(r)
		},
	}
	out.add(c.Flags())
	out.addFramework(c.Flags())
	return c
}
