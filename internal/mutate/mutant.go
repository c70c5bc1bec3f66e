package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"trailproof/engine"
)

// mutant is a module with one thing changed.
type mutant struct {
	file   string
	line   int
	module *ast.Module
	// key names the change by package, rule, before and after, and by a number where these are not unique, so that it stays
	// as lines shift.
	key string
	// rule, before and after are the parts of the key, for people.
	rule, before, after string
}

// mutants are all changes of a module, in the order of the file.
func mutants(file string, m *ast.Module) []mutant {
	var out []mutant
	seen := map[string]int{}
	add := func(name string, i int, c change[*ast.Rule]) {
		cpy := *m
		cpy.Rules = append(append([]*ast.Rule{}, m.Rules[:i]...), m.Rules[i+1:]...)
		if c.node != nil {
			cpy.Rules = replaced(m.Rules, i, c.node)
		}
		key := fmt.Sprintf("%s %s: %s -> %s", packageName(m), name, c.before, c.after)
		seen[key]++
		if n := seen[key]; n > 1 {
			key = fmt.Sprintf("%s (%d)", key, n)
		}
		out = append(out, mutant{file, c.line, &cpy, key, name, c.before, c.after})
	}
	definitions := map[string]int{}
	for i, r := range m.Rules {
		name := r.Head.Ref()[0].String()
		definitions[name]++
		add(name, i, change[*ast.Rule]{nil, r.Location.Row, fmt.Sprintf("definition %d", definitions[name]), gone})
		for _, c := range changeRule(r) {
			add(name, i, c)
		}
	}
	return out
}

// mutants are those of all files that mutants are made of.
func (s *suite) mutants() []mutant {
	var out []mutant
	for _, file := range slices.DeleteFunc(slices.Sorted(maps.Keys(s.modules)), engine.IsTest) {
		out = append(out, mutants(file, s.modules[file])...)
	}
	return out
}

// packageName is lib.policy for package data.lib.policy.
func packageName(m *ast.Module) string { return strings.TrimPrefix(m.Package.Path.String(), "data.") }

var capabilities = ast.CapabilitiesForThisVersion()

// text is a node on one line, as opa fmt writes it, cut where it is long.
func text(n ast.Node) string {
	b, err := format.AstWithOpts(n, format.Opts{IgnoreLocations: true, RegoVersion: ast.RegoV1, Capabilities: capabilities})
	if err != nil {
		b = []byte(n.String())
	}
	line := []rune(strings.Join(strings.Fields(string(b)), " "))
	if len(line) > longest {
		line = append(line[:longest-1], '…')
	}
	return string(line)
}

const longest = 100
