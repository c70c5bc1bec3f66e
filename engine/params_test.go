package engine_test

import (
	"errors"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/rego"
)

// TestDataRefused pins what is refused, and that all of it is told.
func TestDataRefused(t *testing.T) {
	params := func(name string, value any) map[string]any {
		return map[string]any{"params": map[string]any{name: value}}
	}
	long := strings.Repeat("x", 100)
	for name, c := range map[string]struct {
		data map[string]any
		want []string
	}{
		"nothing":   {nil, nil},
		"no params": {map[string]any{}, nil},
		"empty":     {map[string]any{"params": map[string]any{}}, nil},
		"right":     {params("accounts", []any{"111122223333"}), nil},
		"null":      {map[string]any{"params": nil}, []string{"params: it must map names of parameters to values"}},
		"name":      {params("acounts", nil), []string{"params.acounts: no such parameter (did you mean accounts?)"}},
		"type": {
			params("accounts", "111122223333"),
			[]string{`params.accounts: "111122223333": Invalid type. Expected: array, given: string`},
		},
		"number": {
			params("accounts", []any{"111122223333", 444455556666}),
			[]string{`params.accounts[1]: 444455556666: Invalid type. Expected: string, given: integer (put it in quotes)`},
		},
		"list item": {
			params("accounts", []any{[]any{"1"}}), []string{`params.accounts[0]: ["1"]: Invalid type. Expected: string, given: array`},
		},
		"null item": {
			params("accounts", []any{nil}), []string{`params.accounts[0]: null: Invalid type. Expected: string, given: null`},
		},
		"pattern": {
			params("accounts", []any{"1"}), []string{`params.accounts[0]: "1": Does not match pattern '^[0-9]{12}$'`},
		},
		"long": {
			params("accounts", []any{long}), []string{`params.accounts[0]: "` + long[:59] + `...: Does not match pattern '^[0-9]{12}$'`},
		},
		"least": {params("delivery_hours", 0), []string{"params.delivery_hours: 0: Must be greater than or equal to 1"}},
		"other data": {
			map[string]any{"lib": 1, "parms": 1, "rules": 1},
			[]string{
				"lib: this name belongs to the rules", "parms: no rule reads it (did you mean params?)",
				"rules: this name belongs to the rules",
			},
		},
		"several": {
			map[string]any{"params": map[string]any{"accounts": []any{"1", "2"}, "bukets": 1}, "x": 1},
			[]string{
				`params.accounts[0]: "1": Does not match pattern '^[0-9]{12}$'`,
				`params.accounts[1]: "2": Does not match pattern '^[0-9]{12}$'`,
				"params.bukets: no such parameter (did you mean buckets?)", "x: no rule reads it (one of params)",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := engine.Load(t.Context(), rego.FS, engine.Options{Data: c.data})
			var got *engine.DataError
			if c.want == nil {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			var texts []string
			for _, f := range got.Faults {
				texts = append(texts, f.Error())
			}
			if strings.Join(texts, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(c.want, "\n"))
			}
			if want := "data: " + strings.Join(c.want, "; data: "); err.Error() != want {
				t.Errorf("the error is %s", err)
			}
		})
	}
}
