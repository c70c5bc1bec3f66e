package main

import (
	"fmt"
	"io"

	"trailproof/logs"

	"github.com/spf13/cobra"
)

func (a *app) logsMergeCommand() *cobra.Command {
	var formats logFormatFlags
	var of int
	c := &cobra.Command{
		Use:   "merge REPORT...",
		Short: "Put the reports of all shards of logs verify together",
		Long: `merge reads the JSON reports of logs verify --shard 1/N to N/N, in any order, and reports what one run would have reported. It
refuses shards that are missing, there twice, or of another bucket, trail, period or number of shards. Formats that list every file
can't be made from reports: each shard has its own.

It exits as logs verify does.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("logs merge needs the JSON reports of all shards")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			out, err := formats.check(c.Flags(), nil)
			if err != nil {
				return err
			}
			if out.files() {
				return usagef("logs merge: reports of shards do not list every file, as jsonl and evidence do: write those in each shard")
			}
			if of < 0 {
				return usagef("--of: there are not %d shards", of)
			}
			var reports []*logs.Report
			for _, name := range allShards(args, of) {
				r, err := a.readLogReport(name)
				if err != nil {
					return err
				}
				reports = append(reports, r)
			}
			whole, err := logs.Merge(reports)
			if err != nil {
				return err
			}
			return out.write(a, whole, nil)
		},
	}
	c.Flags().IntVar(&of, "of", 0, "number `N` of shards: {shard} in a name of a report stands for 1 to N")
	formats.add(c.Flags())
	return c
}

// allShards names the report of each shard where a name has {shard}.
func allShards(names []string, of int) []string {
	var all []string
	for _, name := range names {
		if of == 0 || inShard(name, &logs.Shard{}) == name {
			all = append(all, name)
			continue
		}
		for i := range of {
			all = append(all, inShard(name, &logs.Shard{Index: i + 1, Count: of}))
		}
	}
	return all
}

func (a *app) readLogReport(name string) (*logs.Report, error) {
	f, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxState+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxState {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxState>>20)
	}
	r, err := logs.DecodeReport(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}
