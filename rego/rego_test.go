// The contract that every file of this folder keeps. A failure names the file, the promise that it breaks, and what helps.
package rego_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/golden"
	"trailproof/rego"
	"trailproof/snapshot"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// breaks reports a broken promise.
func breaks(t *testing.T, file, promise, helps, detail string, args ...any) {
	t.Helper()
	t.Errorf("%s: %s\n\tpromise: %s\n\thelps:   %s", file, fmt.Sprintf(detail, args...), promise, helps)
}

const (
	lib        = "lib/"
	rules      = "rules/"
	suffix     = ".rego"
	testSuffix = "_test.rego"
)

// sources returns the texts of all Rego files by path.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	err := fs.WalkDir(rego.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != suffix {
			return err
		}
		texts[name], err = fs.ReadFile(rego.FS, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// modules parses all Rego files.
func modules(t *testing.T) map[string]*ast.Module {
	t.Helper()
	parsed := map[string]*ast.Module{}
	for name, text := range sources(t) {
		m, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			t.Fatalf("%v", err)
		}
		parsed[name] = m
	}
	return parsed
}

func isTest(name string) bool { return strings.HasSuffix(name, testSuffix) }
func isRule(name string) bool { return strings.HasPrefix(name, rules) && !isTest(name) }

// TestFiles checks each file on its own.
func TestFiles(t *testing.T) {
	parsed := modules(t)
	for name, text := range sources(t) {
		t.Run(name, func(t *testing.T) {
			formatted(t, name, text)
			placed(t, name, parsed)
			sized(t, name, text, parsed[name])
			named(t, name, parsed[name])
			if !isTest(name) {
				worded(t, name, parsed[name])
			}
		})
	}
}

func formatted(t *testing.T, name string, text []byte) {
	want, err := format.SourceWithOpts(name, text, format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, want) {
		breaks(t, name, "files are formatted as opa fmt does it", "go run ./internal/gen fmt", "not formatted")
	}
}

// placed demands that the path is the package, and that a test stands beside each file.
func placed(t *testing.T, name string, parsed map[string]*ast.Module) {
	want := "data." + strings.ReplaceAll(strings.TrimSuffix(name, suffix), "/", ".")
	if got := parsed[name].Package.Path.String(); got != want {
		breaks(t, name, "the path is the package", "rename the one or the other", "it is package %s",
			strings.TrimPrefix(got, "data."))
	}
	if twin := strings.TrimSuffix(name, suffix) + testSuffix; !isTest(name) && parsed[twin] == nil {
		breaks(t, name, "a test stands beside each file", "write "+twin, "there is no test")
	}
	if isRule(name) && strings.Count(name, "/") != 2 {
		breaks(t, name, "rules stand in rules/<service>/<name>.rego", "move it", "it lies deeper or higher")
	}
}

func sized(t *testing.T, name string, text []byte, m *ast.Module) {
	code := 0
	for i, line := range strings.Split(string(text), "\n") {
		if n := utf8.RuneCountInString(line); n > 120 {
			breaks(t, name, "lines have at most 120 columns", "break the line", "line %d has %d", i+1, n)
		}
		if line = strings.TrimSpace(line); i+1 >= m.Package.Location.Row && line != "" && line[0] != '#' {
			code++
		}
	}
	if isRule(name) && code > 80 {
		breaks(t, name, "a rule has at most 80 lines of code", "ask one question a rule, or move functions to lib",
			"it has %d", code)
	}
}

// named demands that a rule shows its denials only, and that functions of lib depend on their arguments.
func named(t *testing.T, name string, m *ast.Module) {
	for _, r := range m.Rules {
		id := r.Head.Ref()[0].Value.String()
		private := strings.HasPrefix(id, "_")
		switch {
		case isRule(name) && id != "deny" && !private:
			breaks(t, name, "only deny is public in a rule", "begin the name with _", "%s is public", id)
		case isTest(name) && strings.HasPrefix(name, rules) && !private &&
			!strings.HasPrefix(id, "test_denies_") && !strings.HasPrefix(id, "test_allows_"):
			breaks(t, name, "tests are called test_denies_… or test_allows_…, what helps them _…", "rename it", "%s is neither", id)
		}
		if strings.HasPrefix(name, lib) && !isTest(name) && len(r.Head.Args) > 0 && mentions(r, ast.InputRootRef) {
			breaks(t, name, "functions of lib depend on their arguments alone", "pass what it needs as an argument",
				"%s mentions input", id)
		}
	}
}

