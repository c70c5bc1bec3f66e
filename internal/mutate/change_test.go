package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// TestChanges says which changes are made of what. That a definition is dropped, which is so of all, is left out.
func TestChanges(t *testing.T) {
	for name, c := range map[string]struct {
		rego string
		want []string
	}{
		"equality": {`r if input.a == input.b`, []string{
			`input.a == input.b -> (dropped)`, `input.a == input.b -> input.a != input.b`,
		}},
		"inequality": {`r if input.a != input.b`, []string{
			`input.a != input.b -> (dropped)`, `input.a != input.b -> input.a == input.b`,
		}},
		"less": {`r if input.a < input.b`, []string{
			`input.a < input.b -> (dropped)`, `input.a < input.b -> input.a <= input.b`, `input.a < input.b -> input.a >= input.b`,
		}},
		"at most": {`r if input.a <= input.b`, []string{
			`input.a <= input.b -> (dropped)`, `input.a <= input.b -> input.a < input.b`, `input.a <= input.b -> input.a > input.b`,
		}},
		"more": {`r if input.a > input.b`, []string{
			`input.a > input.b -> (dropped)`, `input.a > input.b -> input.a >= input.b`, `input.a > input.b -> input.a <= input.b`,
		}},
		"at least": {`r if input.a >= input.b`, []string{
			`input.a >= input.b -> (dropped)`, `input.a >= input.b -> input.a > input.b`, `input.a >= input.b -> input.a < input.b`,
		}},
		"not": {`r if not input.a`, []string{`not input.a -> (dropped)`, `not input.a -> input.a`}},
		"in": {`r if input.a in input.b`, []string{
			`input.a in input.b -> (dropped)`, `input.a in input.b -> not input.a in input.b`,
		}},
		"not in": {`r if not input.a in input.b`, []string{
			`not input.a in input.b -> (dropped)`, `not input.a in input.b -> input.a in input.b`,
		}},
		"in with a key": {`r if input.k, input.a in input.b`, []string{
			`input.k, input.a in input.b -> (dropped)`, `input.k, input.a in input.b -> not input.k, input.a in input.b`,
		}},
		"every": {"r if {\n\tevery x in input.a {\n\t\tx.y\n\t}\n}", []string{
			`every x in input.a { x.y } -> (dropped)`, `every x in input.a -> some x in input.a`, `x.y -> (dropped)`,
		}},
		"every with a key": {"r if {\n\tevery k, x in [1] {\n\t\tx.y == k\n\t}\n}", []string{
			`every k, x in [1] { x.y == k } -> (dropped)`, `every k, x in [1] -> some k, x in [1]`, `1 -> 2`, `1 -> 0`,
			`x.y == k -> (dropped)`, `x.y == k -> x.y != k`,
		}},
		"some":            {`r if some x in ["a"]`, []string{`some x in ["a"] -> (dropped)`, `"a" -> "mutant"`}},
		"a binding stays": {`r := x if x := f(true)`, []string{`true -> false`}},
		"scalars": {`r := ["a", 1, true, null]`, []string{
			`"a" -> "mutant"`, `1 -> 2`, `1 -> 0`, `true -> false`, `null -> "mutant"`,
		}},
		"nothing in it": {`r := [[], set(), {}]`, []string{
			`[] -> ["mutant"]`, `set() -> {"mutant"}`, `{} -> {"mutant": "mutant"}`,
		}},
		"set":    {`r := {"a", "b"}`, []string{`"a" -> "mutant"`, `"b" -> "mutant"`}},
		"object": {`r := {"a": "b"}`, []string{`"a" -> "mutant"`, `"b" -> "mutant"`}},
		"denial": {`deny contains {"resource": "a", "message": "b"}`, []string{
			`"b" -> "mutant"`, `"a" -> "mutant"`,
		}},
		"fields stay": {`r := input.a["b"][0]`, []string{`0 -> 1`, `0 -> -1`}},
		"arguments":   {`r(null, x) := x`, []string{`null -> "mutant"`}},
		"default":     {`default r := 1`, []string{`1 -> 2`, `1 -> 0`}},
		"else": {"r := 1 if {\n\tinput.a\n} else := 2", []string{
			`1 -> 2`, `1 -> 0`, `input.a -> (dropped)`, `else -> (dropped)`, `2 -> 3`, `2 -> 1`,
		}},
		"sum": {`r := input.a + input.b`, []string{`input.a + input.b -> input.a - input.b`}},
		"difference": {`r := input.a - input.b`, []string{
			`input.a - input.b -> input.a + input.b`, `input.a - input.b -> input.a`,
		}},
		"product":  {`r := input.a * input.b`, []string{`input.a * input.b -> input.a / input.b`}},
		"quotient": {`r := input.a / input.b`, []string{`input.a / input.b -> input.a * input.b`}},
		"union": {`r := input.a | input.b`, []string{
			`input.a | input.b -> input.a`, `input.a | input.b -> input.b`,
		}},
		"common": {`r := input.a & input.b`, []string{
			`input.a & input.b -> input.a`, `input.a & input.b -> input.b`,
		}},
		"lists": {`r := array.concat(x, y)`, []string{`array.concat(x, y) -> x`, `array.concat(x, y) -> y`}},
		"case":  {`r := lower(x)`, []string{`lower(x) -> x`}},
		"beginning": {`r if startswith(x, y)`, []string{
			`startswith(x, y) -> (dropped)`, `startswith(x, y) -> contains(x, y)`,
		}},
		"end": {`r if endswith(x, y)`, []string{
			`endswith(x, y) -> (dropped)`, `endswith(x, y) -> contains(x, y)`,
		}},
		"anchors": {`r if regex.match("^a$", x)`, []string{
			`regex.match("^a$", x) -> (dropped)`, `regex.match("^a$", x) -> regex.match("a$", x)`,
			`regex.match("^a$", x) -> regex.match("^a", x)`, `"^a$" -> "mutant"`,
		}},
		"comprehensions": {`r := [[f(1) | x.a], {f(2) | x.b}, {f(3): f(4) | x.c}]`, []string{
			`1 -> 2`, `1 -> 0`, `x.a -> (dropped)`, `2 -> 3`, `2 -> 1`, `x.b -> (dropped)`, `3 -> 4`, `3 -> 2`, `4 -> 5`, `4 -> 3`,
			`x.c -> (dropped)`,
		}},
		"calls in references": {`r := split(x, "a")[0]`, []string{`"a" -> "mutant"`, `0 -> 1`, `0 -> -1`}},
	} {
		t.Run(name, func(t *testing.T) {
			m := ast.MustParseModule("package p\n\n" + c.rego)
			before := m.String()
			var got []string
			for _, mutant := range mutants("p.rego", m) {
				if !strings.HasPrefix(mutant.before, "definition ") {
					got = append(got, mutant.before+" -> "+mutant.after)
				}
				if mutant.module.String() == before {
					t.Errorf("%s changes nothing", mutant.key)
				}
				if _, err := format.Ast(mutant.module); err != nil {
					t.Errorf("%s is no Rego: %v", mutant.key, err)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
			if m.String() != before {
				t.Error("the original was written to")
			}
		})
	}
}

// TestKeys says that keys are unique and tell nothing of lines.
func TestKeys(t *testing.T) {
	keys := func(src string) []string {
		var out []string
		for _, m := range mutants("p.rego", ast.MustParseModule(src)) {
			out = append(out, m.key)
		}
		return out
	}
	got := keys("package p.q\n\nf(x) := \"a\" if x == \"a\"\n\nf(_) := \"a\"\n")
	want := []string{
		`p.q f: definition 1 -> (dropped)`, `p.q f: "a" -> "mutant"`, `p.q f: x == "a" -> (dropped)`, `p.q f: x == "a" -> x != "a"`,
		`p.q f: "a" -> "mutant" (2)`, `p.q f: definition 2 -> (dropped)`, `p.q f: "a" -> "mutant" (3)`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s", strings.Join(got, "\n\t"))
	}
	got = keys("package p.q\n\n# A comment.\n\nf(x) := \"a\" if\n\tx == \"a\"\n\n\nf(_) := \"a\"\n")
	if !slices.Equal(got, want) {
		t.Errorf("with other lines: got\n\t%s", strings.Join(got, "\n\t"))
	}
}

// TestLines says that a mutant stands at its line.
func TestLines(t *testing.T) {
	const src = "package p\n\nr if {\n\tinput.a\n\tsprintf(\n\t\t\"%s\",\n\t\t[1],\n\t) == null\n}\n"
	got := map[string]int{}
	for _, m := range mutants("p.rego", ast.MustParseModule(src)) {
		got[m.before+" -> "+m.after] = m.line
	}
	for before, want := range map[string]int{
		`definition 1 -> (dropped)`: 3, `input.a -> (dropped)`: 4, `"%s" -> "mutant"`: 6, `1 -> 2`: 7, `null -> "mutant"`: 8,
	} {
		if got[before] != want {
			t.Errorf("%s stands at line %d, want %d", before, got[before], want)
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	got := text(ast.StringTerm(strings.Repeat("ä", 200)))
	if want := `"` + strings.Repeat("ä", longest-2) + "…"; got != want {
		t.Errorf("got %s", got)
	}
}
