package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/snapshot"

	"github.com/open-policy-agent/opa/v1/ast"
)

// derive makes the records: what each rule module's annotation says, and what its code reads.
func derive(c *ast.Compiler, modules map[string]*ast.Module) ([]Record, map[string]Set, error) {
	sets, err := subjectSets(c, modules)
	if err != nil {
		return nil, nil, err
	}
	var records []Record
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		m := modules[file]
		id, ok := strings.CutPrefix(m.Package.Path.String(), "data.rules.")
		if !ok {
			continue
		}
		r, err := record(file, id, m)
		if err != nil {
			return nil, nil, err
		}
		set, ok := sets[r.Subject]
		if !ok {
			return nil, nil, fmt.Errorf("rules: %s: annotation: custom.subject: no set %q in lib.subjects%s", file, r.Subject,
				nearest.Hint(r.Subject, slices.Sorted(maps.Keys(sets))))
		}
		deny := m.Package.Path.Append(ast.StringTerm("deny"))
		reads, err := readsOf(c, deny, subjectsRef.Append(ast.StringTerm(r.Subject)), set.Of)
		if err != nil {
			return nil, nil, fmt.Errorf("rules: %s: %w", file, err)
		}
		r.Reads, r.Params = union(reads.paths, set.Reads), reads.params
		r.With = optIns(r.Reads)
		records = append(records, Record{Rule: r, Own: reads.paths, Joined: reads.joined, data: reads.data})
	}
	slices.SortFunc(records, func(a, b Record) int { return strings.Compare(a.ID, b.ID) })
	return records, sets, nil
}

// optIns returns the opt-in evidence among the paths, sorted; nil for none.
func optIns(paths []string) []string {
	var with []string
	for _, path := range paths {
		if name := snapshot.OptIn(path); name != "" {
			with = append(with, name)
		}
	}
	slices.Sort(with)
	return slices.Compact(with)
}

var subjectsRef = ast.MustParseRef("data.lib.subjects")

// subjectSets reads lib.subjects: each public set has an annotation that says who its members are and which map of the
// snapshot has them as keys.
func subjectSets(c *ast.Compiler, modules map[string]*ast.Module) (map[string]Set, error) {
	sets := map[string]Set{}
	for file, m := range modules {
		if !m.Package.Path.Equal(subjectsRef) {
			continue
		}
		for _, a := range m.Annotations {
			name := strings.TrimPrefix(a.GetTargetPath().String(), subjectsRef.String()+".")
			of, ok := a.Custom["of"].(string)
			if !ok || a.Title == "" {
				return nil, fmt.Errorf("rules: %s: set %s needs a title and custom.of", file, name)
			}
			reads, err := readsOf(c, subjectsRef.Append(ast.StringTerm(name)), nil, "")
			if err != nil {
				return nil, fmt.Errorf("rules: %s: set %s: %w", file, name, err)
			}
			sets[name] = Set{Title: a.Title, Of: of, Reads: reads.paths}
		}
	}
	return sets, nil
}

var keys = []string{"severity", "subject", "controls", "remediation"}

// record reads the package annotation of a rule. Whatever is missing or unknown is an error: silence here would become
// "N/A" in a report.
func record(file, id string, m *ast.Module) (finding.Rule, error) {
	r := finding.Rule{ID: id, Controls: map[string][]string{}, References: []string{}, Params: []string{}}
	fault := func(format string, args ...any) (finding.Rule, error) {
		return r, fmt.Errorf("rules: %s: annotation: "+format, append([]any{file}, args...)...)
	}
	i := slices.IndexFunc(m.Annotations, func(a *ast.Annotations) bool { return a.Scope == "package" })
	if i < 0 {
		return fault("the package has no METADATA")
	}
	a := m.Annotations[i]
	if strings.Count(id, ".") != 1 {
		return fault("package rules.%s must be rules.<service>.<name>", id)
	}
	if len(a.Authors)+len(a.Organizations) > 0 || a.Entrypoint {
		return fault("authors, organizations and entrypoint are not used")
	}
	r.Title, r.Description = a.Title, strings.TrimSpace(a.Description)
	for _, ref := range a.RelatedResources {
		r.References = append(r.References, ref.Ref.String())
	}
	for key := range a.Custom {
		if !slices.Contains(keys, key) {
			return fault("unknown key custom.%s%s", key, nearest.Hint(key, keys))
		}
	}
	texts := map[string]*string{"severity": (*string)(&r.Severity), "subject": &r.Subject, "remediation": &r.Remediation}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		text, ok := a.Custom[key].(string)
		if !ok {
			return fault("custom.%s must be a text", key)
		}
		*texts[key] = strings.TrimSpace(text)
	}
	for name, text := range map[string]string{
		"title": r.Title, "description": r.Description, "custom.subject": r.Subject, "custom.remediation": r.Remediation,
	} {
		if text == "" {
			return fault("%s is missing", name)
		}
	}
	if !slices.Contains(finding.Severities, r.Severity) {
		return fault("custom.severity: %q is none of %v", r.Severity, finding.Severities)
	}
	if err := controls(a.Custom["controls"], r.Controls); err != nil {
		return fault("%w", err)
	}
	return r, nil
}

func controls(v any, into map[string][]string) error {
	frameworks, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("custom.controls must map frameworks to lists of ids")
	}
	for framework, v := range frameworks {
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			return fmt.Errorf("custom.controls.%s must be a list of ids", framework)
		}
		for _, v := range list {
			id, ok := v.(string)
			if !ok {
				return fmt.Errorf("custom.controls.%s: %v is not a text; quote numbers", framework, v)
			}
			into[framework] = append(into[framework], id)
		}
	}
	return nil
}

// union returns the members of all lists, sorted, once each; never nil, which would be null in a report.
func union(lists ...[]string) []string {
	all := append([]string{}, slices.Concat(lists...)...)
	slices.Sort(all)
	return slices.Compact(all)
}