func mentions(x any, prefix ast.Ref) bool {
	found := false
	ast.WalkRefs(x, func(r ast.Ref) bool {
		found = found || r.HasPrefix(prefix)
		return found
	})
	return found
}

// worded demands that every field a file mentions exists. Types stop where a value goes through a variable, so that a
// misspelt field would be undefined for ever, and its rule silent.
func worded(t *testing.T, name string, m *ast.Module) {
	words := snapshot.Words()
	ast.WalkTerms(m, func(term *ast.Term) bool {
		if object, ok := term.Value.(ast.Object); ok {
			object.Foreach(func(key, _ *ast.Term) {
				if s, ok := key.Value.(ast.String); ok {
					words[string(s)] = true
				}
			})
		}
		return false
	})
	global := globals(m)
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if head, ok := r[0].Value.(ast.Var); !ok || global[head] || ast.BuiltinMap[r.String()] != nil {
			return false
		}
		for _, term := range r[1:] {
			if s, ok := term.Value.(ast.String); ok && !words[string(s)] {
				breaks(t, name, "fields are those of the snapshot", "look in snapshot/ for the name", "line %d: %s: no field %s",
					r[0].Location.Row, r, s)
			}
		}
		return false
	})
}

// globals are the names of a module that are no variables of a body.
func globals(m *ast.Module) map[ast.Var]bool {
	names := map[ast.Var]bool{"input": true, "data": true}
	for _, i := range m.Imports {
		names[i.Name()] = true
	}
	for _, r := range m.Rules {
		names[r.Head.Ref()[0].Value.(ast.Var)] = true
	}
	return names
}

// TestDerive compiles everything: strictly, against the schema of the snapshot, without built-ins that ask the world, with
// complete annotations.
func TestDerive(t *testing.T) {
	if _, _, err := engine.Derive(rego.FS); err != nil {
		t.Fatal(err)
	}
}

// TestControls demands that what rules name is in controls.json, and that each framework there says what it is, which of its
// sections it lists, and what each control asks for: a report names those that no rule tests.
func TestControls(t *testing.T) {
	const file = "controls.json"
	frameworks, err := engine.Frameworks(rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]string{}
	for _, f := range frameworks {
		if f.ID == "" || f.Title == "" || f.Scope == "" || known[f.ID] != nil {
			breaks(t, file, "a framework has an id of its own, a title and a scope", "complete it", "%q has not", f.ID)
		}
		for id, title := range f.Controls {
			if id == "" || strings.TrimSpace(title) == "" || utf8.RuneCountInString(title) > 80 {
				breaks(t, file, "a control has a title of at most 80 columns, in own words", "write one", "%s %s: %q", f.ID, id, title)
			}
			if link := f.LinkTo(id); strings.ContainsAny(link, "{}<> ") || link != "" && !strings.HasPrefix(link, "https://") {
				breaks(t, file, "links are links", "correct control_link", "%s %s: %s", f.ID, id, link)
			}
		}
		known[f.ID] = f.Controls
	}
	records, _, err := engine.Derive(rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		file := rules + strings.ReplaceAll(r.ID, ".", "/") + suffix
		if len(r.Controls["trailproof"]) == 0 {
			breaks(t, file, "each rule has a control of our catalogue", "name it in custom.controls.trailproof", "it has none")
		}
		for framework, ids := range r.Controls {
			if known[framework] == nil {
				breaks(t, file, "frameworks are those of controls.json", "see controls.json for the ids", "no framework %s", framework)
				continue
			}
			for _, id := range ids {
				if _, ok := known[framework][id]; !ok {
					breaks(t, file, "controls are those of controls.json", "correct the id, or add it there", "%s has no %s", framework, id)
				}
			}
		}
	}
}

// TestParams demands that each parameter says what it is, and that its default fits its schema.
func TestParams(t *testing.T) {
	const file = "lib/params.rego"
	m := modules(t)[file]
	said := map[string]*ast.Annotations{}
	for _, a := range m.Annotations {
		said[strings.TrimPrefix(a.GetTargetPath().String(), "data.lib.params.")] = a
	}
	defaults := map[string]bool{}
	for _, r := range m.Rules {
		name := r.Head.Name.String()
		if !r.Default {
			want := "data.params." + name
			if got := r.Head.Value.String(); got != want {
				breaks(t, file, "a parameter is read from data.params", "read "+want, "%s is %s", name, got)
			}
			continue
		}
		defaults[name] = true
		a := said[name]
		if a == nil || a.Title == "" || a.Description == "" || a.Custom["schema"] == nil {
			breaks(t, file, "each parameter has a title, a description and custom.schema", "annotate it", "%s has not", name)
			continue
		}
		schema, err := json.Marshal(a.Custom["schema"])
		if err != nil {
			t.Fatal(err)
		}
		query := fmt.Sprintf("json.match_schema(json.marshal(%s), %s)[0]", r.Head.Value, schema)
		if rs, err := opa.New(opa.Query(query)).Eval(t.Context()); err != nil || !rs.Allowed() {
			breaks(t, file, "the default of a parameter fits its schema", "correct one of them", "%s: %s (%v)", name, query, err)
		}
	}
	for _, r := range m.Rules {
		if name := r.Head.Name.String(); !defaults[name] {
			breaks(t, file, "each parameter has a default", "write default "+name, "%s has none", name)
		}
	}
}

// templateSets are the sets of subjects that only a template fills, by their annotation.
func templateSets(t *testing.T) map[string]bool {
	t.Helper()
	sets := map[string]bool{}
	for _, a := range modules(t)["lib/subjects.rego"].Annotations {
		if a.Custom["source"] == "template" {
			sets[strings.TrimPrefix(a.GetTargetPath().String(), "data.lib.subjects.")] = true
		}
	}
	return sets
}

// TestEveryRuleSpeaks says that each rule fails somewhere in the stories and passes on the clean one. A rule about what only a
// template can answer has no subject in any story, since all of them are live accounts, and says that: it may neither pass
// nor fail there. That it denies and allows, its own tests show.
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
	ofTemplates := templateSets(t)
	for _, r := range rules {
		if ofTemplates[r.Subject] {
			for _, saying := range strings.Fields(said[r.ID]) {
				if !strings.HasSuffix(saying, ":not_applicable") {
					t.Errorf("%s asks something of templates, but judges a live account (%s)", r.ID, saying)
				}
			}
			continue
		}
		if !strings.Contains(said[r.ID], ":fail ") {
			t.Errorf("%s fails in no story of testdata/accounts: add its flaw to broken/aws.json", r.ID)
		}
		if !strings.Contains(said[r.ID], "clean:pass ") || strings.Contains(said[r.ID], "clean:fail ") {
			t.Errorf("%s does not pass on testdata/accounts/clean (%s)", r.ID, said[r.ID])
		}
	}
}

// recorder notes which lines run and which inputs the tests make up.
type recorder struct {
	*cover.Cover
	mu     sync.Mutex
	inputs map[*ast.Term]string
}

func (r *recorder) TraceEvent(e topdown.Event) {
	r.Cover.TraceEvent(e)
	if input := e.Input(); input != nil && e.Location != nil {
		r.mu.Lock()
		if _, ok := r.inputs[input]; !ok {
			r.inputs[input] = e.Location.File
		}
		r.mu.Unlock()
	}
}

// TestRego runs the tests that are written in Rego, with the errors of built-ins raised. Together they run every line, and
// make up nothing that a snapshot could not hold.
func TestRego(t *testing.T) {
	parsed := modules(t)
	watch := &recorder{Cover: cover.New(), inputs: map[*ast.Term]string{}}
	results, err := tester.NewRunner().SetModules(parsed).RaiseBuiltinErrors(true).SetCoverageQueryTracer(watch).
		RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string][]string{}
	for r := range results {
		file := r.Location.File
		ran[file] = append(ran[file], r.Name)
		if r.Fail || r.Skip || r.Error != nil {
			breaks(t, file, "every test passes", "go test ./rego -run TestRego", "line %d: %s does not pass%s", r.Location.Row,
				r.Name, because(r.Error))
		}
	}
	for name := range parsed {
		if !isRule(name) {
			continue
		}
		twin := strings.TrimSuffix(name, suffix) + testSuffix
		for _, prefix := range []string{"test_denies_", "test_allows_"} {
			if !slices.ContainsFunc(ran[twin], func(test string) bool { return strings.HasPrefix(test, prefix) }) {
				breaks(t, twin, "a rule is seen to deny and to allow", "write "+prefix+"…", "there is no %s…", prefix)
			}
		}
	}
	report := watch.Report(parsed)
	for name, file := range report.Files {
		for _, r := range file.NotCovered {
			breaks(t, name, "tests run every line", "test it or take it out", "line %d never holds", r.Start.Row)
		}
	}
	for input, file := range watch.inputs {
		for _, fault := range fit(input.Value, snapshot.Root(), "input") {
			breaks(t, file, "made-up accounts are such as a snapshot can hold", "look in snapshot/ for the type", "%s", fault)
		}
	}
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}

