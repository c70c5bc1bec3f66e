package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/report"

	"github.com/spf13/pflag"
)

// outputFlags say what becomes of a report.
type outputFlags struct {
	formats   []string
	failOn    string
	onUnknown string
	severity  string
}

func (o *outputFlags) add(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.formats, "format", "f", []string{"table"}, "`FORMAT[=PATH]` of the report: "+formatNames()+"; may repeat")
	f.StringVar(&o.failOn, "fail-on", "low", "least severity that makes the exit code 1: critical, high, medium, low, info or none")
	f.StringVar(&o.onUnknown, "on-unknown", "fail", "what an unknown does to the exit code: fail (3), warn or ignore (0)")
	f.StringVar(&o.severity, "severity", "", "least severity that table and markdown show (the exit code does not depend on it)")
}

func formatNames() string {
	names := make([]string, len(report.Formats))
	for i, f := range report.Formats {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// output is a checked outputFlags.
type output struct {
	app     *app
	targets []target
	failOn  finding.Severity // empty: nothing fails
	unknown string
	least   finding.Severity
}

type target struct {
	format report.Format
	path   string // empty: stdout
}

// check finds mistakes before any work is done.
func (o *outputFlags) check(a *app) (output, error) {
	out := output{app: a, unknown: o.onUnknown}
	if err := oneOf("--on-unknown", o.onUnknown, "fail", "warn", "ignore"); err != nil {
		return out, err
	}
	if err := oneOf("--fail-on", o.failOn, "critical", "high", "medium", "low", "info", "none"); err != nil {
		return out, err
	}
	if o.failOn != "none" {
		out.failOn = finding.Severity(o.failOn)
	}
	if o.severity != "" {
		if err := oneOf("--severity", o.severity, "critical", "high", "medium", "low", "info"); err != nil {
			return out, err
		}
		out.least = finding.Severity(o.severity)
	}
	seen := map[string]bool{}
	for _, text := range o.formats {
		name, path, _ := strings.Cut(text, "=")
		format, err := report.Find(name)
		if err != nil {
			return out, usageError{fmt.Errorf("--format: %w", err)}
		}
		if path == "-" {
			path = ""
		}
		if seen[path] {
			where := path
			if path == "" {
				where = "the standard output"
			}
			return out, usagef("--format: two reports for %s", where)
		}
		seen[path] = true
		if path != "" {
			if err := writable(path); err != nil {
				return out, fmt.Errorf("--format: %w", err)
			}
		}
		out.targets = append(out.targets, target{format, path})
	}
	return out, nil
}

func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return usagef("%s: no value %q%s", flag, value, nearest.Hint(value, allowed))
}

// write renders the report to every target, and keeps the exit code that it deserves.
func (o output) write(r finding.Report) error {
	for _, t := range o.targets {
		opts := report.Options{Least: o.least}
		if t.path == "" {
			opts.Color, opts.Width = o.app.color(), o.app.terminal()
			if err := t.format.Write(o.app.stdout, r, opts); err != nil {
				return fmt.Errorf("write the %s report: %w", t.format.Name, err)
			}
			continue
		}
		if err := writeFile(t.path, func(w io.Writer) error { return t.format.Write(w, r, opts) }); err != nil {
			return fmt.Errorf("write the %s report: %w", t.format.Name, err)
		}
	}
	o.app.code = o.exitCode(r)
	return nil
}

// exitCode looks at the report alone, never at its format.
func (o output) exitCode(r finding.Report) int {
	failed, unknown, judged := false, false, false
	for _, f := range r.Findings {
		judged = true
		switch {
		case f.Waiver != nil:
		case f.Outcome == finding.Fail:
			failed = failed || o.failOn != "" && f.Severity.AtLeast(o.failOn)
		case f.Outcome == finding.Unknown:
			unknown = true
		}
	}
	switch {
	case !judged:
		o.app.say("nothing was judged")
		return exitBroken
	case failed:
		return exitFindings
	case unknown && o.unknown == "fail":
		return exitIncomplete
	case unknown && o.unknown == "warn":
		o.app.say("some outcomes are unknown")
	}
	return exitOK
}

// writable fails early where a file could not be put.
func writable(path string) error {
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s: not a folder", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: is a folder", path)
	}
	f, err := os.CreateTemp(dir, ".trailproof-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// writeFile writes the whole file or leaves the old one as it was.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".trailproof-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
