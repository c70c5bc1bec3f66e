package main

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"trailproof/engine"
	"trailproof/rego"
)

func (a *app) rulesParamsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "params",
		Short: "Print all parameters of rules, as a file for -d",
		Long: `params prints a YAML file with every parameter of the built-in rules: what it is, its form as a JSON Schema, and its
default. Save it, change what differs for you, and hand it to -d.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			params, err := engine.Params(rego.FS)
			if err != nil {
				return err
			}
			a.print("params:\n")
			for i, p := range params {
				schema, err := json.Marshal(p.Schema)
				if err != nil {
					return err
				}
				if i > 0 {
					a.print("\n")
				}
				a.print("  # %s.\n", p.Title)
				for _, line := range fold(p.Description, 100) {
					a.print("  # %s\n", line)
				}
				a.print("  # %s\n  %s: %s\n", schema, p.Name, p.Default)
			}
			return a.printErr
		},
	}
}

// fold breaks a text into lines of at most so many bytes, between words.
func fold(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
