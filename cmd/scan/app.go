package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"trailproof/finding"
	"trailproof/internal/nearest"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The exit codes are a contract; README.md lists them. When several apply the order is 2, 4, 1, 3.
const (
	exitOK          = 0   // all decided, nothing at or above --fail-on
	exitFindings    = 1   // something failed at or above --fail-on
	exitBroken      = 2   // usage, configuration, a rule that does not compile, no credentials, nothing was judged
	exitIncomplete  = 3   // something is unknown, and nothing failed
	exitFixFailed   = 4   // a change was not made, or came out otherwise than predicted
	exitInterrupted = 130 // Ctrl-C
)

// app is what a command may touch of the world.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	getenv         func(string) string
	enter          func(context.Context, *app, awsFlags, ruleFlags) (world, error)

	global   globalFlags
	code     int   // set by the command that ran
	printErr error // the first error of print
}

// globalFlags are those of every command.
type globalFlags struct {
	quiet, verbose, noColor bool
	progress                string
}

// run executes the command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	command, err := root.ExecuteContextC(ctx)
	switch {
	case ctx.Err() != nil:
		a.complain("interrupted")
		return exitInterrupted
	case err != nil:
		a.complain("%v", err)
		var usage usageError
		if errors.As(err, &usage) {
			a.complain("see '%s --help'", command.CommandPath())
		}
		if a.code == exitFixFailed {
			return exitFixFailed
		}
		return exitBroken
	}
	return a.code
}

// usageError is a command line that makes no sense.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (a *app) root() *cobra.Command {
	root := a.scanCommand()
	root.Use = "trailproof"
	root.Short = "Judge whether the audit trail of an AWS account can be trusted"
	root.Long = `trailproof looks at the CloudTrail trails of an AWS account, their log buckets and keys and whatever watches them,
judges what it sees by rules, and says what has to change. It only reads, but for --fix, apply and undo.

Without a command it scans.`
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		var names []string
		for _, sub := range c.Commands() {
			names = append(names, sub.Name())
		}
		return usagef("no command %q%s", args[0], nearest.Hint(args[0], names))
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	f := root.PersistentFlags()
	f.BoolVarP(&a.global.quiet, "quiet", "q", false, "say nothing but the report and errors")
	f.BoolVarP(&a.global.verbose, "verbose", "v", false, "say on stderr what is being done")
	f.BoolVar(&a.global.noColor, "no-color", false, "no colours (the variable NO_COLOR does the same)")
	f.StringVar(&a.global.progress, "progress", "auto", "progress on stderr, `HOW`: auto, plain or off")
	root.AddCommand(
		a.scanCommand(), a.collectCommand(), a.evalCommand(), a.convertCommand(), a.rulesCommand(), a.explainCommand(),
		a.accessCommand(), a.logsCommand(), a.waiversCommand(),
		a.planCommand(), a.applyCommand(), a.undoCommand(),
		a.permissionsCommand(), a.demoCommand(), a.completionCommand(), a.versionCommand(),
	)
	root.SetHelpCommand(a.helpCommand())
	completeFlags(root)
	return root
}

// say writes a line to stderr, unless --quiet.
func (a *app) say(format string, args ...any) {
	if !a.global.quiet {
		a.complain(format, args...)
	}
}

// print writes to stdout, and keeps the first error.
func (a *app) print(format string, args ...any) {
	if a.printErr == nil {
		_, a.printErr = fmt.Fprintf(a.stdout, format, args...)
	}
}

// complain writes a line to stderr. There is nobody to tell when that fails.
func (a *app) complain(format string, args ...any) {
	_, _ = fmt.Fprintf(a.stderr, "trailproof: "+format+"\n", args...)
}

// terminal returns the width of stdout, 0 when it is not a terminal.
func (a *app) terminal() int {
	f, ok := a.stdout.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 80
	}
	return width
}

func (a *app) color() bool {
	if a.global.noColor || a.getenv("NO_COLOR") != "" {
		return false
	}
	return a.getenv("CLICOLOR_FORCE") != "" || a.terminal() > 0 && a.getenv("TERM") != "dumb"
}

func tool() finding.Tool { return finding.Tool{Name: "trailproof", Version: version()} }
