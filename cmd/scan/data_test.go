package main

import (
	"reflect"
	"strings"
	"testing"
)

// TestDataValues pins what becomes of a value that YAML has and JSON has not: its text.
func TestDataValues(t *testing.T) {
	for text, want := range map[string]any{
		"1": 1, "1.5": 1.5, "true": true, "null": nil, "~": nil, "x": "x", `"1"`: "1", "[1, x]": []any{1, "x"},
		"{a: {b: []}}":         map[string]any{"a": map[string]any{"b": []any{}}},
		"2026-01-02":           "2026-01-02",
		"2026-01-02T03:04:05Z": "2026-01-02T03:04:05Z",
		".inf":                 ".inf",
		".nan":                 ".nan",
		"{012345678901: x}":    map[string]any{"012345678901": "x"},
		"{yes: 1, 1: 2}":       map[string]any{"yes": 1, "1": 2},
		"[&a [1], *a]":         []any{[]any{1}, []any{1}},
	} {
		r := dataReader{file: "f", places: places{}}
		got, err := r.read([]byte("v: " + text))
		if err != nil || !reflect.DeepEqual(got["v"], want) {
			t.Errorf("%s: got %#v, %v, want %#v", text, got["v"], err, want)
		}
	}
}

func TestDataPlaces(t *testing.T) {
	r := dataReader{file: "f", places: places{}}
	if _, err := r.read([]byte("# c\na:\n  b:\n    - x\n    - c: {d: 1}\n\"e.f\": 1\n")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"a": "f:2", "a b": "f:3", "a b 0": "f:4", "a b 1": "f:5", "a b 1 c d": "f:5", "a b 1 c d more": "f:5", "a b 7": "f:3",
		"e.f": "f:6", "nowhere": "",
	} {
		if got := r.places.of(strings.Fields(path)); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

// TestDataBomb refuses a file whose aliases make more of it than memory holds.
func TestDataBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 8 {
		n := string(rune('0' + i))
		alias := "*a" + n
		b.WriteString("b" + n + ": &a" + string(rune('1'+i)) + " [" + strings.Repeat(alias+", ", 9) + alias + "]\n")
	}
	r := dataReader{file: "f", places: places{}}
	if _, err := r.read([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "there is too much of it") {
		t.Errorf("got %v", err)
	}
}
