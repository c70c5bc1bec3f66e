// Command gen writes the generated files of the repository: the schemas, and the records of the rules that the engine
// would otherwise derive at every start. Run it by make gen; a test fails when a file is stale.
package main

import (
	"fmt"
	"os"
)

func main() {
	for _, f := range files {
		text, err := f.make()
		if err == nil {
			err = os.WriteFile(f.path, text, 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "gen: %s: %v\n", f.path, err)
			os.Exit(1)
		}
	}
}
