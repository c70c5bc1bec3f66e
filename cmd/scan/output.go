package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/rego"
	"trailproof/report"

	"github.com/spf13/pflag"
)

// formatFlags say in which formats a report goes where.
type formatFlags struct {
	formats    []string
	severity   string
	groupBy    string
	frameworks []string // to show
}

func (o *formatFlags) add(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.formats, "format", "f", []string{"table"}, "`FORMAT[=PATH]` of the report: "+formatNames()+"; may repeat")
	f.StringVar(&o.severity, "severity", "", "least severity that table and markdown show, a `LEVEL` (the exit code does not depend on it)")
	f.StringVar(&o.groupBy, "group-by", "", "what table and markdown put findings under, `WHAT`: "+
		strings.Join(groupings(), ", ")+" (default: resource)")
}

// addFramework is for commands that do not choose rules: they choose what to show.
func (o *formatFlags) addFramework(f *pflag.FlagSet) {
	f.StringArrayVar(&o.frameworks, "framework", nil, "with --group-by framework show this `FRAMEWORK` only; may repeat")
}

// outputFlags also say what the exit code makes of the findings.
type outputFlags struct {
	formatFlags
	failOn    string
	onUnknown string
}

func (o *outputFlags) add(f *pflag.FlagSet) {
	o.formatFlags.add(f)
	f.StringVar(&o.failOn, "fail-on", "low", "least severity that makes the exit code 1, a `LEVEL`: critical, high, medium, low, info or none")
	f.StringVar(&o.onUnknown, "on-unknown", "fail", "what an unknown does to the exit code, `HOW`: fail (3), warn or ignore (0)")
}

func formatNames() string {
	names := make([]string, len(report.Formats))
	for i, f := range report.Formats {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// output is where checked formats go, and what the exit code makes of the findings.
type output struct {
	app     *app
	targets []target
	shown   report.Options   // but for what depends on the target
	failOn  finding.Severity // empty: nothing fails
	unknown string
	waivers []finding.WaiverEntry
}

type target = place[report.Format]

// place is where a report in one format goes.
type place[F any] struct {
	format F
	path   string // empty: stdout
}

// findPlaces reads what --format said. No two reports go to one place, and none where a file can't be put.
func findPlaces[F any](formats []string, find func(name string) (F, error)) ([]place[F], error) {
	var all []place[F]
	seen := map[string]bool{}
	for _, text := range formats {
		name, path, _ := strings.Cut(text, "=")
		format, err := find(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("--format: %w", err)}
		}
		if path == "-" {
			path = ""
		}
		if seen[path] {
			where := path
			if path == "" {
				where = "the standard output"
			}
			return nil, usagef("--format: two reports for %s", where)
		}
		seen[path] = true
		if path != "" {
			if err := writable(path); err != nil {
				return nil, usageError{fmt.Errorf("--format: %w", err)}
			}
		}
		all = append(all, place[F]{format, path})
	}
	return all, nil
}

// check finds mistakes before any work is done.
func (o *outputFlags) check(a *app) (output, error) {
	if err := oneOf("--on-unknown", o.onUnknown, "fail", "warn", "ignore"); err != nil {
		return output{}, err
	}
	if err := oneOf("--fail-on", o.failOn, append(severities(), "none")...); err != nil {
		return output{}, err
	}
	out, err := o.formatFlags.check(a)
	out.unknown = o.onUnknown
	if o.failOn != "none" {
		out.failOn = finding.Severity(o.failOn)
	}
	return out, err
}

func severities() []string {
	var names []string
	for _, s := range finding.Severities {
		names = append(names, string(s))
	}
	return names
}

func (o *formatFlags) check(a *app) (output, error) {
	out := output{app: a, shown: report.Options{
		Least: finding.Severity(o.severity), GroupBy: report.Grouping(o.groupBy), Frameworks: o.frameworks,
	}}
	if o.severity != "" {
		if err := oneOf("--severity", o.severity, severities()...); err != nil {
			return out, err
		}
	}
	if o.groupBy != "" {
		if err := oneOf("--group-by", o.groupBy, groupings()...); err != nil {
			return out, err
		}
	}
	if len(o.frameworks) > 0 && out.shown.GroupBy != report.ByFramework {
		return out, usagef("--framework says what --group-by framework shows, and goes with that only")
	}
	var err error
	if out.targets, err = findPlaces(o.formats, report.Find); err != nil {
		return out, err
	}
	grouped := func(t target) bool { return t.format.Grouped }
	if o.groupBy != "" && !slices.ContainsFunc(out.targets, grouped) {
		return out, usagef("--group-by: no format here puts findings under anything")
	}
	return out, nil
}

func groupings() []string {
	var names []string
	for _, g := range report.Groupings {
		names = append(names, string(g))
	}
	return names
}

// checkFrameworks demands that the report has what is to be shown of it.
func (o output) checkFrameworks(frameworks []finding.Framework) error {
	if o.shown.GroupBy == report.ByFramework && frameworks == nil {
		return errors.New("frameworks: reports of version 1.0 do not have them: judge again")
	}
	ids := make([]string, len(frameworks))
	for i, f := range frameworks {
		ids[i] = f.ID
	}
	for _, id := range o.shown.Frameworks {
		if !slices.Contains(ids, id) {
			return usagef("--framework: no framework %q in the report%s", id, nearest.Hint(id, ids))
		}
	}
	return nil
}

func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return usagef("%s: no value %q%s", flag, value, nearest.Hint(value, allowed))
}

