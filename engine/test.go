package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// TestResult is how one test_ rule of a user's ended.
type TestResult struct {
	// Place is file:line, Name package.test_name.
	Place, Name string
	Passed      bool
	// Detail says why it did not pass; empty where it was simply not true.
	Detail string
}

// Test runs the test_ rules of a user's files under the promises that their rules will be judged under: compiled strictly,
// without impure built-ins, built-in errors raised. Results are sorted by place.
func Test(ctx context.Context, source fs.FS, user map[string][]byte) ([]TestResult, error) {
	sources, err := ruleFiles(source)
	if err != nil {
		return nil, err
	}
	rules := maps.Clone(user)
	maps.DeleteFunc(rules, func(name string, _ []byte) bool { return IsTest(name) })
	if _, err := loadChecked(source, sources, rules); err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	maps.Copy(sources, user)
	for name, text := range sources {
		m, err := ast.ParseModule(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
		modules[name] = m
	}
	compiler := ast.NewCompiler().WithStrict(true).WithCapabilities(Capabilities())
	runner := tester.NewRunner().SetCompiler(compiler).SetStore(inmem.New()).SetModules(modules).RaiseBuiltinErrors(true)
	results, err := runner.RunTests(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	var out []TestResult
	for r := range results {
		t := TestResult{
			Place: fmt.Sprintf("%s:%d", r.Location.File, r.Location.Row), Name: strings.TrimPrefix(r.Package, "data.") + "." + r.Name,
			Passed: !r.Fail && r.Error == nil && !r.Skip,
		}
		switch {
		case r.Error != nil:
			t.Detail = evalError(r.Error).Error()
		case r.Skip:
			t.Detail = "it is marked as todo"
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, errors.New("rules: there are no tests: no rule's name begins with test_")
	}
	slices.SortFunc(out, func(a, b TestResult) int { return strings.Compare(a.Place+a.Name, b.Place+b.Name) })
	return out, nil
}

// IsTest says whether a file holds tests of rules, by its name.
func IsTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }
