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
	"github.com/open-policy-agent/opa/v1/rego"

	"trailproof/internal/nearest"
)

// Param is a parameter that rules look at. Users set it under params in a data file.
type Param struct {
	Name, Title, Description string
	// Schema is the JSON Schema of its value.
	Schema map[string]any
	// Default is Rego's text of the value that holds where nobody sets it.
	Default string
}

const paramsFile = "lib/params.rego"

// Params returns the parameters of the rules, sorted by name: the annotated rules of lib.params.
func Params(source fs.FS) ([]Param, error) {
	text, err := fs.ReadFile(source, paramsFile)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	m, err := ast.ParseModuleWithOpts(paramsFile, string(text), ast.ParserOptions{ProcessAnnotation: true})
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	defaults := map[string]string{}
	for _, r := range m.Rules {
		if r.Default {
			defaults[r.Head.Name.String()] = r.Head.Value.String()
		}
	}
	var params []Param
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			continue
		}
		path := a.GetTargetPath()
		name := strings.Trim(path[len(path)-1].Value.String(), `"`)
		schema, ok := a.Custom["schema"].(map[string]any)
		if !ok || a.Title == "" || defaults[name] == "" {
			return nil, fmt.Errorf("rules: %s: parameter %s needs a title, custom.schema and a default", paramsFile, name)
		}
		params = append(params, Param{
			Name: name, Title: a.Title, Description: strings.TrimSpace(a.Description), Schema: schema, Default: defaults[name],
		})
	}
	slices.SortFunc(params, func(a, b Param) int { return strings.Compare(a.Name, b.Name) })
	return params, nil
}

// checkData refuses data that nothing would read, and parameters of the wrong form: a misspelt name would otherwise leave a
// default in force that the user believes to have changed. readers are the keys of data that a user's rules read.
func checkData(ctx context.Context, source fs.FS, data map[string]any, readers []string) error {
	known := union(readers, []string{"params"})
	for _, key := range slices.Sorted(maps.Keys(data)) {
		if key == "lib" || key == "rules" {
			return fmt.Errorf("data: %s: this name belongs to the rules", key)
		}
		if !slices.Contains(known, key) {
			return fmt.Errorf("data: %s: no rule reads it%s", key, nearest.Hint(key, known))
		}
	}
	values, given := data["params"]
	if !given {
		return nil
	}
	object, ok := values.(map[string]any)
	if !ok {
		return errors.New("data: params: must map names of parameters to values")
	}
	params, err := Params(source)
	if err != nil {
		return err
	}
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		i := slices.Index(names, name)
		if i < 0 {
			return fmt.Errorf("data: params.%s: no such parameter%s", name, nearest.Hint(name, names))
		}
		if err := params[i].check(ctx, object[name]); err != nil {
			return fmt.Errorf("data: params.%s: %w", name, err)
		}
	}
	return nil
}

// check validates a value by the parameter's schema, with OPA's own validator.
func (p Param) check(ctx context.Context, value any) error {
	results, err := rego.New(
		rego.Query("[ok, faults] := json.match_schema(input.value, input.schema)"),
		// Inside an object, since the built-in takes a text for JSON.
		rego.Input(map[string]any{
			"value":  map[string]any{"value": value},
			"schema": map[string]any{"properties": map[string]any{"value": p.Schema}},
		}),
	).Eval(ctx)
	if err != nil {
		return err
	}
	if len(results) != 1 {
		return fmt.Errorf("its schema can't be read")
	}
	if ok, _ := results[0].Bindings["ok"].(bool); ok {
		return nil
	}
	var texts []string
	faults, _ := results[0].Bindings["faults"].([]any)
	for _, f := range faults {
		if fault, ok := f.(map[string]any); ok {
			text := strings.TrimPrefix(fmt.Sprint(fault["field"], ": ", fault["desc"]), "value")
			texts = append(texts, strings.TrimLeft(text, ".: "))
		}
	}
	return errors.New(strings.Join(union(texts), "; "))
}
