package rego_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	oparego "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"trailproof/engine"
	"trailproof/internal/golden"
	"trailproof/rego"
	"trailproof/snapshot"
)

// The contract that rules keep. Each failure says which file breaks which promise, and which command helps: this text is
// the guide of whoever writes a rule.

// files returns the texts of lib and rules, tests among them, by path.
func files(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, dir := range []string{"lib", "rules"} {
		err := fs.WalkDir(rego.FS, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(rego.FS, name)
			texts[name] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return texts
}

func parse(t *testing.T, texts map[string]string) map[string]*ast.Module {
	t.Helper()
	modules := map[string]*ast.Module{}
	for name, text := range texts {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			t.Fatal(err)
		}
		modules[name] = m
	}
	return modules
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }

// isLibraryHelp are the inputs for tests, which are no tests.
func isLibraryHelp(name string) bool { return name == "lib/fixtures_test.rego" }

func TestFormat(t *testing.T) {
	for name, text := range files(t) {
		want, err := format.SourceWithOpts(name, []byte(text), format.Opts{})
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != text {
			t.Errorf("rego/%s is not formatted: make fmt", name)
		}
		for i, line := range strings.Split(text, "\n") {
			if width := len([]rune(strings.ReplaceAll(line, "\t", "    "))); width > 120 {
				t.Errorf("rego/%s:%d is %d columns wide, more than 120: break the line", name, i+1, width)
			}
		}
	}
}

// TestRecords compiles every rule with all checks, and compares the generated records.
func TestRecords(t *testing.T) {
	rules, _, err := engine.Derive(rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rules {
		if i >= len(generated) || fmt.Sprint(r.Rule) != fmt.Sprint(generated[i]) {
			t.Fatalf("engine/records_gen.go is stale at rule %s: make gen", r.ID)
		}
	}
	if len(rules) != len(generated) {
		t.Fatal("engine/records_gen.go has a rule that is gone: make gen")
	}
}

func TestNames(t *testing.T) {
	texts := files(t)
	for name, m := range parse(t, texts) {
		pkg := strings.TrimPrefix(m.Package.Path.String(), "data.")
		if want := strings.ReplaceAll(strings.TrimSuffix(name, ".rego"), "/", "."); pkg != want && !isLibraryHelp(name) {
			t.Errorf("rego/%s is package %s: the path is the package, so it must be %s", name, pkg, want)
		}
		if strings.HasPrefix(name, "rules/") && !isTest(name) {
			if twin := strings.TrimSuffix(name, ".rego") + "_test.rego"; texts[twin] == "" {
				t.Errorf("rego/%s has no test: write rego/%s", name, twin)
			}
		}
	}
}

// TestShape keeps rules small and alike: deny is their only public name, functions look at their arguments alone.
func TestShape(t *testing.T) {
	words := snapshot.Words()
	for name, m := range parse(t, files(t)) {
		if isTest(name) {
			continue
		}
		if lines := codeLines(m, files(t)[name]); strings.HasPrefix(name, "rules/") && lines > 80 {
			t.Errorf("rego/%s has %d lines of code, more than 80: ask one question only", name, lines)
		}
		own := map[string]bool{}
		ast.WalkTerms(m, func(term *ast.Term) bool {
			if object, ok := term.Value.(ast.Object); ok {
				for _, key := range object.Keys() {
					if s, ok := key.Value.(ast.String); ok {
						own[string(s)] = true
					}
				}
			}
			return false
		})
		for _, r := range m.Rules {
			public := string(r.Head.Name)
			if strings.HasPrefix(name, "rules/") && public != "deny" && !strings.HasPrefix(public, "_") {
				t.Errorf("rego/%s:%d: %s is public: only deny is; begin helpers with _", name, r.Location.Row, public)
			}
			if len(r.Head.Args) == 0 {
				continue
			}
			ast.WalkRefs(r, func(ref ast.Ref) bool {
				if strings.HasPrefix(name, "lib/") && ref[0].Equal(ast.InputRootDocument) {
					t.Errorf("rego/%s:%d: function %s reads input: pass what it needs", name, r.Location.Row, public)
				}
				if _, isVar := ref[0].Value.(ast.Var); isVar && !ast.RootDocumentNames.Contains(ref[0]) && ast.BuiltinMap[ref.String()] == nil {
					for _, step := range ref[1:] {
						if s, ok := step.Value.(ast.String); ok && !words[string(s)] && !own[string(s)] && !imported(m, ref[0]) {
							t.Errorf("rego/%s:%d: function %s looks at .%s, which no snapshot has", name, r.Location.Row, public, s)
						}
					}
				}
				return false
			})
		}
	}
}

func imported(m *ast.Module, head *ast.Term) bool {
	return slices.ContainsFunc(m.Imports, func(i *ast.Import) bool { return head.Equal(ast.VarTerm(string(i.Name()))) })
}

// codeLines counts the lines from the package on.
func codeLines(m *ast.Module, text string) int {
	return strings.Count(text, "\n") - m.Package.Location.Row + 1
}

// TestRego runs the tests of all rules, built-in errors raised, and demands that they run every line.
func TestRego(t *testing.T) {
	modules := parse(t, files(t))
	coverage := cover.New()
	compiler := ast.NewCompiler().WithStrict(true).WithCapabilities(engine.Capabilities())
	results, err := tester.NewRunner().SetCompiler(compiler).SetStore(inmem.New()).SetModules(modules).
		SetCoverageQueryTracer(coverage).RaiseBuiltinErrors(true).RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for r := range results {
		names[r.Package] = append(names[r.Package], r.Name)
		if r.Error != nil || r.Fail || r.Skip {
			t.Errorf("rego/%s:%d: %s does not pass (%v): opa test rego/lib rego/rules --run %s -v", r.Location.File, r.Location.Row, r.Name, r.Error, r.Name)
		}
	}
	for name, m := range modules {
		if !strings.HasPrefix(name, "rules/") || !isTest(name) {
			continue
		}
		tests := names[m.Package.Path.String()]
		for _, prefix := range []string{"test_denies_", "test_allows_"} {
			if !slices.ContainsFunc(tests, func(n string) bool { return strings.HasPrefix(n, prefix) }) {
				t.Errorf("rego/%s has no %s…: show what the rule says against, and what it lets pass", name, prefix)
			}
		}
	}
	for name, report := range coverage.Report(modules).Files {
		for _, r := range report.NotCovered {
			t.Errorf("rego/%s:%d is run by no test", name, r.Start.Row)
		}
	}
}

// TestFixtures demands that the inputs of tests could be snapshots: a misspelt field would make a test pass for nothing.
// What a test leaves out is as if unseen.
func TestFixtures(t *testing.T) {
	compiler := ast.NewCompiler()
	if compiler.Compile(parse(t, files(t))); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	all, checked := 0, 0
	for name, m := range parse(t, files(t)) {
		if !strings.HasPrefix(name, "rules/") || !isTest(name) {
			continue
		}
		for _, r := range m.Rules {
			if !strings.HasPrefix(string(r.Head.Name), "test_") {
				continue
			}
			for _, input := range inputs(r) {
				all++
				if value, ok := evaluate(t, compiler, m, r, input); ok {
					checked++
					checkFixture(t, fmt.Sprintf("rego/%s: %s", name, r.Head.Name), snapshot.Root(), "", value)
				}
			}
		}
	}
	if checked < all*9/10 {
		t.Errorf("only %d of %d inputs could be checked: keep them out of iterations", checked, all)
	}
}

// inputs returns the terms that the rule's tests put in the place of input.
func inputs(r *ast.Rule) []*ast.Term {
	var terms []*ast.Term
	ast.WalkWiths(r, func(w *ast.With) bool {
		if ref, ok := w.Target.Value.(ast.Ref); ok && ref.Equal(ast.InputRootRef) {
			terms = append(terms, w.Value)
		}
		return false
	})
	return terms
}

// evaluate finds the value of a term in the rule's body: the assignments that stand in the body come along. A term that
// depends on an iteration (every, some) has none here.
func evaluate(t *testing.T, compiler *ast.Compiler, m *ast.Module, r *ast.Rule, term *ast.Term) (any, bool) {
	t.Helper()
	var body []string
	for _, e := range r.Body {
		if e.IsAssignment() {
			body = append(body, e.String())
		}
	}
	opts := []func(*oparego.Rego){
		oparego.Query(strings.Join(append(body, "probe := "+term.String()), "; ")), oparego.Compiler(compiler),
		oparego.ParsedPackage(m.Package), oparego.ParsedImports(m.Imports),
	}
	results, err := oparego.New(opts...).Eval(t.Context())
	if err != nil || len(results) != 1 {
		return nil, false
	}
	return results[0].Bindings["probe"], true
}

func checkFixture(t *testing.T, where string, s *snapshot.Shape, path string, v any) {
	t.Helper()
	wrong := func(want string) { t.Errorf("%s: %s is %v, where a snapshot has %s", where, path, v, want) }
	if v == nil {
		if !s.Nullable {
			wrong("no null")
		}
		return
	}
	switch s.Type {
	case "object":
		object, ok := v.(map[string]any)
		if !ok {
			wrong("an object")
		}
		for key, member := range object {
			if s.Members[key] == nil {
				t.Errorf("%s: %s.%s: no snapshot has that field", where, path, key)
				continue
			}
			checkFixture(t, where, s.Members[key], path+"."+key, member)
		}
	case "map":
		entries, ok := v.(map[string]any)
		if !ok {
			wrong("a map")
		}
		for key, entry := range entries {
			checkFixture(t, where, s.Elem, path+"["+key+"]", entry)
		}
	case "list":
		items, ok := v.([]any)
		if !ok {
			wrong("a list")
		}
		for _, item := range items {
			checkFixture(t, where, s.Elem, path+"[]", item)
		}
	case "string", "time":
		if _, ok := v.(string); !ok {
			wrong("a text")
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			wrong("true or false")
		}
	case "integer":
		if _, ok := v.(json.Number); !ok {
			wrong("a number")
		}
	}
}

// TestControls checks the ids that annotations name.
func TestControls(t *testing.T) {
	text, err := fs.ReadFile(rego.FS, "controls.json")
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Catalogue  map[string]string
		Frameworks map[string]struct {
			Title    string
			Controls []string
		}
	}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if len(r.Controls["trailproof"]) == 0 {
			t.Errorf("%s names no id of the catalogue (controls: trailproof)", r.ID)
		}
		for framework, ids := range r.Controls {
			for _, id := range ids {
				switch {
				case framework == "trailproof" && known.Catalogue[id] == "":
					t.Errorf("%s: %s is not in the catalogue of rego/controls.json", r.ID, id)
				case framework != "trailproof" && !slices.Contains(known.Frameworks[framework].Controls, id):
					t.Errorf("%s: rego/controls.json knows no control %s of %s", r.ID, id, framework)
				}
			}
		}
		for _, ref := range r.References {
			if !strings.HasPrefix(ref, "https://docs.aws.amazon.com/") {
				t.Errorf("%s: %s is not a page of AWS's documentation", r.ID, ref)
			}
		}
		if !regexp.MustCompile(`^[a-z0-9]+\.[a-z_]+$`).MatchString(r.ID) {
			t.Errorf("%s: an id is service.name in lower case", r.ID)
		}
	}
}

