package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	"trailproof/finding"
	"trailproof/internal/nearest"
)

// waiverFlags say what is accepted for a time.
type waiverFlags struct{ files []string }

func (w *waiverFlags) add(f *pflag.FlagSet) {
	f.StringArrayVar(&w.files, "waivers", nil, "YAML `FILE` of findings that are accepted for a time, by whom and why; may repeat")
}

// load reads the files. All faults are told at once, each with its file and line.
func (w *waiverFlags) load(rules []finding.Rule) ([]finding.WaiverEntry, error) {
	entries, faults := readWaivers(w.files, rules)
	for i, fault := range faults {
		faults[i] = fmt.Errorf("--waivers: %w", fault)
	}
	return entries, errors.Join(faults...)
}

// readWaivers returns the entries of waiver files that have no fault, in their order, and what is wrong with the others.
func readWaivers(files []string, rules []finding.Rule) (entries []finding.WaiverEntry, faults []error) {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	known := map[string]string{} // which findings → where their entry stands
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		more, wrong := parseWaivers(name, text, ids)
		faults = append(faults, wrong...)
		for _, e := range more {
			key := placeKey([]string{e.Rule, e.Resource, e.Account})
			if known[key] != "" {
				faults = append(faults, fmt.Errorf("%s: rule, resource and account are those at %s", e.Place, known[key]))
				continue
			}
			known[key] = e.Place
			entries = append(entries, e)
		}
	}
	return entries, faults
}

// parseWaivers reads the text of one waiver file. rules are the ids of those that there are.
func parseWaivers(file string, text []byte, rules []string) ([]finding.WaiverEntry, []error) {
	data := dataReader{file: file, places: places{}}
	values, err := data.read(text)
	if err != nil {
		return nil, []error{err}
	}
	r := waiverReader{places: data.places, rules: rules}
	r.names(values, nil, "waivers")
	list, ok := values["waivers"].([]any)
	if _, there := values["waivers"]; !there {
		r.faults = append(r.faults, fmt.Errorf("%s: waivers is missing", file))
	} else if !ok {
		r.fault([]string{"waivers"}, "it must be a list")
	}
	var entries []finding.WaiverEntry
	for i, value := range list {
		before := len(r.faults)
		if e := r.entry([]string{"waivers", strconv.Itoa(i)}, value); len(r.faults) == before {
			entries = append(entries, e)
		}
	}
	return entries, r.faults
}

// waiverReader checks the values of one waiver file.
type waiverReader struct {
	places places
	rules  []string
	faults []error
}

// fault notes what is wrong at a path, such as waivers[0].rule.
func (r *waiverReader) fault(at []string, format string, args ...any) {
	name := at[0]
	for _, part := range at[1:] {
		if _, err := strconv.Atoi(part); err == nil && name == "waivers" {
			name += "[" + part + "]"
		} else {
			name += "." + part
		}
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %s: %s", r.places.of(at), name, fmt.Sprintf(format, args...)))
}

// names refuses those that nobody reads.
func (r *waiverReader) names(object map[string]any, at []string, known ...string) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(known, name) {
			r.fault(append(slices.Clip(at), name), "no such name%s", nearest.Hint(name, known))
		}
	}
}

func (r *waiverReader) entry(at []string, value any) finding.WaiverEntry {
	object, ok := value.(map[string]any)
	if !ok {
		r.fault(at, "it must map names to values")
		return finding.WaiverEntry{}
	}
	r.names(object, at, "rule", "resource", "account", "reason", "owner", "expires")
	e := finding.WaiverEntry{
		Rule: r.rule(object, at, "rule"), Resource: r.pattern(object, at, "resource"),
		Reason: r.text(object, at, "reason"), Owner: r.text(object, at, "owner"),
		Expires: r.time(object, at, "expires"), Place: r.places.of(at),
	}
	if _, there := object["account"]; there {
		e.Account = r.text(object, at, "account")
		digits := strings.Trim(e.Account, "0123456789") == ""
		if e.Account != "" && (!digits || len(e.Account) != 12) {
			r.fault(append(slices.Clip(at), "account"), "%q is no account number, which has 12 digits", e.Account)
		}
	}
	return e
}

// text is one that must stand there. Its line breaks, which YAML has for long ones, become blanks.
func (r *waiverReader) text(object map[string]any, at []string, name string) string {
	here := append(slices.Clip(at), name)
	value, there := object[name]
	text, ok := value.(string)
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case !there:
		r.fault(at, "%s is missing", name)
	case !ok && value != nil:
		r.fault(here, "it must be a text (put it in quotes)")
	case text == "":
		r.fault(here, "it is empty")
	}
	return text
}

// pattern is a text that is compared with names: every character of it counts.
func (r *waiverReader) pattern(object map[string]any, at []string, name string) string {
	before := len(r.faults)
	text := r.text(object, at, name)
	if len(r.faults) > before {
		return ""
	}
	unseen := func(c rune) bool { return !unicode.IsGraphic(c) }
	if object[name] != text || strings.ContainsFunc(text, unseen) {
		r.fault(append(slices.Clip(at), name), "%q has characters that can't be seen", object[name])
		return ""
	}
	return text
}

// rule is a pattern that some rule matches.
func (r *waiverReader) rule(object map[string]any, at []string, name string) string {
	text := r.pattern(object, at, name)
	here := append(slices.Clip(at), name)
	switch _, err := path.Match(text, ""); {
	case text == "": // pattern said why
	case err != nil:
		r.fault(here, "%q is not a pattern", text)
	case !slices.ContainsFunc(r.rules, func(id string) bool { return finding.MatchRule(text, id) }):
		r.fault(here, "no rule %q%s", text, nearest.Hint(text, r.rules))
	}
	return text
}

// time is a date, which counts to its end in UTC, or a time.
func (r *waiverReader) time(object map[string]any, at []string, name string) time.Time {
	before := len(r.faults)
	text := r.text(object, at, name)
	if len(r.faults) > before {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err == nil {
		return finding.EndOfDay(t)
	}
	t, err = time.Parse(time.RFC3339, text)
	if t = t.UTC(); err != nil || t.Year() < 0 || t.Year() > 9999 { // JSON has no others
		r.fault(append(slices.Clip(at), name), "%q is no date (2027-06-30) and no time (2027-06-30T12:00:00Z)", text)
	}
	return t
}