// fit compares a value with a shape and returns what could not be in a snapshot. What is missing was not seen.
func fit(v ast.Value, s *snapshot.Shape, at string) []string {
	wrong := []string{fmt.Sprintf("%s: %v is no %s", at, v, s.Type)}
	var faults []string
	switch v := v.(type) {
	case ast.Null:
		if s.Nullable {
			return nil
		}
	case ast.Boolean:
		if s.Type == "boolean" {
			return nil
		}
	case ast.Number:
		if _, ok := v.Int64(); ok && s.Type == "integer" {
			return nil
		}
	case ast.String:
		if _, err := time.Parse(time.RFC3339Nano, string(v)); s.Type == "string" || s.Type == "time" && err == nil {
			return nil
		}
	case *ast.Array:
		if s.Type == "list" {
			v.Foreach(func(item *ast.Term) { faults = append(faults, fit(item.Value, s.Elem, at+"[]")...) })
			return faults
		}
	case ast.Object:
		if s.Type != "object" && s.Type != "map" {
			return wrong
		}
		v.Foreach(func(key, value *ast.Term) {
			name, _ := key.Value.(ast.String)
			here := at + "." + string(name)
			below, err := s.At([]string{string(name)})
			if err != nil {
				faults = append(faults, fmt.Sprintf("%s: %v", at, err))
				return
			}
			faults = append(faults, fit(value.Value, below, here)...)
		})
		return faults
	}
	return wrong
}

// TestStockOPA loads this folder as the opa command does and demands the denials that the engine finds.
func TestStockOPA(t *testing.T) {
	for story, dir := range golden.Stories(t, "..") {
		t.Run(story, func(t *testing.T) {
			query, err := opa.New(
				opa.Query("data.rules[service][name].deny[deny]"), opa.Load(stockPaths(dir), nil),
			).PrepareForEval(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			e, err := engine.Load(t.Context(), rego.FS, engine.Options{Data: golden.Data(t, dir)})
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(dir, "snapshot.json"))
			if err != nil {
				t.Fatal(err)
			}
			var input any
			if err := json.Unmarshal(text, &input); err != nil {
				t.Fatal(err)
			}
			results, err := query.Eval(t.Context(), opa.EvalInput(input))
			if err != nil {
				t.Fatal(err)
			}
			stock := map[string][]string{} // rule and resource → messages
			for _, r := range results {
				denial := r.Bindings["deny"].(map[string]any)
				key := fmt.Sprint(r.Bindings["service"], ".", r.Bindings["name"], " ", denial["resource"])
				stock[key] = append(stock[key], denial["message"].(string))
			}
			s, err := snapshot.Decode(text)
			if err != nil {
				t.Fatal(err)
			}
			findings, err := e.Judge(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			sameDenials(t, stock, findings)
		})
	}
}

// stockPaths are the files and folders that the opa command loads for a story.
func stockPaths(story string) []string {
	paths := []string{"lib", "rules"}
	if params := filepath.Join(story, "params.json"); exists(params) {
		paths = append(paths, params)
	}
	return paths
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sameDenials compares the denials of stock OPA with what the engine made of them: the reasons of a failure, or the doubts
// among those of an unknown.
func sameDenials(t *testing.T, stock map[string][]string, findings []finding.Finding) {
	for _, f := range findings {
		key := f.Rule + " " + f.Resource
		want := slices.Sorted(slices.Values(stock[key]))
		delete(stock, key)
		got := f.Why
		if f.Outcome == finding.Unknown {
			got = slices.DeleteFunc(slices.Clone(f.Why), func(why string) bool { return !slices.Contains(want, why) })
			slices.Sort(got)
		}
		if f.Outcome != finding.NotApplicable && !slices.Equal(got, want) {
			t.Errorf("%s: the engine says %q, stock OPA %q", key, got, want)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(stock)) {
		t.Errorf("%s: stock OPA denies it, the engine has no finding", key)
	}
}
