// Command gen writes the generated files of the repository: the schemas, the records of the rules that the engine would
// otherwise derive at every start, and the pages about the rules. A test fails when a file is stale.
//
//	gen            writes them (make gen)
//	gen rule ID    writes the two files of a new rule, such as s3.no_website (make rule ID=s3.no_website)
//	gen fmt        formats all Rego (make fmt)
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 0:
		for _, f := range files {
			text, err := f.make()
			if err != nil {
				return fmt.Errorf("%s: %w", f.path, err)
			}
			if err := os.WriteFile(f.path, text, 0o644); err != nil {
				return err
			}
		}
		for _, f := range folders {
			if err := f.write(); err != nil {
				return err
			}
		}
		return nil
	case len(args) == 1 && args[0] == "fmt":
		return formatRego("rego")
	case len(args) == 2 && args[0] == "rule":
		return newRule("rego", args[1])
	}
	return errors.New("usage: gen [fmt | rule ID]")
}
