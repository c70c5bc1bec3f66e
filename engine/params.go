package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
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

// DataError is data that no rule would read, or that has not the form which rules count on.
type DataError struct {
	// Faults are sorted by path, at least one.
	Faults []DataFault
}

// DataFault is one of its faults.
type DataFault struct {
	// Path leads to the value: params, accounts, 0.
	Path []string
	Text string
}

func (e *DataError) Error() string {
	texts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		texts[i] = "data: " + f.Error()
	}
	return strings.Join(texts, "; ")
}

func (f DataFault) Error() string {
	path := ""
	for i, step := range f.Path {
		switch _, err := strconv.Atoi(step); {
		case i > 0 && err == nil:
			path += "[" + step + "]"
		case i > 0:
			path += "." + step
		default:
			path = step
		}
	}
	return path + ": " + f.Text
}

// checkData refuses data that nothing would read, and parameters of the wrong form: a misspelt name would otherwise leave a
// default in force that the user believes to have changed. readers are the keys of data that a user's rules read. What is
// wrong with the data is a *DataError.
func checkData(ctx context.Context, source fs.FS, data map[string]any, readers []string) error {
	known := union(readers, []string{"params"})
	var faults []DataFault
	for _, key := range slices.Sorted(maps.Keys(data)) {
		switch {
		case key == "lib" || key == "rules":
			faults = append(faults, DataFault{[]string{key}, "this name belongs to the rules"})
		case key == "params":
			wrong, err := checkParams(ctx, source, data[key])
			if err != nil {
				return err
			}
			faults = append(faults, wrong...)
		case !slices.Contains(known, key):
			faults = append(faults, DataFault{[]string{key}, "no rule reads it" + nearest.Hint(key, known)})
		}
	}
	if len(faults) > 0 {
		return &DataError{faults}
	}
	return nil
}

func checkParams(ctx context.Context, source fs.FS, values any) ([]DataFault, error) {
	object, ok := values.(map[string]any)
	if !ok {
		return []DataFault{{[]string{"params"}, "it must map names of parameters to values"}}, nil
	}
	params, err := Params(source)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name
	}
	var faults []DataFault
	for _, name := range slices.Sorted(maps.Keys(object)) {
		i := slices.Index(names, name)
		if i < 0 {
			faults = append(faults, DataFault{[]string{"params", name}, "no such parameter" + nearest.Hint(name, names)})
			continue
		}
		wrong, err := params[i].check(ctx, object[name])
		if err != nil {
			return nil, fmt.Errorf("rules: %s: parameter %s: %w", paramsFile, name, err)
		}
		faults = append(faults, wrong...)
	}
	return faults, nil
}

// check validates a value by the parameter's schema, with OPA's own validator.
func (p Param) check(ctx context.Context, value any) ([]DataFault, error) {
	results, err := rego.New(
		rego.Query("[ok, faults] := json.match_schema(input.value, input.schema)"),
		// Inside an object, since the built-in takes a text for JSON.
		rego.Input(map[string]any{
			"value":  map[string]any{"value": value},
			"schema": map[string]any{"properties": map[string]any{"value": p.Schema}},
		}),
	).Eval(ctx)
	if err != nil {
		return nil, err
	}
	if len(results) != 1 {
		return nil, errors.New("its schema can't be read")
	}
	var faults []DataFault
	list, _ := results[0].Bindings["faults"].([]any)
	for _, item := range list {
		fault, ok := item.(map[string]any)
		if !ok {
			continue
		}
		path := strings.Split(fmt.Sprint(fault["field"]), ".")[1:]
		text := fmt.Sprintf("%s: %v", shown(at(value, path)), fault["desc"])
		if strings.HasPrefix(fmt.Sprint(fault["desc"]), "Invalid type. Expected: string,") && isScalar(at(value, path)) {
			text += " (put it in quotes)"
		}
		faults = append(faults, DataFault{append([]string{"params", p.Name}, path...), text})
	}
	slices.SortFunc(faults, func(a, b DataFault) int {
		return cmp.Or(slices.Compare(a.Path, b.Path), strings.Compare(a.Text, b.Text))
	})
	if ok, _ := results[0].Bindings["ok"].(bool); !ok && len(faults) == 0 {
		return nil, errors.New("its value is refused without a reason")
	}
	return faults, nil
}

// at is the value at a path of names and numbers; nil where there is none.
func at(value any, path []string) any {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// isScalar says whether a value would be a text in quotes.
func isScalar(value any) bool {
	switch value.(type) {
	case nil, map[string]any, []any:
		return false
	}
	return true
}

// shown is a value as JSON, cut where it is long.
func shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	const most = 60
	if runes := []rune(string(text)); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return string(text)
}