// TestEveryRuleSpeaks says that each rule fails somewhere in the stories and passes on the clean one.
func TestEveryRuleSpeaks(t *testing.T) {
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for story, dir := range golden.Stories(t, "..") {
		text, err := os.ReadFile(filepath.Join(dir, "findings.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if f := strings.Fields(line); len(f) == 4 && !strings.HasPrefix(line, "\t") {
				said[f[2]] += story + ":" + f[0] + " "
			}
		}
	}
	for _, r := range rules {
		if !strings.Contains(said[r.ID], ":fail ") {
			t.Errorf("%s fails in no story of testdata/accounts: add its flaw to broken/aws.json", r.ID)
		}
		if !strings.Contains(said[r.ID], "clean:pass ") || strings.Contains(said[r.ID], "clean:fail ") {
			t.Errorf("%s does not pass on testdata/accounts/clean (%s)", r.ID, said[r.ID])
		}
	}
}

// TestStockOPA evaluates the rules as opa eval would, without the engine, and finds the same denials.
func TestStockOPA(t *testing.T) {
	opts := []func(*oparego.Rego){oparego.Query("data.rules[service][name].deny[deny]")}
	for name, text := range files(t) {
		opts = append(opts, oparego.Module(name, text))
	}
	query, err := oparego.New(opts...).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for story, dir := range golden.Stories(t, "..") {
		text, err := os.ReadFile(filepath.Join(dir, "snapshot.json"))
		if err != nil {
			t.Fatal(err)
		}
		var input any
		if err := json.Unmarshal(text, &input); err != nil {
			t.Fatal(err)
		}
		results, err := query.Eval(t.Context(), oparego.EvalInput(input))
		if err != nil {
			t.Fatal(err)
		}
		stock := map[string]bool{}
		for _, r := range results {
			deny := r.Bindings["deny"].(map[string]any)
			stock[fmt.Sprint(r.Bindings["service"], ".", r.Bindings["name"], " ", deny["resource"])] = true
		}
		ours, err := os.ReadFile(filepath.Join(dir, "findings.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(ours), "\n") {
			if f := strings.Fields(line); len(f) == 4 && f[0] == "fail" && !stock[f[2]+" "+f[3]] {
				t.Errorf("%s: stock OPA does not deny %s for %s", story, f[2], f[3])
			}
		}
	}
}
