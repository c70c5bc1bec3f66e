package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"trailproof/finding"
)

// loaded is what load hands to Load.
type loaded struct {
	compiler *ast.Compiler
	rules    []Record
	all      []finding.Rule // those that are not selected, too
	sets     map[string]Set
}

// load takes the selected rules as they were compiled and derived when they were generated, which saves most of the start of
// the program. With a user's rules everything is compiled from source, with all checks.
func load(source fs.FS, opts Options) (loaded, error) {
	if len(opts.Policies) > 0 {
		return loadWithUser(source, opts)
	}
	out := loaded{sets: sets, all: plainRules(records)}
	modules := map[string]*ast.Module{}
	for name, m := range compiled {
		if _, isRule := ruleID(name); !isRule {
			modules[name] = m
		}
	}
	for _, r := range records {
		if opts.Select == nil || opts.Select(r.Rule) {
			out.rules = append(out.rules, r)
			modules[ruleFile(r.ID)] = compiled[ruleFile(r.ID)]
		}
	}
	out.compiler = ast.NewCompiler().WithCapabilities(Capabilities()).WithSkipStages(done...)
	out.compiler.Compile(modules)
	if out.compiler.Failed() {
		return out, fmt.Errorf("rules: %w", out.compiler.Errors)
	}
	return out, nil
}

// done are the compiler's stages that compiled modules have behind them: all but those that index the rules.
var done = slices.DeleteFunc(ast.AllStages(), func(s ast.StageID) bool {
	return slices.Contains([]ast.StageID{
		ast.StageSetModuleTree, ast.StageSetRuleTree, ast.StageBuildRuleIndices, ast.StageBuildComprehensionIndices,
	}, s)
})

// Derive compiles every rule of source with all checks and returns the records and sets that its annotations and code give.
// records_gen.go is generated from it.
func Derive(source fs.FS) ([]Record, map[string]Set, error) {
	sources, err := ruleFiles(source)
	if err != nil {
		return nil, nil, err
	}
	l, err := loadChecked(source, sources, nil)
	return l.rules, l.sets, err
}

// Compile compiles every rule of source with all checks and returns the modules by file. compiled_gen.go is generated from
// them.
func Compile(source fs.FS) (map[string]*ast.Module, error) {
	sources, err := ruleFiles(source)
	if err != nil {
		return nil, err
	}
	l, err := loadChecked(source, sources, nil)
	if err != nil {
		return nil, err
	}
	return l.compiler.Modules, nil
}

func loadWithUser(source fs.FS, opts Options) (loaded, error) {
	sources, err := ruleFiles(source)
	if err != nil {
		return loaded{}, err
	}
	l, err := loadChecked(source, sources, opts.Policies)
	l.all = plainRules(l.rules)
	if err != nil || opts.Select == nil {
		return l, err
	}
	l.rules = slices.DeleteFunc(l.rules, func(r Record) bool { return !opts.Select(r.Rule) })
	return l, nil
}

func loadChecked(source fs.FS, own, user map[string][]byte) (loaded, error) {
	var out loaded
	schema, err := snapshotSchema(source)
	if err != nil {
		return out, err
	}
	modules := map[string]*ast.Module{}
	for _, sources := range []map[string][]byte{own, user} {
		for _, name := range slices.Sorted(maps.Keys(sources)) {
			m, err := ast.ParseModuleWithOpts(name, string(sources[name]), ast.ParserOptions{ProcessAnnotation: true})
			if err != nil {
				return out, fmt.Errorf("rules: %w", err)
			}
			if modules[name] != nil {
				return out, fmt.Errorf("rules: %s: a file of this name is built in", name)
			}
			if err := checkNegations(m); err != nil {
				return out, err
			}
			modules[name] = m
		}
	}
	if err := checkPackages(modules, user); err != nil {
		return out, err
	}
	// The annotations are gone from compiled modules.
	annotated := maps.Clone(modules)
	out.compiler = ast.NewCompiler().WithStrict(true).WithCapabilities(Capabilities()).
		WithSchemas(schema).WithUseTypeCheckAnnotations(true)
	out.compiler.Compile(modules)
	if out.compiler.Failed() {
		return out, fmt.Errorf("rules: %w", out.compiler.Errors)
	}
	out.rules, out.sets, err = derive(out.compiler, annotated)
	return out, err
}

// checkPackages demands that a user's files add to the rules and replace none.
func checkPackages(modules map[string]*ast.Module, user map[string][]byte) error {
	owner := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		pkg := modules[name].Package.Path.String()
		if other, ok := owner[pkg]; ok {
			return fmt.Errorf("rules: %s and %s: both are package %s", other, name, strings.TrimPrefix(pkg, "data."))
		}
		owner[pkg] = name
		// lib is ours, and reports speak of the program itself as of a rule of trailproof.
		for _, ours := range []string{"lib", "rules.trailproof"} {
			if _, isUser := user[name]; isUser && strings.HasPrefix(pkg+".", "data."+ours+".") {
				return fmt.Errorf("rules: %s: package %s is taken", name, ours)
			}
		}
	}
	return nil
}

// ruleFiles returns the texts of lib and rules without tests, by path.
func ruleFiles(source fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, dir := range []string{"lib", "rules"} {
		err := fs.WalkDir(source, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
				return err
			}
			files[name], err = fs.ReadFile(source, name)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
	}
	return files, nil
}

func ruleFile(id string) string { return "rules/" + strings.ReplaceAll(id, ".", "/") + ".rego" }

// ruleID is s3.tls_only for rules/s3/tls_only.rego.
func ruleID(name string) (string, bool) {
	id, ok := strings.CutPrefix(name, "rules/")
	return strings.ReplaceAll(strings.TrimSuffix(id, ".rego"), "/", "."), ok
}

func snapshotSchema(source fs.FS) (*ast.SchemaSet, error) {
	text, err := fs.ReadFile(source, "schemas/snapshot.json")
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var schema any
	if err := dec.Decode(&schema); err != nil {
		return nil, fmt.Errorf("rules: schemas/snapshot.json: %w", err)
	}
	set := ast.NewSchemaSet()
	set.Put(ast.MustParseRef("schema.snapshot"), schema)
	return set, nil
}

// Capabilities are OPA's built-ins without those whose answer depends on anything but their arguments: no network, no
// clock, no randomness, no environment. A rule that calls one of them does not compile.
func Capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool { return b.IsNondeterministic() })
	c.AllowNet = []string{} // not nil, which would mean every host
	return c
}

// Catalogue returns the records of all rules, the embedded ones and a user's, sorted by id.
func Catalogue(source fs.FS, user map[string][]byte) ([]finding.Rule, error) {
	all := records
	if len(user) > 0 {
		sources, err := ruleFiles(source)
		if err != nil {
			return nil, err
		}
		l, err := loadChecked(source, sources, user)
		if err != nil {
			return nil, err
		}
		all = l.rules
	}
	return plainRules(all), nil
}
