package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// reportSchema makes the JSON Schema (draft 7) of a report from the types of package finding; descriptions are their
// comments.
func reportSchema() ([]byte, error) {
	docs, err := typeComments("finding")
	if err != nil {
		return nil, err
	}
	s := schemaMaker{docs: docs, definitions: map[string]any{}}
	schema := s.object(reflect.TypeFor[finding.Report]())
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = "trailproof report " + finding.ReportVersion
	schema["properties"].(map[string]any)["version"] = map[string]any{"enum": finding.ReportVersions}
	schema["definitions"] = s.definitions
	return indented(schema)
}

// typeComments returns the comments of the types of a package and, as Type.Field, of their fields.
func typeComments(dir string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	docs := map[string]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, d := range f.Decls {
			if group, ok := d.(*ast.GenDecl); ok && group.Tok == token.TYPE {
				for _, spec := range group.Specs {
					comments(docs, group.Doc, spec.(*ast.TypeSpec))
				}
			}
		}
	}
	return docs, nil
}

func comments(docs map[string]string, doc *ast.CommentGroup, t *ast.TypeSpec) {
	docs[t.Name.Name] = oneLine(doc)
	fields, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range fields.Fields.List {
		for _, name := range f.Names {
			docs[t.Name.Name+"."+name.Name] = oneLine(f.Doc)
		}
	}
}

func oneLine(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

type schemaMaker struct {
	docs        map[string]string
	definitions map[string]any
}

// enums are the values of the string types that have only some.
var enums = map[reflect.Type]any{
	reflect.TypeFor[finding.Outcome]():     finding.Outcomes,
	reflect.TypeFor[finding.Severity]():    finding.Severities,
	reflect.TypeFor[finding.WaiverState](): finding.WaiverStates,
}

func (s schemaMaker) value(t reflect.Type) map[string]any {
	switch {
	case enums[t] != nil:
		return map[string]any{"enum": enums[t]}
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{s.value(t.Elem()), map[string]any{"type": "null"}}}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.value(t.Elem())}
	case reflect.Map:
		schema := map[string]any{"type": "object", "additionalProperties": s.value(t.Elem())}
		if enums[t.Key()] != nil {
			schema["propertyNames"] = s.value(t.Key())
		}
		return schema
	case reflect.Struct:
		if s.definitions[t.Name()] == nil {
			s.definitions[t.Name()] = s.object(t)
		}
		return map[string]any{"$ref": "#/definitions/" + t.Name()}
	}
	panic(fmt.Sprintf("gen: no schema for %v", t))
}

func (s schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		member := s.value(f.Type)
		if doc := s.docs[t.Name()+"."+f.Name]; doc != "" {
			if member["$ref"] != nil { // draft 7 ignores what stands beside a $ref
				member = map[string]any{"allOf": []any{member}}
			}
			member["description"] = doc
		}
		properties[name] = member
		if options != "omitempty" && options != "omitzero" {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	schema := map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
	if doc := s.docs[t.Name()]; doc != "" {
		schema["description"] = doc
	}
	return schema
}
