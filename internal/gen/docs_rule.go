package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"trailproof/collectors"
	"trailproof/engine"
	"trailproof/finding"
)

// rule is the page of a rule. It lies a folder deeper than the index.
func (d docs) rule(r engine.Record) ([]byte, error) {
	var b strings.Builder
	b.WriteString(generated)
	fmt.Fprintf(&b, "# %s\n\n", mdText(r.Title))
	fmt.Fprintf(&b, "%s, severity **%s**. It judges %s. [All rules](../index.md)\n\n",
		mdCode(r.ID), r.Severity, mdText(d.sets[r.Subject].Title))
	if len(r.With) > 0 {
		fmt.Fprintf(&b, "It needs opt-in evidence, and says nothing without: %s\n\n", mdCode("--with "+strings.Join(r.With, " --with ")))
	}
	fmt.Fprintf(&b, "## Why\n\n%s", mdParagraphs(r.Description))
	b.WriteString("## How to check by hand\n\nWhat the rule looks at, in the order in which one answer names what the next call is " +
		"about. REGION is each enabled Region, and for settings of a trail its home Region.\n\n")
	text, absences, actions, err := callsOf(r.Rule)
	if err != nil {
		return nil, err
	}
	b.WriteString(mdBlock("sh", text) + "\n")
	for _, a := range absences {
		b.WriteString("* " + a + "\n")
	}
	if len(absences) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "## How to fix\n\n%s", mdParagraphs(r.Remediation))
	b.WriteString("## Controls\n\n" + d.controls(r.Rule) + "\n")
	b.WriteString("## What it reads\n\nOf the [snapshot](../../../rego/schemas/snapshot.json):\n\n" + list(r.Reads))
	b.WriteString("\nIAM actions that this needs:\n\n" + list(actions))
	if rows := d.paramRows(r.Params); len(rows) > 0 {
		b.WriteString("\n## Parameters\n\n" + mdTable(paramColumns, rows) +
			"\nThey stand in a file for `-d`, see [parameters](../parameters.md).\n")
	}
	if len(r.References) > 0 {
		b.WriteString("\n## See also\n\n")
		for _, ref := range r.References {
			fmt.Fprintf(&b, "* %s\n", mdLink(mdText(ref), ref))
		}
	}
	return []byte(b.String()), nil
}

// callsOf returns the commands that ask what a rule's calls ask, the answers of AWS that mean "there is none", and the IAM
// actions.
func callsOf(r finding.Rule) (commands string, absences, actions []string, err error) {
	var lines []string
	for _, c := range collectors.Calls(r.Reads, r.With...) {
		line, err := command(c)
		if err != nil {
			return "", nil, nil, err
		}
		actions = append(actions, c.Actions...)
		if slices.Contains(lines, line) {
			continue
		}
		lines = append(lines, line)
		if len(c.Absent) > 0 {
			words := strings.Fields(line)
			codes := make([]string, len(c.Absent))
			for i, code := range c.Absent {
				codes[i] = mdCode(code)
			}
			absences = append(absences, fmt.Sprintf("%s: %s means that there is none.", mdCode(words[2]), strings.Join(codes, " or ")))
		}
	}
	slices.Sort(actions)
	return strings.Join(lines, "\n"), absences, slices.Compact(actions), nil
}

func list(items []string) string {
	var b strings.Builder
	for _, item := range items {
		b.WriteString("* " + mdCode(item) + "\n")
	}
	return b.String()
}

// controls has a row for each framework that the rule names, with links to public pages.
func (d docs) controls(r finding.Rule) string {
	var rows [][]string
	for _, id := range slices.SortedFunc(maps.Keys(r.Controls), finding.CompareIDs) {
		name, link := mdCode(id), func(string) string { return "" }
		if i := slices.IndexFunc(d.frameworks, func(f engine.Framework) bool { return f.ID == id }); i >= 0 {
			f := d.frameworks[i]
			name = mdLink(mdText(strings.TrimSpace(f.Title+" "+f.Version)), "../"+frameworkPage(id))
			if f.ControlLink != "" {
				link = f.LinkTo
			}
		}
		var controls []string
		for _, control := range slices.SortedFunc(slices.Values(r.Controls[id]), finding.CompareIDs) {
			controls = append(controls, mdLink(mdText(control), link(control)))
		}
		rows = append(rows, []string{name, strings.Join(controls, ", ")})
	}
	return mdTable([]string{"Framework", "Controls"}, rows)
}

var paramColumns = []string{"Parameter", "What it is", "Default", "Schema"}

// paramRows describes those parameters; nil means all.
func (d docs) paramRows(names []string) [][]string {
	var rows [][]string
	for _, p := range d.params {
		if names != nil && !slices.Contains(names, p.Name) {
			continue
		}
		schema, err := json.Marshal(p.Schema)
		if err != nil {
			panic(err) // it was read from an annotation
		}
		rows = append(rows, []string{
			mdCode(p.Name), mdText(p.Title + ". " + p.Description), mdCode(p.Default), mdCode(string(schema)),
		})
	}
	return rows
}
