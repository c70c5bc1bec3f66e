package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"trailproof/logs"
	"trailproof/report"

	"github.com/spf13/pflag"
)

// logFormatFlags say in which formats a report of log files goes where.
type logFormatFlags struct {
	formats []string
	asJSON  bool
}

func (o *logFormatFlags) add(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.formats, "format", "f", []string{"table"}, "`FORMAT[=PATH]` of the report: "+
		strings.Join(logFormatNames(), ", ")+"; may repeat")
	f.BoolVar(&o.asJSON, "json", false, "the same as -f json")
}

func logFormatNames() []string {
	var names []string
	for _, f := range report.LogFormats {
		names = append(names, f.Name)
	}
	return names
}

// logOutput is where checked formats go.
type logOutput []place[report.LogFormat]

// check finds mistakes before any work is done; {shard} in a path is the number of the shard.
func (o *logFormatFlags) check(set *pflag.FlagSet, shard *logs.Shard) (logOutput, error) {
	if o.asJSON {
		if set.Changed("format") {
			return nil, usagef("--json is -f json, and goes with no --format")
		}
		return findPlaces([]string{"json"}, report.FindLog)
	}
	formats := make([]string, len(o.formats))
	for i, text := range o.formats {
		formats[i] = inShard(text, shard)
	}
	return findPlaces(formats, report.FindLog)
}

// files says whether a format lists every file.
func (o logOutput) files() bool {
	return slices.ContainsFunc(o, func(t place[report.LogFormat]) bool { return t.format.Files })
}

// write renders the report to each place, and keeps the exit code that the verdict deserves.
func (o logOutput) write(a *app, r *logs.Report, files *spool) error {
	shown := report.LogReport{Report: r, Tool: tool()}
	if files != nil {
		shown.Files = files.files(r)
	}
	for _, t := range o {
		write := func(w io.Writer) error { return t.format.Write(w, shown) }
		var err error
		if t.path == "" {
			err = write(a.stdout)
		} else {
			err = writeFile(t.path, write)
		}
		if err != nil {
			return fmt.Errorf("write the %s report: %w", t.format.Name, err)
		}
	}
	switch r.Verdict {
	case logs.Tampered, logs.Exposed:
		a.code = exitFindings
	case logs.Unknown:
		a.code = exitIncomplete
	case logs.Valid, logs.Noted:
	}
	return nil
}

// spoolFor makes a spool where a format lists every file; nil where none does.
func (o logOutput) spoolFor(options *logs.Options) (*spool, error) {
	if !o.files() {
		return nil, nil
	}
	s, err := newSpool()
	if err != nil {
		return nil, err
	}
	options.Told = s.tell
	return s, nil
}

// closeSpool closes what spoolFor made.
func closeSpool(s *spool, err error) error {
	if s == nil {
		return err
	}
	return errors.Join(err, s.close())
}