// sink is a report on its way out. Findings come account by account; a format that can stream writes them at once, the
// others wait for finish.
type sink struct {
	out      output
	report   finding.Report // without scopes and findings
	scopes   []finding.Scope
	findings []finding.Finding
	waivers  []finding.WaiverEntry // with what came of them so far
	whole    bool                  // some format waits
	streams  []*stream
	failed   bool
	unknown  bool
	judged   bool
}

type stream struct {
	target
	file  *file // nil: stdout
	write func([]finding.Finding) error
}

// start begins a report by the rules of the engine. Of the frameworks it has those that are named, or else all that the rules
// name.
func (o output) start(e *engine.Engine, frameworks []string) (*sink, error) {
	s := &sink{out: o, waivers: o.waivers, report: finding.Report{Rules: e.Rules(), Frameworks: []finding.Framework{}}}
	if o.shown.GroupBy == report.ByFramework || slices.ContainsFunc(o.targets, func(t target) bool { return t.format.Frameworks }) {
		if len(frameworks) == 0 {
			frameworks = finding.FrameworksOf(s.report.Rules)
		}
		covered, err := engine.Coverage(rego.FS, e.All(), frameworks)
		if err == nil {
			err = o.checkFrameworks(covered)
		}
		if err != nil {
			return nil, err
		}
		s.report.Frameworks = covered
	}
	for _, t := range o.targets {
		if t.format.Stream == nil {
			s.whole = true
			continue
		}
		st := &stream{target: t}
		w := o.app.stdout
		if t.path != "" {
			f, err := create(t.path)
			if err != nil {
				return nil, errors.Join(err, s.abort())
			}
			st.file, w = f, f
		}
		st.write = t.format.Stream(w, s.report.Rules, o.options(t))
		s.streams = append(s.streams, st)
	}
	return s, nil
}

// add takes the findings of one account, and waives what is to be waived.
func (s *sink) add(scope finding.Scope, findings []finding.Finding) error {
	findings, s.waivers = finding.Waive(findings, s.waivers, scope.TakenAt)
	for _, f := range findings {
		s.judged = true
		switch {
		case f.Waiver != nil:
		case f.Outcome == finding.Fail:
			s.failed = s.failed || s.out.failOn != "" && f.Severity.AtLeast(s.out.failOn)
		case f.Outcome == finding.Unknown:
			s.unknown = true
		}
	}
	for _, st := range s.streams {
		if err := st.write(findings); err != nil {
			return fmt.Errorf("write the %s report: %w", st.format.Name, err)
		}
	}
	if s.whole {
		s.scopes = append(s.scopes, scope)
		s.findings = append(s.findings, findings...)
	}
	return nil
}

// finish writes what waited, and keeps the exit code that the findings deserve.
func (s *sink) finish() error {
	if s.whole {
		r := finding.NewReport(tool(), s.scopes, s.report.Rules, s.findings)
		r.Frameworks = s.report.Frameworks
		r.Waivers = append(r.Waivers, s.waivers...)
		if err := s.out.write(r); err != nil {
			return errors.Join(err, s.abort())
		}
	}
	for _, st := range s.streams {
		if st.file != nil {
			if err := st.file.commit(); err != nil {
				return errors.Join(err, s.abort())
			}
			st.file = nil
		}
	}
	for _, w := range s.waivers {
		if text := w.Stale(); text != "" {
			s.out.app.say("%s", text)
		}
	}
	s.out.app.code = s.exitCode()
	return nil
}

// abort leaves no half-written file.
func (s *sink) abort() error {
	var err error
	for _, st := range s.streams {
		if st.file != nil {
			err = errors.Join(err, st.file.abandon())
		}
	}
	return err
}

// exitCode looks at outcomes alone, never at formats.
func (s *sink) exitCode() int {
	switch {
	case !s.judged:
		s.out.app.complain("nothing was judged")
		return exitBroken
	case s.failed:
		return exitFindings
	case s.unknown && s.out.unknown == "fail":
		return exitIncomplete
	case s.unknown && s.out.unknown == "warn":
		s.out.app.say("some outcomes are unknown")
	}
	return exitOK
}

// convert renders a saved report to every target.
func (o output) convert(r finding.Report) error {
	for _, t := range o.targets {
		if err := o.writeTo(t, r); err != nil {
			return fmt.Errorf("write the %s report: %w", t.format.Name, err)
		}
	}
	return nil
}

// write renders a whole report to every target that does not stream.
func (o output) write(r finding.Report) error {
	for _, t := range o.targets {
		if t.format.Stream != nil {
			continue
		}
		if err := o.writeTo(t, r); err != nil {
			return fmt.Errorf("write the %s report: %w", t.format.Name, err)
		}
	}
	return nil
}

func (o output) writeTo(t target, r finding.Report) error {
	if t.path == "" {
		return t.format.Write(o.app.stdout, r, o.options(t))
	}
	return writeFile(t.path, func(w io.Writer) error { return t.format.Write(w, r, o.options(t)) })
}

func (o output) options(t target) report.Options {
	opts := o.shown
	if t.path == "" {
		opts.Color, opts.Width = o.app.color(), o.app.terminal()
	}
	return opts
}
