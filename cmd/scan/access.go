package main

import (
	"fmt"
	"strings"

	"trailproof/access"
	"trailproof/internal/nearest"
	"trailproof/snapshot"

	"github.com/spf13/cobra"
)

func (a *app) accessCommand() *cobra.Command {
	var w awsFlags
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "access",
		Short: "Say who can read, decrypt, delete, tamper with and blind the audit trail",
		Long: `access works out from all policies that were seen who can do what to the trails of the account, their buckets, log files
and keys. It asks AWS for nothing but those policies. Each cell is yes, no, conditional (it hangs on condition keys of the
request, such as the network it comes from) or unknown (something that decides could not be seen).

A row is a user, some session of a role, the root user, somebody in an account that a policy names, or * for everybody.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("no command %q%s", args[0], nearest.Hint(args[0], []string{"explain", "prove", "compare"}))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := a.accessSnapshot(c, w, file)
			if err != nil {
				return err
			}
			m := access.NewMatrix(s)
			if asJSON {
				return printJSON(a, m)
			}
			a.printMatrix(m)
			return a.printErr
		},
	}
	w.add(c.PersistentFlags())
	c.PersistentFlags().StringVar(&file, "snapshot", "", "look in the snapshot in this `FILE`, and nowhere else")
	c.Flags().BoolVar(&asJSON, "json", false, "all answers with their reasons, as JSON")
	c.AddCommand(&cobra.Command{
		Use:   "explain PRINCIPAL QUESTION",
		Short: "Say by which action somebody can do it, and which statements decide",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("access explain needs a principal and a question")
			}
			if !access.IsQuestion(args[1]) {
				return usagef("no question %q%s; the questions are %s", args[1], nearest.Hint(args[1], questionNames()), strings.Join(questionNames(), ", "))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return questionNames(), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			s, err := a.accessSnapshot(c, w, file)
			if err != nil {
				return err
			}
			account := access.NewAccount(s)
			answer, ok := account.Ask(args[0], access.Question(args[1]))
			if !ok {
				return fmt.Errorf("access explain: account %s knows no principal %q%s", s.Source.Account, args[0],
					nearest.Hint(args[0], account.Principals()))
			}
			a.printAnswer(args[0], access.Question(args[1]), answer)
			return a.printErr
		},
	})
	c.AddCommand(a.proveCommand(&w, &file), a.compareCommand())
	return c
}

func questionNames() []string {
	var names []string
	for _, q := range access.Questions {
		names = append(names, string(q))
	}
	return names
}

// accessSnapshot reads the snapshot, or looks at the account.
func (a *app) accessSnapshot(c *cobra.Command, w awsFlags, file string) (*snapshot.Snapshot, error) {
	if file == "" {
		if err := w.check(); err != nil {
			return nil, err
		}
		return a.collect(c.Context(), w, access.Reads, known{})
	}
	if name := asked(c.Flags()); name != "" {
		return nil, usagef("--%s goes with a scan of AWS; --snapshot looks at nothing", name)
	}
	return a.oneSnapshot(file)
}

// oneSnapshot reads a file that holds exactly one snapshot.
func (a *app) oneSnapshot(file string) (*snapshot.Snapshot, error) {
	var found *snapshot.Snapshot
	err := a.readFiles([]string{file}, func(place string, text []byte) error {
		if found != nil {
			return fmt.Errorf("%s: there is more than one snapshot in the file; access looks at one", place)
		}
		s, err := snapshot.Decode(text)
		if err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		found = s
		return nil
	})
	return found, err
}

func (a *app) printMatrix(m access.Matrix) {
	width := len("principal")
	for _, r := range m.Rows {
		width = max(width, len(visible(r.Principal)))
	}
	line := func(first string, cell func(access.Question) string) {
		text := fmt.Sprintf("%-*s", width, first)
		for _, q := range access.Questions {
			text += fmt.Sprintf("  %-11s", cell(q))
		}
		a.print("%s\n", strings.TrimRight(text, " "))
	}
	line("principal", func(q access.Question) string { return string(q) })
	for _, r := range m.Rows {
		line(visible(r.Principal), func(q access.Question) string { return r.Answers[q].Can })
	}
	a.print("\n")
	for _, l := range m.Limits {
		a.print("Not in this: %s.\n", l)
	}
}

func (a *app) printAnswer(principal string, q access.Question, answer access.Answer) {
	if answer.Can == "no" {
		a.print("%s can't %s: no action that would do it is allowed\n", visible(principal), q)
		return
	}
	a.print("%s can %s: %s, by %s on %s\n", visible(principal), q, answer.Can, answer.Action, visible(answer.Resource))
	for _, m := range answer.Why {
		a.print("  because  %s\n", visible(m.String()))
	}
}

// visible writes what a terminal would act on as escapes.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
}
