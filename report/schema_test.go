package report_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"trailproof/finding"
	"trailproof/report"
)

// TestSchemas holds SARIF against the standard's schema, and the JSON report against the one that we publish.
func TestSchemas(t *testing.T) {
	published, err := os.ReadFile("../docs/schemas/report.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range map[string]*jsonschema.Schema{
		"json": compileSchema(t, string(published)), "sarif": compileSchema(t, sarifSchema(t)),
	} {
		for which, r := range reports() {
			if err := check(t, schema, render(t, find(t, name), r, report.Options{})); err != nil {
				t.Errorf("%s of %s: %v", name, which, err)
			}
		}
	}
	schema := compileSchema(t, sarifSchema(t))
	for _, bad := range []string{`{}`, `{"version": "2.1.0", "runs": [{}]}`, `{"version": "2.1.0", "runs": [], "x": 1}`} {
		if check(t, schema, []byte(bad)) == nil {
			t.Errorf("the schema lets %s pass", bad)
		}
	}
}

func check(t *testing.T, schema *jsonschema.Schema, text []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

func compileSchema(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("schema.json")
}

// sarifSchema returns the schema of SARIF 2.1.0, which go-sarif carries as a constant that it does not export.
func sarifSchema(t *testing.T) string {
	t.Helper()
	var _ *sarif.Report // keeps the module in go.mod
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(out)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	schema := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "schema" {
			schema, err = strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	if err != nil || schema == "" {
		t.Fatalf("go-sarif has no schema any more: %v", err)
	}
	return schema
}

// TestSchemaFollows says that the published schema refuses what is no report.
func TestSchemaFollows(t *testing.T) {
	published, err := os.ReadFile("../docs/schemas/report.json")
	if err != nil {
		t.Fatal(err)
	}
	schema := compileSchema(t, string(published))
	r := reports()["outcomes"]
	r.Findings[0].Outcome = "perhaps"
	if check(t, schema, render(t, find(t, "json"), r, report.Options{})) == nil {
		t.Error("an outcome of another name is valid")
	}
	r = reports()["outcomes"]
	r.Version = finding.ReportVersion + "1"
	if check(t, schema, render(t, find(t, "json"), r, report.Options{})) == nil {
		t.Error("another version is valid")
	}
}
