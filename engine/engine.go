// Package engine judges snapshots by rules. Rules (the embedded ones and a user's own) and a snapshot come in, one finding
// for each rule and resource goes out. It is the only importer of OPA, and it never lets silence pass for a pass: subjects
// are enumerated, what a rule reads is derived from its code, and a hole in that makes the outcome unknown.
package engine

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"trailproof/finding"
	"trailproof/snapshot"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// Options say what to load.
type Options struct {
	// Select keeps a rule; nil keeps all. Rules that are not kept are not compiled.
	Select func(finding.Rule) bool
	// Named are ids of rules that judge a snapshot that was made without their opt-in evidence, too: what they need is then
	// unknown.
	Named []string
	// Policies are the texts of a user's own rules, by file name.
	Policies map[string][]byte
	// Data is what the rules find below data, such as params.
	Data map[string]any
}

// Record is a rule with what its code says about it.
type Record struct {
	finding.Rule
	// Own is the part of Reads that the rule reads by itself; the rest says who its subjects are.
	Own []string
	// Joined is the part of Own that it may read of other resources than the subject.
	Joined []string

	data []string // keys of the user's data that it reads
}

// Set is a set of subjects, from lib.subjects.
type Set struct {
	// Title says who its members are.
	Title string
	// Of is the path of the map that has the members as keys; empty for the account.
	Of string
	// Reads is the evidence of who its members are.
	Reads []string
}

// Engine is a set of compiled rules. It is safe for concurrent use.
type Engine struct {
	rules    []Record
	all      []finding.Rule // those that were not selected, too
	sets     map[string]Set
	compiler *ast.Compiler
	data     map[string]any
	denies   rego.PreparedEvalQuery
	subjects rego.PreparedEvalQuery
	named    []string
	shape    *snapshot.Shape // what the rules see of a snapshot
}

// Load compiles the rules. Errors in a user's rules name file and line.
func Load(ctx context.Context, source fs.FS, opts Options) (*Engine, error) {
	loaded, err := load(source, opts)
	if err != nil {
		return nil, err
	}
	var readers, reads []string
	for _, r := range loaded.rules {
		readers, reads = append(readers, r.data...), append(reads, r.Reads...)
	}
	if err := checkData(ctx, source, opts.Data, readers); err != nil {
		return nil, err
	}
	e := &Engine{
		rules: loaded.rules, all: loaded.all, sets: loaded.sets, compiler: loaded.compiler, data: opts.Data, named: opts.Named,
		shape: snapshot.Part(union(reads)),
	}
	if e.data == nil {
		e.data = map[string]any{}
	}
	// Iterating is what keeps this fast: the full extent of data.rules costs the square of the number of packages.
	if e.denies, err = e.prepare(ctx, "data.rules[service][name].deny[deny]"); err != nil {
		return nil, err
	}
	e.subjects, err = e.prepare(ctx, "data.lib.subjects[set][id]")
	return e, err
}

// Rules returns the loaded rules, sorted by id.
func (e *Engine) Rules() []finding.Rule { return plainRules(e.rules) }

func plainRules(records []Record) []finding.Rule {
	rules := make([]finding.Rule, len(records))
	for i, r := range records {
		rules[i] = r.Rule
	}
	return rules
}

// All returns all rules that there are, those that were not selected too, sorted by id.
func (e *Engine) All() []finding.Rule { return slices.Clone(e.all) }

func (e *Engine) prepare(ctx context.Context, query string) (rego.PreparedEvalQuery, error) {
	prepared, err := rego.New(
		rego.Query(query),
		rego.Compiler(e.compiler),
		rego.Store(inmem.NewFromObjectWithOpts(e.data, inmem.OptRoundTripOnWrite(false))),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(ctx)
	if err != nil {
		return prepared, fmt.Errorf("rules: prepare %s: %w", query, err)
	}
	return prepared, nil
}
